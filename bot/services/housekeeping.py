"""Forgetting what is no longer needed: the marks of deliveries that no platform will send again, expired notes."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import structlog

from bot.domain.errors import StoreUnavailable
from bot.ports import Clock, UnitOfWork
from bot.services.retention import Retention

log = structlog.get_logger(__name__)

KEPT: Final = timedelta(days=7)
"""Telegram keeps updates for 24 h, a browser's form may be sent again much later; a week covers both."""
FIRST: Final = timedelta(minutes=5)
"""After the start: a program that is started anew every day tidies too."""
EVERY: Final = timedelta(hours=6)


class Housekeeping:
    def __init__(self, work: UnitOfWork, clock: Clock, retention: Retention | None = None) -> None:
        self._work, self._clock, self._retention = work, clock, retention

    async def run(self) -> None:
        wait = FIRST
        while True:
            await self._clock.sleep(wait.total_seconds())
            wait = EVERY
            try:
                await self.tidy()
            except StoreUnavailable as error:
                log.warning("housekeeping.store-unavailable", reason=error.reason)

    async def tidy(self) -> int:
        """How many marks and notes were forgotten."""
        now = self._clock.now()
        if self._retention is not None:
            await self._retention.carry_out()
        async with self._work.writing() as work:
            return await work.events.forget(now - KEPT) + await work.notes.forget(now)
