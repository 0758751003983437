"""`python -m bench.startup`: from the start of the process to the first page, and what it then takes while idle.

Idle is measured on an existing database, as every start but the first has one: making the tables loads the job engine.

Side by side in the same run: a bare interpreter, and one that only imports matplotlib, so that the figures can be
compared between machines as ratios. Most of the start is importing; where bytecode may not be written (as with
PYTHONDONTWRITEBYTECODE) every start compiles anew and takes about twice as long, which is said.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from bot.clock import SystemClock
from bot.domain.ids import JobId
from bot.ports import Job
from storage.engine import async_engine, parse_url
from storage.jobs_engine import DbosJobs
from storage.unit_of_work import SqlUnitOfWork

ROUNDS = 5
IDLE_SECONDS = 5
CPU_SECONDS = 20
IDLE_LIMIT_MB = 150


@dataclass(frozen=True)
class Idle:
    megabytes: float
    cpu_percent: float


def main() -> int:
    if sys.dont_write_bytecode:
        print("note: PYTHONDONTWRITEBYTECODE is set, every start compiles the program anew")
    first_page, ready_again = [], []
    asleep = awake = Idle(0.0, 0.0)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            database = Path(folder) / f"{number}.db"
            first_page.append(_start(database, idle=False)[0])
            seconds, idle = _start(database, idle=number == 0)
            ready_again.append(seconds)
            if idle is not None:
                asleep = idle
                asyncio.run(_wake(database))
                awake = _start(database, idle=True)[1] or awake
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
    reached = asleep.megabytes < IDLE_LIMIT_MB
    verdict = f"(reach < {IDLE_LIMIT_MB}: {'yes' if reached else 'NO'})"
    print(f"resident memory, idle                  {asleep.megabytes:7.0f} MB   {verdict}")
    print(f"CPU, idle                              {asleep.cpu_percent:7.2f} %")
    print(f"the same with the job engine awake     {awake.megabytes:7.0f} MB   {awake.cpu_percent:.2f} %")
    return 0


async def _wake(database: Path) -> None:
    """Leave something to do, of a kind that nobody knows: it wakes the engine and then rests."""
    url, clock = parse_url(f"sqlite:///{database}"), SystemClock()
    jobs, engine = DbosJobs(url, clock, "bench"), async_engine(url)
    async with SqlUnitOfWork(engine, jobs=jobs.within).writing() as work:
        await work.jobs.enqueue(Job(id=JobId("bench"), kind="bench", about="", due=clock.now()))
    await engine.dispose()
    jobs.close()


def _start(database: Path, *, idle: bool) -> tuple[float, Idle | None]:
    """Seconds until the room's page is there; what it takes while nothing happens, where asked."""
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
            return seconds, _idle(process.pid) if idle else None
        finally:
            process.send_signal(signal.SIGTERM)


def _idle(pid: int) -> Idle:
    time.sleep(IDLE_SECONDS)
    before = _cpu_seconds(pid)
    time.sleep(CPU_SECONDS)
    return Idle(_resident(pid), (_cpu_seconds(pid) - before) / CPU_SECONDS * 100)


def _cpu_seconds(pid: int) -> float:
    # https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: utime and stime are the 14th and 15th fields
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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
