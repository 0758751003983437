"""Ranked pairs by margin, with the Smith set.

Tideman, T. N. (1987), "Independence of clones as a criterion for voting rules", Social Choice and Welfare 4:185–206.
The victories are looked at from the largest margin down; each is locked in unless it would close a circle with those
that are. Equal margins go by an order of all options, which keeps clones harmless: Zavist, T. M. and Tideman, T. N.
(1989), "Complete independence of clones in the ranked pairs rule", Social Choice and Welfare 6:167–173. Here the draw
makes that order, and as in Eppley's "Maximize Affirmed Majorities" the luckier the loser, the later a victory over it
is looked at; then the luckier winner goes first. Where several options are left that no locked victory stands against,
the draw takes the luckiest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from bot.domain.ids import OptionId
from bot.domain.tally.ballots import Ranked, Strict, rankings
from bot.domain.tally.draw import Lots, in_order
from bot.domain.tally.pairwise import Matrix
from bot.domain.tally.pairwise import count as pairwise
from bot.domain.tally.ties import Breaker, Stage, Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    winner: OptionId
    loser: OptionId
    margin: int
    locked: bool
    """False where it would have closed a circle with larger margins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedPairs:
    ballots: int
    blank: int
    matrix: Matrix
    smith_set: Strict
    condorcet_winner: OptionId | None
    pairs: tuple[Pair, ...]
    """In the order in which they were looked at."""
    ranking: Strict
    """From the winner down; empty where nobody ranked anything."""
    ties: tuple[Tie, ...]

    @property
    def winner(self) -> OptionId | None:
        return self.ranking[0] if self.ranking else None


def count(kinds: Mapping[Ranked, int], options: Iterable[OptionId], lots: Lots) -> RankedPairs:
    ballots = rankings(kinds, options)
    return of(pairwise(ballots), lots, ballots=ballots.ballots)


def of(matrix: Matrix, lots: Lots, *, ballots: int | None = None) -> RankedPairs:
    """The count of a matrix that is known already, as of an election of which no more was published."""
    luck = {option: place for place, option in enumerate(in_order(matrix.options, lots))}
    lock = _Lock(matrix.options)
    pairs: list[Pair] = []
    ties: list[Tie] = []
    victories = sorted(
        (
            (one, other)
            for one in matrix.options
            for other in matrix.options
            if one != other and matrix.beats(one, other)
        ),
        key=lambda pair: (-matrix.margin(*pair), -luck[pair[1]], luck[pair[0]]),
    )
    for margin, group in groupby(victories, key=lambda pair: matrix.margin(*pair)):
        equal = list(group)
        open_ = [pair for pair in equal if not lock.refuses(*pair)]
        kept = set(filter(lambda pair: lock.add(*pair), equal))
        # all that larger margins allow fit together in one order or in every order
        if len(kept) < len(open_):
            among = tuple(option for option in matrix.options if any(option in pair for pair in open_))
            ties.append(Tie(stage=Stage.PAIRS, among=among, chosen=(), by=Breaker.DRAW))
        pairs += [Pair(winner=w, loser=l_, margin=margin, locked=(w, l_) in kept) for w, l_ in equal]
    ranking = _ranking(lock, luck) if matrix.voters else ()
    if len(top := lock.undefeated(matrix.options)) > 1 and ranking:
        ties.append(Tie(stage=Stage.WINNER, among=top, chosen=ranking[:1], by=Breaker.DRAW))
    return RankedPairs(
        ballots=matrix.voters if ballots is None else ballots,
        blank=0 if ballots is None else ballots - matrix.voters,
        matrix=matrix,
        smith_set=matrix.smith_set if matrix.voters else (),
        condorcet_winner=matrix.condorcet_winner,
        pairs=tuple(pairs),
        ranking=ranking,
        ties=tuple(ties),
    )


class _Lock:
    """The locked victories: who stands above whom, directly or by way of others."""

    def __init__(self, options: Strict) -> None:
        self._below: dict[OptionId, set[OptionId]] = {option: set() for option in options}
        self._above: dict[OptionId, set[OptionId]] = {option: set() for option in options}

    def refuses(self, winner: OptionId, loser: OptionId) -> bool:
        return winner in self._below[loser]

    def add(self, winner: OptionId, loser: OptionId) -> bool:
        if self.refuses(winner, loser):
            return False
        if loser not in self._below[winner]:
            higher, lower = self._above[winner] | {winner}, self._below[loser] | {loser}
            for option in higher:
                self._below[option] |= lower
            for option in lower:
                self._above[option] |= higher
        return True

    def undefeated(self, options: Iterable[OptionId]) -> Strict:
        among = set(options)
        return tuple(option for option in self._above if option in among and not self._above[option] & among)


def _ranking(lock: _Lock, luck: Mapping[OptionId, int]) -> Strict:
    left, ranking = set(luck), []
    while left:
        first = min(lock.undefeated(left), key=luck.__getitem__)
        ranking.append(first)
        left.discard(first)
    return tuple(ranking)
