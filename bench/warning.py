"""What early warning finds and how often it is wrong: `python -m bench.warning [--runs 60] [--causes]`.

Communities are simulated hour by hour: a profile of the day in Rome's clock time, other weekends an hour later,
entries that cluster (negative binomial), a fifth of them negative, and authors some of whom write far more than
others. Each is watched for 28 days, which are not counted, and then for 30, in which every alarm is false. From
states in these days bursts are tried that begin between 8 and 22 o'clock: once of entries of every kind, once of
negative ones alone. A burst is found when an alarm comes before it ends. The second table is of communities in which
hours depend on each other, that grow, or that broadcast. All seeds are fixed.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from bot.domain.warning.evidence import Entry
from bot.domain.warning.watch import HOUR, Snooze, Watch, judge

ROME = ZoneInfo("Europe/Rome")
START = datetime(2026, 2, 28, 23, tzinfo=UTC)  # the clocks change within the days that are counted
WARM_DAYS, DAYS = 28, 30
PROFILE = np.array(
    (
        *(0.5, 0.25, 0.12, 0.08, 0.06, 0.1, 0.3, 0.7, 1.1, 1.3, 1.35, 1.3),
        *(1.4, 1.5, 1.25, 1.2, 1.2, 1.3, 1.5, 1.6, 1.8, 1.9, 1.5, 0.9),
    )
)
RATES = (0.3, 1.0, 3.0, 10.0, 30.0, 50.0)
NEGATIVE = 0.2
FALSE_ALARMS, REACH = 0.2, (0.9, 0.7, 0.7)
BURSTS = ((10.0, 1), (3.0, 6), (1.5, 48))
PROMISED = (3.0, 3.0, 10.0)
"""Entries an hour from which on each burst is found as often as it should be."""
SEED = 1000
"""Other months than those by which the numbers in `bot.domain.warning` were chosen."""
FORK_EVERY = 72
"""Hours from one state that bursts are tried from to the next."""


@dataclass(frozen=True)
class Community:
    name: str
    rate: float
    cluster: float = 0.1
    """Dispersion of an hour beyond Poisson's."""
    days: float = 0.0
    """The same of whole days: 0.01 is a standard deviation of a tenth."""
    moods: float = 0.0
    """Correlation of what is negative within six hours."""
    growth: float = 1.0
    """From one day to the next."""
    broadcasts: int = 0
    """In the days that are counted: six times as many entries for two hours."""
    snoozed: bool = False


@dataclass
class Found:
    alarms: int = 0
    months: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    tried: Counter[tuple[int, bool]] = field(default_factory=Counter)
    hits: Counter[tuple[int, bool]] = field(default_factory=Counter)

    def add(self, other: Found) -> None:
        self.alarms += other.alarms
        self.months += other.months
        self.causes += other.causes
        self.tried += other.tried
        self.hits += other.hits


