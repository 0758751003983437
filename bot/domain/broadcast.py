"""A broadcast: one poll, or one outcome, told in private to everybody who subscribed; and how far it has come.

It is kept as a row, and so is each platform's share of it: a place in the order of its people and a few counts. Only
who could not be reached has a row of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from bot.domain.community import Person
from bot.domain.ids import ALPHABET, ChannelId, CommunityId, PersonId, Platform, PollId

BroadcastId = NewType("BroadcastId", str)
BROADCAST_ID_CHARS: Final = 8
MOST_TRIES: Final = 4
"""How often one person is written to; who was not reached by then has failed. A platform's outage counts as none."""
PAUSES: Final = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=8))
"""Between one try and the next."""


def is_broadcast_id(text: str) -> bool:
    return len(text) == BROADCAST_ID_CHARS and all(letter in ALPHABET for letter in text)


class BroadcastKind(StrEnum):
    POLL = "poll"
    """The card with its buttons."""
    OUTCOME = "outcome"
    """How it ended, with the chart."""


class BroadcastState(StrEnum):
    PREPARING = "preparing"
    """A preview that nobody has confirmed yet."""
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    """By the program, for its reason: there is nothing left that could be told."""
    DONE = "done"

    @property
    def is_under_way(self) -> bool:
        return self in (BroadcastState.SENDING, BroadcastState.PAUSED)


class StopReason(StrEnum):
    """Why the program itself paused a broadcast or ended it."""

    POLL_CLOSED = "poll-closed"
    POLL_CANCELLED = "poll-cancelled"
    POLL_REOPENED = "poll-reopened"
    """What was being told as its outcome is none any more."""
    REFUSED = "refused"
    """The platform takes this message from nobody; paused, for the organiser to look at it."""
    BROKEN = "broken"
    """A fault of ours; paused, so that nobody is written to again and again."""


class FailureReason(StrEnum):
    """Why one person was not reached."""

    REFUSED = "refused"
    """The platform did not take the message."""
    NO_RIGHT = "no-right"
    UNANSWERED = "unanswered"
    """It stayed unknown, after the last try too, whether the message arrived."""
    BROKEN = "broken"
    """A fault of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    id: BroadcastId
    community: CommunityId
    poll: PollId
    kind: BroadcastKind
    state: BroadcastState = BroadcastState.PREPARING
    reason: StopReason | None = None
    created_by: PersonId
    channel: ChannelId | None = None
    """Where it was asked for; None: in private."""
    created_at: datetime
    started_at: datetime | None = None
    """Who subscribed later is not among its people."""
    finished_at: datetime | None = None
    told: bool = True
    """Whether the organiser has seen its present state, as far as it cannot change by itself any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One platform's share of a broadcast. All counts are people."""

    broadcast: BroadcastId
    platform: Platform
    recipients: int
    """At the start; who leaves meanwhile is counted as skipped."""
    sent: int = 0
    blocked: int = 0
    failed: int = 0
    skipped: int = 0
    waiting: int = 0
    """Tried, not reached, and to be tried again."""
    cursor: PersonId | None = None
    """The last person, in the order of ids, whose turn is over and written down."""
    exhausted: bool = False
    """Nobody comes after `cursor` any more."""
    runner: str | None = None
    runner_until: datetime | None = None

    @property
    def settled(self) -> int:
        return self.sent + self.blocked + self.failed + self.skipped

    @property
    def remaining(self) -> int:
        return 0 if self.is_done else max(self.recipients - self.settled, self.waiting)

    @property
    def is_done(self) -> bool:
        return self.exhausted and not self.waiting


class Hindrance(StrEnum):
    """What keeps a person from being written to again."""

    RETRY = "retry"
    FAILED = "failed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptional:
    """The row of somebody who was not reached. `due_at` only for RETRY, `reason` only for FAILED."""

    person: PersonId
    what: Hindrance
    tries: int
    reason: FailureReason | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody whose turn it is."""

    person: Person
    language: str | None
    """What their platform said when they subscribed; what the person chose goes before."""
    tries: int = 0
    """How often they were tried in vain."""
    gone: bool = False
    """Left since the start."""
    blocked: bool = False
    """Found unreachable since the start, by somebody else."""
    voted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What becomes of one batch; written in one transaction with the cursor. Counts are to be added."""

    cursor: PersonId | None
    exhausted: bool = False
    sent: int = 0
    skipped: int = 0
    reached: tuple[PersonId, ...] = ()
    """Of those who were waiting for another try: over for them, sent or skipped."""
    exceptional: tuple[Exceptional, ...] = ()


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who wants to be written to in private. Kept after leaving, so that *no* is remembered."""

    community: CommunityId
    person: PersonId
    platform: Platform
    language: str | None
    since: datetime
    left_at: datetime | None = None
    blocked_at: datetime | None = None

    @property
    def is_in(self) -> bool:
        return self.left_at is None


@dataclass(frozen=True, slots=True)
class Standing:
    """A broadcast with all that is said of it, as of one moment."""

    broadcast: Broadcast
    legs: tuple[Leg, ...]
    failures: Mapping[FailureReason, int] = field(default_factory=dict)

    @property
    def recipients(self) -> int:
        return sum(leg.recipients for leg in self.legs)

    @property
    def remaining(self) -> int:
        return sum(leg.remaining for leg in self.legs)
