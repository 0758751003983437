"""STAR: score, then automatic runoff between the two highest scores.

Equal Vote Coalition, https://www.starvoting.org: scores 0–5, none given counts as 0; of the two highest totals the one
that more voters scored higher wins. Ties: the tied are compared head to head and those that lost most of these leave,
again and again; then those with the fewest fives; then the draw. A runoff that ends equal goes by fives and the draw
(the Coalition's own protocol would look at the totals before the fives).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.ids import OptionId
from bot.domain.tally.ballots import Marks, Sheet, sheet
from bot.domain.tally.draw import Lots, in_order
from bot.domain.tally.ties import Breaker, Stage, Tie

HIGHEST: Final = 5
SCORES: Final = range(HIGHEST + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Runoff:
    winner: OptionId
    loser: OptionId
    preferred: int
    """Voters who scored the winner higher."""
    opposed: int
    equal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Star:
    ballots: int
    blank: int
    spoilt: int
    totals: Mapping[OptionId, int]
    distribution: Mapping[OptionId, tuple[int, ...]]
    """How many voters gave 0, 1 … 5; who did not score the option gave 0."""
    finalists: tuple[OptionId, ...]
    """By total; one where there is but one option, none without voters."""
    runoff: Runoff | None
    ties: tuple[Tie, ...]

    @property
    def voters(self) -> int:
        return self.ballots - self.blank - self.spoilt

    @property
    def winner(self) -> OptionId | None:
        return self.runoff.winner if self.runoff else next(iter(self.finalists), None)


def count(kinds: Mapping[Marks, int], options: Iterable[OptionId], lots: Lots) -> Star:
    scores = sheet(kinds, options, SCORES)
    distribution = {option: _distribution(scores, option) for option in scores.options}
    totals = {option: sum(score * voters for score, voters in enumerate(row)) for option, row in distribution.items()}
    ties: list[Tie] = []
    finalists: tuple[OptionId, ...] = ()
    runoff = None
    if scores.voters:
        contest = _Contest(scores, {option: row[HIGHEST] for option, row in distribution.items()}, lots)
        finalists = _finalists(totals, contest, ties)
        if len(finalists) == 2:
            runoff = _runoff(finalists, contest, ties)
    return Star(
        ballots=scores.ballots,
        blank=scores.blank,
        spoilt=scores.spoilt,
        totals=totals,
        distribution=distribution,
        finalists=finalists,
        runoff=runoff,
        ties=tuple(ties),
    )


def preference(scores: Sheet, one: OptionId, other: OptionId) -> tuple[int, int]:
    """How many voters score `one` higher, and how many `other`."""
    higher = lower = 0
    for (first, second), voters in scores.joint(one, other).items():
        if (first or 0) > (second or 0):
            higher += voters
        elif (first or 0) < (second or 0):
            lower += voters
    return higher, lower


def _distribution(scores: Sheet, option: OptionId) -> tuple[int, ...]:
    found = scores.distribution(option)
    return (found[0] + found[None], *(found[score] for score in SCORES[1:]))


def _finalists(totals: Mapping[OptionId, int], contest: _Contest, ties: list[Tie]) -> tuple[OptionId, ...]:
    chosen: list[OptionId] = []
    for total in sorted(set(totals.values()), reverse=True):
        level = tuple(option for option in totals if totals[option] == total)
        places = 2 - len(chosen)
        if len(level) > places:
            admitted, by = contest.admit(level, places)
            ties.append(Tie(stage=Stage.FINALISTS, among=level, chosen=admitted, by=by))
            level = admitted
        chosen += level
        if len(chosen) == 2:
            break
    return tuple(chosen)


def _runoff(finalists: tuple[OptionId, ...], contest: _Contest, ties: list[Tie]) -> Runoff:
    winner, loser = finalists
    preferred, opposed = contest.preference(winner, loser)
    if preferred == opposed:
        chosen, by = contest.admit(finalists, 1)
        ties.append(Tie(stage=Stage.WINNER, among=finalists, chosen=chosen, by=by))
        if chosen != (winner,):
            winner, loser = loser, winner
    elif opposed > preferred:
        winner, loser, preferred, opposed = loser, winner, opposed, preferred
    equal = contest.voters - preferred - opposed
    return Runoff(winner=winner, loser=loser, preferred=preferred, opposed=opposed, equal=equal)


class _Contest:
    """Who of several equal ones may stay. Pairs are compared only when a tie asks for it, and once."""

    def __init__(self, scores: Sheet, fives: Mapping[OptionId, int], lots: Lots) -> None:
        self.voters = scores.voters
        self._scores, self._fives, self._lots = scores, fives, lots
        self._known: dict[tuple[OptionId, OptionId], tuple[int, int]] = {}

    def preference(self, one: OptionId, other: OptionId) -> tuple[int, int]:
        if one > other:
            return self.preference(other, one)[::-1]
        if (one, other) not in self._known:
            self._known[one, other] = preference(self._scores, one, other)
        return self._known[one, other]

    def admit(self, group: Sequence[OptionId], places: int) -> tuple[tuple[OptionId, ...], Breaker]:
        """The best or luckiest `places` of `group`, in its order, and the last rule that was needed."""
        tied, safe = tuple(group), set[OptionId]()
        used = [Breaker.HEAD_TO_HEAD]
        while len(safe) + len(tied) > places:
            breaker, last = self._last(tied)
            used.append(breaker)
            kept = tuple(option for option in tied if option not in last)
            if breaker is Breaker.DRAW:
                tied = in_order(tied, self._lots)[: places - len(safe)]
            elif len(safe) + len(kept) >= places:
                tied = kept
            else:
                safe |= set(kept)
                tied = last
        chosen = safe.union(tied)
        return tuple(option for option in group if option in chosen), max(used, key=list(Breaker).index)

    def _last(self, tied: Sequence[OptionId]) -> tuple[Breaker, tuple[OptionId, ...]]:
        """Those that the first rule which tells the tied apart puts last."""
        for breaker, merits in (
            (Breaker.HEAD_TO_HEAD, self._defeats_spared(tied)),
            (Breaker.MOST_FIVES, [self._fives[option] for option in tied]),
        ):
            if min(merits) < max(merits):
                worst = min(merits)
                return breaker, tuple(option for option, merit in zip(tied, merits, strict=True) if merit == worst)
        return Breaker.DRAW, ()

    def _defeats_spared(self, tied: Sequence[OptionId]) -> list[int]:
        """Minus the head-to-heads that each lost among the tied."""
        return [
            -sum(one != other and self.preference(one, other)[0] < self.preference(one, other)[1] for other in tied)
            for one in tied
        ]
