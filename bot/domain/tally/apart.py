"""A count without some of its ballots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.domain.ballot import Ballot
from bot.domain.tally.plurality import PlatformTally, Tally, recount


def without(tally: Tally, ballots: Iterable[Ballot]) -> Tally:
    """What is left of `tally`, of which `ballots` are a part."""
    gone = recount(ballots)
    left = {}
    for platform, part in tally.platforms.items():
        taken = gone.platforms.get(platform, PlatformTally(0, {}))
        votes = Counter(part.votes)
        votes.subtract(taken.votes)
        kept = {option: count for option, count in votes.items() if count > 0}
        if part.voters > taken.voters or kept:
            left[platform] = PlatformTally(max(0, part.voters - taken.voters), kept)
    return Tally(left)
