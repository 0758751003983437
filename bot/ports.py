"""What the core needs of the world, as Protocols; `storage`, `charts` and `adapters` implement them.

`bot/compose.py` is the only module that knows which class stands behind each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.amendment import Remap
from bot.domain.ballot import Ballot, Cast, Receipt, Refusal
from bot.domain.capabilities import ChannelCapabilities
from bot.domain.card import Card
from bot.domain.community import Channel, Community, Identity, Person, Post, Role
from bot.domain.conversation import Reader, Reply, Request, ShowPicture, Vote, VoteReply
from bot.domain.ids import ChannelId, CommunityId, EventKey, PersonId, Platform, PollId, PostId, VoterKey
from bot.domain.picture import Picture, Theme
from bot.domain.poll import Poll
from bot.domain.room import RoomMessage
from bot.domain.tally.plurality import Tally


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds` of this clock's time."""
        ...


class Chance(Protocol):
    def token(self, size: int) -> bytes:
        """`size` bytes that nobody can guess."""
        ...


class ChartRenderer(Protocol):
    def render(self, picture: Picture) -> bytes:
        """A PNG, 1200 px wide. Blocks for some milliseconds: call it in a thread. Any text is safe."""
        ...


# ---------------------------------------------------------------- stores


class CommunityStore(Protocol):
    async def ensure(self, community: Community) -> Community:
        """The community of that id, created from `community` where there is none yet."""
        ...

    async def get(self, community: CommunityId) -> Community: ...

    async def save(self, community: Community) -> None: ...


class PeopleStore(Protocol):
    async def recognise(self, identity: Identity, new: PersonId) -> Person:
        """The person behind a platform identity: created with id `new` on first sight, name kept up to date.

        Two first sights at once give one person. A language the person chose by hand is kept.
        """
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

    async def organisers(self, community: CommunityId) -> Sequence[Person]: ...


class SignInStore(Protocol):
    async def add(self, digest: str, expires_at: datetime) -> None: ...

    async def use(self, digest: str, now: datetime) -> bool:
        """True for exactly one caller: the first with this unexpired digest."""
        ...


class ChannelStore(Protocol):
    async def ensure(self, channel: Channel) -> Channel:
        """The channel at that platform and address, created where there is none; reconnected where it was not."""
        ...

    async def get(self, channel: ChannelId) -> Channel:
        """Raises NotFound."""
        ...

    async def find(self, platform: Platform, address: str) -> Channel | None: ...

    async def of_community(self, community: CommunityId) -> Sequence[Channel]:
        """The connected ones, by title."""
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

    async def of_poll(self, poll: PollId) -> Sequence[Post]: ...

    async def stale(self, *, limit: int) -> Sequence[Post]:
        """Undelivered posts, and cards whose poll has a newer version than they show; failed ones left out."""
        ...

    async def delivered(self, post: PostId, reference: str, version: int) -> None: ...

    async def failed(self, post: PostId, reason: str) -> None: ...


class EventStore(Protocol):
    async def first_time(self, event: EventKey, now: datetime) -> bool:
        """True once per event; the mark is kept only if the transaction commits."""
        ...

    async def forget(self, before: datetime) -> int: ...


class RoomStore(Protocol):
    async def add(self, message: RoomMessage) -> RoomMessage:
        """Stored with its number; the stored one where `key` was written before."""
        ...

    async def recent(
        self, channel: ChannelId, *, reader: PersonId | None, limit: int, before: int | None = None
    ) -> Sequence[RoomMessage]:
        """The last messages that `reader` may see, oldest first, those numbered below `before` where given."""
        ...

    async def after(self, channel: ChannelId, *, reader: PersonId | None, number: int) -> Sequence[RoomMessage]:
        """What came after message `number`, oldest first."""
        ...


class Work(Protocol):
    """One transaction. Everything done through it is kept together or not at all."""

    @property
    def communities(self) -> CommunityStore: ...
    @property
    def people(self) -> PeopleStore: ...
    @property
    def sign_ins(self) -> SignInStore: ...
    @property
    def channels(self) -> ChannelStore: ...
    @property
    def polls(self) -> PollStore: ...
    @property
    def ballots(self) -> BallotStore: ...
    @property
    def posts(self) -> PostStore: ...
    @property
    def events(self) -> EventStore: ...
    @property
    def rooms(self) -> RoomStore: ...


class UnitOfWork(Protocol):
    """Both raise StoreUnavailable where the database cannot be read or written; nothing is then half-written."""

    def writing(self) -> AbstractAsyncContextManager[Work]:
        """A transaction that commits when the block ends, and rolls back when it raises."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Work]:
        """A consistent view; writing through it is an error of the programmer."""
        ...


class BallotBox(Protocol):
    async def cast(self, cast: Cast) -> Receipt:
        """Store one wish and say what happened, after the commit. Raises StoreUnavailable; then nothing changed."""
        ...


# ---------------------------------------------------------------- platforms


@dataclass(frozen=True, slots=True)
class CardContent:
    card: Card


@dataclass(frozen=True, slots=True)
class ResultContent:
    """The outcome in words, and its charts."""

    card: Card
    text: str
    pictures: tuple[ShowPicture, ...]


Content = CardContent | ResultContent


class ChannelAdapter(Protocol):
    """One platform. Every method may raise DeliveryError, and nothing else of the platform's own."""

    @property
    def platform(self) -> Platform: ...

    async def capabilities(self, channel: Channel) -> ChannelCapabilities: ...

    async def post(self, channel: Channel, post: PostId, content: Content) -> str:
        """Show it in the channel; the reference by which it can be edited later, also after a restart.

        Where the platform allows it, posting the same `post` twice shows it once.
        """
        ...

    async def edit(self, channel: Channel, reference: str, content: Content) -> None:
        """Replace what is shown. The same content again is harmless."""
        ...

    async def whisper(self, channel: Channel, person: Person, reply: Reply, key: str) -> None:
        """Something only `person` sees; the same `key` twice is shown once."""
        ...

    async def open_channel(self, name: str) -> tuple[str, str]:
        """Address and title of the room called `name` there, made where the platform can; NotFound otherwise."""
        ...

    async def run(self) -> None:
        """Connect and serve until cancelled."""
        ...


class Desk(Protocol):
    """What adapters call: the front desk of the core. Implemented by `bot.commands.desk.FrontDesk`.

    Nothing raised by it is a DomainError: those become a Reply of tone ERROR. StoreUnavailable becomes one too.
    """

    async def handle(self, request: Request) -> Reply:
        """A typed command or a filled form."""
        ...

    async def vote(self, vote: Vote) -> VoteReply:
        """A ballot; the receipt is given only after it is stored."""
        ...

    async def card(self, poll: PollId, reader: Reader) -> Card:
        """The poll as this reader may see it. Raises NotFound."""
        ...

    async def pictures(self, poll: PollId, theme: Theme, reader: Reader) -> tuple[ShowPicture, ...]:
        """The charts this reader may see, the result first; empty while the results are hidden from them.

        Raises NotFound.
        """
        ...

    async def sign_in(self, token: str, identity: Identity) -> bool:
        """Make the person an organiser where the one-time token is good; false otherwise."""
        ...

    async def is_organiser(self, identity: Identity) -> bool: ...
