"""What is usual at an hour of the day, learned from the hours that were seen. Pure: an hour in, a new baseline out.

- **The mean of each hour of the day** is exponentially weighted: `m ← m + w · (x − m)`, with w = 1/n at first, a
  plain average, and 2 / (`MEMORY` + 1) later (Roberts, S. W. (1959), "Control chart tests based on geometric moving
  averages", Technometrics 1, 239–250). At the wall clock of the community, so an evening stays an evening in summer
  and in winter.
- **Weekends** (Saturday and Sunday) are the same profile times a ratio, which they alone teach: of the hour of the
  day as far as enough came in it, else of all weekend hours.
- **Winsorised**: a count above `CAP` standard deviations teaches as if it lay there, so that an incident does not
  become the usual (Tukey, J. W. (1962), "The future of data analysis", Annals of Mathematical Statistics 33, 1–67).
- **Dispersion** by moments over all hours, φ = Σ((x − μ)² − μ) / Σμ² (Cameron and Trivedi (2013), chapter 3), where μ
  is what was expected *before* the hour was seen. So it also holds how badly the mean was known.
- **Sway**: where a lively hour is followed by another, sums over many hours vary more than hours that know nothing of
  each other would, by this factor in the variance. It is that of a leaky sum of the standardised counts, D ← λD + z,
  to 1 / (1 − λ²), which it is for independent hours; less a `MARGIN`, never below 1. The CUSUM's σ is widened by it,
  since a CUSUM that takes hours for independent alarms too often where they are not (Johnson, R. A. and Bagshaw, M.
  (1974), "The effect of serial correlation on the performance of CUSUM tests", Technometrics 16, 103–112).
- **Few entries** say little about one hour of the day, so the fewer there are the more its neighbours count with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.warning.negative_binomial import spread

Number = TypeVar("Number", int, float)

HOURS: Final = 24
SATURDAY: Final = 5
MEMORY: Final = 28
"""Days: weights of 2 / (n + 1) are as old on average as those of a plain mean of n days."""
LEARNING: Final = 14 * HOURS
"""So many hours have to be seen before a count is called unusual."""
CAP: Final = 3.5
USUAL_DISPERSION: Final = 0.15
DISPERSION: Final = (0.02, 2.0)
RATIO: Final = (0.1, 10.0)
SWAY: Final = (1.0, 10.0)
MARGIN: Final = 1.25
"""So much of a sway may be chance, in what is known of it."""
LEAK: Final = 1 - 1 / 12
"""λ: half a day is what the sway looks back on."""
_INDEPENDENT: Final = 1 / (1 - LEAK * LEAK)
_FIRMNESS: Final = 20.0
"""How much is counted in for what holds before anything was seen: of the dispersion in μ², of the ratio in entries."""
_FEW: Final = 3
_FADING: Final = 1 - 2 / (MEMORY * HOURS + 1)
_SWING_WEIGHT: Final = 2 / (2 * MEMORY * HOURS + 1)
_WEEKEND_FADING: Final = 1 - 2 / (2 * MEMORY * 2 / 7 + 1)
"""Of one hour of the day, of which there are two in seven days; they are remembered twice as long."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Of one hour, before it is seen."""

    mean: float
    dispersion: float
    sway: float = 1.0

    @property
    def spread(self) -> float:
        return spread(self.mean, self.dispersion)

    @property
    def cap(self) -> float:
        """What a higher count teaches as. At least 2: somebody has to be the first to write at four in the morning."""
        return max(2.0, self.mean + CAP * max(1.0, self.spread))


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    means: tuple[float, ...]
    """By hour of the day, on working days."""
    seen: tuple[int, ...]
    """How often each hour of the day taught."""
    hours: int
    """That were seen at all."""
    excess: float
    """The sums whose ratio is the dispersion; they fade like the means."""
    squares: float
    swing: float
    """D, and the fading mean of its square."""
    swing_square: float
    weekend_counts: tuple[float, ...]
    """What came at weekends by hour of the day, and what working days would have had; both fade."""
    weekend_usuals: tuple[float, ...]

    @staticmethod
    def begin() -> Baseline:
        nothing = (0.0,) * HOURS
        return Baseline(
            means=nothing,
            seen=(0,) * HOURS,
            hours=0,
            excess=0.0,
            squares=0.0,
            swing=0.0,
            swing_square=_INDEPENDENT,
            weekend_counts=nothing,
            weekend_usuals=nothing,
        )

    @property
    def is_learning(self) -> bool:
        return self.hours < LEARNING

    @property
    def dispersion(self) -> float:
        found = (self.excess + _FIRMNESS * USUAL_DISPERSION) / (self.squares + _FIRMNESS)
        return min(max(found, DISPERSION[0]), DISPERSION[1])

    @property
    def sway(self) -> float:
        return min(max(self.swing_square / _INDEPENDENT / MARGIN, SWAY[0]), SWAY[1])

    def weekend_ratio(self, at: int) -> float:
        """Of an hour of the day, to a working day."""
        overall = (sum(self.weekend_counts) + _FIRMNESS) / (sum(self.weekend_usuals) + _FIRMNESS)
        found = (self.weekend_counts[at] + _FIRMNESS * overall) / (self.weekend_usuals[at] + _FIRMNESS)
        return min(max(found, RATIO[0]), RATIO[1])

    def expected(self, hour: datetime, zone: ZoneInfo) -> Expected:
        local = hour.astimezone(zone)
        mean = self._usual(local.hour)
        ratio = self.weekend_ratio(local.hour) if _is_weekend(local) else 1.0
        return Expected(mean * ratio, self.dispersion, self.sway)

    def learned(self, count: int, hour: datetime, zone: ZoneInfo) -> Baseline:
        """After an hour with `count`. Hours that nobody watched teach nothing: just leave them out."""
        local = hour.astimezone(zone)
        expected = self.expected(hour, zone)
        # a cap needs something to be measured by
        teaches = min(float(count), expected.cap) if self.seen[local.hour] >= _FEW else float(count)
        after = replace(self, hours=self.hours + 1)
        if self.hours >= HOURS:  # of the first day there is nothing to compare with
            after = replace(
                after,
                excess=self.excess * _FADING + (teaches - expected.mean) ** 2 - expected.mean,
                squares=self.squares * _FADING + expected.mean**2,
            )
        if not self.is_learning:
            after = after._swung((teaches - expected.mean) / max(1.0, expected.spread))
        if _is_weekend(local) and self.seen[local.hour]:
            counts, usuals = self.weekend_counts, self.weekend_usuals
            at = local.hour
            return replace(
                after,
                weekend_counts=_set(list(counts), at, counts[at] * _WEEKEND_FADING + teaches),
                weekend_usuals=_set(list(usuals), at, usuals[at] * _WEEKEND_FADING + self._usual(at)),
            )
        weight = max(1 / (self.seen[local.hour] + 1), 2 / (MEMORY + 1))
        mean = self.means[local.hour]
        return replace(
            after,
            means=_set(list(self.means), local.hour, mean + weight * (teaches - mean)),
            seen=_set(list(self.seen), local.hour, self.seen[local.hour] + 1),
        )

    def doubted(self) -> Baseline:
        """After a long time without news: what was usual is a first guess, and a week has to confirm it."""
        return replace(
            self,
            hours=min(self.hours, LEARNING - 7 * HOURS),
            seen=tuple(min(times, _FEW) for times in self.seen),
            swing=0.0,
        )

    def _swung(self, z: float) -> Baseline:
        # winsorised like the counts
        most = CAP * sqrt(max(self.swing_square, _INDEPENDENT))
        swing = min(max(LEAK * self.swing + z, -most), most)
        return replace(
            self, swing=swing, swing_square=self.swing_square + _SWING_WEIGHT * (swing * swing - self.swing_square)
        )

    def _usual(self, at: int) -> float:
        """Of an hour of the day, on a working day; with its neighbours' help where it is thin."""
        own, beside = self.means[at], (self.means[at - 1] + self.means[(at + 1) % HOURS]) / 2
        share = 0.5 / (1 + (own + beside) / 2)
        return own * (1 - share) + beside * share


def _is_weekend(local: datetime) -> bool:
    return local.weekday() >= SATURDAY


def _set(row: list[Number], at: int, value: Number) -> tuple[Number, ...]:
    row[at] = value
    return tuple(row)
