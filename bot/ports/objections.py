"""Why people object, as it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.ids import PollId, VoterKey
from bot.domain.objection import Reason


class ObjectionStore(Protocol):
    """A reason counts only while its voter's ballot is an objection; what is set aside of a poll is not among it."""

    async def keep(self, poll: PollId, voter: VoterKey, number: str, reason: str, now: datetime) -> None:
        """In the place of the voter's earlier one; `number` is of chance. Not for secret polls."""
        ...

    async def keep_apart(self, poll: PollId, voter: VoterKey, number: str, reason: str) -> bool:
        """In a locked running secret poll: under a number of chance, with nothing of the voter and no time.

        That this voter gave one is kept as long as the poll's key. False, and nothing is kept, where they had already.
        """
        ...

    async def own(self, poll: PollId, voter: VoterKey) -> str | None:
        """A voter's own, also while it does not count; of a secret poll nobody can tell."""
        ...

    async def counted(self, poll: PollId) -> Sequence[Reason]:
        """By number: in an order that says nothing, since the count tells onlookers when somebody objected."""
        ...

    async def drop(self, poll: PollId, voter: VoterKey) -> bool:
        """Delete a voter's own. False where there is none."""
        ...

    async def forget(self, voter: VoterKey) -> int:
        """Delete every reason of theirs; how many."""
        ...
