"""Digests in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from bot.domain.digest import Digest
from bot.domain.ids import CommunityId, PersonId, Platform

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryDigests:
    def __init__(self, tables: Tables) -> None:
        self._digests, self._people = tables.digests, tables.people

    async def save(self, digest: Digest) -> None:
        self._digests[digest.community, digest.person] = digest

    async def lock(self, community: CommunityId, person: PersonId) -> Digest | None:
        return self._digests.get((community, person))

    async def find(self, community: CommunityId, person: PersonId) -> Digest | None:
        return self._digests.get((community, person))

    async def remove(self, community: CommunityId, person: PersonId) -> bool:
        return self._digests.pop((community, person), None) is not None

    async def all(self) -> Sequence[Digest]:
        return [self._digests[key] for key in sorted(self._digests)]

    async def due(self, on: Collection[Platform], *, limit: int) -> Sequence[Digest]:
        found = [
            (each.due_at, each.person, each)
            for each in self._digests.values()
            if each.due_at is not None and self._people[each.person].platform in on
        ]
        return [digest for *_, digest in sorted(found, key=lambda each: each[:2])[:limit]]
