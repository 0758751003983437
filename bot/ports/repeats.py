"""Polls that are asked again and again, as a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.domain.ids import CommunityId, RepeatId
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
