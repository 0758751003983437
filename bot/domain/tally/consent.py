"""Consent: a proposal stands unless somebody objects.

Sociocracy's consent principle: Endenburg, G. (1998), "Sociocracy: The Organization of Decision-Making"; Buck, J. and
Villines, S. (2007), "We the People". One objection is enough, unless the poll says that some more can be borne. Who
abstains neither consents nor objects; where nobody does either, nothing is decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.tally.thresholds import ANYBODY, Quorum, Verdict


class Stance(StrEnum):
    CONSENT = "consent"
    OBJECT = "object"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    consents: int
    objections: int
    abstentions: int
    tolerated: int
    """The most objections with which the proposal still stands."""
    quorum: Quorum
    eligible: int | None

    @property
    def voters(self) -> int:
        return self.consents + self.objections + self.abstentions

    @property
    def verdict(self) -> Verdict:
        if not self.quorum.met(self.voters, self.eligible) or not self.consents + self.objections:
            return Verdict.NO_QUORUM
        return Verdict.DECIDED if self.objections <= self.tolerated else Verdict.REJECTED


def count(
    kinds: Mapping[Stance, int], *, tolerated: int = 0, quorum: Quorum = ANYBODY, eligible: int | None = None
) -> Consent:
    if tolerated < 0 or any(number < 0 for number in kinds.values()):
        raise ValueError("neither ballots nor tolerated objections can be fewer than none")
    return Consent(
        consents=kinds.get(Stance.CONSENT, 0),
        objections=kinds.get(Stance.OBJECT, 0),
        abstentions=kinds.get(Stance.ABSTAIN, 0),
        tolerated=tolerated,
        quorum=quorum,
        eligible=eligible,
    )
