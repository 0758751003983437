"""Stores of what comes round again: polls that are repeated, and digests."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from bot.domain.digest import Digest
from bot.domain.ids import CommunityId, PersonId, Platform, RepeatId
from bot.domain.repeat import Repeat


class RepeatStore(Protocol):
    """Polls that are asked again and again."""

    async def add(self, repeat: Repeat) -> None: ...

    async def lock(self, repeat: RepeatId) -> Repeat:
        """No other transaction changes it before this one ends. Raises NotFound."""
        ...

    async def save(self, repeat: Repeat) -> None: ...

    async def of_community(self, community: CommunityId) -> Sequence[Repeat]:
        """Those that have not ended, the oldest first."""
        ...

    async def running(self) -> Sequence[Repeat]:
        """The same, of all communities."""
        ...


class DigestStore(Protocol):
    async def save(self, digest: Digest) -> None:
        """In the place of the one that this person had in this community."""
        ...

    async def lock(self, community: CommunityId, person: PersonId) -> Digest | None:
        """Nobody else changes it until this transaction ends."""
        ...

    async def find(self, community: CommunityId, person: PersonId) -> Digest | None: ...

    async def remove(self, community: CommunityId, person: PersonId) -> bool: ...

    async def all(self) -> Sequence[Digest]: ...

    async def due(self, on: Collection[Platform], *, limit: int) -> Sequence[Digest]:
        """Come round and not told yet, to people of those platforms; the earliest first."""
        ...
