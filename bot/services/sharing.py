"""Sharing: of many pieces of work each of many processes does its fair part, and all of them if it is alone.

Every process that takes part holds a place, which is a lease too; from the places that are held each reckons by itself
how many pieces are its own. Who has too few takes free ones, who has too many gives one back, again and again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import structlog

from bot.domain.errors import StoreUnavailable
from bot.ports import Clock, UnitOfWork
from bot.services.leasing import RENEWED, Fence, Guarded, Leasing

log = structlog.get_logger(__name__)

_Tasks = dict[str, asyncio.Task[None]]


class Sharing:
    """`pieces` by the names of their leases; `places` begins the names of the places, one for each piece."""

    def __init__(
        self,
        leasing: Leasing,
        work: UnitOfWork,
        clock: Clock,
        span: timedelta,
        pieces: Mapping[str, Guarded],
        places: str,
    ) -> None:
        self._leasing, self._work, self._clock, self._span = leasing, work, clock, span
        self._pieces = pieces
        # more places than pieces would be of no use: whoever has none stands by
        self._places = [f"{places}-{number}" for number in range(len(pieces))]

    async def run(self) -> None:
        """Until cancelled; then everything is given back. What a piece of work raises is raised here."""
        doing: _Tasks = {}
        async with asyncio.TaskGroup() as group:
            while True:
                try:
                    async with self._work.reading() as work:
                        held = {lease.name: lease.holder for lease in await work.leases.held()}
                except StoreUnavailable as error:
                    log.warning("sharing.store-unavailable", reason=error.reason)
                else:
                    self._take_place(group, doing, held)
                    self._take_part(group, doing, held)
                await self._clock.sleep(self._span.total_seconds() * RENEWED)

    def _take_place(self, group: asyncio.TaskGroup, doing: _Tasks, held: Mapping[str, str]) -> None:
        self._let_go_of_others(doing, held, self._places)
        free = [place for place in self._places if place not in held]
        if free and not any(place in doing for place in self._places):
            doing[free[0]] = group.create_task(self._leasing.guard(free[0], _hold))

    def _take_part(self, group: asyncio.TaskGroup, doing: _Tasks, held: Mapping[str, str]) -> None:
        self._let_go_of_others(doing, held, self._pieces)
        own = [piece for piece in self._pieces if piece in doing]
        free = [piece for piece in self._pieces if piece not in held and piece not in doing]
        fair = self._fair_part(held)
        if len(own) > fair:
            doing.pop(own[-1]).cancel()
        for piece in free[: max(0, fair - len(own))]:
            doing[piece] = group.create_task(self._leasing.guard(piece, self._pieces[piece]))

    def _let_go_of_others(
        self, doing: _Tasks, held: Mapping[str, str], names: Mapping[str, Guarded] | list[str]
    ) -> None:
        """Somebody else was quicker."""
        for name in names:
            if name in doing and held.get(name, self._leasing.holder) != self._leasing.holder:
                doing.pop(name).cancel()

    def _fair_part(self, held: Mapping[str, str]) -> int:
        """Together all pieces, and nobody has two more than another."""
        taking_part = [held[place] for place in self._places if place in held]
        if self._leasing.holder not in taking_part:
            return 0
        most, over = divmod(len(self._pieces), len(taking_part))
        return most + (taking_part.index(self._leasing.holder) < over)


async def _hold(_fence: Fence) -> None:
    """A place is only held."""
    await asyncio.Event().wait()
