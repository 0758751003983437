"""The log of sealed ballots at the steps of a poll's life, and its heads while people vote."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.ballot_log import Head
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import PollId
from bot.domain.merkle import consistency_path, root_of
from bot.domain.poll import Poll
from bot.ports import Clock, UnitOfWork, Work

log = structlog.get_logger(__name__)

LEAST_OPENED: Final = 5
"""Fewer ballots than these are not opened where nobody may tell whose they are."""
EVERY: Final = timedelta(hours=1)
LOOKED_AFTER: Final = timedelta(minutes=5)
AT_ONCE: Final = 100


async def seal(work: Work, closed: Poll, now: datetime) -> None:
    """The last head, and the ballots opened for everybody; in the transaction that closes the poll.

    Where nobody may tie ballots to people it is forgotten for good which leaf is whose: call it before the ballots
    themselves are given other keys.
    """
    if not closed.rules.receipts:
        return
    await work.ballot_log.append_waiting(closed.id)
    if is_opened(closed, (await work.ballots.tally(closed.id)).voters):
        await work.ballot_log.open_ballots(closed.id)
    if not closed.rules.secrecy.ties_ballots:
        await work.ballot_log.untie(closed.id)
    await work.ballot_log.add_head(closed.id, await _head(work, closed.id, now))


def is_opened(closed: Poll, voters: int) -> bool:
    """Whether so many voted that the ballots may be shown."""
    return closed.rules.secrecy.ties_ballots or voters >= LEAST_OPENED


async def unseal(work: Work, reopened: Poll) -> None:
    """The log goes on where it was; what was opened is taken back."""
    if reopened.rules.receipts:
        await work.ballot_log.shut_ballots(reopened.id)


async def shred(work: Work, cancelled: Poll) -> None:
    """Of a poll that was called off nothing is opened."""
    if cancelled.rules.receipts and not cancelled.rules.secrecy.ties_ballots:
        await work.ballot_log.untie(cancelled.id)


async def _head(work: Work, poll: PollId, now: datetime) -> Head:
    last = await work.ballot_log.last_head(poll)
    return await asyncio.to_thread(_counted, await work.ballot_log.leaves(poll), last, now)


def _counted(leaves: Sequence[str], last: Head | None, now: datetime) -> Head:
    """Blocks for some microseconds a leaf."""
    raw = [bytes.fromhex(leaf) for leaf in leaves]
    grew = last is not None and 0 < last.size < len(raw)
    return Head(
        size=len(raw),
        root=root_of(raw).hex(),
        # a clock that was set back must not make the log look rewritten
        at=max(now, last.at) if last is not None else now,
        path=tuple(step.hex() for step in consistency_path(raw, last.size)) if last is not None and grew else (),
    )


class Heads:
    """Publishes the heads of open polls, one an hour where the log grew."""

    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def run(self) -> None:
        while True:
            await self._clock.sleep(LOOKED_AFTER.total_seconds())
            try:
                await self.publish()
            except StoreUnavailable as error:
                log.warning("heads.store-unavailable", reason=error.reason)

    async def publish(self) -> int:
        """How many heads are new. Raises StoreUnavailable; what was published by then stays."""
        async with self._work.reading() as work:
            grown = await work.ballot_log.grown(self._clock.now() - EVERY, limit=AT_ONCE)
        return sum([await self._publish(poll) for poll in grown])

    async def _publish(self, number: PollId) -> bool:
        """Hashed while nobody waits; written only where nothing happened to the poll meanwhile."""
        async with self._work.reading() as work:
            last = await work.ballot_log.last_head(number)
            head = await _head(work, number, self._clock.now())
        async with self._work.writing() as work:
            poll = await work.polls.lock(number)
            if not poll.is_open or await work.ballot_log.last_head(number) != last:
                return False
            await work.ballot_log.add_head(number, head)
        return True
