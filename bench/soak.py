"""`python -m bench.soak`: what takes too long for every test run: many kills in the middle of voting, many charts."""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.journeys.test_kill import KILLS, VOTERS, survive
from tests.storage.hall import sqlite_hall


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak")
    parser.add_argument("--rounds", type=int, default=17, help="rounds of voting, each killed several times")
    parser.add_argument("--charts", type=int, default=5000)
    arguments = parser.parse_args()
    for number in range(1, arguments.rounds + 1):
        with tempfile.TemporaryDirectory() as folder, sqlite_hall(Path(folder) / "hall.db") as hall:
            asyncio.run(survive(hall))
        print(
            f"round {number}: {KILLS} kills -9 among {VOTERS} voters, every acknowledged ballot there, none twice, "
            "tally = recount",
            flush=True,
        )
    return subprocess.run(
        [sys.executable, "-m", "bench.charts", "--charts", str(arguments.charts)], check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
