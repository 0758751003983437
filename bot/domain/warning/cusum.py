"""What adds up slowly: the cumulative sum of how far counts lie above what was expected.

    S ← max(0, S + z − k),  z = (x − μ) / σ,  and it tells when S > h

Page, E. S. (1954), "Continuous inspection schemes", Biometrika 41, 100–115; with standardised counts of a negative
binomial as in Sparks, R. S., Keighley, T. and Muscatello, D. (2010), "Early warning CUSUM plans for surveillance of
negative binomial daily disease counts", Journal of Applied Statistics 37, 1911–1929. k is `SLACK`, h is `LIMIT`.

- A *step* is closed once `grain` entries were expected in it. With a grain of 0 each hour is one; with a larger one a
  quiet community's hours are put together until a shift can stand out from chance in them.
- One step adds at most `MOST`: that one hour stands out alone is the hour test's business.
- From when S leaves 0 until it is back there is one *rise*. It tells once.
- A rise has to be carried by several: authors count once an hour, there are at least `AUTHORS` of them, and S has to
  be above the limit also when the loudest are counted as if they had added no more than the last of so many.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import nlargest
from math import sqrt
from types import MappingProxyType
from typing import Final

from bot.domain.warning.baseline import Expected

SLACK: Final = 0.75
LIMIT: Final = 8.0
MOST: Final = 4.0
CEILING: Final = 2 * LIMIT
"""S grows no further, so that after a long incident it is not as long until it can tell again."""
AUTHORS: Final = 3
FLOOR: Final = 5
_NOBODY: Final[Mapping[str, float]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    since: datetime
    """The first hour in it."""
    count: int
    expected: float
    added: Mapping[str, float]
    """What each author added to S. Empty once it is told: nobody's name is kept for longer."""

    @property
    def authors(self) -> int:
        return len(self.added)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Under way: hours that are not yet a step."""

    since: datetime
    count: int
    expected: float
    variance: float
    presence: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cusum:
    grain: float
    score: float = 0.0
    told: bool = False
    rise: Rise | None = None
    step: Step | None = None

    def after(self, authors: Set[str], expected: Expected, hour: datetime) -> Cusum:
        """After an hour in which these authors wrote."""
        step = _grown(self.step, authors, expected, hour)
        if step.expected < self.grain:
            return replace(self, step=step)
        spread = max(1.0, sqrt(step.variance))
        score = min(CEILING, self.score + min(MOST, (step.count - step.expected) / spread) - SLACK)
        if score <= 0:
            return self.anew()
        rise = _grown_rise(self.rise, step, spread, named=not self.told)
        return replace(self, score=score, rise=rise, step=None)

    @property
    def tells(self) -> Rise | None:
        """The rise that nobody was told of yet and that stands out."""
        rise = self.rise
        if self.told or rise is None or self.score <= LIMIT:
            return None
        if rise.authors < AUTHORS or rise.count < FLOOR:
            return None
        loudest = nlargest(AUTHORS, rise.added.values())
        return rise if self.score - sum(loudest) + AUTHORS * loudest[-1] > LIMIT else None

    def heard(self) -> Cusum:
        """Told, by this or by another test: quiet until the rise is over."""
        if self.rise is None:
            return self
        return replace(self, told=True, rise=replace(self.rise, added=_NOBODY))

    def anew(self) -> Cusum:
        return Cusum(grain=self.grain)


def _grown(step: Step | None, authors: Set[str], expected: Expected, hour: datetime) -> Step:
    presence = dict(step.presence) if step else {}
    for author in authors:
        presence[author] = presence.get(author, 0) + 1
    return Step(
        since=step.since if step else hour,
        count=(step.count if step else 0) + len(authors),
        expected=(step.expected if step else 0.0) + expected.mean,
        variance=(step.variance if step else 0.0) + expected.spread**2 * expected.sway,
        presence=presence,
    )


def _grown_rise(rise: Rise | None, step: Step, spread: float, *, named: bool) -> Rise:
    added = dict(rise.added) if rise else {}
    for author, hours in step.presence.items() if named else ():
        added[author] = added.get(author, 0.0) + hours / spread
    return Rise(
        since=rise.since if rise else step.since,
        count=(rise.count if rise else 0) + step.count,
        expected=(rise.expected if rise else 0.0) + step.expected,
        added=added,
    )
