"""Repeated polls in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.domain.errors import NotFound
from bot.domain.ids import CommunityId, RepeatId
from bot.domain.repeat import Repeat
from bot.domain.text import say

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryRepeats:
    def __init__(self, tables: Tables) -> None:
        self._repeats = tables.repeats

    async def add(self, repeat: Repeat) -> None:
        if repeat.id in self._repeats:
            raise ValueError(f"repeat {repeat.id} is there already")
        self._repeats[repeat.id] = repeat

    async def lock(self, repeat: RepeatId) -> Repeat:
        if repeat not in self._repeats:
            raise NotFound(say("error-repeat-unknown", id=str(repeat)[:40]))
        return self._repeats[repeat]

    async def save(self, repeat: Repeat) -> None:
        self._repeats[repeat.id] = repeat

    async def of_community(self, community: CommunityId) -> Sequence[Repeat]:
        return [each for each in await self.running() if each.community == community]

    async def running(self) -> Sequence[Repeat]:
        found = [each for each in self._repeats.values() if each.ended_at is None]
        return sorted(found, key=lambda each: (each.created_at, each.id))
