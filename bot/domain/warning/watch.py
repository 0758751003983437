"""The watch over a community: an hour's entries in, the watch after it and perhaps an alarm out. Pure.

Two series are watched, negative entries and all of them, each by two tests: the *hour* against what is usual at that
hour (negative binomial tail) and the *rise* over many (CUSUM, by the hour and by larger steps). Trigger words bypass
both. What is counted are people: however much somebody writes in an hour counts once, so nobody makes an alarm alone.

What is found in one hour is one alarm. A test that told is quiet while what it told of goes on: the hour test until
an hour is usual again, a rise until it is over, a trigger's category for `MERGED`. During a snooze counts tell
nothing and teach nothing; triggers still do. An alarm proposes; whether something is an incident, a person declares.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.warning.baseline import Baseline
from bot.domain.warning.cusum import AUTHORS, FLOOR, Cusum
from bot.domain.warning.evidence import Entry, Evidence, gather
from bot.domain.warning.negative_binomial import tail
from bot.domain.warning.triggers import Category, Hit

HOUR: Final = timedelta(hours=1)
MERGED: Final = HOUR
CHANCE: Final = 5e-5
"""An hour is unusual where a count as high comes by chance less often than this."""
GRAIN: Final = 9.0
"""Entries expected in one step of the slower CUSUM."""
LONG_GAP: Final = timedelta(hours=6)
"""What was rising before nobody watched for so long is not carried on."""
STALE: Final = timedelta(days=28)
"""What was usual so long ago has to prove itself for a week."""
SET_BACK: Final = timedelta(days=1)
"""A clock that is set back by more had been wrong before; by less, the hours come again."""


class Series(StrEnum):
    NEGATIVE = "negative"
    VOLUME = "volume"


class Span(StrEnum):
    HOUR = "hour"
    RISE = "rise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusual:
    """A count against its expectation."""

    series: Series
    span: Span
    since: datetime
    """The first hour of the time that is meant; it ends with the alarm's hour."""
    count: int
    """People in each hour, added up."""
    expected: float
    authors: int
    chance: float | None
    """That as many or more come by chance, of an hour; a rise has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A proposal. `unusual` and `hits` say why, `evidence` what was said in this hour."""

    hour: datetime
    unusual: tuple[Unusual, ...]
    hits: tuple[Hit, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze:
    """Around something that is expected to make people write, such as a launch."""

    since: datetime
    until: datetime

    def covers(self, hour: datetime) -> bool:
        return self.since < hour + HOUR and hour < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Of one series."""

    baseline: Baseline
    fast: Cusum
    slow: Cusum
    loud: bool = False
    """Whether the last hour was unusual."""

    @staticmethod
    def begin() -> Track:
        return Track(baseline=Baseline.begin(), fast=Cusum(grain=0.0), slow=Cusum(grain=GRAIN))


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    negative: Track
    volume: Track
    last: datetime | None = None
    """The last hour that was looked at."""
    told: tuple[tuple[Category, datetime], ...] = ()
    """When each trigger was last told."""

    @staticmethod
    def begin() -> Watch:
        return Watch(negative=Track.begin(), volume=Track.begin())


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    watch: Watch
    alarm: Alarm | None = None
    snoozed: bool = False
    """Whether the counts of this hour were not looked at."""


def judge(
    watch: Watch, hour: datetime, entries: Iterable[Entry], zone: ZoneInfo, snoozes: Sequence[Snooze] = ()
) -> Judged:
    """After the hour that began at `hour` and is over; also one without entries, which is an hour like any other.

    An hour that was looked at already, or lies before one that was (the clock was set back), changes no counts; its
    triggers are told nevertheless. From a clock that was wrong by more than `SET_BACK` it goes on with the time that is
    told now. Hours in between that nobody watched are left out.
    """
    hour = hour.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    given = tuple(entries)
    told, hits = _fresh_hits(watch.told, given, hour)
    snoozed = any(snooze.covers(hour) for snooze in snoozes)
    unusual: tuple[Unusual, ...] = ()
    after = replace(watch, told=told)
    if watch.last is None or hour > watch.last or watch.last - hour > SET_BACK:
        after = _after_gap(after, hour)
        if not snoozed:
            negative, first = _followed(after.negative, Series.NEGATIVE, _authors(given, negative=True), hour, zone)
            volume, second = _followed(after.volume, Series.VOLUME, _authors(given, negative=False), hour, zone)
            after = replace(after, negative=negative, volume=volume)
            unusual = (*first, *second)
        after = replace(after, last=hour)
    alarm = Alarm(hour=hour, unusual=unusual, hits=hits, evidence=gather(given)) if unusual or hits else None
    return Judged(watch=after, alarm=alarm, snoozed=snoozed)


def at_once(watch: Watch, entry: Entry, now: datetime) -> Judged:
    """As soon as an entry comes in: only its triggers. The hour's end does not tell them again."""
    told, hits = _fresh_hits(watch.told, (entry,), now)
    alarm = Alarm(hour=now, unusual=(), hits=hits, evidence=gather((entry,))) if hits else None
    return Judged(watch=replace(watch, told=told), alarm=alarm)


def _fresh_hits(
    told: tuple[tuple[Category, datetime], ...], entries: Iterable[Entry], now: datetime
) -> tuple[tuple[tuple[Category, datetime], ...], tuple[Hit, ...]]:
    """The triggers of categories that were not told within the last hour, and what was told with them."""
    before = dict(told)
    found = sorted(
        {hit for entry in entries for hit in entry.hits}, key=lambda hit: (hit.category, hit.language, hit.words)
    )
    fresh = tuple(hit for hit in found if hit.category not in before or abs(now - before[hit.category]) >= MERGED)
    after = before | {hit.category: now for hit in fresh}
    return tuple(sorted(after.items())), fresh


def _authors(entries: Iterable[Entry], *, negative: bool) -> frozenset[str]:
    return frozenset(entry.author for entry in entries if entry.negative or not negative)


def _after_gap(watch: Watch, hour: datetime) -> Watch:
    gap = abs(hour - watch.last - HOUR) if watch.last else timedelta(0)
    if not gap:
        return watch
    return replace(watch, negative=_interrupted(watch.negative, gap), volume=_interrupted(watch.volume, gap))


def _interrupted(track: Track, gap: timedelta) -> Track:
    track = replace(track, loud=False)
    if gap >= STALE:
        track = replace(track, baseline=track.baseline.doubted())
    return track if gap < LONG_GAP else replace(track, fast=track.fast.anew(), slow=track.slow.anew())


def _followed(
    track: Track, series: Series, authors: frozenset[str], hour: datetime, zone: ZoneInfo
) -> tuple[Track, tuple[Unusual, ...]]:
    """A series after an hour, and what of it nobody was told yet."""
    count = len(authors)
    after = replace(track, baseline=track.baseline.learned(count, hour, zone))
    if track.baseline.is_learning:
        return after, ()
    expected = track.baseline.expected(hour, zone)
    fast, slow = track.fast.after(authors, expected, hour), track.slow.after(authors, expected, hour)
    found: list[Unusual] = []
    loud = False
    if count >= max(FLOOR, AUTHORS) and count > expected.mean:
        chance = tail(count, expected.mean, expected.dispersion)
        loud = chance < CHANCE
        if loud and not track.loud:
            found.append(
                Unusual(
                    series=series,
                    span=Span.HOUR,
                    since=hour,
                    count=count,
                    expected=expected.mean,
                    authors=count,
                    chance=chance,
                )
            )
    rise = fast.tells or slow.tells
    if rise is not None and not loud:
        found.append(
            Unusual(
                series=series,
                span=Span.RISE,
                since=rise.since,
                count=rise.count,
                expected=rise.expected,
                authors=rise.authors,
                chance=None,
            )
        )
    if rise is not None or loud:
        fast, slow = fast.heard(), slow.heard()
    return replace(after, fast=fast, slow=slow, loud=loud), tuple(found)
