"""What a closed poll's ballots decide: the verdict, who won, by which rule, how near it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from bot.domain.ids import OptionId
from bot.domain.method import Method
from bot.domain.tally.approval import Approval
from bot.domain.tally.consent import Consent
from bot.domain.tally.flip import Flip
from bot.domain.tally.instant_runoff import InstantRunoff
from bot.domain.tally.majority_judgment import MajorityJudgment
from bot.domain.tally.points import Points
from bot.domain.tally.ranked_pairs import RankedPairs
from bot.domain.tally.ratify import Ratification
from bot.domain.tally.rating import Rating
from bot.domain.tally.star import Star
from bot.domain.tally.thresholds import Fallen, Verdict
from bot.domain.tally.ties import Tie, by_draw

Choosing = Approval | Star | Rating | RankedPairs | InstantRunoff | MajorityJudgment | Points
"""Counts that choose among options, or put them in an order."""
Result = Choosing | Consent | Ratification


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    method: Method
    verdict: Verdict
    winners: tuple[OptionId, ...]
    """One where it is decided; several only where a tie stayed, since the poll has no draw; else none."""
    ranking: tuple[OptionId, ...]
    """All standing options, the best first, those that are out at the end; of a proposal in the poll's order."""
    fallen: Mapping[OptionId, Fallen]
    """Why an option could not win."""
    none_option: OptionId | None
    ballots: int
    spoilt: int
    """Ballots among them that the rules do not know: not counted."""
    eligible: int | None
    quorum: int
    """Voters without whom nothing is decided; at least one."""
    flip: Flip | None
    """How many ballots, cast otherwise, would have changed it; None where no number can be given."""
    ties: tuple[Tie, ...]
    result: Result
    """The count by the method, of the options that did not fall."""
    whole: Result
    """The count of all options; the same where none fell."""

    @property
    def winner(self) -> OptionId | None:
        return self.winners[0] if self.verdict is Verdict.DECIDED and self.winners else None

    @property
    def not_chosen(self) -> tuple[OptionId, ...]:
        """What could be chosen and was not; of a proposal nothing, since its answers are no alternatives."""
        if self.method.has_fixed_options:
            return ()
        return tuple(option for option in self.ranking if option not in (*self.winners, self.none_option))

    @property
    def turnout(self) -> Fraction | None:
        """Share of the eligible, at most 1; None where their number is unknown or nobody is."""
        return min(Fraction(self.ballots, self.eligible), Fraction(1)) if self.eligible else None

    @property
    def met_quorum(self) -> bool:
        return self.ballots >= self.quorum

    @property
    def drawn(self) -> bool:
        """Whether the draw had a part in it."""
        return by_draw(self.ties)

    @property
    def missed(self) -> OptionId | None:
        """The option that beats each other head to head, and that instant runoff passed over."""
        return self.result.missed if isinstance(self.result, InstantRunoff) else None

    @property
    def smith_set(self) -> tuple[OptionId, ...]:
        """Of ranked pairs: the fewest options that beat all others."""
        return self.result.smith_set if isinstance(self.result, RankedPairs) else ()
