"""How the jobs stand, for the doctor: looked at from outside, changing nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import URL, inspect

from bot.ports import Clock, JobCounts, JobReport, JobState
from storage.engine import is_sqlite, sync_engine
from storage.faults import store_faults
from storage.jobs import SCHEMA, workflows
from storage.jobs_engine import DbosJobs

SHOWN: Final = 5


async def standing(url: URL, clock: Clock) -> tuple[JobCounts, Sequence[JobReport]]:
    """How many there are, and the first that were given up; none where there are no tables yet.

    Raises StoreUnavailable where the database cannot be reached.
    """
    if not await asyncio.to_thread(_has_tables, url):
        return JobCounts(), ()
    jobs = DbosJobs(url, clock, "doctor")
    try:
        return await jobs.counts(), await jobs.reports(limit=SHOWN, states=(JobState.GIVEN_UP,))
    finally:
        jobs.close()


def _has_tables(url: URL) -> bool:
    if is_sqlite(url) and not Path(url.database or "").exists():
        return False  # to look would make the file
    engine = sync_engine(url)
    try:
        with store_faults():
            name = workflows(engine.dialect.name).name
            return inspect(engine).has_table(name, schema=None if is_sqlite(url) else SCHEMA)
    finally:
        engine.dispose()
