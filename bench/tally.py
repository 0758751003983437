"""What counting a million ballots costs: `python -m bench.tally [--ballots 1000000] [--options 10]`.

For every method twice: a crowd that mostly thinks alike in five options, and one in which nearly every ballot differs,
over ten options. Each figure holds everything from an iterable of ballots to the result, grouping included, and stands
beside a plain pass over the same ballots in the same run: on a shared machine trust the ratios, not the seconds.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.domain.ids import OptionId
from bot.domain.tally import (
    approval,
    ballots,
    consent,
    instant_runoff,
    majority_judgment,
    points,
    ranked_pairs,
    ratify,
    rating,
    star,
)
from bot.domain.tally.draw import Draw

LIMIT_SECONDS = 2.0
LOTS = Draw(b"nonce".ljust(32), b"root".ljust(32))
BUDGET = 10
GRADES = 6


@dataclass(frozen=True)
class Crowd:
    """Ballots that chance makes the same each time."""

    options: tuple[OptionId, ...]
    size: int
    alike: bool

    def make(self, kind: Callable[[random.Random, Crowd], Any]) -> list[Any]:
        chance = random.Random(f"{kind.__name__} {self.size} {self.alike}")
        return [kind(chance, self) for _ in range(self.size)]


def choices(chance: random.Random, crowd: Crowd) -> tuple[OptionId, ...]:
    return tuple(option for option in crowd.options if chance.random() < 0.4)


def ranking(chance: random.Random, crowd: Crowd) -> tuple[OptionId, ...]:
    if crowd.alike:
        order = sorted(crowd.options, key=lambda option: option + chance.gauss(0, 2))
        return tuple(order[: chance.randint(1, len(order))])
    return tuple(chance.sample(crowd.options, len(crowd.options)))


def scores(chance: random.Random, crowd: Crowd) -> tuple[int | None, ...]:
    if crowd.alike:
        return tuple(None if chance.random() < 0.1 else min(5, int(abs(chance.gauss(0, 2)))) for _ in crowd.options)
    return tuple(None if chance.random() < 0.1 else int(chance.random() * 6) for _ in crowd.options)


def shares(chance: random.Random, crowd: Crowd) -> tuple[int, ...]:
    laid = [0] * len(crowd.options)
    for _ in range(BUDGET):
        laid[int(chance.random() ** (2 if crowd.alike else 1) * len(laid))] += 1
    return tuple(laid)


def voices(chance: random.Random, crowd: Crowd) -> ratify.Voice:  # noqa: ARG001  # one signature for all
    return chance.choice((ratify.Voice.YES, ratify.Voice.NO, ratify.Voice.ABSTAIN))


def stances(chance: random.Random, crowd: Crowd) -> consent.Stance:  # noqa: ARG001  # one signature for all
    return chance.choice((consent.Stance.CONSENT, consent.Stance.OBJECT, consent.Stance.ABSTAIN))


Counting = Callable[[Iterable[Any], Sequence[OptionId]], object]
group = ballots.group
METHODS: tuple[tuple[Callable[[random.Random, Crowd], Any], tuple[tuple[str, Counting], ...]], ...] = (
    (choices, (("approval", lambda cast, options: approval.count(group(cast), options, LOTS)),)),
    (voices, (("ratify", lambda cast, _: ratify.count(group(cast))),)),
    (stances, (("consent", lambda cast, _: consent.count(group(cast))),)),
    (
        ranking,
        (
            ("ranked pairs", lambda cast, options: ranked_pairs.count(group(cast), options, LOTS)),
            ("instant runoff", lambda cast, options: instant_runoff.count(group(cast), options, LOTS)),
        ),
    ),
    (
        scores,
        (
            ("STAR", lambda cast, options: star.count(group(cast), options, LOTS)),
            ("rating", lambda cast, options: rating.count(group(cast), options, LOTS)),
            (
                "majority judgment",
                lambda cast, options: majority_judgment.count(group(cast), options, LOTS, grades=GRADES),
            ),
        ),
    ),
    (shares, (("points", lambda cast, options: points.count(group(cast), options, LOTS, budget=BUDGET)),)),
)


def plain(cast: Iterable[Any]) -> int:
    """The least that any count has to do: look at each ballot."""
    seen = 0
    for ballot in cast:
        seen += ballot is not None
    return seen


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ballots", type=int, default=1_000_000)
    parser.add_argument("--options", type=int, default=10, help="of the crowd in which nearly every ballot differs")
    arguments = parser.parse_args()
    slow = 0
    print(f"{arguments.ballots:,} ballots        kinds      grouped        counted          CPU    wall")
    for alike, number in ((True, 5), (False, arguments.options)):
        print(f"{number} options, " + ("a crowd that mostly thinks alike" if alike else "nearly every ballot differs"))
        crowd = Crowd(tuple(map(OptionId, range(1, number + 1))), arguments.ballots, alike)
        for kind, methods in METHODS:
            cast = crowd.make(kind)
            pass_seconds = min(_timed(partial(plain, cast))[0] for _ in range(3))
            grouped = min(_timed(partial(group, cast))[0] for _ in range(2))
            kinds = len(group(cast))
            for name, counting in methods:
                count = partial(counting, cast, crowd.options)
                seconds, wall = min(_timed(count) for _ in range(2))
                slow += seconds > LIMIT_SECONDS
                ratios = f"{grouped / pass_seconds:6.1f} × pass   {seconds / pass_seconds:6.1f} × pass"
                verdict = "" if seconds <= LIMIT_SECONDS else "TOO SLOW"
                print(f"  {name:18}{kinds:9,}   {ratios}   {seconds:6.2f} s  {wall:5.2f} s   {verdict}")
            del cast
    reached = "yes" if not slow else "NO"
    print(f"every method under {LIMIT_SECONDS:.0f} s of processor time, grouping included: {reached}")
    return min(slow, 1)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


if __name__ == "__main__":
    sys.exit(main())
