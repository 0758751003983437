"""How a ballot that is more than ticks is written: every mark on it as one number, so that each can be counted alone.

    rank 1 for option 3   103      the first place
    score 0 for option 3  103      scores and grades begin at 0, marks at 1
    4 points for option 3 403
    option 3, ticked        3      no mark at all

A `Choices` of such numbers is a ballot like any other: stored, sealed, withdrawn and tallied in the same way. The kept
tally then says how often each mark was given to each option, in constant time; who counts whole ballots reads them back
by `ranking_of` and `marks_of`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from bot.domain.ballot import Choices
from bot.domain.ids import OptionId
from bot.domain.method import GRADES, MOST_SCORE, MOST_STARS, Counting, Method
from bot.domain.tally.ballots import Marks, Place, Ranking

STEP: Final = 100
"""More than options can be."""
LOWER: Final = 90 * STEP
"""With an option: one point less, or one place further down. What a button carries, and no ballot."""
RAISE: Final = 91 * STEP
UNDO: Final = OptionId(92 * STEP)
"""Take back the place that was given last."""


def mark(option: int, value: int) -> OptionId:
    """`value` from 1; 0 is the option itself, ticked."""
    return OptionId(value * STEP + option)


def option_of(choice: int) -> OptionId:
    return OptionId(choice % STEP)


def value_of(choice: int) -> int:
    return choice // STEP


def options_of(choices: Iterable[int]) -> tuple[OptionId, ...]:
    """The options that a ballot says something of, each once, in its order: a ranking's best first."""
    return tuple(dict.fromkeys(map(option_of, choices)))


def values(counting: Counting) -> range:
    """The values that a mark may have; ranks have as many as there are options, and are checked elsewhere."""
    match counting.method:
        case Method.STAR:
            return range(1, MOST_SCORE + 2)
        case Method.RATING:
            return range(1, MOST_STARS + 1)
        case Method.JUDGMENT:
            return range(1, GRADES + 1)
        case Method.POINTS:
            return range(1, counting.points + 1)
        case Method.RANKED | Method.RUNOFF:
            return range(1, STEP)
        case _:
            return range(1)


def said(method: Method, value: int) -> int:
    """What a mark's value means: a score or a grade from 0, a rank, a number of stars or points."""
    return value - 1 if method in (Method.STAR, Method.JUDGMENT) else value


def ranking_of(choices: Choices) -> Ranking:
    """Best first; options at one rank together, as an overvote."""
    places: defaultdict[int, list[OptionId]] = defaultdict(list)
    for choice in choices:
        places[value_of(choice)].append(option_of(choice))
    found: list[Place] = []
    for rank in sorted(places):
        alone = places[rank]
        found.append(alone[0] if len(alone) == 1 else tuple(alone))
    return tuple(found)


def marks_of(method: Method, choices: Choices) -> Marks:
    """By option number, from 1; None where none was given."""
    given = {option_of(choice): said(method, value_of(choice)) for choice in choices}
    return tuple(given.get(OptionId(number)) for number in range(1, max(given, default=0) + 1))


def rankings_in(kinds: Mapping[Choices, int]) -> dict[Ranking, int]:
    """`kinds` of ballots as the ranked methods take them.

    A million different ones are turned at C's speed, a column a rank, as long as each has one option at every rank.
    """
    found: dict[Ranking, int] = {}
    lengths: defaultdict[int, dict[Choices, int]] = defaultdict(dict)
    for choices, number in kinds.items():
        lengths[len(choices)][choices] = number
    for alike in lengths.values():
        columns = list(zip(*alike, strict=True))
        if all(rank * STEP < min(column) and max(column) < (rank + 1) * STEP for rank, column in enumerate(columns, 1)):
            bare = [[choice - rank * STEP for choice in column] for rank, column in enumerate(columns, 1)]
            # other ballots, other rankings; and no other length has one of as many options
            found.update(zip(zip(*bare, strict=True) if bare else [()], alike.values(), strict=True))
        else:
            for choices, number in alike.items():
                ranking = ranking_of(choices)
                found[ranking] = found.get(ranking, 0) + number
    return found


def marks_in(method: Method, kinds: Mapping[Choices, int]) -> dict[Marks, int]:
    found: dict[Marks, int] = {}
    lowest = said(method, 0)
    for choices, number in kinds.items():
        row: list[int | None] = [None] * max([choice % STEP for choice in choices], default=0)
        for choice in choices:
            row[choice % STEP - 1] = choice // STEP + lowest
        marks = tuple(row)
        found[marks] = found.get(marks, 0) + number
    return found


def dense(choices: Collection[int]) -> Choices:
    """A ranking without gaps: what stood at ranks 2 and 5 stands at 1 and 2. Options at one rank stay together."""
    ranks = {rank: place for place, rank in enumerate(sorted({value_of(choice) for choice in choices}), start=1)}
    return tuple(sorted(mark(option_of(choice), ranks[value_of(choice)]) for choice in choices))
