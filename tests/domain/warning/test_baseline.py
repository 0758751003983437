"""What is learned of the hours of the day, weekends and spread, also where clocks change."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.warning.baseline import DISPERSION, LEARNING, SWAY, Baseline
from bot.domain.warning.watch import HOUR
from tests.domain.warning.communities import MONDAY, ROME

KATHMANDU = ZoneInfo("Asia/Kathmandu")


def learned(
    counts: list[int], start: datetime = MONDAY, zone: ZoneInfo = ROME, since: Baseline | None = None
) -> Baseline:
    baseline = since or Baseline.begin()
    for number, count in enumerate(counts):
        baseline = baseline.learned(count, start + number * HOUR, zone)
    return baseline


def days(number: int, shape: list[int]) -> list[int]:
    return shape * number


LUNCH = [20 if hour == 11 else 2 for hour in range(24)]  # UTC: twelve o'clock in Rome's winter


def test_each_hour_of_the_day_has_its_own_mean() -> None:
    baseline = learned(days(4, LUNCH))
    noon = baseline.expected(MONDAY + 11 * HOUR, ROME)
    assert noon.mean == pytest.approx(20, rel=0.05)
    assert baseline.expected(MONDAY + 15 * HOUR, ROME).mean == pytest.approx(2, rel=0.05)


def test_lunch_stays_at_noon_when_the_clocks_change() -> None:
    baseline = learned(days(56, LUNCH))  # until 29 March, when clocks in Rome go forward
    summer_noon = datetime(2026, 3, 31, 10, tzinfo=UTC)
    assert summer_noon.astimezone(ROME).hour == 12
    assert baseline.expected(summer_noon, ROME).mean > 15
    assert baseline.expected(summer_noon + HOUR, ROME).mean < 6


def test_an_hour_that_comes_twice_teaches_twice_and_one_that_is_skipped_does_not() -> None:
    autumn = learned([1] * 25, datetime(2026, 10, 24, 22, tzinfo=UTC))  # the 25th of October of Rome, 25 hours long
    assert autumn.seen == (1,) * 24
    assert autumn.weekend_counts[2] == 1  # the second two o'clock of a Sunday is compared with the first
    assert sum(autumn.weekend_counts) == 1
    spring = learned([1] * 23, datetime(2026, 3, 28, 23, tzinfo=UTC))  # the 29th of March, 23 hours long
    assert spring.seen[2] == 0
    assert spring.hours == 23


def test_a_zone_of_quarters_of_an_hour() -> None:
    assert learned([3], MONDAY, KATHMANDU).seen[5] == 1


def test_weekends_have_a_ratio_of_their_own() -> None:
    week = [10] * 24 * 5 + [5] * 24 * 2
    baseline = learned(week * 6)
    saturday = MONDAY + 5 * 24 * HOUR + 10 * HOUR
    assert baseline.expected(saturday, ROME).mean == pytest.approx(5, rel=0.15)
    assert baseline.expected(MONDAY + 10 * HOUR, ROME).mean == pytest.approx(10, rel=0.05)


def test_an_incident_does_not_become_the_usual() -> None:
    calm = learned(days(28, [4] * 24))
    after = learned([400], MONDAY + 28 * 24 * HOUR, since=calm)
    assert after.expected(MONDAY + 29 * 24 * HOUR, ROME).mean < 6


def test_dispersion_follows_how_much_counts_differ() -> None:
    steady = learned(days(42, [9, 11, 10, 10] * 6))
    wild = learned([2, 25, 5, 8] * 6 * 21 + [25, 2, 8, 5] * 6 * 21)
    assert steady.dispersion == DISPERSION[0]
    assert wild.dispersion > 0.3


def test_sway_is_of_hours_that_hang_together() -> None:
    quiet_and_loud_days = learned(([6] * 24 + [14] * 24) * 40)
    hour_by_hour = learned([6, 14] * 24 * 40 + [10])
    assert quiet_and_loud_days.sway > 2
    assert hour_by_hour.sway == SWAY[0]


def test_a_baseline_that_was_left_alone_for_long_has_to_prove_itself() -> None:
    doubted = learned(days(28, LUNCH)).doubted()
    assert doubted.is_learning
    assert doubted.means == learned(days(28, LUNCH)).means
    assert not learned([2] * 7 * 24, since=doubted).is_learning


def test_it_learns_for_two_weeks() -> None:
    assert learned([1] * (LEARNING - 1)).is_learning
    assert not learned([1] * LEARNING).is_learning


@given(st.lists(st.integers(0, 100_000), max_size=200), st.integers(0, 24 * 365))
def test_whatever_comes_what_is_expected_is_a_distribution(counts: list[int], first: int) -> None:
    baseline = learned(counts, MONDAY + first * HOUR)
    for hour in range(24):
        expected = baseline.expected(MONDAY + hour * HOUR, ROME)
        assert expected.mean >= 0
        assert DISPERSION[0] <= expected.dispersion <= DISPERSION[1]
        assert SWAY[0] <= expected.sway <= SWAY[1]
    assert baseline.hours == len(counts)
