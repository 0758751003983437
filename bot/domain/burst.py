"""Bursts of fresh accounts: many at once, where they are most of those who vote. Pure.

A burst is a suspicion and no proof. Nothing is deleted for it: the ballots are set aside, every figure is shown with
and without them, and an organiser decides.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.ids import VoterKey

SPAN: Final = timedelta(minutes=10)
"""Within so long they have to come to be one burst."""
FRESH_HERE: Final = timedelta(hours=24)
"""Somebody whom we met so shortly before their vote is fresh, where the platform does not tell when they joined it."""
FRESH_THERE: Final = timedelta(days=7)
"""The same for an account whose beginning the platform tells."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A ballot as it came in."""

    voter: VoterKey
    at: datetime
    fresh: bool


def is_fresh(at: datetime, first_seen: datetime | None, account_since: datetime | None) -> bool:
    """Whether somebody who voted `at` is new. Of whom nothing is known is not held to be."""
    if account_since is not None:
        return at - account_since < FRESH_THERE
    return first_seen is not None and at - first_seen < FRESH_HERE


def bursts(arrivals: Sequence[Arrival], most: int) -> frozenset[VoterKey]:
    """The fresh voters of every span in which more than `most` of them came, and more than half were fresh.

    `arrivals` in the order of their times.
    """
    found: set[VoterKey] = set()
    window: deque[Arrival] = deque()
    fresh = 0
    for arrival in arrivals:
        window.append(arrival)
        fresh += arrival.fresh
        while arrival.at - window[0].at > SPAN:
            fresh -= window.popleft().fresh
        if fresh > most and fresh * 2 > len(window):
            found.update(each.voter for each in window if each.fresh)
    return frozenset(found)