class Crowd:
    """One community's chance, hour after hour."""

    def __init__(self, community: Community, seed: int) -> None:
        self.community = community
        self.chance = np.random.default_rng([seed, int(community.rate * 10), *community.name.encode()])
        people = 30 + int(40 * community.rate)
        weights = 1 / np.arange(1, people + 1) ** 0.7
        self.weights = np.cumsum(weights / weights.sum())
        self.names = [f"p{number}" for number in range(people)]
        self.weekend = self.chance.uniform(0.5, 1.2)
        days, quarters = WARM_DAYS + DAYS + 3, (WARM_DAYS + DAYS + 3) * 4
        self.livelier = self._varied(community.days, days)
        firm = (1 - community.moods) / community.moods if community.moods else 0.0
        shares = self.chance.beta(NEGATIVE * firm, (1 - NEGATIVE) * firm, quarters) if firm else [NEGATIVE] * quarters
        self.moods = shares
        launches = self.chance.choice(np.arange(WARM_DAYS, WARM_DAYS + DAYS), community.broadcasts, replace=False)
        self.launches = [int(day) * 24 + int(self.chance.integers(10, 21)) for day in launches]

    def _varied(self, variance: float, number: int) -> np.ndarray:
        return self.chance.gamma(1 / variance, variance, number) if variance else np.ones(number)

    def snoozes(self) -> list[Snooze]:
        if not self.community.snoozed:
            return []
        return [Snooze(since=START + at * HOUR, until=START + (at + 3) * HOUR) for at in self.launches]

    def entries(self, number: int, times: float = 1.0, *, negative_only: bool = False) -> list[Entry]:
        community, chance = self.community, self.chance
        local = (START + number * HOUR).astimezone(ROME)
        at_weekend = local.weekday() >= 5
        usual = community.rate * PROFILE[(local.hour - at_weekend) % 24] * (self.weekend if at_weekend else 1)
        usual *= self.livelier[number // 24] * community.growth ** (number / 24)
        usual *= chance.gamma(1 / community.cluster, community.cluster)
        usual *= 6 if any(at <= number < at + 2 for at in self.launches) else 1
        share = self.moods[number // 6]
        bad = chance.poisson(usual * share * times)
        other = chance.poisson(usual * (1 - share) * (1 if negative_only else times))
        who = np.searchsorted(self.weights, chance.random(bad + other))
        return [Entry(author=self.names[each], negative=place < bad) for place, each in enumerate(who)]


def month(community: Community, seed: int) -> Found:
    crowd, found, watch = Crowd(community, seed), Found(months=1), Watch.begin()
    snoozes = crowd.snoozes()
    for number in range((WARM_DAYS + DAYS) * 24):
        counted = number >= WARM_DAYS * 24
        if counted and number % FORK_EVERY == 0 and not community.broadcasts:
            _try_bursts(crowd, watch, number, found)
        judged = judge(watch, START + number * HOUR, crowd.entries(number), ROME, snoozes)
        watch = judged.watch
        if counted and judged.alarm:
            found.alarms += 1
            found.causes.update({f"{each.series} {each.span}" for each in judged.alarm.unusual})
    return found


def _try_bursts(crowd: Crowd, watch: Watch, number: int, found: Found) -> None:
    begin = number + int(crowd.chance.integers(8, 22))
    for at in range(number, begin):
        watch = judge(watch, START + at * HOUR, crowd.entries(at), ROME).watch
    for which, (times, hours) in enumerate(BURSTS):
        for negative_only in (False, True):
            found.tried[which, negative_only] += 1
            found.hits[which, negative_only] += _is_found(
                crowd, watch, range(begin, begin + hours), times, negative_only
            )


def _is_found(crowd: Crowd, watch: Watch, hours: Sequence[int], times: float, negative_only: bool) -> bool:
    for number in hours:
        judged = judge(watch, START + number * HOUR, crowd.entries(number, times, negative_only=negative_only), ROME)
        watch = judged.watch
        if judged.alarm:
            return True
    return False


def share_interval(hits: int, tried: int) -> tuple[float, float]:
    """95 %, Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209–212."""
    z, share = 1.96, hits / tried
    middle, wide = share + z * z / (2 * tried), z * math.sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried))
    return max(0.0, (middle - wide) / (1 + z * z / tried)), min(1.0, (middle + wide) / (1 + z * z / tried))


def count_interval(count: int, months: int) -> tuple[float, float]:
    """95 % of a Poisson mean, Byar's approximation (Breslow and Day (1987), IARC Scientific Publications 82, p. 69)."""
    low = count * (1 - 1 / (9 * count) - 1.96 / (3 * math.sqrt(count))) ** 3 if count else 0.0
    more = count + 1
    high = more * (1 - 1 / (9 * more) + 1.96 / (3 * math.sqrt(more))) ** 3
    return low / months, high / months


def _work(task: tuple[Community, Sequence[int]]) -> tuple[str, float, Found]:
    community, seeds = task
    found = Found()
    for seed in seeds:
        found.add(month(community, seed))
    return community.name, community.rate, found


def _tasks(communities: Mapping[Community, int]) -> Iterator[tuple[Community, range]]:
    for community, runs in communities.items():
        for first in range(SEED, SEED + runs, 10):
            yield community, range(first, min(first + 10, SEED + runs))


def measured(communities: Mapping[Community, int]) -> dict[tuple[str, float], Found]:
    results: dict[tuple[str, float], Found] = {}
    with ProcessPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        for name, rate, found in pool.map(_work, _tasks(communities)):
            results.setdefault((name, rate), Found()).add(found)
    return results


