"""When a group is too small to be counted in public: its count would tell how its members voted.

Two thresholds, as is usual in surveys among employees: a count of a whole poll needs `LEAST_VOTERS`, a breakdown into
groups `LEAST_IN_GROUP` in each of them. Hiding one group alone hides nothing where the whole is known, since it is what
is left over; so a second one is hidden with it (complementary suppression).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from bot.domain.ids import OptionId, Platform
from bot.domain.poll import Poll
from bot.domain.tally.plurality import PlatformTally, Tally

LEAST_VOTERS: Final = 5
"""In a secret poll: below it there is no result, and a live result never moves by fewer."""
LEAST_IN_GROUP: Final = 8


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Groups that may be shown; `pooled` holds those that are too small alone, as one, where there are any."""

    shown: dict[Platform, PlatformTally]
    pooled: PlatformTally | None

    @property
    def says_something(self) -> bool:
        return len(self.shown) + (self.pooled is not None) > 1


def breakdown(tally: Tally) -> Breakdown:
    """`tally` by platform, with no group below `LEAST_IN_GROUP`; nothing of a hidden one follows from the rest.

    Small groups become one. Is even that one too small, the smallest of the others is put to it.
    """
    by_size = sorted(
        ((name, part) for name, part in tally.platforms.items() if part.voters),
        key=lambda each: (each[1].voters, each[0]),
    )
    small = [each for each in by_size if each[1].voters < LEAST_IN_GROUP]
    rest = by_size[len(small) :]
    while small and sum(part.voters for _, part in small) < LEAST_IN_GROUP and rest:
        small.append(rest.pop(0))
    votes: Counter[OptionId] = Counter()
    for _, part in small:
        votes.update(part.votes)
    pooled = PlatformTally(sum(part.voters for _, part in small), dict(votes)) if small else None
    return Breakdown(dict(sorted(rest)), pooled)


def withheld(poll: Poll, tally: Tally) -> bool:
    """Whether the count of a secret poll is shown to nobody, since too few are counted: for good where it is over."""
    return poll.rules.secret and tally.voters < LEAST_VOTERS
