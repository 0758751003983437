"""kill -9 in the middle of a job: another process finishes it, with at most one step repeated for each death."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.clock import SystemClock
from bot.domain.ids import JobId
from bot.ports import Job, JobCounts
from storage.engine import async_engine, parse_url
from storage.jobs_engine import DbosJobs
from storage.migrate import migrate
from storage.unit_of_work import SqlUnitOfWork
from tests.journeys.job_process import STEPS

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60
DEATHS = 2


@asynccontextmanager
async def worker(url: str, name: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.journeys.job_process", url, name),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def told(process: asyncio.subprocess.Process) -> list[str]:
    assert process.stdout is not None
    line = await process.stdout.readline()
    assert line.endswith(b"\n"), "the process ended by itself"
    return line.decode().split()


async def let_on(process: asyncio.subprocess.Process) -> None:
    assert process.stdin is not None
    process.stdin.write(b"go\n")
    await process.stdin.drain()


@asynccontextmanager
async def looking_on(raw: str) -> AsyncIterator[tuple[DbosJobs, SqlUnitOfWork]]:
    url = parse_url(raw)
    await migrate(url)
    jobs, engine = DbosJobs(url, SystemClock(), "looking-on"), async_engine(url)
    try:
        await jobs.prepare()
        yield jobs, SqlUnitOfWork(engine, jobs=jobs.within)
    finally:
        await engine.dispose()
        jobs.close()


async def step_of(process: asyncio.subprocess.Process) -> int:
    word, _, step = await told(process)
    assert word == "step"
    return int(step)


async def all_done(jobs: DbosJobs) -> None:
    """Ask until it is so: a database rings no bell."""
    while await jobs.counts() != JobCounts():
        pass


async def test_what_a_killed_process_was_doing_is_finished_by_another(database: str) -> None:
    begun: list[int] = []
    async with looking_on(database) as (jobs, unit_of_work), asyncio.timeout(PATIENCE_SECONDS):
        async with unit_of_work.writing() as work:
            due = SystemClock().now()
            await work.jobs.enqueue(Job(id=JobId("broadcast"), kind="count", about="reached", due=due))
        for death in range(DEATHS):
            async with worker(database, f"worker-{death}") as process:
                assert await told(process) == ["ready", f"worker-{death}"]
                begun.append(await step_of(process))
                await let_on(process)
                begun.append(await step_of(process))
                process.kill()  # in the middle of that step
        async with worker(database, "survivor") as process:
            assert await told(process) == ["ready", "survivor"]
            while begun[-1] < STEPS - 1:
                begun.append(await step_of(process))
                await let_on(process)
            await all_done(jobs)
    # none left out, and nothing repeated but what was under way when a process was killed
    assert begun == [0, 1, 1, 2, 2, 3, 4]
