"""`python -m bench`: every measurement, one after the other."""

from __future__ import annotations

import subprocess
import sys

PARTS = (
    "bench.votes",
    "bench.processes",
    "bench.growth",
    "bench.due",
    "bench.telegram",
    "bench.broadcast",
    "bench.tally",
    "bench.warning",
    "bench.charts",
    "bench.startup",
)


def main() -> int:
    # each in a process of its own, so that none measures what another left in memory
    failures = 0
    for part in PARTS:
        print(f"\n== {part} ==", flush=True)
        failures += subprocess.run([sys.executable, "-m", part], check=False).returncode != 0
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main())
