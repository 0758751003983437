"""The watch as a whole: what makes an alarm, what does not, and what happens when the program or the clock stumbles."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.warning.triggers import Category
from bot.domain.warning.watch import HOUR, Alarm, Series, Snooze, Span, Watch, at_once, judge
from tests.domain.warning.communities import AFTER, MONDAY, ROME, SETTLED, followed, ordinary, people, said

NOON = AFTER + 11 * HOUR
BEFORE_NOON = replace(SETTLED, last=NOON - HOUR)


def why(alarm: Alarm) -> set[tuple[Series, Span]]:
    return {(each.series, each.span) for each in alarm.unusual}


def test_an_ordinary_month_is_quiet() -> None:
    assert followed(Watch.begin(), MONDAY, ordinary(60))[1] == []


def test_a_burst_is_one_alarm_with_its_evidence() -> None:
    burst = [said(f"x{each}", f"checkout broken {each}", negative=True, themes=("checkout",)) for each in range(40)]
    alarm = judge(BEFORE_NOON, NOON, burst, ROME).alarm
    assert alarm is not None
    assert why(alarm) == {(Series.NEGATIVE, Span.HOUR), (Series.VOLUME, Span.HOUR)}
    negative = alarm.unusual[0]
    assert negative.count == 40
    assert negative.expected < 2
    assert negative.authors == 40
    assert negative.chance is not None
    assert negative.chance < 1e-6
    assert alarm.evidence.themes == (("checkout", 40),)
    assert alarm.evidence.channels == (("web", 40),)
    assert len(alarm.evidence.quotes) == 5


def test_a_burst_that_goes_on_is_not_told_again_and_a_later_one_is() -> None:
    after, alarms = followed(BEFORE_NOON, NOON, [people(40, bad=True, first=100 * each) for each in range(5)])
    assert [alarm.hour for alarm in alarms] == [NOON]
    after, alarms = followed(after, NOON + 5 * HOUR, ordinary(3)[5 + 12 :])
    assert alarms == []
    assert judge(after, after.last + HOUR, people(60, bad=True), ROME).alarm is not None


def test_a_slow_rise_is_told_with_the_time_that_it_took() -> None:
    slow = [people(9, first=50 * each) for each in range(12)]
    _, [alarm] = followed(BEFORE_NOON, NOON, slow)
    assert why(alarm) == {(Series.VOLUME, Span.RISE)}
    [rise] = alarm.unusual
    assert NOON <= rise.since < alarm.hour
    assert rise.chance is None
    assert rise.count > 1.5 * rise.expected


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_fewer_than_five_people_are_no_burst(number: int) -> None:
    quiet, _ = followed(Watch.begin(), MONDAY, [[] for _ in range(28 * 24)])
    assert judge(quiet, AFTER, people(number, bad=True) * 50, ROME).alarm is None


def test_nothing_is_said_of_counts_while_it_learns() -> None:
    early, _ = followed(Watch.begin(), MONDAY, ordinary(10))
    assert judge(early, MONDAY + 240 * HOUR, people(500, bad=True), ROME).alarm is None
    assert judge(early, MONDAY + 240 * HOUR, [said("a", "ambulance!")], ROME).alarm is not None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=200), st.booleans())
def test_one_authors_flood_never_alarms(floods: list[int], bad: bool) -> None:
    quiet, _ = followed(Watch.begin(), MONDAY, [[] for _ in range(28 * 24)])
    assert followed(quiet, AFTER, [people(1, bad=bad) * flood for flood in floods])[1] == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 50), min_size=1, max_size=60), st.integers(0, 9))
def test_a_flood_among_others_changes_nothing_beyond_one_entry_an_hour(floods: list[int], who: int) -> None:
    hours = [people(10, bad=True, first=10 * (each % 2)) for each in range(len(floods))]
    flooded = [
        [*hour, *(replace(hour[who], text=f"{each}") for each in range(flood))]
        for hour, flood in zip(hours, floods, strict=True)
    ]
    calm, alarms = followed(BEFORE_NOON, NOON, hours)
    loud, others = followed(BEFORE_NOON, NOON, flooded)
    assert loud == calm
    assert [each.unusual for each in others] == [each.unusual for each in alarms]


def test_one_author_through_the_days_does_not_alarm_on_top_of_ordinary_hours() -> None:
    hours = [[*hour, *people(1, bad=True, first=99_999) * 30] for hour in ordinary(21)]
    assert followed(SETTLED, AFTER, hours)[1] == []


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.booleans(), st.sampled_from(["fine", "ambulance", "my lawyer", ""])),
        max_size=40,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_within_an_hour_does_not_matter(what: list[tuple[int, bool, str]], chance: random.Random) -> None:
    entries = [said(f"p{who}", text, negative=bad) for who, bad, text in what]
    shuffled = list(entries)
    chance.shuffle(shuffled)
    assert judge(BEFORE_NOON, NOON, entries, ROME) == judge(BEFORE_NOON, NOON, shuffled, ROME)


WATCHES: list[Callable[[], Watch]] = [Watch.begin, lambda: SETTLED, lambda: BEFORE_NOON]


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(WATCHES),
    st.integers(-2000, 2000),
    st.integers(0, 300),
    st.sampled_from(["an ambulance please", "data breach", "il mio avvocato", "racconto ai giornali"]),
    st.booleans(),
)
def test_a_trigger_always_proposes(make: Callable[[], Watch], hour: int, others: int, text: str, snoozed: bool) -> None:
    when = NOON + hour * HOUR
    snoozes = [Snooze(since=when - HOUR, until=when + 3 * HOUR)] if snoozed else []
    alarm = judge(make(), when, [*people(others), said("a", text)], ROME, snoozes).alarm
    assert alarm is not None
    assert alarm.hits
    assert at_once(make(), said("a", text), when).alarm is not None


def test_triggers_of_one_kind_within_an_hour_are_one_alarm() -> None:
    first = at_once(SETTLED, said("a", "we need an ambulance"), NOON + timedelta(minutes=10))
    assert first.alarm is not None
    assert first.alarm.evidence.quotes[0].text == "we need an ambulance"
    again = at_once(first.watch, said("b", "he is bleeding"), NOON + timedelta(minutes=50))
    assert again.alarm is None
    other = at_once(again.watch, said("c", "calling my lawyer"), NOON + timedelta(minutes=51))
    assert other.alarm is not None
    assert [hit.category for hit in other.alarm.hits] == [Category.LEGAL]
    closed = judge(other.watch, NOON, [said("a", "we need an ambulance"), said("b", "he is bleeding")], ROME)
    assert closed.alarm is None
    later = at_once(closed.watch, said("d", "another one fainted"), NOON + timedelta(minutes=70))
    assert later.alarm is not None


def test_everything_of_an_hour_is_one_alarm() -> None:
    alarm = judge(BEFORE_NOON, NOON, [*people(60, bad=True), said("a", "ambulance"), said("b", "lawyer")], ROME).alarm
    assert alarm is not None
    assert len(alarm.unusual) == 2
    assert {hit.category for hit in alarm.hits} == {Category.INJURY, Category.LEGAL}


def test_a_snooze_holds_counts_back_and_teaches_nothing() -> None:
    launch = Snooze(since=NOON, until=NOON + 2 * HOUR)
    judged = judge(BEFORE_NOON, NOON, people(400), ROME, [launch])
    assert judged.alarm is None
    assert judged.snoozed
    assert judged.watch.volume == BEFORE_NOON.volume
    after = judge(judged.watch, NOON + HOUR, people(400), ROME, [launch]).watch
    assert judge(after, NOON + 2 * HOUR, people(400), ROME, [launch]).alarm is not None


@pytest.mark.parametrize(("minutes", "covered"), [(-60, False), (-59, True), (0, True), (119, True), (120, False)])
def test_what_a_snooze_covers(minutes: int, covered: bool) -> None:
    launch = Snooze(since=NOON, until=NOON + 2 * HOUR)
    assert launch.covers(NOON + timedelta(minutes=minutes)) is covered


def test_an_hour_without_entries_is_an_hour() -> None:
    after = judge(BEFORE_NOON, NOON, [], ROME).watch
    assert after.last == NOON
    assert after.volume.baseline.hours == SETTLED.volume.baseline.hours + 1


def test_hours_that_nobody_watched_are_not_hours_without_entries() -> None:
    later = NOON + 5 * 24 * HOUR
    usual = BEFORE_NOON.volume.baseline.expected(later, ROME).mean
    after = judge(BEFORE_NOON, later, people(4), ROME).watch
    assert after.volume.baseline.hours == SETTLED.volume.baseline.hours + 1
    assert after.volume.baseline.expected(later, ROME).mean == pytest.approx(usual, rel=0.1)


def test_what_rose_before_a_long_gap_is_not_carried_on() -> None:
    rising, alarms = followed(BEFORE_NOON, NOON, [people(8, first=50 * each) for each in range(3)])
    assert alarms == []
    assert rising.volume.fast.score > 2
    short = judge(rising, NOON + 5 * HOUR, people(8, first=900), ROME).watch
    long = judge(rising, NOON + 24 * HOUR, people(8, first=900), ROME).watch
    assert short.volume.fast.score > rising.volume.fast.score > long.volume.fast.score


def test_after_weeks_without_news_it_learns_for_a_week() -> None:
    late = NOON + 63 * 24 * HOUR
    back = judge(SETTLED, late, people(300, bad=True), ROME)
    assert back.alarm is None
    week, alarms = followed(back.watch, late + HOUR, ordinary(8)[12:])
    assert alarms == []
    assert week.last is not None
    assert judge(week, week.last + HOUR, people(300, bad=True), ROME).alarm is not None


def test_a_clock_that_is_set_back_counts_no_hour_twice() -> None:
    after = judge(BEFORE_NOON, NOON, people(4), ROME).watch
    again = judge(after, NOON, people(400, bad=True), ROME)
    earlier = judge(after, NOON - 3 * HOUR, people(400, bad=True), ROME)
    assert again.watch == earlier.watch == after
    assert again.alarm is None
    assert judge(after, NOON - 3 * HOUR, [said("a", "ambulance")], ROME).alarm is not None


def test_a_clock_that_ran_years_ahead_does_not_silence_it_for_years() -> None:
    astray = judge(BEFORE_NOON, NOON + 2000 * 24 * HOUR, [], ROME).watch
    back, _ = followed(astray, NOON, ordinary(8)[11:])
    assert back.last is not None
    assert judge(back, back.last + HOUR, people(300, bad=True), ROME).alarm is not None


@pytest.mark.parametrize("midnight", [datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)])
def test_days_on_which_clocks_change_are_quiet(midnight: datetime) -> None:
    start = midnight - 30 * 24 * HOUR
    times = [start + number * HOUR for number in range(34 * 24)]
    shifts = [7 <= time.astimezone(ROME).hour < 23 for time in times]
    hours = [people(12 if awake else 1, first=13 * number) for number, awake in enumerate(shifts)]
    assert followed(Watch.begin(), start, hours)[1] == []
