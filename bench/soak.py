"""`python -m bench.soak`: what takes too long for every test run: many kills in the middle of voting, many charts."""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from tests.crash.story import Plan, survive
from tests.postgres import NoPostgres, postgres_server


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak")
    parser.add_argument("--kills", type=int, default=50, help="on each database")
    parser.add_argument("--voters", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--databases", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument("--charts", type=int, default=5000)
    arguments = parser.parse_args()
    for database in arguments.databases:
        print(f"\n== kill -9, {database} ==", flush=True)
        try:
            _kills(database, Plan(seed=arguments.seed, kills=arguments.kills, voters=arguments.voters))
        except NoPostgres as reason:
            print(f"left out: {reason}")
    print("\n== charts ==", flush=True)
    return subprocess.run(
        [sys.executable, "-m", "bench.charts", "--charts", str(arguments.charts)], check=False
    ).returncode


def _kills(database: str, plan: Plan) -> None:
    """Raises AssertionError with what was found."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="ascolto-soak-"))
        url = f"sqlite:///{folder}/ascolto.db"
        if database == "postgresql":
            url = stack.enter_context(postgres_server()).fresh()
        begun = perf_counter()
        ledger = asyncio.run(survive(url, Path(folder), plan, lambda line: print(line, flush=True)))
    print(
        f"{plan.kills} kills -9 in {perf_counter() - begun:,.0f} s: {ledger.acknowledged:,} acts acknowledged "
        f"({ledger.withdrawn:,} withdrawals), {ledger.refused:,} refused as too late, {ledger.unanswered:,} cut off; "
        f"{len(ledger.polls)} polls. Every acknowledged ballot is there, none twice, every tally is its recount, "
        "every due poll closed at its deadline, every room shows one result with the numbers of the ballots.",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
