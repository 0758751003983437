"""Opening and closing polls when their time has come.

The schedule is the polls' own times in the database: nothing is lost by a crash, and what fell due while the
program was down is done at the next start. The deadline itself is kept by the ballot box, which looks at it in
every vote's transaction; a late sweep never lengthens a poll.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

import structlog

from bot.domain.closing_early import spared_votes
from bot.domain.errors import DomainError, StoreUnavailable
from bot.domain.ids import PollId
from bot.ports import Clock, UnitOfWork
from bot.services.lost_keys import call_off_keyless
from bot.services.polls import Polls
from bot.services.secret_polls import ballots_tally

log = structlog.get_logger(__name__)

LONGEST_REST: Final = timedelta(seconds=20)
"""So that a poll scheduled by another process is found, a clock that jumps does no lasting harm, and a poll that closes
early does so soon."""

STEPS_AT_ONCE: Final = 10
"""Polls in one transaction: many that are due in the same second share it, and votes wait for no more than these."""


class Schedule:
    def __init__(self, work: UnitOfWork, polls: Polls, clock: Clock) -> None:
        self._work, self._polls, self._clock = work, polls, clock
        self._wake = asyncio.Event()
        self._has_looked_for_keys = False

    def look_again(self) -> None:
        """Some poll's times changed. Cheap; call it on the event loop."""
        self._wake.set()

    async def run(self) -> None:
        """Keep the times until cancelled."""
        while True:
            self._wake.clear()
            rest = LONGEST_REST
            try:
                await self._look_for_keys()
                await self.keep()
                await self.close_early()
                rest = await self._until_next()
            except StoreUnavailable as error:
                log.warning("schedule.store-unavailable", reason=error.reason)
            sleeping = asyncio.ensure_future(self._clock.sleep(rest.total_seconds()))
            waking = asyncio.ensure_future(self._wake.wait())
            try:
                await asyncio.wait({sleeping, waking}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                sleeping.cancel()
                waking.cancel()

    async def keep(self) -> None:
        """Open and close everything that is due by now."""
        async with self._work.reading() as work:
            due = await work.polls.due(self._clock.now())
        for start in range(0, len(due), STEPS_AT_ONCE):
            some = due[start : start + STEPS_AT_ONCE]
            try:
                await self._polls.keep_times(some)
            except DomainError:
                # of one poll, and no other shall wait for it
                for poll in some:
                    await self._keep_one(poll)

    async def close_early(self) -> None:
        """Close what no vote still to come can change. It is looked at while nobody waits, and again under the lock."""
        async with self._work.reading() as work:
            polls = [await work.polls.get(poll) for poll in await work.polls.early()]
            settled = [poll.id for poll in polls if spared_votes(poll, await ballots_tally(work, poll)) is not None]
        for poll in settled:
            try:
                await self._polls.close_early(poll)
            except DomainError as error:
                log.warning("schedule.step-refused", poll=poll, error=error.text.key)

    async def _look_for_keys(self) -> None:
        """Once: a key that is there at the start is there until its poll is over."""
        if not self._has_looked_for_keys:
            await call_off_keyless(self._work, self._clock)
            self._has_looked_for_keys = True

    async def _keep_one(self, poll: PollId) -> None:
        try:
            await self._polls.keep_times([poll])
        except DomainError as error:
            log.warning("schedule.step-refused", poll=poll, error=error.text.key)

    async def _until_next(self) -> timedelta:
        async with self._work.reading() as work:
            due = await work.polls.next_due()
        if due is None:
            return LONGEST_REST
        return min(max(due - self._clock.now(), timedelta(0)), LONGEST_REST)
