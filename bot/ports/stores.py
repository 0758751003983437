"""What is kept, store by store; `storage` implements them, over SQL and in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.amendment import Remap
from bot.domain.ballot import Ballot, Choices, Refusal
from bot.domain.community import Channel, Community, Identity, Person, Post, Role
from bot.domain.ids import ChannelId, CommunityId, EventKey, PersonId, Platform, PollId, PostId, VoterKey
from bot.domain.poll import Poll
from bot.domain.report import Report
from bot.domain.room import RoomMessage
from bot.domain.tally.plurality import Tally


class CommunityStore(Protocol):
    async def ensure(self, community: Community) -> Community:
        """The community of that id, created from `community` where there is none yet."""
        ...

    async def get(self, community: CommunityId) -> Community: ...

    async def lock(self, community: CommunityId) -> Community:
        """Like `get`, and nobody else who locks it goes on before this transaction ends: for who has which role."""
        ...

    async def save(self, community: Community) -> None: ...

    async def all(self) -> Sequence[Community]:
        """By id."""
        ...


class PeopleStore(Protocol):
    async def recognise(self, identity: Identity, new: PersonId, now: datetime | None = None) -> Person:
        """The person behind a platform identity: created with id `new` on first sight, name kept up to date.

        Two first sights at once give one person, first seen `now`. A language the person chose by hand is kept.
        """
        ...

    async def recognise_all(
        self, strangers: Sequence[tuple[Identity, PersonId]], now: datetime | None = None
    ) -> Sequence[Person]:
        """`recognise` for each of them, in their order and much faster."""
        ...

    async def find(self, platform: Platform, native_id: str) -> Person | None: ...

    async def get(self, person: PersonId) -> Person:
        """Raises NotFound."""
        ...

    async def names(self, people: Iterable[PersonId]) -> Mapping[PersonId, str]: ...

    async def choose_language(self, person: PersonId, language: str) -> None: ...

    async def grant(self, community: CommunityId, person: PersonId, role: Role) -> None: ...

    async def role(self, community: CommunityId, person: PersonId) -> Role:
        """VOTER for everyone who was granted nothing."""
        ...

    async def organisers(self, community: CommunityId) -> Sequence[Person]:
        """By name; the owners too."""
        ...

    async def team(self, community: CommunityId) -> Sequence[tuple[Person, Role]]:
        """Everybody who is more than a voter, the highest role first, then by name."""
        ...

    async def roles_of(self, person: PersonId) -> Mapping[CommunityId, Role]:
        """Where that person is more than a voter, by id."""
        ...


class ChannelStore(Protocol):
    async def ensure(self, channel: Channel) -> Channel:
        """The channel at that platform and address, created where there is none; reconnected where it was not.

        Its trouble is over then.
        """
        ...

    async def get(self, channel: ChannelId) -> Channel:
        """Raises NotFound."""
        ...

    async def find(self, platform: Platform, address: str) -> Channel | None: ...

    async def of_community(self, community: CommunityId) -> Sequence[Channel]:
        """The connected ones, by title."""
        ...

    async def lost(self, community: CommunityId) -> Sequence[Channel]:
        """Those that are not reached any more though nobody disconnected them, by title."""
        ...

    async def within(self, platform: Platform, address: str) -> Sequence[Channel]:
        """The one at `address` and those whose address begins with `address` and a slash, connected or not."""
        ...

    async def save(self, channel: Channel) -> None: ...


class PollStore(Protocol):
    async def add(self, poll: Poll) -> None: ...

    async def get(self, poll: PollId) -> Poll:
        """Raises NotFound."""
        ...

    async def lock(self, poll: PollId) -> Poll:
        """Like `get`, and no other transaction changes it, or takes a ballot for it, before this one ends."""
        ...

    async def save(self, poll: Poll) -> None:
        """Every field of a locked poll, options included, and its version."""
        ...

    async def delete_draft(self, poll: PollId) -> None: ...

    async def recent(self, community: CommunityId, *, limit: int, states: Sequence[str] = ()) -> Sequence[Poll]:
        """The newest first; only those in `states` where any are named."""
        ...

    async def due(self, now: datetime) -> Sequence[PollId]:
        """Scheduled polls to be opened and open polls to be closed by `now`, earliest first."""
        ...

    async def next_due(self) -> datetime | None: ...

    async def early(self) -> Sequence[PollId]:
        """Open polls that close as soon as no vote still to come can change them."""
        ...

    async def to_remind(self) -> Sequence[Poll]:
        """Scheduled and open polls with a reminder before their deadline."""
        ...


@dataclass(frozen=True, slots=True)
class MomentCount:
    at: datetime
    voters: int


class BallotStore(Protocol):
    """Reading ballots; they are written by the BallotBox only, and rewritten by `remap`."""

    async def get(self, poll: PollId, voter: VoterKey) -> Ballot | None: ...

    async def of_voter(self, voter: VoterKey, *, limit: int) -> Sequence[Ballot]:
        """The latest changed first."""
        ...

    async def all(self, poll: PollId, *, limit: int | None = None) -> Sequence[Ballot]:
        """By time of casting; the first `limit` of them where given."""
        ...

    async def tally(self, poll: PollId) -> Tally:
        """The kept tally: constant time, and always equal to a recount of `all`."""
        ...

    async def kinds(self, poll: PollId) -> Mapping[Choices, int]:
        """How many ballots have each content, whoever cast them and wherever."""
        ...

    async def over_time(self, poll: PollId, *, steps: int) -> Sequence[MomentCount]:
        """How many of today's ballots had been cast by each of at most `steps` moments, first to last."""
        ...

    async def refusals(self, poll: PollId) -> Mapping[Refusal, int]: ...

    async def remap(self, poll: PollId, remap: Remap, now: datetime) -> int:
        """Rewrite the ballots of a locked poll after a removal or merge, tally included; how many changed.

        A ballot left without choices is deleted.
        """
        ...


