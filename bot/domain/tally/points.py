"""Points to share: each voter lays up to N points on the options, as many on one as they like.

Dot voting, the ballot of cumulative voting with one winner: Delbecq, A. L., Van de Ven, A. H. and Gustafson, D. H.
(1975), "Group Techniques for Program Planning"; Gibbons, S. (2019), "Dot voting", Nielsen Norman Group. A ballot with
more points than there were is spoilt as a whole; points that were not laid are lost. Equal totals are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.ids import OptionId
from bot.domain.tally.ballots import Marks, sheet
from bot.domain.tally.draw import Lots, in_order
from bot.domain.tally.ties import Breaker, Stage, Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    option: OptionId
    points: int
    supporters: int
    """Voters who laid at least one point on it."""
    distribution: tuple[int, ...]
    """How many voters laid 0, 1 … N points on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    ballots: int
    blank: int
    spoilt: int
    budget: int
    ranking: tuple[Shared, ...]
    """From most points down."""
    ties: tuple[Tie, ...]

    @property
    def winner(self) -> OptionId | None:
        """None where nobody laid a point."""
        return self.ranking[0].option if self.ranking and self.ranking[0].points else None

    @property
    def unspent(self) -> int:
        voters = self.ballots - self.blank - self.spoilt
        return voters * self.budget - sum(each.points for each in self.ranking)


def count(kinds: Mapping[Marks, int], options: Iterable[OptionId], lots: Lots, *, budget: int) -> Points:
    laid = sheet(kinds, options, range(budget + 1), budget=budget)
    shared = {}
    for option in laid.options:
        found = laid.distribution(option)
        row = (found[0] + found[None], *(found[points] for points in range(1, budget + 1)))
        shared[option] = Shared(
            option=option,
            points=sum(points * voters for points, voters in enumerate(row)),
            supporters=sum(row[1:]),
            distribution=row,
        )
    # sorting is stable, so equal totals keep the order of the draw
    ranking = tuple(sorted((shared[option] for option in in_order(shared, lots)), key=lambda each: -each.points))
    top = tuple(option for option in laid.options if shared[option].points == ranking[0].points)
    tied = len(top) > 1 and ranking[0].points > 0
    tie = Tie(stage=Stage.WINNER, among=top, chosen=(ranking[0].option,), by=Breaker.DRAW) if tied else None
    return Points(
        ballots=laid.ballots,
        blank=laid.blank,
        spoilt=laid.spoilt,
        budget=budget,
        ranking=ranking,
        ties=(tie,) if tie else (),
    )
