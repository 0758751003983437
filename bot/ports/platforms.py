"""Platforms: what an adapter must be able to do, and the desk that it calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.ballot_log import PublishedLog
from bot.domain.capabilities import ChannelCapabilities
from bot.domain.card import Card
from bot.domain.community import Channel, Identity, Person, Place, Role, Trouble
from bot.domain.conversation import Reader, Reply, Request, ShowPicture, SignedIn, Vote, VoteReply
from bot.domain.ids import ChannelId, CommunityId, EventKey, OptionId, Platform, PollId, PostId
from bot.domain.picture import Theme
from bot.domain.report import Report
from bot.ports.broadcasts import PrivateDelivery
from bot.ports.membership import Membership


@dataclass(frozen=True, slots=True)
class CardContent:
    """`pictures`: the result's chart, once the poll is closed, where the channel can show it on the card."""

    card: Card
    pictures: tuple[ShowPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultContent:
    """The outcome in words, and its charts."""

    card: Card
    text: str
    pictures: tuple[ShowPicture, ...]


@dataclass(frozen=True, slots=True)
class ReminderContent:
    """That the poll closes soon, or what is done about its outcome: words alone.

    They stand beside the poll's own post where the platform can tie them to it.
    """

    card: Card
    text: str


Content = CardContent | ResultContent | ReminderContent


@dataclass(frozen=True, slots=True)
class Letter:
    """What a subscriber gets in private, in their language: the poll to be voted on there, or how it ended."""

    content: Content
    note: str
    """How to stop these messages."""
    stop: str
    """The same, on a button."""


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
        """Replace what is shown. The same content again is harmless.

        Raises PostGone where it was deleted there; the same post may then be posted anew, which must show it again.
        """
        ...

    async def whisper(self, channel: Channel, person: Person, reply: Reply, key: str) -> None:
        """Something only `person` sees; the same `key` twice is shown once."""
        ...

    @property
    def private(self) -> PrivateDelivery | None:
        """What may be sent to people who did not just ask for it; None where the platform knows no such thing."""
        ...

    @property
    def membership(self) -> Membership | None:
        """What the platform knows of its people; None where it knows nothing of the kind."""
        ...

    async def send_private(self, person: Person, letter: Letter, key: str) -> None:
        """`letter` to that person alone, once its turn has come: answers and posts go before.

        The same `key` twice comes once where the platform allows it. Raises UnsupportedFeature where `private` is None,
        ChannelGone for somebody who blocked the bot, is no more or takes no messages, and Unsent where nothing left.
        """
        ...

    async def panel(self, channel: Channel | None, person: Person, reply: Reply, key: str) -> None:
        """Words and next steps that only `person` sees; later ones with the same `key` take its place.

        In private where the platform has private messages; else in the channel, and UnsupportedFeature without one.
        """
        ...

    async def open_channel(self, name: str, near: Place | None = None) -> tuple[str, str]:
        """Address and title of the room called `name` there, made where the platform can; NotFound otherwise.

        Of several rooms of that name it is the one that lies nearest to `near`.
        """
        ...

    async def run(self) -> None:
        """Connect and serve until cancelled."""
        ...


class Desk(Protocol):
    """What adapters call: the front desk of the core. Implemented by `bot.commands.desk.FrontDesk`.

    What is replied to carries its errors as a Reply of tone ERROR, StoreUnavailable too. Everything else may raise
    StoreUnavailable, and DomainErrors only where it says so.
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

    async def published_log(self, poll: PollId) -> PublishedLog | None:
        """The heads of a poll's sealed ballots; None for a poll without receipts. Raises NotFound, for a draft too."""
        ...

    async def published_ballots(self, poll: PollId) -> bytes:
        """The file by which anybody recounts a closed poll. Raises NotFound, or WrongState where there is none."""
        ...

    async def sign_in(self, code: str, identity: Identity) -> SignedIn:
        """Give the person the role that the one-time code is good for; the same person may enter it twice."""
        ...

    async def role_of(self, identity: Identity, place: Place | None = None) -> Role:
        """In the community that the place belongs to; without a place, in the one they act in when in private."""
        ...

    async def invitation(self, token: str) -> str:
        """The question of the poll that a link is for; it stays unused. Raises DomainError for one that is no good."""
        ...

    async def accept_invitation(self, token: str, identity: Identity) -> PollId:
        """From now on this person may vote in that poll; twice is once. Raises DomainError, which says why not."""
        ...

    async def is_organiser(self, identity: Identity, place: Place | None = None) -> bool:
        """In the community that the place belongs to; without a place, in the one they act in when in private."""
        ...

    async def community_of(self, identity: Identity, place: Place | None) -> CommunityId:
        """The community that is meant when this person speaks there; None: in private."""
        ...

    async def team(self, platform: Platform) -> Mapping[Person, Role]:
        """Everybody known on that platform who is more than a voter in a community, with their highest role."""
        ...

    async def language_of(self, identity: Identity) -> str:
        """ "en" or "it": what the person chose, else what the platform hints, else the community's."""
        ...

    async def privacy_notice(self, sender: Identity) -> str:
        """What is kept about people, how long, and what they can do; nobody is written down for asking."""
        ...

    def menu(self, language: str, role: Role) -> Sequence[tuple[str, str]]:
        """The commands that role may use, with their help, for a platform's own menu."""
        ...

    async def channel_at(self, platform: Platform, address: str) -> ChannelId | None:
        """The connected channel there. Cheap."""
        ...

    async def arrived(self, place: Place, by: Identity, missing: tuple[str, ...], *, manages: bool = False) -> Reply:
        """The bot was added to a room by somebody, who runs the place or not.

        `missing` are the rights it lacks there, in words.
        """
        ...

    async def reachable(self, identity: Identity, *, now: bool) -> None:
        """Somebody blocked the bot (`now` is false), or lets it write again."""
        ...

    async def lost(self, platform: Platform, address: str, trouble: Trouble) -> None:
        """The room there is not reached any more. Twice is once; an unknown address is none of ours."""
        ...

    async def moved(self, platform: Platform, old: str, new: str) -> None:
        """The room has a new address, and what lies within it (`old`/…) with it. Twice is once."""
        ...

    async def report(self, report: Report) -> None:
        """What a platform's own poll stands at. One that cannot be counted is logged, and changes nothing."""
        ...

    async def add_option(self, poll: PollId, label: str, sender: Identity, event: EventKey | None) -> OptionId:
        """An option that a voter added inside the platform's own poll; the known one where the label is there already.

        Raises DomainError.
        """
        ...
