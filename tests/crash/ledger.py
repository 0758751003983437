"""What voters know: the choices they were told are stored, and those that may be, where no answer came."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Choices = frozenset[int]
"""The options of a ballot; empty: there is none."""

NOTHING: Choices = frozenset()


@dataclass(frozen=True, slots=True)
class Announced:
    """A poll as its organiser was told of it. `closes_at`: None for one without a deadline."""

    id: str
    question: str
    options: int
    most: int
    closes_at: datetime | None


@dataclass(slots=True)
class Ledger:
    """By poll and visitor. An act that was not answered leaves two possibilities until the next one is answered."""

    polls: dict[str, Announced] = field(default_factory=dict)
    possible: dict[tuple[str, str], frozenset[Choices]] = field(default_factory=dict)
    acknowledged: int = 0
    refused: int = 0
    """Told as too late."""
    unanswered: int = 0
    withdrawn: int = 0
    not_stored: int = 0
    """Told that the database did not answer."""
    complaints: list[str] = field(default_factory=list)
    """What voters were told that cannot be true."""
    _wanted: int = 0
    _reached: asyncio.Event = field(default_factory=asyncio.Event)

    def held(self, poll: str, visitor: str) -> frozenset[Choices]:
        return self.possible.get((poll, visitor), frozenset({NOTHING}))

    def tries(self, poll: str, visitor: str, wish: Choices) -> None:
        """Sent: from now on it may be stored."""
        self.possible[poll, visitor] = self.held(poll, visitor) | {wish}

    def stored(self, poll: str, visitor: str, wish: Choices) -> None:
        """Acknowledged: nothing else can be there."""
        self.possible[poll, visitor] = frozenset({wish})
        self.withdrawn += not wish
        self._count()

    def too_late(self, poll: str, visitor: str, before: frozenset[Choices]) -> None:
        """Refused: what was possible before this try still is, and no more."""
        self.possible[poll, visitor] = before
        self.refused += 1
        if self.polls[poll].closes_at is None:
            self.complaints.append(f"{visitor} was told that {poll} is closed, and it has no deadline")

    def _count(self) -> None:
        self.acknowledged += 1
        if self.acknowledged >= self._wanted:
            self._reached.set()

    async def until(self, more: int) -> None:
        """Until so many more were acknowledged."""
        self._wanted = self.acknowledged + more
        self._reached.clear()
        await self._reached.wait()

    def of(self, poll: str) -> Mapping[str, frozenset[Choices]]:
        return {visitor: held for (name, visitor), held in self.possible.items() if name == poll}
