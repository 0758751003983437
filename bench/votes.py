"""How many votes a second, and how long a voter waits: `python -m bench.votes [--postgres URL] [--only DATABASE]`.

On SQLite, then on PostgreSQL: the one at `URL`, or one that is started for it, with everything durable.

Three crowds (1, 100 and 2,000 voters, each voting again as soon as answered) meet four ways of storing votes in
turn, several rounds each, so that the machine's moods hit all alike: compare within one run only. Every tenth vote
of the box and of the plain way changes an earlier one. At the end the kept tally is held against a recount.
"""

from __future__ import annotations

import argparse
import gc
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from statistics import median

from bench.votes_contenders import OPTIONS, Contender, Run, Vote
from bench.votes_halls import DURABLE, Hall, postgres_halls, sqlite_halls
from tests.postgres import NoPostgres, postgres_server

CROWDS = (1, 100, 2000)
ROUNDS = 3
BOX, PLAIN, ROWS, MANY = "ballot box", "one transaction per vote", "raw, rows in one statement", "raw, executemany"
# seconds and, as a bound on memory, votes of one round
LENGTH = {BOX: (0.9, 120_000), PLAIN: (1.6, 4_000), ROWS: (0.5, 160_000), MANY: (0.5, 160_000)}


@dataclass(slots=True)
class Score:
    """All rounds of one contender with one crowd."""

    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    is_cut: bool = False
    """Some still waited at the end: the true latencies are longer."""

    def add(self, run: Run) -> None:
        self.rates.append(len(run.latencies) / run.seconds)
        self.latencies += [*run.latencies, *run.pending]
        self.is_cut = self.is_cut or bool(run.pending)

    @property
    def rate(self) -> float:
        return median(self.rates)

    def wait(self, share: float) -> float:
        """Milliseconds within which `share` of the votes were answered."""
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


def votes(numbers: Iterator[int], size: int, *, changes: bool) -> list[Vote]:
    """Votes of new voters, every tenth of them a change where asked for; keys look like real ones: scattered."""
    chance = random.Random(size)
    made: list[Vote] = []
    for _ in range(size):
        if changes and len(made) > 100 and chance.random() < 0.1:
            voter = made[chance.randrange(len(made))][0]
        else:
            voter = f"{next(numbers) * 0x9E3779B97F4A7C15 % 2**64:026x}"
        made.append((voter, chance.randrange(OPTIONS) + 1))
    return made


def measure(halls: dict[str, Hall]) -> dict[tuple[str, int], Score]:
    scores: dict[tuple[str, int], Score] = defaultdict(Score)
    numbers = count()
    for crowd in CROWDS:
        for turn in range(ROUNDS):
            names = list(halls)
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                seconds, most = LENGTH[name]
                size = max(most if crowd > 1 else most // 20, crowd + 1)
                ballots = votes(numbers, size, changes=name in (BOX, PLAIN))
                gc.collect()
                gc.freeze()  # what is made beforehand is no garbage of the contender
                contender: Contender = halls[name].contender
                scores[name, crowd].add(contender.run(ballots, crowd, seconds))
                gc.unfreeze()
    return scores


def table(scores: dict[tuple[str, int], Score], names: Sequence[str]) -> Iterator[str]:
    yield f"{'':28}{'voters':>8}{'votes/s':>11}{'p50 ms':>10}{'p99 ms':>10}{'of raw':>9}{'x plain':>9}"
    for crowd in CROWDS:
        for name in names:
            score = scores[name, crowd]
            of_raw = score.rate / scores[ROWS, crowd].rate
            times = score.rate / scores[PLAIN, crowd].rate
            more = ">" if score.is_cut else ""
            yield (
                f"{name:28}{crowd:>8,}{score.rate:>11,.0f}{score.wait(0.5):>10,.1f}"
                f"{more + format(score.wait(0.99), ',.1f'):>10}{of_raw:>9.2f}{times:>9.1f}"
            )


def verdict(scores: dict[tuple[str, int], Score], of_raw: float) -> Iterator[str]:
    box, rows, crowd = scores[BOX, 2000], scores[ROWS, 2000], 2000
    for what, reached, wanted in (
        ("of the raw upsert of many rows", box.rate / rows.rate, of_raw),
        ("of the raw executemany", box.rate / scores[MANY, crowd].rate, of_raw),
        ("times one transaction per vote", box.rate / scores[PLAIN, crowd].rate, 100.0),
    ):
        yield f"{reached:8.2f} {what} (reach: {wanted:g}): {'reached' if reached >= wanted else 'missed'}"
    yield (
        f"{box.wait(0.99):8.1f} ms p99 (reach: 100): {'reached' if box.wait(0.99) < 100 else 'missed'}; a raw upsert of"
        f" as many rows took {rows.wait(0.99):.1f} ms in the same run: {box.wait(0.99) / rows.wait(0.99):.2f} times"
    )


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m bench.votes", description=__doc__)
    arguments.add_argument("--postgres", metavar="URL", help="postgresql://… ; measured in schemas of its own")
    arguments.add_argument("--only", choices=("sqlite", "postgresql"))
    chosen = arguments.parse_args()
    failures = 0
    if chosen.only != "postgresql":
        with sqlite_halls() as halls:
            failures += compare("SQLite", halls, 0.35)
    if chosen.only != "sqlite":
        with ExitStack() as stack:
            try:
                url = chosen.postgres or stack.enter_context(postgres_server(*DURABLE)).fresh()
            except NoPostgres as reason:
                print(f"PostgreSQL is left out: {reason}")
                return min(failures, 1)
            failures += compare("PostgreSQL", stack.enter_context(postgres_halls(url)), 0.5)
    return min(failures, 1)


def compare(database: str, several: Sequence[Hall], of_raw: float) -> int:
    """1 where a tally is not its recount."""
    print(f"{database}:")
    names = (BOX, PLAIN, ROWS, MANY)
    halls = dict(zip(names, several, strict=True))
    scores = measure(halls)
    print("\n".join(table(scores, names)))
    print("With 2,000 waiting voters the box reaches")
    print("\n".join(verdict(scores, of_raw)))
    honest = True
    for name, hall in halls.items():
        counted, kept = hall.recount(), hall.tally()
        honest = honest and counted == kept
        print(f"{name}: tally {'equals' if counted == kept else 'DIFFERS FROM'} recount, {sum(kept):,} ballots")
    return 0 if honest else 1


if __name__ == "__main__":
    raise SystemExit(main())
