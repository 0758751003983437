"""What is kept about one person, as one store: to be told, and to be forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from bot.domain.audit import AuditEntry
from bot.domain.ballot import Ballot
from bot.domain.community import Person, Role
from bot.domain.followup import Change
from bot.domain.ids import CommunityId, PersonId, PollId, Subject, VoterKey
from bot.domain.room import RoomMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """Everything that is tied to one person. Ballots of which nobody knows the voter are not among it."""

    person: Person
    roles: Mapping[CommunityId, Role]
    ballots: Sequence[Ballot]
    """By time of casting; without those of secret polls."""
    took_part: Sequence[PollId]
    """The secret polls in which a ballot of theirs is counted, the newest first."""
    told: Mapping[PollId, datetime]
    """The polls whose outcome they asked for, and when."""
    subscribed: Sequence[CommunityId]
    """Whose polls they get in private."""
    digests: Sequence[CommunityId]
    """How whose polls stand they are told in private."""
    words: Sequence[RoomMessage]
    """What they wrote in rooms here, and what was written there for them alone."""
    options: Sequence[tuple[PollId, str]]
    """What they added to polls."""
    polls: Sequence[PollId]
    """Whose author they are."""
    acts: Sequence[AuditEntry]
    """What they did with privilege, by number."""
    invited_to: Sequence[PollId] = ()
    """Polls into which an invitation let them."""
    answers_for: Sequence[Subject] = ()
    """Decisions and ideas whose owner they are."""
    changes: Sequence[Change] = ()
    """What they changed of such, by time."""
    objections: Sequence[tuple[PollId, str]] = ()
    """Why they object, by time, also where it does not count; of secret polls nobody can tell."""
    linked: Sequence[Person] = ()
    """Other accounts of theirs, whose data is among it."""

    def together(self, other: PersonalData) -> PersonalData:
        """What is kept about the same human being under two accounts; roles are this account's alone."""
        return replace(
            self,
            ballots=sorted([*self.ballots, *other.ballots], key=lambda ballot: (ballot.cast_at, ballot.poll)),
            told={**other.told, **self.told},
            subscribed=sorted({*self.subscribed, *other.subscribed}),
            words=sorted([*self.words, *other.words], key=lambda message: message.number),
            options=sorted([*self.options, *other.options]),
            polls=[*self.polls, *other.polls],
            invited_to=sorted({*self.invited_to, *other.invited_to}),
            answers_for=sorted({*self.answers_for, *other.answers_for}),
            changes=sorted([*self.changes, *other.changes], key=lambda change: (change.at, change.subject)),
            objections=[*self.objections, *other.objections],
            linked=[*self.linked, other.person],
        )


STRANGER: Final = "gone-"
"""How the key begins of a ballot that is nobody's any more."""


class PersonalStore(Protocol):
    async def about(self, person: PersonId) -> PersonalData:
        """Raises NotFound."""
        ...

    async def withdraw(self, poll: PollId, voter: VoterKey) -> bool:
        """Take a ballot out of a locked poll and its tally, whatever the poll's rules say; the poll's version rises.

        False where there is none.
        """
        ...

    async def detach(self, poll: PollId, voter: VoterKey, stranger: VoterKey) -> bool:
        """The ballot stays counted, and is nobody's: its key becomes `stranger`. False where there is none."""
        ...

    async def erase(self, person: PersonId, stranger: str) -> int:
        """Roles, subscriptions, words and notes are deleted; of the person an empty row is left, named `stranger`.

        How many words were deleted. Ballots are not touched.
        """
        ...

    async def to_detach(self, before: datetime, *, limit: int) -> Sequence[PollId]:
        """Polls that were over before then and whose voters are still known, the oldest first."""
        ...

    async def voters(self, poll: PollId, *, limit: int) -> Sequence[VoterKey]:
        """Some of those whose ballots still bear a person's key."""
        ...

    async def detach_all(self, poll: PollId, strangers: Mapping[VoterKey, VoterKey]) -> None:
        """Give these ballots their new keys."""
        ...

    async def detached(self, poll: PollId, now: datetime) -> None:
        """No voter of it is known any more, nor who was invited."""
        ...

    async def is_detached(self, poll: PollId) -> bool: ...

    async def forget_words(self, before: datetime) -> int:
        """Delete what people said in rooms here before then; how many. Cards and results stay."""
        ...

    async def forget_links(self, before: datetime) -> int:
        """Delete sign-in links that had expired by then, and unused invitations to polls that were over; how many."""
        ...
