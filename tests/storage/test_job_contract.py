"""The job contract on memory, SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemChance
from storage.engine import async_engine, parse_url
from storage.jobs_engine import DbosJobs
from storage.memory import MemoryUnitOfWork
from storage.memory_jobs import MemoryJobEngine
from storage.migrate import migrate
from storage.unit_of_work import SqlUnitOfWork
from tests.contracts.job_contract import CLOCK, JobContract, Workshop
from tests.postgres import Server

POLLING, BEAT, DRAIN = 0.02, 0.1, 0.2
"""The engine's looks and rests, in seconds, so that nobody waits for the next one."""


class TestMemory(JobContract):
    @pytest.fixture
    def place(self) -> MemoryUnitOfWork:
        return MemoryUnitOfWork(CLOCK)

    @asynccontextmanager
    async def workshop(self, place: Any) -> AsyncIterator[Workshop]:
        yield Workshop(place, MemoryJobEngine(place, CLOCK))


@asynccontextmanager
async def sql_workshop(raw: str) -> AsyncIterator[Workshop]:
    url = parse_url(raw)
    await migrate(url)
    jobs = DbosJobs(url, CLOCK, SystemChance().token(8).hex(), polling=POLLING, beat=BEAT, drain=DRAIN)
    await jobs.prepare()
    engine = async_engine(url)
    yield Workshop(SqlUnitOfWork(engine, jobs=jobs.within), jobs)
    await engine.dispose()
    jobs.close()


class TestSqlite(JobContract):
    @pytest.fixture
    def place(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/jobs.db"

    @asynccontextmanager
    async def workshop(self, place: Any) -> AsyncIterator[Workshop]:
        async with sql_workshop(place) as shop:
            yield shop


class TestPostgresql(JobContract):
    @pytest.fixture
    def place(self, postgres: Server) -> str:
        return postgres.fresh()

    @asynccontextmanager
    async def workshop(self, place: Any) -> AsyncIterator[Workshop]:
        async with sql_workshop(place) as shop:
            yield shop


@pytest.mark.parametrize("harness", JobContract.__subclasses__())
def test_a_harness_overrides_no_promise(harness: type[JobContract]) -> None:
    own = {name for name in vars(harness) if not name.startswith("_")}
    assert own == {"place", "workshop"}
