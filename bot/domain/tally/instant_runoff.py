"""Instant runoff: round by round the option with the fewest first places leaves, and its ballots go on.

Hare's rule for a single seat: Tideman, N. (2006), "Collective Decisions and Voting", ch. 13; counted until two options
are left, as by Alaska's statute AS 15.15.350. A tie for the last place eliminates who had the fewest votes in the
latest earlier round in which the tied differ (then again among those that are equal there), and at last whom the draw
likes least. Two in a tie at the end are the same case: the loser is last.

The method can pass over the option that beats every other head to head; the result says so (`missed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.ids import OptionId
from bot.domain.tally.ballots import Ranked, Rankings, Strict, rankings
from bot.domain.tally.draw import Lots, in_order
from bot.domain.tally.pairwise import Matrix
from bot.domain.tally.pairwise import count as pairwise
from bot.domain.tally.ties import Breaker, Stage, Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Votes and exhausted ballots add up to all ballots, in every round."""

    votes: Mapping[OptionId, int]
    exhausted: int
    """Ballots that rank none of the options left, blank ones among them."""
    eliminated: OptionId | None = None
    """Who leaves after it; None after the last round."""
    flow: Mapping[OptionId | None, int]
    """Where the ballots of the eliminated go; None: they are exhausted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstantRunoff:
    ballots: int
    blank: int
    rounds: tuple[Round, ...]
    winner: OptionId | None
    """None where nobody ranked anything."""
    ties: tuple[Tie, ...]
    matrix: Matrix
    condorcet_winner: OptionId | None

    @property
    def missed(self) -> OptionId | None:
        """The option that beats each other head to head, where another one won."""
        return self.condorcet_winner if self.condorcet_winner != self.winner else None

    @property
    def majority_in(self) -> int | None:
        """The first round in which the winner had more than half of the votes that still counted; the first is 1."""
        for number, each in enumerate(self.rounds, start=1):
            if self.winner is not None and 2 * each.votes.get(self.winner, 0) > sum(each.votes.values()):
                return number
        return None


def count(kinds: Mapping[Ranked, int], options: Iterable[OptionId], lots: Lots) -> InstantRunoff:
    ballots = rankings(kinds, options)
    matrix = pairwise(ballots)
    rounds, winner, ties = _run(ballots, lots)
    return InstantRunoff(
        ballots=ballots.ballots,
        blank=ballots.blank,
        rounds=tuple(rounds),
        winner=winner if ballots.voters else None,
        ties=tuple(ties) if ballots.voters else (),
        matrix=matrix,
        condorcet_winner=matrix.condorcet_winner,
    )


Pile = dict[int, list[Strict]]
"""The rankings that count for one option, by how often they were cast."""


def _run(ballots: Rankings, lots: Lots) -> tuple[list[Round], OptionId | None, list[Tie]]:
    piles: dict[OptionId, Pile] = {option: {} for option in ballots.options}
    for number, kept in ballots.classes.items():
        _deal(kept, number, piles)
    rounds: list[Round] = []
    ties: list[Tie] = []
    votes = {option: _votes(pile) for option, pile in piles.items()}
    exhausted = ballots.blank
    while len(votes) > 2 and ballots.voters:
        last, tie = _last(votes, rounds, lots)
        ties += [tie] if tie else []
        pile = piles.pop(last)
        flow: dict[OptionId | None, int] = {}
        for number, kept in pile.items():
            for heir, more in _deal(kept, number, piles).items():
                flow[heir] = flow.get(heir, 0) + more
        rounds.append(Round(votes=votes, exhausted=exhausted, eliminated=last, flow=flow))
        exhausted += flow.get(None, 0)
        votes = {option: votes[option] + flow.get(option, 0) for option in piles}
    rounds.append(Round(votes=votes, exhausted=exhausted, flow={}))
    if len(votes) < 2 or not ballots.voters:
        return rounds, next(iter(votes), None), ties
    loser, tie = _last(votes, rounds[:-1], lots)
    winner = next(option for option in votes if option != loser)
    if tie:
        ties.append(Tie(stage=Stage.WINNER, among=tie.among, chosen=(winner,), by=tie.by, round=tie.round))
    return rounds, winner, ties


def _deal(kept: Sequence[Strict], number: int, piles: dict[OptionId, Pile]) -> dict[OptionId | None, int]:
    """Put each ranking on the pile of the first option that has one; how many ballots went where."""
    dealt: dict[OptionId, list[Strict]] = {option: [] for option in piles}
    for ranking in kept:
        for option in ranking:
            if option in dealt:
                dealt[option].append(ranking)
                break
    went: dict[OptionId | None, int] = {}
    for option, more in dealt.items():
        if more:
            piles[option].setdefault(number, []).extend(more)
            went[option] = number * len(more)
    if lost := number * len(kept) - sum(went.values()):
        went[None] = lost
    return went


def _votes(pile: Pile) -> int:
    return sum(number * len(kept) for number, kept in pile.items())


def _last(votes: Mapping[OptionId, int], earlier: Sequence[Round], lots: Lots) -> tuple[OptionId, Tie | None]:
    """Who is eliminated, and the tie that this took."""
    fewest = min(votes.values())
    among = tied = tuple(option for option in votes if votes[option] == fewest)
    for before in reversed(earlier):
        if len(tied) == 1:
            break
        fewest = min(before.votes[option] for option in tied)
        tied = tuple(option for option in tied if before.votes[option] == fewest)
    last = in_order(tied, lots)[-1]
    if len(among) == 1:
        return last, None
    by = Breaker.EARLIER_ROUND if len(tied) == 1 else Breaker.DRAW
    return last, Tie(stage=Stage.ELIMINATION, among=among, chosen=(last,), by=by, round=len(earlier) + 1)
