"""When something that is repeated comes round: every day, every week or every month, by the wall clock.

The wall clock of the community's zone is what counts: "every Monday at 10:00" is at 10:00 in summer and in winter. A
local time that a change of clocks skips means the first instant after the gap; one that happens twice means the first
of the two, once. In a month that has no such day it is its last.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.wall_clock import settle

LAST_DAY: Final = 31
"""Of the month: every month has a last day, and this one has them all."""


class Every(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Rhythm:
    every: Every
    at: time
    """On the wall clock, to the minute."""
    day: int = 0
    """Of the week from 0, a Monday; of the month from 1; of no meaning where it is every day."""

    def next_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The first time that lies after `moment`, in UTC."""
        # a day earlier, since a gap may move one that began yesterday to today
        start = moment.astimezone(zone).date() - timedelta(days=1)
        for day in self._days(start):
            at = settle(datetime.combine(day, self.at), zone, later=False)
            if at > moment:
                return at
        raise AssertionError("the days never end")

    def _days(self, start: date) -> Iterator[date]:
        match self.every:
            case Every.DAY:
                while True:
                    yield start
                    start += timedelta(days=1)
            case Every.WEEK:
                start += timedelta(days=(self.day - start.weekday()) % 7)
                while True:
                    yield start
                    start += timedelta(days=7)
            case Every.MONTH:
                year, month = start.year, start.month
                while True:
                    yield date(year, month, min(self.day, monthrange(year, month)[1]))
                    year, month = (year, month + 1) if month < 12 else (year + 1, 1)

    def missed(self, since: datetime, now: datetime, zone: ZoneInfo, *, most: int = 99) -> int:
        """How many times have come round after `since` and until `now`, counted up to `most`."""
        count = 0
        while count < most and (since := self.next_after(since, zone)) <= now:
            count += 1
        return count