class PostStore(Protocol):
    async def add(self, post: Post) -> None:
        """Does nothing where a post of that id is already there."""
        ...

    async def get(self, post: PostId) -> Post: ...

    async def of_poll(self, poll: PollId, *, on: Collection[Platform] | None = None) -> Sequence[Post]:
        """In the order of making; those on the platforms `on` where any are named."""
        ...

    async def stale(
        self, *, limit: int, on: Collection[Platform] | None = None, after: Post | None = None
    ) -> Sequence[Post]:
        """Undelivered posts, and cards whose poll has a newer version than they show; failed ones left out.

        The oldest first. Those on the platforms `on`, and those that come after `after`, where they are given.
        """
        ...

    async def delivered(self, post: PostId, reference: str, version: int) -> None: ...

    async def failed(self, post: PostId, reason: str) -> None: ...

    async def revive(self, channel: ChannelId, reasons: Collection[str]) -> int:
        """Cards of polls that are not over, given up there for one of `reasons`, are stale again; how many."""
        ...

    async def lost(self, post: PostId) -> None:
        """Undelivered again: it was deleted on its platform."""
        ...


class EventStore(Protocol):
    async def first_time(self, event: EventKey, now: datetime) -> bool:
        """True once per event; the mark is kept only if the transaction commits."""
        ...

    async def forget(self, before: datetime) -> int: ...


class RoomStore(Protocol):
    async def add(self, message: RoomMessage) -> RoomMessage:
        """Stored with its number; the stored one where `key` was written before."""
        ...

    async def renew(self, message: RoomMessage) -> RoomMessage:
        """In the place of the one that was written under its `key`, and as the newest of the room."""
        ...

    async def recent(
        self, channel: ChannelId, *, reader: PersonId | None, limit: int, before: int | None = None
    ) -> Sequence[RoomMessage]:
        """The last messages that `reader` may see, oldest first, those numbered below `before` where given."""
        ...

    async def after(self, channel: ChannelId, *, reader: PersonId | None, number: int) -> Sequence[RoomMessage]:
        """What came after message `number`, oldest first."""
        ...


class NoteStore(Protocol):
    """Small things an adapter must remember across a restart; the text is the adapter's own."""

    async def keep(self, key: str, text: str, until: datetime | None) -> None:
        """Writes over what was there. None: never expires."""
        ...

    async def find(self, key: str, now: datetime) -> str | None:
        """None where there is none, or where it has expired by `now`."""
        ...

    async def drop(self, key: str) -> None: ...

    async def drop_unchanged(self, key: str, text: str) -> bool:
        """Drop it where it still says `text`; whether it did. What another transaction keeps meanwhile stays."""
        ...

    async def forget(self, now: datetime) -> int:
        """Delete what has expired by `now`; how many there were."""
        ...


class ReportStore(Protocol):
    """What platforms counted by themselves; kept apart from the ballots and their tally."""

    async def record(self, report: Report) -> bool:
        """Takes the place of what this channel reported for this poll; True where a figure changed."""
        ...

    async def of_poll(self, poll: PollId) -> Sequence[Report]:
        """By channel."""
        ...


class SubscriptionStore(Protocol):
    """Who wants to be told how a poll ended."""

    async def add(self, poll: PollId, person: PersonId, now: datetime) -> bool:
        """True where it is new."""
        ...

    async def remove(self, poll: PollId, person: PersonId) -> bool:
        """True where there was one."""
        ...

    async def of_poll(self, poll: PollId) -> Sequence[PersonId]:
        """In the order of asking."""
        ...
