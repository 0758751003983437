"""Token buckets: laws that hold whatever comes when."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.allowance import MOST_KEPT, Allowance, Buckets
from tests.builders import NOON

STEPS = st.lists(st.floats(min_value=0, max_value=60), min_size=1, max_size=200)


@given(STEPS, st.integers(1, 20), st.floats(min_value=0.01, max_value=10))
def test_never_more_than_the_burst_and_what_time_gave(steps: list[float], burst: int, rate: float) -> None:
    buckets, at, passed = Buckets(Allowance(burst, rate)), 0.0, 0
    for step in steps:
        at += step
        passed += not buckets.wait("a", NOON + timedelta(seconds=at))
        assert passed <= burst + at * rate + 1e-3


@given(st.integers(1, 20), st.floats(min_value=0.01, max_value=10), st.integers(0, 100))
def test_who_waits_as_long_as_was_said_is_let_through(burst: int, rate: float, asked: int) -> None:
    buckets = Buckets(Allowance(burst, rate))
    for _ in range(burst + asked):
        buckets.wait("a", NOON)
    wait = buckets.wait("a", NOON)
    assert wait > 0
    assert buckets.wait("a", NOON + timedelta(seconds=wait + 0.001)) == 0


@given(STEPS)
def test_one_never_pays_for_another(steps: list[float]) -> None:
    alone, crowded, at = Buckets(Allowance(2, 0.5)), Buckets(Allowance(2, 0.5)), NOON
    for step in steps:
        at += timedelta(seconds=step)
        for _ in range(5):
            crowded.wait("noisy", at)
        assert crowded.wait("quiet", at) == alone.wait("quiet", at)


def test_a_flood_of_strangers_takes_no_more_memory() -> None:
    buckets = Buckets(Allowance(1, 1))
    for number in range(MOST_KEPT + 500):
        buckets.wait(number, NOON)
    assert len(buckets) == MOST_KEPT


def test_a_clock_set_back_gives_nothing_and_takes_nothing() -> None:
    buckets = Buckets(Allowance(1, 1))
    assert buckets.wait("a", NOON) == 0
    assert buckets.wait("a", NOON - timedelta(hours=1)) > 0
    assert buckets.wait("a", NOON - timedelta(minutes=59)) == 0
