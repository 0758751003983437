"""Who was let in by an invitation: digests of links, and which person used which."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.ids import PersonId, PollId


class Used(StrEnum):
    NOW = "now"
    BEFORE = "before"
    """By the same person, who is let in already."""
    BY_ANOTHER = "by-another"
    UNKNOWN = "unknown"
    """Never given out, or another link took its place."""


@dataclass(frozen=True, slots=True)
class Invitation:
    guest: str
    """Who is meant, as a pseudonym; one link each."""
    digest: str


@dataclass(frozen=True, slots=True)
class InvitationCount:
    made: int
    used: int


class InvitationStore(Protocol):
    async def invite(self, poll: PollId, invitations: Sequence[Invitation], now: datetime) -> Collection[str]:
        """Keep them; a guest's unused link is replaced by the new one. The guests whose link was used already.

        Theirs stays as it was.
        """
        ...

    async def use(self, poll: PollId, digest: str, person: PersonId, now: datetime) -> Used:
        """NOW for exactly one person."""
        ...

    async def let_in(self, poll: PollId, people: Collection[PersonId]) -> bool:
        """Whether one of them used an invitation to it."""
        ...

    async def count(self, poll: PollId) -> InvitationCount: ...

    async def used_by(self, person: PersonId) -> Sequence[PollId]:
        """By id."""
        ...
