"""Token buckets: so much at once, so much a second after that. Pure: whoever asks says what time it is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

MOST_KEPT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """`burst` at once, then `per_second`."""

    burst: float
    per_second: float


class Buckets:
    """One for each key. Forgets those longest unseen beyond `MOST_KEPT`."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, key: Hashable, at: datetime) -> float:
        """0 where it may go on, and is counted; otherwise the seconds until it may."""
        now = at.timestamp()
        left, seen = self._buckets.pop(key, (self._allowance.burst, now))
        # a clock that was set back gives nothing, and takes nothing
        left = min(self._allowance.burst, left + max(0.0, now - seen) * self._allowance.per_second)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        while len(self._buckets) > MOST_KEPT:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - left) / self._allowance.per_second
