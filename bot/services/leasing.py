"""Keeping leases: work that one of many processes does starts when its lease is won and ends when it is lost.

    waiting ──won──▶ held: renewed at a third of its span ──lost──▶ waiting
                       │  the work runs                     the work is cancelled
                       └──told to stop──▶ the work ends, then the lease is free at once

How long a lease is good for is measured from before it was asked for, by `Clock.sleep`, which no change of the clock's
time disturbs. A holder that cannot renew stops its work while a quarter of the span is left, so that what it has in
hand ends before anybody else may begin.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import structlog

from bot.domain.errors import StoreUnavailable
from bot.ports import Clock, Lease, UnitOfWork, Work

log = structlog.get_logger(__name__)

RENEWED: Final = 1 / 3
"""After so much of its span a lease is renewed, and those who wait ask again."""
GOOD_FOR: Final = 3 / 4
"""So much of its span a holder trusts it without having heard of the database."""
RETRIED: Final = 1 / 10
RELEASE_SECONDS: Final = 2.0
"""How long a program that stops waits for the database to take a lease back."""


@dataclass(frozen=True, slots=True)
class Fence:
    """Asked in the transaction in which somebody is about to act: whether their lease still stands."""

    lease: Lease | None
    """None where one process does everything and needs no lease."""

    async def stands(self, work: Work) -> bool:
        return self.lease is None or await work.leases.stands(self.lease)


FREE: Final = Fence(None)
Guarded = Callable[[Fence], Coroutine[Any, Any, None]]
"""Work that is done while a lease is held."""


@dataclass(slots=True)
class LeaseFigures:
    """Of one lease; read by the metrics and by /readyz."""

    held: bool = False
    won: int = 0
    lost: int = 0
    """Not given back by oneself: the database was away for too long, or another process took it."""


@dataclass(frozen=True, slots=True)
class _Turn:
    figures: LeaseFigures = field(default_factory=LeaseFigures)
    freed: asyncio.Event = field(default_factory=asyncio.Event)
    """Wakes who waits."""


class Leasing:
    """One for the process, whose own name is `holder`. `on_release` is told of every lease given back."""

    def __init__(
        self, work: UnitOfWork, clock: Clock, holder: str, span: timedelta, on_release: Callable[[str], None]
    ) -> None:
        self._work, self._clock, self._holder, self._span = work, clock, holder, span
        self._on_release = on_release
        self._turns: dict[str, _Turn] = {}
        self._called_off: set[asyncio.Future[Any]] = set()

    @property
    def holder(self) -> str:
        return self._holder

    @property
    def figures(self) -> Mapping[str, LeaseFigures]:
        """By the name of the lease."""
        return {name: turn.figures for name, turn in self._turns.items()}

    def freed(self, name: str) -> None:
        """Another process gave it back: who waits here asks at once. Cheap; call it on the event loop."""
        if name in self._turns:
            self._turns[name].freed.set()

    async def guard(self, name: str, guarded: Guarded) -> None:
        """Do the work whenever the lease is held, until cancelled; then the lease is given back.

        What the work raises is raised here. Work that ends by itself is over, and its lease is given back.
        """
        turn = self._turns.setdefault(name, _Turn())
        is_over = False
        while not is_over:
            lease, trust = await self._win(name, turn)
            turn.figures.held, turn.figures.won = True, turn.figures.won + 1
            log.info("lease.held", lease=name, fence=lease.fence)
            is_over = True
            try:
                is_over = await self._while_held(lease, trust, guarded)
            finally:
                turn.figures.held = False
                if is_over:
                    await self._give_back(name)
            if not is_over:
                turn.figures.lost += 1
                log.warning("lease.lost", lease=name, fence=lease.fence)

    async def _win(self, name: str, turn: _Turn) -> tuple[Lease, asyncio.Future[None]]:
        """The lease, and what is done when it is not to be trusted any more."""
        said = False
        while True:
            turn.freed.clear()
            trust = self._from_now(GOOD_FOR)
            try:
                lease = await self._before(trust, self._take(name))
            except StoreUnavailable as error:
                lease = None
                log.warning("lease.store-unavailable", lease=name, reason=error.reason)
            if lease is not None:
                return lease, trust
            trust.cancel()
            if not said:
                said = True
                log.info("lease.waiting", lease=name, advice="Another process holds it and does this work.")
            pause, woken = self._from_now(RENEWED), asyncio.ensure_future(turn.freed.wait())
            try:
                await asyncio.wait((pause, woken), return_when=asyncio.FIRST_COMPLETED)
            finally:
                pause.cancel()
                woken.cancel()

    async def _while_held(self, lease: Lease, trust: asyncio.Future[None], guarded: Guarded) -> bool:
        """True where the work has ended by itself; false where the lease was lost, and the work cancelled."""
        working = asyncio.ensure_future(guarded(Fence(lease)))
        keeping = asyncio.ensure_future(self._keep(lease, trust))
        try:
            await asyncio.wait({working, keeping}, return_when=asyncio.FIRST_COMPLETED)
            return working.done()
        finally:
            # what the work has in hand it ends under the lease, where that is still kept
            try:
                await _end(working)
            finally:
                await _end(keeping)

    async def _keep(self, lease: Lease, trust: asyncio.Future[None]) -> None:
        """Renew it, until it is lost."""
        share = RENEWED
        try:
            while not trust.done():
                pause = self._from_now(share)
                await asyncio.wait({pause, trust}, return_when=asyncio.FIRST_COMPLETED)
                pause.cancel()
                fresh = self._from_now(GOOD_FOR)
                try:
                    renewed = await self._before(trust, self._take(lease.name))
                except StoreUnavailable as error:
                    log.warning("lease.not-renewed", lease=lease.name, reason=error.reason)
                    fresh.cancel()
                    share = RETRIED
                    continue
                trust.cancel()
                trust, share = fresh, RENEWED
                if renewed != lease:
                    return
        finally:
            trust.cancel()

    async def _before(self, end: asyncio.Future[None], asking: Coroutine[Any, Any, Lease | None]) -> Lease | None:
        """What is answered; None where `end` comes first."""
        asked = asyncio.ensure_future(asking)
        try:
            await asyncio.wait((asked, end), return_when=asyncio.FIRST_COMPLETED)
            if asked.done():
                lease = asked.result()
                return None if end.done() else lease
            return None
        finally:
            if not asked.done():
                # a database that is away takes its time for calling off as well, and nobody must wait for that
                asked.cancel()
                self._called_off.add(asked)
                asked.add_done_callback(self._forget)

    def _forget(self, asked: asyncio.Future[Lease | None]) -> None:
        self._called_off.discard(asked)
        if not asked.cancelled():
            asked.exception()  # of no interest to anybody any more

    async def _take(self, name: str) -> Lease | None:
        async with self._work.writing() as work:
            return await work.leases.take(name, self._holder, self._span)

    async def _give_back(self, name: str) -> None:
        with suppress(StoreUnavailable, TimeoutError):
            async with asyncio.timeout(RELEASE_SECONDS), self._work.writing() as work:
                await work.leases.release(name, self._holder)
        self._on_release(name)
        log.info("lease.given-back", lease=name)

    def _from_now(self, share: float) -> asyncio.Future[None]:
        """Done when that share of a lease's span has gone by."""
        return asyncio.ensure_future(self._clock.sleep(self._span.total_seconds() * share))


async def _end(task: asyncio.Future[None]) -> None:
    """Cancel it and wait until it has ended. What it raised of its own is raised."""
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.result()
