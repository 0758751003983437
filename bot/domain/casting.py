"""The rule that says what a cast or a withdrawal does to a voter's ballot.

`apply` is pure and is run inside the transaction that stores the ballot, against the ballot as it stands
there, so that parallel taps of one person end in one state and every receipt says what really happened.
"""

from __future__ import annotations

from datetime import datetime

from bot.domain.ballot import (
    Action,
    Choices,
    Choose,
    Deed,
    Gate,
    Give,
    Receipt,
    Refusal,
    Settle,
    Tap,
    Toggle,
    Withdraw,
)
from bot.domain.ids import OptionId
from bot.domain.marking import marked

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
    if not gate.counting.method.chooses:
        return _mark(gate, before, action)
    if isinstance(action, Give):
        # a menu of marks, where options are ticked
        return Receipt(Deed.REFUSED, before, before, Refusal.OLD_PAPER)
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


def _mark(gate: Gate, before: Choices, action: Tap | Toggle | Choose | Give) -> Receipt:
    wanted = marked(gate, before, action)
    if isinstance(wanted, Refusal):
        return Receipt(Deed.REFUSED, before, before, wanted)
    if not wanted and isinstance(action, Choose):
        # an empty paper that is handed in says nothing; the last mark taken away is the ballot taken back
        return Receipt(Deed.REFUSED, before, before, Refusal.NOTHING_CHOSEN)
    if wanted == before:
        return Receipt(Deed.UNCHANGED, before, before)
    if not wanted:
        return _withdraw(gate, before)
    if before and not gate.may_change:
        return Receipt(Deed.REFUSED, before, before, Refusal.FINAL)
    return Receipt(Deed.CHANGED if before else Deed.CAST, wanted, before)


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
