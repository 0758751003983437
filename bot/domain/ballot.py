"""A ballot: a voter's current choices in a poll; what may be wished of it, and what came of a wish.

The rule that says what a wish does is in `bot.domain.casting`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ChannelId, EventKey, OptionId, Platform, PollId, VoterKey
from bot.domain.method import PLAIN, Counting

Choices = tuple[OptionId, ...]
"""In ascending order, without repeats; never empty in a stored ballot.

Where the method asks for more than ticks, each number is an option with its mark: `bot.domain.marks`.
"""


@dataclass(frozen=True, slots=True)
class Choose:
    """Replace whatever was chosen by exactly these options. Doing it twice changes nothing."""

    choices: Choices


@dataclass(frozen=True, slots=True)
class Toggle:
    """Add the option, or take it away where it is chosen: a tap on a button of a multiple choice."""

    option: OptionId


@dataclass(frozen=True, slots=True)
class Tap:
    """A tap on an option's button: the choice itself where one may be chosen, a Toggle where several may."""

    option: OptionId


@dataclass(frozen=True, slots=True)
class Give:
    """The option has exactly this mark (`bot.domain.marks`), whatever it had; without a value it has none.

    A choice in a menu: doing it twice changes nothing.
    """

    mark: OptionId


@dataclass(frozen=True, slots=True)
class Withdraw:
    pass


@dataclass(frozen=True, slots=True)
class Settle:
    """What a platform's own poll holds of the voter now that it has ended; empty: nothing.

    It was chosen while that ran, so it counts although ours is closed, by a moment or because the program was away.
    """

    choices: Choices


Action = Choose | Toggle | Tap | Give | Withdraw | Settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """One wish of one voter. `event` makes a redelivered toggle harmless; the other actions need none."""

    poll: PollId
    voter: VoterKey
    action: Action
    platform: Platform
    channel: ChannelId | None = None
    event: EventKey | None = None
    objection: Refusal | None = None
    """What was found out about the voter before: the wish is refused for it, unless it is a withdrawal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """As stored. `cast_at` is the first time, `changed_at` the last (both aware, UTC)."""

    poll: PollId
    voter: VoterKey
    choices: Choices
    platform: Platform
    channel: ChannelId | None
    cast_at: datetime
    changed_at: datetime


class Refusal(StrEnum):
    """Why a ballot was not taken; counted per poll, so that the organiser sees how many came too late."""

    UNKNOWN_POLL = "unknown-poll"
    NOT_YET_OPEN = "not-yet-open"
    TOO_LATE = "too-late"
    CANCELLED = "cancelled"
    UNKNOWN_OPTION = "unknown-option"
    OPTION_REMOVED = "option-removed"
    TOO_MANY = "too-many"
    NOTHING_CHOSEN = "nothing-chosen"
    FINAL = "final"
    """The poll does not allow a change of vote."""
    NOT_ELIGIBLE = "not-eligible"
    TWICE = "twice"
    """An option stands on the paper more than once."""
    OUT_OF_RANGE = "out-of-range"
    """A mark that the scale does not have."""
    OVER_BUDGET = "over-budget"
    """More points than there are to share."""
    OLD_PAPER = "old-paper"
    """A ballot by other rules than the poll's."""


class Deed(StrEnum):
    CAST = "cast"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WITHDRAWN = "withdrawn"
    NOTHING_TO_WITHDRAW = "nothing-to-withdraw"
    REFUSED = "refused"
    REPEATED = "repeated"
    """The platform delivered the same event again; the ballot is as the first delivery left it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What happened to one cast, given only after the commit."""

    deed: Deed
    choices: Choices
    """The voter's choices now: empty where there is no ballot."""
    before: Choices
    refusal: Refusal | None = None
    code: str = ""
    """Names the ballot as it stands now, in a poll that gives receipts."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What the rule needs to know of a poll, read in the transaction that stores the ballot."""

    state: str
    """One of "draft", "scheduled", "open", "closed", "cancelled"."""
    closes_at: datetime | None
    most_choices: int
    may_change: bool
    standing: frozenset[OptionId]
    removed: frozenset[OptionId]
    secret_since: datetime | None = None
    """Of a secret poll: when it was opened, which is all that is kept of its ballots' times."""
    receipts: bool = False
    counting: Counting = PLAIN
