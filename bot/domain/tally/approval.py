"""Single choice and approval as a decision: the option that most voters chose.

Brams, S. J. and Fishburn, P. C. (1978), "Approval voting", American Political Science Review 72(3). Single choice is
the same count of ballots that hold one option. `plurality.Tally`, which the database keeps in step with the ballots,
has all that is needed: `of` decides from it without looking at a ballot again, in the same time for ten as for a
million. `count` is for ballots that are at hand, and gives the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from bot.domain.ballot import Choices
from bot.domain.ids import OptionId
from bot.domain.tally.ballots import by_number
from bot.domain.tally.draw import Lots, in_order
from bot.domain.tally.plurality import Tally
from bot.domain.tally.ties import Breaker, Stage, Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    voters: int
    """Ballots that stand, those included that chose only what no longer stands."""
    votes: Mapping[OptionId, int]
    """From most votes down, equal ones in the order of the draw."""
    ties: tuple[Tie, ...]

    @property
    def winner(self) -> OptionId | None:
        """None where no option has a vote."""
        return next((option for option, votes in self.votes.items() if votes), None)

    @property
    def lead(self) -> int:
        """Votes between the first and the second; 0 in a tie. Whether a single option wins is a threshold's matter."""
        first, second, *_ = (*self.votes.values(), 0, 0)
        return first - second


def of(tally: Tally, options: Iterable[OptionId], lots: Lots) -> Approval:
    return _decide(tally.voters, {option: tally.votes(option) for option in options}, lots)


def count(kinds: Mapping[Choices, int], options: Iterable[OptionId], lots: Lots) -> Approval:
    votes = dict.fromkeys(options, 0)
    voters = 0
    for number, kept in by_number(kinds).items():
        voters += number * len(kept)
        for option in chain.from_iterable(map(frozenset, kept)):
            if option in votes:
                votes[option] += number
    return _decide(voters, votes, lots)


def _decide(voters: int, votes: Mapping[OptionId, int], lots: Lots) -> Approval:
    # sorting is stable, so equal counts keep the order of the draw
    ranking = sorted(in_order(votes, lots), key=lambda option: -votes[option])
    most = votes[ranking[0]] if ranking else 0
    top = tuple(option for option in votes if votes[option] == most)
    tie = Tie(stage=Stage.WINNER, among=top, chosen=(ranking[0],), by=Breaker.DRAW) if most and len(top) > 1 else None
    return Approval(voters=voters, votes={option: votes[option] for option in ranking}, ties=(tie,) if tie else ())
