"""By which method a poll's ballots are counted, and what its result needs to bind. Frozen when the poll opens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.ids import OptionId
from bot.domain.tally.thresholds import ANYBODY, MAJORITY, OptionQuorum, Quorum, Threshold


class Method(StrEnum):
    CHOICE = "choice"
    """Taps: one option, or several (approval), by `Rules.most_choices`."""
    CONSENT = "consent"
    RATIFY = "ratify"
    STAR = "star"
    RATING = "rating"
    RANKED = "ranked"
    """Ranked pairs."""
    RUNOFF = "runoff"
    """Instant runoff, where rules demand it."""
    JUDGMENT = "judgment"
    POINTS = "points"

    @property
    def chooses(self) -> bool:
        """A ballot is the options that were tapped, and nothing more."""
        return self in (Method.CHOICE, Method.CONSENT, Method.RATIFY)

    @property
    def ranks(self) -> bool:
        return self in (Method.RANKED, Method.RUNOFF)

    @property
    def marks(self) -> bool:
        """Each option gets a mark on one scale."""
        return self in (Method.STAR, Method.RATING, Method.JUDGMENT)

    @property
    def has_fixed_options(self) -> bool:
        """Yes, no, abstain; or consent, object, abstain."""
        return self in (Method.CONSENT, Method.RATIFY)


FOR: Final = OptionId(1)
"""Yes, or consent, of the methods with fixed options."""
AGAINST: Final = OptionId(2)
"""No, or an objection."""
ABSTAIN: Final = OptionId(3)

GRADES: Final = 6
"""Words of majority judgment's scale: reject, poor, acceptable, good, very good, excellent."""
MOST_STARS: Final = 5
MOST_SCORE: Final = 5
"""Of STAR, which begins at 0."""
MOST_POINTS: Final = 80
"""That a voter may be given to share: more can be tapped by nobody."""
USUAL_POINTS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How it is counted. Where a share of the eligible is asked for, the poll's electorate has a known size."""

    method: Method = Method.CHOICE
    points: int = 0
    """To share, of `POINTS`."""
    threshold: Threshold = MAJORITY
    """Of ratification."""
    quorum: Quorum = ANYBODY
    option_quorum: OptionQuorum | None = None
    none_option: OptionId | None = None
    """"None of these": what does not beat it falls, and so does everything where it wins."""
    tolerated: int = 0
    """Objections that do not stop a consent."""
    closes_early: bool = False
    """As soon as no remaining vote can change it."""
    binds: bool = False
    """A decision, with an outcome that is said; not a poll alone."""


PLAIN: Final = Counting()
"""A poll as it was always counted."""
