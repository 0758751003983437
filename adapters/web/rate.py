"""Token buckets: so many requests at once, so many a second after that."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from bot.ports import Clock

MOST_CLIENTS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """`burst` at once, then `per_second`."""

    burst: float
    per_second: float


PER_VISITOR: Final = Allowance(burst=20, per_second=1)
PER_ADDRESS: Final = Allowance(burst=300, per_second=30)
"""Generous: a whole office, or a mobile network, comes from one address."""


class RateLimit:
    """Per client. Forgets the clients longest unseen beyond `MOST_CLIENTS`."""

    def __init__(self, clock: Clock, allowance: Allowance) -> None:
        self._clock, self._allowance = clock, allowance
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """0 where the request may go on, and is counted; otherwise the seconds until it may."""
        now = self._clock.now().timestamp()
        left, seen = self._buckets.pop(client, (self._allowance.burst, now))
        # a clock that was set back gives nothing, and takes nothing
        left = min(self._allowance.burst, left + max(0.0, now - seen) * self._allowance.per_second)
        allowed = left >= 1
        self._buckets[client] = (left - 1 if allowed else left, now)
        while len(self._buckets) > MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - left) / self._allowance.per_second
