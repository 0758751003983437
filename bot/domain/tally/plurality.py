"""Single and multiple choice: how many voters chose each option.

The database keeps this tally in step with the ballots inside each vote's transaction; `recount` is the
definition it must always equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.ballot import Ballot
from bot.domain.ids import OptionId, Platform


@dataclass(frozen=True, slots=True)
class PlatformTally:
    voters: int
    votes: Mapping[OptionId, int]
    """Options without votes may be absent."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One poll's count, split by platform; the totals are sums over the platforms."""

    platforms: Mapping[Platform, PlatformTally] = field(default_factory=dict)

    @property
    def voters(self) -> int:
        """Ballots that stand; each voter has at most one."""
        return sum(part.voters for part in self.platforms.values())

    def votes(self, option: OptionId) -> int:
        return sum(part.votes.get(option, 0) for part in self.platforms.values())

    @property
    def choices(self) -> int:
        """Options chosen over all ballots: the voters, in a single choice."""
        return sum(sum(part.votes.values()) for part in self.platforms.values())


def recount(ballots: Iterable[Ballot]) -> Tally:
    voters: Counter[Platform] = Counter()
    votes: dict[Platform, Counter[OptionId]] = {}
    for ballot in ballots:
        voters[ballot.platform] += 1
        votes.setdefault(ballot.platform, Counter()).update(ballot.choices)
    return Tally({platform: PlatformTally(voters[platform], dict(votes[platform])) for platform in sorted(voters)})
