"""What adds up: Page's sum by hand, steps of several hours, who carries a rise, and that it tells once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.warning.baseline import Expected
from bot.domain.warning.cusum import CEILING, LIMIT, MOST, SLACK, Cusum
from bot.domain.warning.watch import HOUR
from tests.domain.warning.communities import MONDAY

NINE = Expected(9.0, 0.0)  # Poisson: a standard deviation of three


def crowd(number: int, first: int = 0) -> frozenset[str]:
    return frozenset(f"p{first + each}" for each in range(number))


def after(cusum: Cusum, counts: list[int], expected: Expected = NINE) -> Cusum:
    for number, count in enumerate(counts):
        cusum = cusum.after(crowd(count, first=100 * number), expected, MONDAY + number * HOUR)
    return cusum


def test_the_sum_by_hand() -> None:
    # z = 2, 1, 0, −1 with 9 expected and σ = 3
    assert after(Cusum(grain=0), [15]).score == pytest.approx(2 - SLACK)
    assert after(Cusum(grain=0), [15, 12]).score == pytest.approx(3 - 2 * SLACK)
    assert after(Cusum(grain=0), [15, 12, 9]).score == pytest.approx(3 - 3 * SLACK)
    assert after(Cusum(grain=0), [15, 12, 9, 6]) == Cusum(grain=0)


def test_a_slow_rise_tells_once_and_says_since_when() -> None:
    cusum = Cusum(grain=0)
    told = []
    for number in range(48):
        cusum = cusum.after(crowd(14, first=100 * number), NINE, MONDAY + number * HOUR)
        if rise := cusum.tells:
            told.append((number, rise))
            cusum = cusum.heard()
    # each hour adds 5/3 − 3/4
    [(number, rise)] = told
    assert number == 8
    assert (rise.since, rise.count, rise.expected) == (MONDAY, 9 * 14, 9 * 9.0)
    assert rise.authors == 9 * 14
    assert cusum.score == CEILING


def test_after_the_rise_is_over_another_one_tells_again() -> None:
    cusum = after(Cusum(grain=0), [18] * 12).heard()
    assert cusum.tells is None
    cusum = after(cusum, [9] * 30)
    assert cusum.rise is None
    assert after(cusum, [18] * 12).tells is not None


def test_one_hour_alone_does_not_tell() -> None:
    cusum = after(Cusum(grain=0), [5000])
    assert cusum.score == MOST - SLACK
    assert cusum.tells is None


def test_hours_are_put_together_until_enough_are_expected() -> None:
    thin = Expected(3.0, 0.0)
    cusum = after(Cusum(grain=9.0), [6, 6], thin)
    assert cusum.score == 0
    assert cusum.step is not None
    assert after(Cusum(grain=9.0), [6, 6, 6], thin).score == pytest.approx(9 / 3 - SLACK)


def test_where_hours_hang_together_the_sum_grows_slower() -> None:
    swaying = Expected(9.0, 0.0, 4.0)
    assert after(Cusum(grain=0), [18], swaying).score == pytest.approx(9 / 6 - SLACK)


def test_two_people_are_never_enough() -> None:
    cusum = Cusum(grain=0)
    for number in range(100):
        cusum = cusum.after({"a", "b"}, Expected(0.05, 0.1), MONDAY + number * HOUR)
    assert cusum.score > LIMIT
    assert cusum.tells is None


def test_what_the_loudest_add_counts_like_the_third() -> None:
    cusum = Cusum(grain=0)
    for number in range(40):
        others = {"c"} if number == 5 else set()
        cusum = cusum.after({"a", "b"} | others, Expected(0.05, 0.1), MONDAY + number * HOUR)
    assert cusum.score > LIMIT
    assert cusum.tells is None


@given(st.lists(st.integers(0, 60), max_size=80), st.sampled_from([0.0, 9.0, 30.0]))
def test_the_sum_stays_within_its_bounds(counts: list[int], grain: float) -> None:
    cusum = after(Cusum(grain=grain), counts)
    assert 0 <= cusum.score <= CEILING
    assert (cusum.rise is None) == (cusum.score == 0)
    assert (rise := cusum.tells) is None or rise.count >= 5
    assert cusum.heard().tells is None
    assert cusum.heard().rise is None or not cusum.heard().rise.added
