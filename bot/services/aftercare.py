"""Looking after decisions once they are made: what falls due of them is done in time, whatever happened in between."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import structlog

from bot.ports import Clock
from bot.services.monthly import Monthly
from bot.services.nags import Nags
from bot.services.reviews import Reviews
from bot.services.rounds import go_round

log = structlog.get_logger(__name__)

EVERY: Final = timedelta(minutes=1)


class Aftercare:
    """Everything is derived from the database, and done twice it does no harm."""

    def __init__(self, nags: Nags, reviews: Reviews, monthly: Monthly, clock: Clock) -> None:
        self._nags, self._reviews, self._monthly, self._clock = nags, reviews, monthly, clock

    async def run(self) -> None:
        """Keep the times until cancelled."""
        await go_round(self.keep, EVERY, self._clock, log, "aftercare")

    async def keep(self) -> None:
        """Everything that is due by now. Raises StoreUnavailable."""
        await self._nags.keep()
        await self._reviews.keep()
        await self._monthly.keep()
