"""The people and places a poll meets: communities, channels, people, roles, posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ChannelId, CommunityId, PersonId, Platform, PollId, PostId, VoterKey


class Role(StrEnum):
    """What somebody may do in one community, each with all that those before it may."""

    VOTER = "voter"
    MODERATOR = "moderator"
    """Closes, extends and reminds of polls, and sees summaries; launches none, and learns no voter's name."""
    ORGANISER = "organiser"
    OWNER = "owner"
    """Says who has which role, describes the community, and reads its audit log."""

    @property
    def rank(self) -> int:
        return list(Role).index(self)

    def covers(self, least: Role) -> bool:
        """Whether it may all that `least` may."""
        return self.rank >= least.rank


class Inherited(StrEnum):
    """As which somebody acts whom a platform says to run the place; never as an owner."""

    NOTHING = "nothing"
    MODERATOR = "moderator"
    ORGANISER = "organiser"

    @property
    def role(self) -> Role:
        return Role.VOTER if self is Inherited.NOTHING else Role(self.value)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a platform says is acting. `name` is what they call themselves there: hostile text until cleaned."""

    platform: Platform
    native_id: str
    name: str
    language: str | None = None
    """BCP 47 tag where the platform tells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: PersonId
    platform: Platform
    native_id: str
    name: str
    language: str | None
    """"it" or "en"; None: the community's."""
    first_seen: datetime | None = None
    """When we first met them; None where nobody noted it."""
    same_as: PersonId | None = None
    """The account, of the same human being, that this one counts as when they vote."""

    @property
    def voter(self) -> VoterKey:
        """One key for all accounts of one human being."""
        return VoterKey(self.same_as or self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    id: CommunityId
    name: str
    language: str
    timezone: str
    """IANA name, e.g. "Europe/Rome"."""


class Trouble(StrEnum):
    """Why a channel is not reached any more, though nobody disconnected it."""

    GONE = "gone"
    """The room was deleted, or the bot was removed from it."""
    NO_RIGHT = "no-right"
    """The bot is there, and may not write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One room on a platform. `address` is the platform's own name for it, opaque to the core."""

    id: ChannelId
    community: CommunityId
    platform: Platform
    address: str
    title: str
    connected: bool = True
    trouble: Trouble | None = None
    """Only where it is not connected: it was lost, and not let go."""


@dataclass(frozen=True, slots=True)
class Place:
    """A room as its platform names it, connected or not."""

    platform: Platform
    address: str
    title: str

    @property
    def site(self) -> str:
        """What the room lies within, by how its address begins: a server, a group with its topics, or the room itself.

        All rooms of a site belong to one community.
        """
        return self.address.partition("/")[0]


class DeletedPosts(StrEnum):
    """What becomes of a poll's card that somebody deleted on its platform."""

    REPOST = "repost"
    """It is posted anew."""
    RETIRE = "retire"
    """It stays away; its other cards live on."""


class PostKind(StrEnum):
    CARD = "card"
    """The poll itself; kept up to date."""
    RESULT = "result"
    """The outcome with its charts, once, at close; a poll reopened and closed again gets another."""
    SUMMARY = "summary"
    """What it means, whispered to the poll's author at close."""
    OUTCOME = "outcome"
    """How it ended, whispered at close to somebody who asked for it."""
    REMINDER = "reminder"
    """That it closes soon, once, to the room where it stands."""
    STATEMENT = "statement"
    """What is done about a decision, to the rooms that saw it; said anew it gets another."""
    MONTHLY = "monthly"
    """What was decided and done in the last month, to a room that wants it; beside the newest decision."""
    NAG = "nag"
    """That this is still to be said, whispered to whoever answers for the decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What was, or is to be, delivered to one channel about one poll.

    A post is written in the transaction that causes it, with `reference` empty; delivery fills it in. It is
    stale while `shown_version` lags behind the poll's, so that a lost refresh is always found again.
    """

    id: PostId
    poll: PollId
    channel: ChannelId
    kind: PostKind
    person: PersonId | None = None
    """Whom it is whispered to; a summary without one goes to the poll's author."""
    reference: str | None = None
    """The platform's name of the delivered message."""
    shown_version: int = 0
    failed: str | None = None
    """Why delivery was given up (channel gone, feature unsupported); shown to the organiser."""
    created_at: datetime
