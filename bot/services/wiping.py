"""After a secret poll ended: what tied its ballots to people is wiped from the database's files, sooner or later.

That it is due is kept in the transaction that ends the poll, so that a crash delays it and forgets nothing.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.errors import StoreUnavailable
from bot.domain.ids import PollId
from bot.ports import Clock, UnitOfWork, Wiping, Work

log = structlog.get_logger(__name__)

EVERY: Final = timedelta(seconds=20)
"""How often it is looked for, since another process may have ended a poll."""
AGAIN: Final = timedelta(seconds=2)
"""Later, where somebody was reading, or another poll ended meanwhile."""
_DUE: Final = "secrecy-to-be-wiped"


async def wipe_is_due(work: Work, poll: PollId, now: datetime) -> None:
    """In the transaction that deletes what is to be wiped."""
    # says something else each time, so that it can be told whether more became due while the files were wiped
    await work.notes.keep(_DUE, f"{poll} {now.isoformat()}", None)


class Wiper:
    def __init__(self, work: UnitOfWork, wiping: Wiping, clock: Clock) -> None:
        self._work, self._wiping, self._clock = work, wiping, clock
        self._wake = asyncio.Event()

    def look_again(self) -> None:
        """Cheap; call it on the event loop."""
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._wake.clear()
            rest = EVERY
            try:
                rest = EVERY if await self.wipe() else AGAIN
            except StoreUnavailable as error:
                log.warning("wiping.store-unavailable", reason=error.reason)
            sleeping = asyncio.ensure_future(self._clock.sleep(rest.total_seconds()))
            waking = asyncio.ensure_future(self._wake.wait())
            try:
                await asyncio.wait({sleeping, waking}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                sleeping.cancel()
                waking.cancel()

    async def wipe(self) -> bool:
        """Whether there is nothing left to be wiped. Raises StoreUnavailable."""
        async with self._work.reading() as work:
            due = await work.notes.find(_DUE, self._clock.now())
        if due is None:
            return True
        if not await self._wiping.wipe():
            return False
        async with self._work.writing() as work:
            done = await work.notes.drop_unchanged(_DUE, due)
        if done:
            log.info("wiping.done")
        return done
