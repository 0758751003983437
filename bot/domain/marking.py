"""What a tap, or a filled paper, makes of a ballot that ranks, scores, grades or shares points. Pure, and never raises.

A tap carries an option, an option with a mark, or an option with a move (`bot.domain.marks`). Ranking: a tap gives the
next place, and takes it back where the option has one; moves raise and lower. Points: a tap is one more. Marks are set
by tapping them, and taken away by tapping them once more; what a menu gives stays, however often it is given.
"""

from __future__ import annotations

from bot.domain.ballot import Choices, Choose, Gate, Give, Refusal, Tap, Toggle
from bot.domain.ids import OptionId
from bot.domain.marks import LOWER, RAISE, STEP, UNDO, dense, mark, option_of, value_of, values
from bot.domain.method import Counting, Method


def marked(gate: Gate, before: Choices, action: Tap | Toggle | Choose | Give) -> Choices | Refusal:
    """The ballot as it is wished, empty where nothing is left of it; or why it cannot be."""
    if isinstance(action, Choose):
        return filled(gate, action.choices)
    if isinstance(action, Give):
        return _given(gate, before, action.mark)
    pressed = action.option
    option, move = option_of(pressed), pressed - option_of(pressed)
    if pressed == UNDO:
        return _undone(before) if gate.counting.method.ranks else Refusal.OLD_PAPER
    if option not in gate.standing:
        return _absent(gate, option)
    if gate.counting.method.ranks:
        return _ranked(before, option, move)
    if gate.counting.method is Method.POINTS:
        return _shared(gate.counting, before, option, move)
    return _graded(gate.counting, before, option, move // STEP, pressed)


def filled(gate: Gate, choices: Choices) -> Choices | Refusal:
    """A whole paper. A ranking may have gaps, which are closed, and several options at one rank, which is skipped."""
    counting = gate.counting
    options = [option_of(choice) for choice in choices]
    if not gate.standing.issuperset(options):
        return Refusal.OPTION_REMOVED if gate.removed.intersection(options) else Refusal.UNKNOWN_OPTION
    if any(value_of(choice) == 0 for choice in choices):
        return Refusal.OLD_PAPER
    if len(set(options)) < len(options):
        return Refusal.TWICE
    allowed, given = values(counting), [value_of(choice) for choice in choices]
    if counting.method is Method.POINTS and min(given, default=1) > 0 and sum(given) > counting.points:
        return Refusal.OVER_BUDGET
    if any(value not in allowed for value in given):
        return Refusal.OUT_OF_RANGE
    return dense(choices) if counting.method.ranks else tuple(sorted(choices))


def _given(gate: Gate, before: Choices, given: OptionId) -> Choices | Refusal:
    option, value = option_of(given), value_of(given)
    if gate.counting.method.ranks:
        # where the others would then stand, it does not say
        return Refusal.OLD_PAPER
    if option not in gate.standing:
        return _absent(gate, option)
    others = [choice for choice in before if option_of(choice) != option]
    if value == 0:
        return tuple(others)
    if value not in values(gate.counting):
        return Refusal.OUT_OF_RANGE
    wanted = tuple(sorted((*others, given)))
    over = gate.counting.method is Method.POINTS and sum(map(value_of, wanted)) > gate.counting.points
    return Refusal.OVER_BUDGET if over else wanted


def _absent(gate: Gate, option: OptionId) -> Refusal:
    return Refusal.OPTION_REMOVED if option in gate.removed else Refusal.UNKNOWN_OPTION


def _undone(before: Choices) -> Choices:
    last = max(map(value_of, before), default=0)
    return tuple(choice for choice in before if value_of(choice) != last)


def _ranked(before: Choices, option: OptionId, move: int) -> Choices | Refusal:
    ranks = {option_of(choice): value_of(choice) for choice in before}
    last = max(ranks.values(), default=0)
    if move == 0:
        if option in ranks:
            del ranks[option]
        else:
            ranks[option] = last + 1
    elif move in (RAISE, LOWER):
        if option not in ranks:
            # below everything there is nothing to be lowered; raised, it comes in at the end
            ranks.update({option: last + 1} if move == RAISE else {})
        else:
            here = ranks[option]
            there = here - 1 if move == RAISE else here + 1
            if 1 <= there <= last:
                for other, rank in ranks.items():
                    if rank == there:
                        ranks[other] = here
                ranks[option] = there
    else:
        return Refusal.OLD_PAPER
    return dense([mark(each, rank) for each, rank in ranks.items()])


def _shared(counting: Counting, before: Choices, option: OptionId, move: int) -> Choices | Refusal:
    points = {option_of(choice): value_of(choice) for choice in before}
    had = points.get(option, 0)
    if move in (0, RAISE):
        wanted = had + 1
    elif move == LOWER:
        wanted = max(0, had - 1)
    else:
        wanted = move // STEP
    if sum(points.values()) - had + wanted > counting.points:
        return Refusal.OVER_BUDGET
    points[option] = wanted
    return tuple(sorted(mark(each, number) for each, number in points.items() if number))


def _graded(counting: Counting, before: Choices, option: OptionId, value: int, pressed: OptionId) -> Choices | Refusal:
    if value == 0:
        return Refusal.OLD_PAPER
    if value not in values(counting):
        return Refusal.OUT_OF_RANGE
    others = [choice for choice in before if option_of(choice) != option]
    return tuple(sorted(others if pressed in before else [*others, pressed]))
