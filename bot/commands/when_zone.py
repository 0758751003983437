"""From the wall clock of a time zone to the one instant that is meant, also where clocks change (PEP 495)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


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
