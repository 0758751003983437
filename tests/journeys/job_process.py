"""A process that does jobs and tells on its standard output what it did.

    python -m tests.journeys.job_process DATABASE-URL NAME

A job of kind "count" has STEPS steps. Of each it tells that it begins, and finishes it when a line comes in.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from datetime import timedelta

from bot.clock import SystemChance, SystemClock
from bot.logs import configure
from bot.ports import Again, Done
from bot.services.jobs import Jobs, Kind
from bot.settings import LogFormat
from storage.engine import async_engine, parse_url
from storage.jobs_engine import DbosJobs
from storage.unit_of_work import SqlUnitOfWork

STEPS = 5


async def work_on(raw: str, name: str) -> None:
    loop, clock = asyncio.get_running_loop(), SystemClock()
    url = parse_url(raw)
    jobs = DbosJobs(url, clock, name, polling=0.05, beat=0.2, dead=1.5)
    await jobs.prepare()
    work = SqlUnitOfWork(async_engine(url), jobs=jobs.within)
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)

    threading.Thread(target=read, daemon=True).start()

    def tell(*words: str) -> None:
        sys.stdout.write(" ".join(words) + "\n")
        sys.stdout.flush()

    async def count(about: str) -> Done | Again:
        """Says which step it begins, waits to be let on, and then notes how far it came, as a broadcast would."""
        async with work.reading() as transaction:
            step = int(await transaction.notes.find(about, clock.now()) or 0)
        tell("step", name, str(step))
        await lines.get()
        async with work.writing() as transaction:
            await transaction.notes.keep(about, str(step + 1), None)
        return Done() if step + 1 == STEPS else Again(timedelta(0))

    tell("ready", name)
    await Jobs({"count": Kind(count)}, clock, SystemChance()).run(jobs)


if __name__ == "__main__":
    configure("error", LogFormat.JSON)
    asyncio.run(work_on(sys.argv[1], sys.argv[2]))
