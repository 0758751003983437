"""Accounts of one person on several platforms, and the codes that tie them together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.community import Person
from bot.domain.ids import PersonId, PollId, VoterKey


class LinkStore(Protocol):
    async def keep_code(self, person: PersonId, digest: str, expires_at: datetime) -> None:
        """In place of the code that this person had."""
        ...

    async def take_code(self, digest: str) -> tuple[PersonId, datetime] | None:
        """Whose it is and until when, for exactly one caller; it is gone then."""
        ...

    async def accounts(self, person: PersonId) -> Sequence[Person]:
        """All of the same human being, the one they count as first; just this one where it is linked with none."""
        ...

    async def count_as(self, person: PersonId, same_as: PersonId | None) -> None:
        """From now on the same human being as that one; None: on its own."""
        ...

    async def open_polls_of(self, voters: Collection[VoterKey]) -> Sequence[PollId]:
        """The open polls in which one of these keys has a ballot, by id."""
        ...

    async def strays(self, poll: PollId) -> Sequence[tuple[VoterKey, VoterKey]]:
        """Ballots in it under the key of an account that counts as another, with that other's key, by key."""
        ...
