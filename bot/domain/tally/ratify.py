"""Yes, no or abstain on one proposal, against a threshold.

"Robert's Rules of Order Newly Revised", 12th ed., ch. XIII: a majority is more than half of the votes cast, abstentions
left out, and a tie is lost. The threshold may be another share, and of the eligible.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.tally.thresholds import ANYBODY, MAJORITY, Quorum, Threshold, Verdict


class Voice(StrEnum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratification:
    yes: int
    no: int
    abstain: int
    threshold: Threshold
    quorum: Quorum
    eligible: int | None

    @property
    def voters(self) -> int:
        return self.yes + self.no + self.abstain

    @property
    def cast(self) -> int:
        return self.yes + self.no

    @property
    def needed(self) -> int:
        """The yes votes that the threshold asks for, of as many votes cast."""
        return self.threshold.needed(self.cast, self.eligible)

    @property
    def verdict(self) -> Verdict:
        if not self.quorum.met(self.voters, self.eligible) or not self.cast:
            return Verdict.NO_QUORUM
        if self.threshold.met(self.yes, self.cast, self.eligible):
            return Verdict.DECIDED
        return Verdict.TIED if self.yes == self.no else Verdict.REJECTED


def count(
    kinds: Mapping[Voice, int],
    *,
    threshold: Threshold = MAJORITY,
    quorum: Quorum = ANYBODY,
    eligible: int | None = None,
) -> Ratification:
    if any(number < 0 for number in kinds.values()):
        raise ValueError("a kind of ballot was cast less than never")
    return Ratification(
        yes=kinds.get(Voice.YES, 0),
        no=kinds.get(Voice.NO, 0),
        abstain=kinds.get(Voice.ABSTAIN, 0),
        threshold=threshold,
        quorum=quorum,
        eligible=eligible,
    )
