"""How often a thing that fails is tried again, and how long it is waited in between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

JITTER = 0.25
"""A wait is up to a quarter shorter or longer, so that what failed together is not tried again together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """`tries` attempts in all; the first wait lasts `first`, each one twice the wait before, none over `longest`."""

    tries: int = 8
    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(hours=1)

    def is_over(self, failures: int) -> bool:
        return failures >= self.tries

    def wait(self, failures: int, chance: float) -> timedelta:
        """After the `failures`th failure, counted from 1; `chance` lies in [0, 1) and spreads it."""
        # beyond 2**40 nothing is shorter than `longest`
        whole = min(self.first * (1 << min(max(failures, 1) - 1, 40)), self.longest)
        return whole * (1 - JITTER + 2 * JITTER * chance)
