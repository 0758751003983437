"""Sending broadcasts: every platform's share is worked off in the order of its people's ids, batch after batch.

What has been done is in the database and nowhere else: a cursor, a few counts, and a row for each person who was not
reached. A batch is written down in one transaction that moves the cursor from where it was found, and only for the
runner that holds the leg. A crash at any moment loses nobody, and writes twice to `UNCONFIRMED` people at most (see
bot/services/broadcast_errand.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import structlog

from bot.domain.broadcast import BroadcastState, Leg, StopReason
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import Platform
from bot.ports import ChannelAdapter, Clock, UnitOfWork
from bot.services.broadcast_courier import Courier
from bot.services.broadcast_errand import LEASE, Errand
from bot.services.broadcast_letters import Letters

log = structlog.get_logger(__name__)

LOOK_EVERY: Final = timedelta(seconds=5)
"""How often legs are looked for that another process started, or a dead one left behind."""
LEGS_AT_ONCE: Final = 8
"""Of one platform; the next ones wait for the first to end."""
LAST_LETTERS: Final = timedelta(seconds=5)
"""How long the end of the program waits for letters under way, so that they are written down."""


class Broadcasting:
    """`runner` names this process, unlike any other that ever ran."""

    def __init__(
        self,
        work: UnitOfWork,
        adapters: Mapping[Platform, ChannelAdapter],
        letters: Letters,
        clock: Clock,
        runner: str,
    ) -> None:
        self._work, self._letters, self._clock, self._runner = work, letters, clock, runner
        self._couriers = {
            platform: Courier(adapter, adapter.private, clock)
            for platform, adapter in adapters.items()
            if adapter.private is not None
        }
        self._broken: set[tuple[str, Platform]] = set()
        """Not tried again by this process: what fails in writing down would be sent anew each time."""
        self._under_way: dict[tuple[str, Platform], tuple[Errand, asyncio.Task[None]]] = {}
        self._wake = asyncio.Event()

    @property
    def under_way(self) -> int:
        """Legs that are being worked off here."""
        return sum(not task.done() for _, task in self._under_way.values())

    def look_again(self) -> None:
        """A broadcast was started, paused or ended. Cheap; call it on the event loop."""
        self._wake.set()

    async def run(self) -> None:
        """Send what there is to send until cancelled; then write down what is under way."""
        try:
            while True:
                self._wake.clear()
                try:
                    await self._look()
                except StoreUnavailable as error:
                    log.warning("broadcasting.store-unavailable", reason=error.reason)
                await self._rest()
        finally:
            await self._end()

    async def _look(self) -> None:
        """Set out for every leg that has no errand here yet, and tell those under way to look at their state."""
        self._under_way = {key: each for key, each in self._under_way.items() if not each[1].done()}
        for errand, _ in self._under_way.values():
            errand.look_again()
        now = self._clock.now()
        for platform, courier in self._couriers.items():
            async with self._work.reading() as work:
                legs = await work.legs.to_run(platform, limit=LEGS_AT_ONCE)
            for leg in legs:
                key = (leg.broadcast, platform)
                if key in self._under_way or key in self._broken:
                    continue
                async with self._work.writing() as work:
                    claimed = await work.legs.claim(leg, self._runner, now, now + LEASE)
                    broadcast = await work.broadcasts.get(leg.broadcast)
                if claimed is not None:
                    courier.try_anew()
                    errand = Errand(self._work, self._letters, courier, self._clock, self._runner, broadcast, claimed)
                    task = asyncio.create_task(self._go(errand, claimed), name=f"broadcast-{leg.broadcast}")
                    self._under_way[key] = errand, task

    async def _go(self, errand: Errand, leg: Leg) -> None:
        try:
            await errand.run()
        except StoreUnavailable as error:
            log.warning("broadcasting.store-unavailable", reason=error.reason)
        except Exception:
            # one broadcast that cannot be sent must not silence the others
            log.exception("broadcasting.errand-broken", broadcast=leg.broadcast)
            self._broken.add((leg.broadcast, leg.platform))
            await self._pause_broken(leg)
        finally:
            self._wake.set()

    async def _pause_broken(self, leg: Leg) -> None:
        try:
            async with self._work.writing() as work:
                sending, paused, now = [BroadcastState.SENDING], BroadcastState.PAUSED, self._clock.now()
                await work.broadcasts.step(leg.broadcast, sending, paused, now, StopReason.BROKEN)
        except StoreUnavailable as error:
            log.warning("broadcasting.store-unavailable", reason=error.reason)

    async def _rest(self) -> None:
        sleeping = asyncio.ensure_future(self._clock.sleep(LOOK_EVERY.total_seconds()))
        waking = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({sleeping, waking}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            waking.cancel()

    async def _end(self) -> None:
        for errand, _ in self._under_way.values():
            errand.halt()
        tasks = {task for _, task in self._under_way.values()}
        if tasks:
            await asyncio.wait(tasks, timeout=LAST_LETTERS.total_seconds())
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
