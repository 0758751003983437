"""A ballot: a voter's current choices in a poll; and the rule that says what a cast or a withdrawal does.

`apply` is pure and is run inside the transaction that stores the ballot, against the ballot as it stands
there, so that parallel taps of one person end in one state and every receipt says what really happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ChannelId, EventKey, OptionId, Platform, PollId, VoterKey

Choices = tuple[OptionId, ...]
"""In ascending order, without repeats; never empty in a stored ballot."""


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
class Withdraw:
    pass


@dataclass(frozen=True, slots=True)
class Settle:
    """What a platform's own poll holds of the voter now that it has ended; empty: nothing.

    It was chosen while that ran, so it counts although ours is closed, by a moment or because the program was away.
    """

    choices: Choices


Action = Choose | Toggle | Tap | Withdraw | Settle


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


_SHUT = {
    "draft": Refusal.NOT_YET_OPEN,
    "scheduled": Refusal.NOT_YET_OPEN,
    "closed": Refusal.TOO_LATE,
    "cancelled": Refusal.CANCELLED,
}


def apply(
    gate: Gate | None, before: Choices, action: Action, now: datetime, objection: Refusal | None = None
) -> Receipt:
    """What `action` does to a voter whose choices are `before` (empty: no ballot). Never raises."""
    if gate is None:
        return Receipt(Deed.REFUSED, before, before, Refusal.UNKNOWN_POLL)
    shut = _shut(gate, action, now)
    if shut is not None:
        return Receipt(Deed.REFUSED, before, before, shut)
    if isinstance(action, Settle):
        action = Choose(action.choices) if action.choices else Withdraw()
    if isinstance(action, Withdraw):
        return _withdraw(gate, before)
    if objection is not None:
        return Receipt(Deed.REFUSED, before, before, objection)
    if isinstance(action, Tap):
        action = Choose((action.option,)) if gate.most_choices == 1 else Toggle(action.option)
    if isinstance(action, Toggle):
        return _toggle(gate, before, action.option)
    return _choose(gate, before, action.choices)


def _shut(gate: Gate, action: Action, now: datetime) -> Refusal | None:
    """Why nobody may vote now."""
    if isinstance(action, Settle) and gate.state in ("open", "closed"):
        return None
    if gate.state != "open":
        return _SHUT[gate.state]
    is_over = gate.closes_at is not None and now >= gate.closes_at
    return Refusal.TOO_LATE if is_over else None


def _withdraw(gate: Gate, before: Choices) -> Receipt:
    if not before:
        return Receipt(Deed.NOTHING_TO_WITHDRAW, (), ())
    if not gate.may_change:
        return Receipt(Deed.REFUSED, before, before, Refusal.FINAL)
    return Receipt(Deed.WITHDRAWN, (), before)


def _toggle(gate: Gate, before: Choices, option: OptionId) -> Receipt:
    if option in before:
        left = tuple(choice for choice in before if choice != option)
        return _choose(gate, before, left) if left else _withdraw(gate, before)
    wanted = (option,) if gate.most_choices == 1 else tuple(sorted({*before, option}))
    return _choose(gate, before, wanted)


def _choose(gate: Gate, before: Choices, wanted: Choices) -> Receipt:
    refusal = _objection(gate, before, wanted)
    if refusal is not None:
        return Receipt(Deed.REFUSED, before, before, refusal)
    if wanted == before:
        return Receipt(Deed.UNCHANGED, before, before)
    return Receipt(Deed.CHANGED if before else Deed.CAST, wanted, before)


def _objection(gate: Gate, before: Choices, wanted: Choices) -> Refusal | None:
    if not wanted:
        return Refusal.NOTHING_CHOSEN
    if not gate.standing.issuperset(wanted):
        return Refusal.OPTION_REMOVED if gate.removed.intersection(wanted) else Refusal.UNKNOWN_OPTION
    if len(wanted) > gate.most_choices or tuple(sorted(set(wanted))) != wanted:
        return Refusal.TOO_MANY
    if before and wanted != before and not gate.may_change:
        return Refusal.FINAL
    return None
