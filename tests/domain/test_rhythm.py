"""When a rhythm comes round, also where clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rhythm import LAST_DAY, Every, Rhythm

ROME, LORD_HOWE = ZoneInfo("Europe/Rome"), ZoneInfo("Australia/Lord_Howe")
NIGHTLY = Rhythm(Every.DAY, time(2, 30))


def rome(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=ROME, fold=fold).astimezone(UTC)


def runs(rhythm: Rhythm, since: datetime, count: int, zone: ZoneInfo = ROME) -> list[datetime]:
    found = []
    for _ in range(count):
        since = rhythm.next_after(since, zone)
        found.append(since)
    return found


def test_the_wall_clock_stays_through_summer_and_winter() -> None:
    mondays = runs(Rhythm(Every.WEEK, time(10), 0), rome(2026, 3, 23, 10), 2)
    assert mondays == [rome(2026, 3, 30, 10), rome(2026, 4, 6, 10)]
    assert mondays[0] - rome(2026, 3, 23, 10) == timedelta(days=7) - timedelta(hours=1)


def test_an_hour_that_is_skipped_runs_at_the_first_moment_after_it() -> None:
    # on 29 March 2026 clocks in Rome go from 2:00 to 3:00
    assert runs(NIGHTLY, rome(2026, 3, 28, 12), 2) == [rome(2026, 3, 29, 3), rome(2026, 3, 30, 2, 30)]


def test_an_hour_that_comes_twice_runs_once_at_the_first() -> None:
    # on 25 October 2026 clocks in Rome go from 3:00 back to 2:00
    first = rome(2026, 10, 25, 2, 30)
    assert first < rome(2026, 10, 25, 2, 30, fold=1)
    assert runs(NIGHTLY, rome(2026, 10, 24, 12), 2) == [first, rome(2026, 10, 26, 2, 30)]
    # also for a program that begins between the two
    assert NIGHTLY.next_after(rome(2026, 10, 25, 2, 45), ROME) == rome(2026, 10, 26, 2, 30)


def test_half_an_hour_of_summer_time() -> None:
    # on 4 October 2026 clocks on Lord Howe Island go from 2:00 to 2:30
    skipped = Rhythm(Every.DAY, time(2, 10))
    [first] = runs(skipped, datetime(2026, 10, 3, 0, 0, tzinfo=UTC), 1, LORD_HOWE)
    assert first.astimezone(LORD_HOWE).strftime("%d %H:%M") == "04 02:30"


def test_the_last_day_where_a_month_is_short() -> None:
    last = runs(Rhythm(Every.MONTH, time(9), LAST_DAY), rome(2026, 1, 31, 9), 4)
    assert [each.astimezone(ROME).day for each in last] == [28, 31, 30, 31]
    assert [each.astimezone(ROME).month for each in runs(Rhythm(Every.MONTH, time(9), 1), rome(2026, 11, 2, 9), 3)] == [
        12,
        1,
        2,
    ]


def test_what_was_missed_is_counted() -> None:
    daily = Rhythm(Every.DAY, time(10))
    since = rome(2026, 5, 1, 10)
    assert daily.missed(since, since + timedelta(hours=5), ROME) == 0
    assert daily.missed(since, since + timedelta(days=3), ROME) == 3
    assert daily.missed(since, since + timedelta(days=4000), ROME) == 99


RHYTHMS = st.one_of(
    st.builds(Rhythm, st.just(Every.DAY), st.times().map(lambda at: at.replace(second=0, microsecond=0))),
    st.builds(Rhythm, st.just(Every.WEEK), st.just(time(2, 30)), st.integers(0, 6)),
    st.builds(Rhythm, st.just(Every.MONTH), st.just(time(23, 59)), st.integers(1, 31)),
)


@pytest.mark.parametrize("zone", [ROME, LORD_HOWE, ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Apia")])
@given(RHYTHMS, st.integers(0, 40 * 366 * 24 * 60))
def test_it_always_lies_ahead_and_never_leaves_one_out(zone: ZoneInfo, rhythm: Rhythm, minutes: int) -> None:
    moment = datetime(1995, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    following = rhythm.next_after(moment, zone)
    assert following > moment
    # asked from any moment in between, it is the same
    assert rhythm.next_after(moment + (following - moment) / 2, zone) == following
    longest = {Every.DAY: 3, Every.WEEK: 9, Every.MONTH: 33}[rhythm.every]
    assert following - moment <= timedelta(days=longest)
