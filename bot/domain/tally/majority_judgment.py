"""Majority judgment: every option gets the grade that a majority gives it or more.

Balinski, M. and Laraki, R. (2010), "Majority Judgment: Measuring, Ranking, and Electing", MIT Press. Grades are words
on a common scale, here numbers from 0, the worst. An option's *majority grade* is its middle grade, the lower of two.
Of equal ones that is taken away from each and the next middle grade compared, until they differ (the *majority
value*); options whose grades are all the same are drawn. A voter who grades some options but not this one counts as
having given it the worst grade, so that all are judged by as many.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import accumulate

from bot.domain.ids import OptionId
from bot.domain.tally.ballots import Marks, sheet
from bot.domain.tally.draw import Lots, in_order
from bot.domain.tally.ties import Breaker, Stage, Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    option: OptionId
    grades: tuple[int, ...]
    """How many voters gave the worst grade, the next … the best."""
    ungraded: int
    """Those among the worst grades that nobody wrote down."""
    majority_grade: int

    @property
    def above(self) -> int:
        """Grades better than the majority grade; with `below` the majority gauge (of the same book)."""
        return sum(self.grades[self.majority_grade + 1 :])

    @property
    def below(self) -> int:
        return sum(self.grades[: self.majority_grade])


@dataclass(frozen=True, slots=True, kw_only=True)
class MajorityJudgment:
    ballots: int
    blank: int
    spoilt: int
    ranking: tuple[Judged, ...]
    """From the best down; empty without voters."""
    ties: tuple[Tie, ...]

    @property
    def winner(self) -> OptionId | None:
        return self.ranking[0].option if self.ranking else None


def count(kinds: Mapping[Marks, int], options: Iterable[OptionId], lots: Lots, *, grades: int) -> MajorityJudgment:
    """`grades`: how many words the scale has."""
    judged = sheet(kinds, options, range(grades))
    ranking: list[Judged] = []
    for option in judged.options if judged.voters else ():
        found = judged.distribution(option)
        row = (found[0] + found[None], *(found[grade] for grade in range(1, grades)))
        middle = (judged.voters - 1) // 2
        grade = next(grade for grade, below in enumerate(accumulate(row)) if below > middle)
        ranking.append(Judged(option=option, grades=row, ungraded=found[None], majority_grade=grade))
    luck = {option: place for place, option in enumerate(in_order(judged.options, lots))}
    ranking.sort(key=lambda each: luck[each.option])
    ranking.sort(key=cmp_to_key(lambda one, other: -compare(one.grades, other.grades)))
    top = tuple(each.option for each in ranking if each.grades == ranking[0].grades)
    tie = Tie(stage=Stage.WINNER, among=tuple(sorted(top)), chosen=top[:1], by=Breaker.DRAW) if len(top) > 1 else None
    return MajorityJudgment(
        ballots=judged.ballots,
        blank=judged.blank,
        spoilt=judged.spoilt,
        ranking=tuple(ranking),
        ties=(tie,) if tie else (),
    )


def compare(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Above 0 where the grades `one` have the better majority value, below where `other` has; both of as many voters.

    Taking the middle away again and again walks outwards from it, a step down and a step up by turns, so the majority
    value is these two walks interleaved. Each is a few runs of equal grades: the number of steps depends on the scale,
    not on the voters.
    """
    voters = sum(one)
    low, high = (voters - 1) // 2, voters // 2
    down = _difference(_run(one, 0, low), _run(other, 0, low), downwards=True)
    up = _difference(_run(one, high, voters), _run(other, high, voters), downwards=False)
    # of an odd number both walks begin with the same grade, which is harmless; at the same step the lower comes first
    return min((down[0], 0, down[1]), (up[0], 1, up[1]))[2]


def _run(grades: tuple[int, ...], first: int, last: int) -> list[int]:
    """How many of each grade are at the places from `first` to `last` of all grades in ascending order."""
    lengths, place = [], 0
    for here in grades:
        lengths.append(max(0, min(place + here - 1, last) - max(place, first) + 1))
        place += here
    return lengths


def _difference(one: list[int], other: list[int], *, downwards: bool) -> tuple[int, int]:
    """At which step two walks differ, and by how many grades; past every step and 0 where they do not."""
    steps = sum(one)
    left, right = list(one), list(other)
    grades = range(len(left) - 1, -1, -1) if downwards else range(len(left))
    walked = 0
    while walked < steps:
        grade = next(grade for grade in grades if left[grade])
        rival = next(grade for grade in grades if right[grade])
        if grade != rival:
            return walked, grade - rival
        together = min(left[grade], right[rival])
        left[grade] -= together
        right[rival] -= together
        walked += together
    return steps, 0
