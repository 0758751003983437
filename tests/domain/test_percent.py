from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.percent import shares, shares_of

counts = st.lists(st.integers(0, 10_000), min_size=1, max_size=50)


def printed(numbers):
    return [float(number) for number in numbers]


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([1, 1], [50, 50]),
        ([2, 1], [67, 33]),
        ([501, 499], [50.1, 49.9]),
        ([1, 1, 1], [33.3, 33.3, 33.3]),
        ([0, 0], [0, 0]),
        ([5, 0], [100, 0]),
        ([1, 2, 3], [17, 33, 50]),
        ([38, 14, 27, 21], [38, 14, 27, 21]),
    ],
)
def test_as_a_person_would_print_them(votes, expected):
    assert printed(shares(votes)) == pytest.approx(expected)


@given(counts)
def test_equal_counts_print_equal_and_the_order_is_never_inverted(votes):
    parts = shares(votes)
    for a, x in zip(votes, parts, strict=True):
        for b, y in zip(votes, parts, strict=True):
            assert (a == b) <= (x == y)
            assert (a < b) <= (x <= y)


@given(counts)
def test_they_add_to_100_unless_a_tie_forbids_it(votes):
    parts = shares(votes)
    if sum(votes) == 0:
        assert sum(parts) == 0
    elif len(set(votes)) == len(votes):
        assert sum(parts) == 100
    else:
        assert abs(sum(parts) - 100) <= Fraction(len(votes), 20)


@given(counts)
def test_none_is_more_than_one_off(votes):
    total = sum(votes)
    for count, part in zip(votes, shares(votes), strict=True):
        assert total == 0 or abs(part - Fraction(100 * count, total)) < 1


@given(counts, st.integers(0, 20_000))
def test_shares_of_voters_round_each_alone(votes, voters):
    for count, part in zip(votes, shares_of(votes, voters), strict=True):
        assert part == 0 if voters == 0 else abs(part - Fraction(100 * count, voters)) <= Fraction(1, 2)
