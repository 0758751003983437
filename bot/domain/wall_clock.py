"""From the wall clock of a time zone to the one instant that is meant, also where clocks change (PEP 495)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Span:
    """Months and days move the wall clock; `exact` is time that passes."""

    months: int = 0
    days: int = 0
    exact: timedelta = timedelta(0)

    @property
    def in_days(self) -> bool:
        return not self.exact and bool(self.months or self.days)

    def day_after(self, day: date) -> date:
        """The calendar day that lies `months` and `days` after `day`; the last of a shorter month."""
        if self.months:
            year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
            day = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        return day + timedelta(days=self.days)

    def after(self, now: datetime, zone: ZoneInfo, *, later: bool) -> datetime:
        """The instant, in UTC. `now` is in `zone`."""
        if not self.months and not self.days:
            return now.astimezone(UTC) + self.exact
        wall = datetime.combine(self.day_after(now.date()), now.time())
        return settle(wall, zone, later=later) + self.exact


def settle(wall: datetime, zone: ZoneInfo, *, later: bool) -> datetime:
    """The instant, in UTC, at which clocks in `zone` show `wall` (naive).

    A time that happens twice is the later or the earlier one, as asked; one that is skipped is the first instant
    after the gap.
    """
    early, late = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early == late:
        return early
    if early < late:
        return late if later else early
    # in a gap the two readings lie on either side of it, the wrong way round
    return _end_of_gap(late, early, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between them at which the offset changes, to the second."""
    low, high = before.replace(microsecond=0), after.replace(microsecond=0) + timedelta(seconds=1)
    old = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return high
