"""What a platform delivers twice acts once."""

from __future__ import annotations

from datetime import datetime

from bot.domain.ids import EventKey
from bot.ports import Work


class AlreadyHandled(Exception):  # a signal that this delivery acted before, not a fault
    """The platform delivered the same event again; the first delivery did the work."""


async def once(work: Work, event: EventKey | None, now: datetime) -> None:
    """Part of the transaction that does the work. Raises AlreadyHandled."""
    if event is not None and not await work.events.first_time(event, now):
        raise AlreadyHandled
