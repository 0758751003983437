"""A month of decisions: what people said, what was done about it, and what was not. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.followup import Change, Deed, FollowUp, Stage, Standing
from bot.domain.ids import Subject
from bot.domain.wall_clock import settle

AT: Final = time(10)
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision with all that is needed of it."""

    follow_up: FollowUp
    closed_at: datetime | None
    changes: Sequence[Change]
    """All of it, by number."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a decision came within the month, and why as far as it was said."""

    subject: Subject
    stage: Stage
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    after: datetime
    until: datetime
    said: tuple[Subject, ...]
    """Closed within it, the earliest first."""
    done: tuple[Step, ...]
    not_done: tuple[Step, ...]
    """Declined, duplicates, and what was overruled."""
    answered: int
    """Of what was closed within it: on how many something was said since."""
    median_days: float | None
    """From the close to the first word on it, of these."""

    @property
    def is_empty(self) -> bool:
        return not (self.said or self.done or self.not_done)


def month_of(decisions: Sequence[Decided], after: datetime, until: datetime) -> Month:
    """What happened after one moment and up to another."""
    closed = [each for each in decisions if each.closed_at is not None and after < each.closed_at <= until]
    closed.sort(key=lambda each: (each.closed_at or after, each.follow_up.subject))
    waits = [days for each in closed if (days := _days_to_word(each)) is not None]
    done: list[Step] = []
    not_done: list[Step] = []
    for each in decisions:
        last = _last_step(each, after, until)
        if last is not None:
            (not_done if last.stage.needs_reason else done).append(last)
        elif (overruled := _overruled(each, after, until)) is not None:
            not_done.append(overruled)
    return Month(
        after=after,
        until=until,
        said=tuple(each.follow_up.subject for each in closed),
        done=tuple(done),
        not_done=tuple(not_done),
        answered=len(waits),
        median_days=median(waits) if waits else None,
    )


def _days_to_word(each: Decided) -> float | None:
    """To the first one since it was closed for the last time; None where nothing is said."""
    at = each.closed_at
    if at is None or each.follow_up.statement is None:
        return None
    first = min((change.at for change in each.changes if change.deed is Deed.STATED and change.at >= at), default=None)
    return (first - at) / timedelta(days=1) if first is not None else None


def _last_step(each: Decided, after: datetime, until: datetime) -> Step | None:
    moved = [change for change in each.changes if change.deed is Deed.STAGED and after < change.at <= until]
    if not moved or moved[-1].stage in (Stage.OPEN, Stage.REVIEWING):
        return None
    return Step(each.follow_up.subject, moved[-1].stage, moved[-1].reason)


def _overruled(each: Decided, after: datetime, until: datetime) -> Step | None:
    said = each.follow_up.statement
    if said is None or said.standing is not Standing.OVERRULED or not after < said.at <= until:
        return None
    return Step(each.follow_up.subject, each.follow_up.stage, said.reason)


def first_working_day(year: int, month: int) -> date:
    """The first day of the month that is neither a Saturday nor a Sunday."""
    day = date(year, month, 1)
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= _SATURDAY else day


def next_report(after: datetime, zone: ZoneInfo) -> datetime:
    """The first one that lies after that moment: at 10:00 of the zone's clock on a month's first working day."""
    local = after.astimezone(zone)
    year, month = local.year, local.month
    while True:
        at = settle(datetime.combine(first_working_day(year, month), AT), zone, later=False)
        if at > after:
            return at
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def month_before(at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The whole month before the one that `at` lies in."""
    local = at.astimezone(zone)
    this = date(local.year, local.month, 1)
    last = (this - timedelta(days=1)).replace(day=1)
    begin, end = (settle(datetime.combine(day, time(0)), zone, later=False) for day in (last, this))
    return begin, end