def _shares(found: Found, *, negative_only: bool) -> str:
    cells = []
    for which in range(len(BURSTS)):
        hits, tried = found.hits[which, negative_only], found.tried[which, negative_only]
        if tried:
            low, high = share_interval(hits, tried)
            mark = "" if hits / tried >= REACH[which] else "*"
            cells.append(f"{100 * hits / tried:3.0f} ({100 * low:.0f}–{100 * high:.0f}) %{mark}".ljust(17))
        else:
            cells.append("–".ljust(17))
    return "".join(cells)


def _line(label: str, found: Found, causes: bool) -> str:
    low, high = count_interval(found.alarms, found.months)
    mark = "" if found.alarms / found.months <= FALSE_ALARMS else "*"
    wrong = f"{found.alarms / found.months:.2f} ({low:.2f}–{high:.2f}){mark}"
    shares = f"{_shares(found, negative_only=False)}| {_shares(found, negative_only=True)}"
    return f"{label:<22} {wrong:<19}{shares}{dict(found.causes) if causes else ''}".rstrip()


ROUGH = tuple(
    changed
    for rate in (3.0, 30.0)
    for changed in (
        Community("clusters 0.3", rate, cluster=0.3),
        Community("days ±10 %", rate, days=0.01),
        Community("days ±20 %", rate, days=0.04),
        Community("moods of 6 h", rate, moods=0.03),
        Community("grows 1 % a day", rate, growth=1.01),
        Community("6 broadcasts", rate, broadcasts=6),
        Community("6 snoozed", rate, broadcasts=6, snoozed=True),
    )
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--runs", type=int, default=60, help="months of each plain community, a quarter of it of each rough one"
    )
    parser.add_argument("--causes", action="store_true", help="which test gave the false alarms")
    arguments = parser.parse_args()
    began = time.perf_counter()
    plain = [Community("plain", rate) for rate in RATES]
    few = max(1, arguments.runs // 4)
    results = measured(dict.fromkeys(plain, arguments.runs) | dict.fromkeys(ROUGH, few))
    total = Found()
    print(f"{'':22} {'false alarms':<19}{'found: entries of every kind':<51}| negative ones alone, a fifth")
    heads = "".join(f"{f'{times:g}× for {hours} h':<17}" for times, hours in BURSTS)
    print(f"{'entries an hour':<22} {'in 30 days':<19}{heads}| {heads}")
    for each in plain:
        found = results[each.name, each.rate]
        total.add(found)
        print(_line(f"{each.rate:g}", found, arguments.causes))
    print(_line("together", total, arguments.causes))
    print("\nwhere the premises do not hold")
    for each in ROUGH:
        print(_line(f"{each.rate:g}, {each.name}", results[each.name, each.rate], arguments.causes))
    print(f"\n* misses its aim: at most {FALSE_ALARMS} false alarms in 30 days, at least 90 / 70 / 70 % found")
    kept = _verdict(total, {each.rate: results[each.name, each.rate] for each in plain})
    print(f"{total.months} months of plain communities, {time.perf_counter() - began:.0f} s")
    return 0 if kept else 1


def _verdict(total: Found, plain: Mapping[float, Found]) -> bool:
    wrong = total.alarms / total.months
    worst, rate = max((each.alarms / each.months, rate) for rate, each in plain.items())
    kept = [wrong <= FALSE_ALARMS]
    print(f"false alarms in 30 days, all plain communities together: {wrong:.2f}: {_word(kept[-1])}")
    print(
        f"false alarms in 30 days, the worst of them, at {rate:g} an hour: {worst:.2f}: {_word(worst <= FALSE_ALARMS)}"
    )
    for which, ((times, hours), least) in enumerate(zip(BURSTS, PROMISED, strict=True)):
        shares = [each.hits[which, False] / each.tried[which, False] for rate, each in plain.items() if rate >= least]
        kept.append(min(shares) >= REACH[which])
        missed = ", ".join(f"{rate:g}" for rate in plain if rate < least)
        print(
            f"{times:g}× for {hours} h, from {least:g} entries an hour on: at least {min(shares):.0%} found: "
            f"{_word(kept[-1])}; at {missed}: MISSED"
        )
    return all(kept)


def _word(kept: bool) -> str:
    return "reached" if kept else "MISSED"


if __name__ == "__main__":
    sys.exit(main())
