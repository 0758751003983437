"""The log of sealed ballots. Its leaves come in through the ballot box, with the ballots they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.ballot_log import Head, Opening
from bot.domain.ids import PollId, VoterKey


class BallotLogStore(Protocol):
    """Of polls that give receipts; of all others there is nothing here."""

    async def leaf(self, poll: PollId, voter: VoterKey) -> str | None:
        """That of the voter's current ballot; None where there is no such ballot, or nobody can tell any more."""
        ...

    async def leaves(self, poll: PollId, *, first: int | None = None) -> Sequence[str]:
        """In the order of the log; only the `first` ones where given."""
        ...

    async def append_waiting(self, poll: PollId) -> int:
        """Whatever waits is appended to a locked poll's log; how long that is now."""
        ...

    async def open_ballots(self, poll: PollId) -> int:
        """Keep the openings of the ballots as they are now, in the log's order; how many. None may still wait."""
        ...

    async def shut_ballots(self, poll: PollId) -> None:
        """Take the openings back: the poll goes on."""
        ...

    async def untie(self, poll: PollId) -> None:
        """Forget for good which leaf is whose; openings stay."""
        ...

    async def openings(self, poll: PollId) -> Sequence[Opening]:
        """By position; none before the close."""
        ...

    async def add_head(self, poll: PollId, head: Head) -> None:
        """Does nothing where there is one of that size."""
        ...

    async def heads(self, poll: PollId) -> Sequence[Head]:
        """By size."""
        ...

    async def last_head(self, poll: PollId) -> Head | None: ...

    async def grown(self, since: datetime, *, limit: int) -> Sequence[PollId]:
        """Open polls whose log is longer than their last head, where that is from `since` or before."""
        ...
