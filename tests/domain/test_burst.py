"""Bursts: exactly those who came together, and only where they are most of those who came."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.burst import SPAN, Arrival, bursts, is_fresh
from bot.domain.ids import VoterKey
from bot.domain.tally.apart import without
from bot.domain.tally.plurality import recount
from tests.builders import NOON, ballot


def came(*seconds_and_fresh):
    return [
        Arrival(VoterKey(f"v{number}"), NOON + timedelta(seconds=seconds), fresh)
        for number, (seconds, fresh) in enumerate(sorted(seconds_and_fresh))
    ]


@pytest.mark.parametrize(
    ("arrivals", "flagged"),
    [
        ([(0, True)] * 3, 0),  # no more than `most`
        ([(0, True)] * 4, 4),
        ([(0, True)] * 4 + [(0, False)] * 4, 0),  # half is not most
        ([(0, True)] * 4 + [(0, False)] * 3, 4),
        ([(place * 300, True) for place in range(9)], 0),  # one every five minutes
        ([(place * 200, True) for place in range(9)], 9),
        ([(0, True)] * 3 + [(601, True)] * 3, 0),  # two small groups further apart than the span
        ([(0, True)] * 3 + [(600, True)] * 3, 6),
        ([(0, False)] * 100 + [(3600, True)] * 4, 4),
    ],
)
def test_what_is_a_burst(arrivals, flagged):
    assert len(bursts(came(*arrivals), 3)) == flagged


@given(st.lists(st.tuples(st.integers(0, 3000), st.booleans()), max_size=40), st.integers(1, 10))
def test_it_is_what_looking_at_every_span_would_find(seconds_and_fresh, most):
    arrivals = came(*seconds_and_fresh)
    expected = set()
    for last, end in enumerate(arrivals):
        span = [each for each in arrivals[: last + 1] if end.at - each.at <= SPAN]
        fresh = {each.voter for each in span if each.fresh}
        if len(fresh) > most and len(fresh) * 2 > len(span):
            expected |= fresh
    assert bursts(arrivals, most) == expected


@pytest.mark.parametrize(
    ("first_seen", "account_since", "fresh"),
    [
        (None, None, False),
        (NOON, None, True),
        (NOON + timedelta(minutes=5), None, True),  # by a clock that is ahead
        (NOON - timedelta(hours=23), None, True),
        (NOON - timedelta(hours=24), None, False),
        # where a platform tells how old an account is, it does not matter that we never met it
        (NOON, NOON - timedelta(days=400), False),
        (NOON - timedelta(days=3), NOON - timedelta(days=3), True),
    ],
)
def test_who_is_fresh(first_seen, account_since, fresh):
    assert is_fresh(NOON, first_seen, account_since) is fresh


ballots = st.lists(
    st.tuples(st.sampled_from(["web", "telegram"]), st.sets(st.integers(1, 3), min_size=1)), max_size=12
).map(lambda cast: [ballot(f"v{n}", *sorted(chosen), platform=on) for n, (on, chosen) in enumerate(cast)])


@given(ballots, st.randoms())
def test_a_count_without_some_is_the_count_of_the_others(cast, random):
    some = [each for each in cast if random.random() < 0.5]
    others = [each for each in cast if each not in some]
    left, expected = without(recount(cast), some), recount(others)
    assert left.voters == expected.voters
    assert [left.votes(option) for option in (1, 2, 3)] == [expected.votes(option) for option in (1, 2, 3)]
