"""Rating: how much each option is liked, by those who rated it.

Score voting by average: Smith, W. D. (2000), "Range voting". An option that a voter does not rate is left out of that
voter's sheet and not taken for a 0, so options known to few can be compared; how many rated each is told. Equal
averages are drawn. An option that nobody rated stands behind all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from bot.domain.ids import OptionId
from bot.domain.tally.ballots import Marks, sheet
from bot.domain.tally.draw import Lots, in_order
from bot.domain.tally.ties import Breaker, Stage, Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    option: OptionId
    distribution: tuple[int, ...]
    """How many gave 0, 1 … the highest score."""
    unrated: int
    """Voters who rated others only."""

    @property
    def raters(self) -> int:
        return sum(self.distribution)

    @property
    def mean(self) -> Fraction | None:
        total = sum(score * voters for score, voters in enumerate(self.distribution))
        return Fraction(total, self.raters) if self.raters else None

    @property
    def median(self) -> Fraction | None:
        """The middle score; half-way between the two in the middle of an even number."""
        if not self.raters:
            return None
        low, high = (self._at((self.raters - 1) // 2), self._at(self.raters // 2))
        return Fraction(low + high, 2)

    def _at(self, place: int) -> int:
        return next(score for score, upto in enumerate(accumulate(self.distribution)) if upto > place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    ballots: int
    blank: int
    spoilt: int
    ranking: tuple[Rated, ...]
    """From the best average down."""
    ties: tuple[Tie, ...]

    @property
    def winner(self) -> OptionId | None:
        return self.ranking[0].option if self.ranking and self.ranking[0].raters else None


def count(kinds: Mapping[Marks, int], options: Iterable[OptionId], lots: Lots, *, highest: int = 5) -> Rating:
    scores = sheet(kinds, options, range(highest + 1))
    rated = {}
    for option in scores.options:
        found = scores.distribution(option)
        row = tuple(found[score] for score in range(highest + 1))
        rated[option] = Rated(option=option, distribution=row, unrated=found[None])
    means = {option: -1 if (mean := each.mean) is None else mean for option, each in rated.items()}
    # sorting is stable, so equal averages keep the order of the draw
    ranking = tuple(rated[option] for option in sorted(in_order(rated, lots), key=lambda option: -means[option]))
    best = max(means.values(), default=-1)
    top = tuple(option for option in scores.options if means[option] == best)
    tied = best >= 0 and len(top) > 1
    tie = Tie(stage=Stage.WINNER, among=top, chosen=(ranking[0].option,), by=Breaker.DRAW) if tied else None
    return Rating(
        ballots=scores.ballots,
        blank=scores.blank,
        spoilt=scores.spoilt,
        ranking=ranking,
        ties=(tie,) if tie else (),
    )
