"""How many requests a visitor, or an address, may send."""

from __future__ import annotations

from typing import Final

from bot.domain.allowance import Allowance, Buckets
from bot.ports import Clock

PER_VISITOR: Final = Allowance(burst=20, per_second=1)
PER_ADDRESS: Final = Allowance(burst=300, per_second=30)
"""Generous: a whole office, or a mobile network, comes from one address."""


class RateLimit:
    """Per client."""

    def __init__(self, clock: Clock, allowance: Allowance) -> None:
        self._clock, self._buckets = clock, Buckets(allowance)

    def wait(self, client: str) -> float:
        """0 where the request may go on, and is counted; otherwise the seconds until it may."""
        return self._buckets.wait(client, self._clock.now())
