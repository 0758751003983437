"""Secret polls, as one store: who took part, each one's ballot while a poll runs, and the end of what ties the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.amendment import Remap
from bot.domain.ballot import Ballot
from bot.domain.ids import PersonId, PollId, VoterKey
from bot.domain.tally.plurality import Tally


class SecrecyStore(Protocol):
    """Of polls whose promise is *nobody can*. The ballot box writes who took part and keeps back the live count."""

    async def begin(self, poll: PollId) -> None:
        """Make the key of a locked poll that opens; without one its ballots are refused."""
        ...

    async def keyless(self) -> Sequence[PollId]:
        """Running polls that have no key, and can go on no more; not those whose key another secret wrapped."""
        ...

    async def unreadable(self) -> Sequence[PollId]:
        """Running polls whose key another secret wrapped: until it is set again their ballots cannot be stored."""
        ...

    async def voter_key(self, poll: PollId, person: PersonId) -> VoterKey | None:
        """Under which a person's ballot is kept while the poll runs; None when nobody can tell any more."""
        ...

    async def ballot(self, poll: PollId, person: PersonId) -> Ballot | None:
        """A person's own while the poll runs; its times are the poll's opening. None afterwards."""
        ...

    async def took_part(self, person: PersonId) -> Sequence[PollId]:
        """The polls in which a person's ballot is counted, the newest first."""
        ...

    async def shown(self, poll: PollId) -> Tally:
        """The count of a running poll as far as people may see it: it never moves by fewer than LEAST_VOTERS."""
        ...

    async def withdraw(self, poll: PollId, person: PersonId) -> bool:
        """Take a person's ballot out of a locked running poll, whatever its rules say. False where there is none."""
        ...

    async def doubles(self, poll: PollId) -> Sequence[PersonId]:
        """Accounts with a ballot in a running poll that are linked with another one that has one too.

        Of those that are linked together the main account is left out where it has a ballot, else the first of them.
        """
        ...

    async def remapped(self, poll: PollId, remap: Remap) -> None:
        """The ballots of a locked running poll were rewritten: bring in line what is held back, and who takes part.

        Until the next step nothing of the count is shown.
        """
        ...

    async def unlink(self, poll: PollId, now: datetime) -> Mapping[VoterKey, VoterKey]:
        """A locked poll is over: from now on nothing ties a ballot to a person. It cannot be taken back.

        The ballots are written anew in an order that says nothing, under keys that are nobody's; who took part is
        written anew beside them, and the poll's key is deleted. Fewer ballots than LEAST_VOTERS are deleted, tally
        included. Gives the new key for each old one, for what else is kept under them; empty where they were deleted.
        """
        ...

    async def forget(self, person: PersonId) -> None:
        """That a person took part in polls that are over. Their ballots stay counted."""
        ...


class Wiping(Protocol):
    """What was deleted, made unreadable in the database's own files."""

    async def wipe(self) -> bool:
        """Whether all that had been deleted before the call is gone. Raises StoreUnavailable.

        False where somebody reads an older state: to be tried again.
        """
        ...
