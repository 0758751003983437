"""`python -m bench.startup`: from the start of the process to the first page, and the memory it then holds.

Side by side in the same run: a bare interpreter, and one that only imports matplotlib, so that the figures can be
compared between machines as ratios. Most of the start is importing; where bytecode may not be written (as with
PYTHONDONTWRITEBYTECODE) every start compiles anew and takes about twice as long, which is said.
"""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROUNDS = 5
IDLE_SECONDS = 5
IDLE_LIMIT_MB = 150


def main() -> int:
    if sys.dont_write_bytecode:
        print("note: PYTHONDONTWRITEBYTECODE is set, every start compiles the program anew")
    first_page, ready_again, memory = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            seconds, megabytes = _start(Path(folder) / f"{number}.db", idle=number == 0)
            first_page.append(seconds)
            if megabytes:
                memory.append(megabytes)
            ready_again.append(_start(Path(folder) / f"{number}.db", idle=False)[0])
    bare = statistics.median(_timed("pass") for _ in range(ROUNDS))
    matplotlib = statistics.median(_timed("import matplotlib.figure") for _ in range(ROUNDS))
    fresh, again = statistics.median(first_page), statistics.median(ready_again)
    print(f"bare interpreter                       {bare * 1000:7.0f} ms")
    print(f"interpreter + matplotlib               {matplotlib * 1000:7.0f} ms   {matplotlib / bare:5.1f} × bare")
    print(
        f"start to first page, new database      {fresh * 1000:7.0f} ms   {fresh / matplotlib:5.1f} × matplotlib alone"
    )
    print(
        f"start to first page, existing database {again * 1000:7.0f} ms   {again / matplotlib:5.1f} × matplotlib alone"
    )
    reached = memory[0] < IDLE_LIMIT_MB
    verdict = f"(reach < {IDLE_LIMIT_MB}: {'yes' if reached else 'NO'})"
    print(f"resident memory, idle                  {memory[0]:7.0f} MB   {verdict}")
    return 0


def _start(database: Path, *, idle: bool) -> tuple[float, float]:
    """Seconds until the room's page is there; resident megabytes after some idle seconds, where asked."""
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "PORT": "0", "LOG_LEVEL": "warning"}
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bench.serve"], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            room = re.search(r"http\S+", process.stdout.readline())
            assert room is not None
            with urllib.request.urlopen(room[0], timeout=20) as page:
                assert b"<main" in page.read()
            seconds = time.perf_counter() - started
            if idle:
                time.sleep(IDLE_SECONDS)
            return seconds, _resident(process.pid) if idle else 0.0
        finally:
            process.send_signal(signal.SIGTERM)


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


def _timed(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
