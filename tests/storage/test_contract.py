"""The store contract on memory, SQLite and PostgreSQL."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from storage.ballot_box import GroupCommitBallotBox
from storage.engine import async_engine, parse_url, sync_engine
from storage.memory import MemoryBallotBox, MemoryUnitOfWork
from storage.migrate import migrate
from storage.poll_keys import WrappedPollKeys
from storage.tables import leases
from storage.unit_of_work import SqlUnitOfWork
from tests.contracts.store_contract import Stores
from tests.contracts.store_whole import StoreWhole
from tests.databases import prepared_sqlite
from tests.fakes.clock import FakeChance, FakeClock
from tests.postgres import Server


class TestMemory(StoreWhole):
    @pytest.fixture
    def place(self) -> None:
        return None

    @asynccontextmanager
    async def stores(self, place: Any) -> AsyncIterator[Stores]:
        clock = FakeClock()
        work = MemoryUnitOfWork(clock, FakeChance())
        changed: list[frozenset[Any]] = []

        async def pass_time(span: timedelta) -> None:
            clock.advance(seconds=span.total_seconds())

        yield Stores(
            work, MemoryBallotBox(work, clock, on_change=changed.append, chance=FakeChance()), clock, changed, pass_time
        )


@asynccontextmanager
async def sql_stores(url: str) -> AsyncIterator[Stores]:
    database = parse_url(url)
    await migrate(database)
    clock = FakeClock()
    changed: list[frozenset[Any]] = []
    keys = WrappedPollKeys("a secret", FakeChance())
    async with AsyncExitStack() as stack:
        engine = async_engine(database)
        stack.push_async_callback(engine.dispose)
        writer = sync_engine(database)
        stack.callback(writer.dispose)
        box = await stack.enter_async_context(
            GroupCommitBallotBox(writer, clock, on_change=changed.append, poll_keys=keys, chance=FakeChance())
        )

        async def pass_time(span: timedelta) -> None:
            # the database's clock cannot be moved, but what was written can be made to lie further back
            async with engine.begin() as connection:
                await connection.execute(
                    update(leases).values(until=leases.c.until - span // timedelta(microseconds=1))
                )

        yield Stores(SqlUnitOfWork(engine, poll_keys=keys), box, clock, changed, pass_time)


class TestSqlite(StoreWhole):
    @pytest.fixture
    def place(self, tmp_path: Path) -> Callable[[], str]:
        numbers = itertools.count()
        return lambda: prepared_sqlite(tmp_path / f"{next(numbers)}.db")

    @asynccontextmanager
    async def stores(self, place: Any) -> AsyncIterator[Stores]:
        async with sql_stores(place()) as stores:
            yield stores


class TestPostgresql(StoreWhole):
    @pytest.fixture
    def place(self, postgres: Server) -> Callable[[], str]:
        return postgres.prepared

    @asynccontextmanager
    async def stores(self, place: Any) -> AsyncIterator[Stores]:
        async with sql_stores(place()) as stores:
            yield stores


@pytest.mark.parametrize("harness", StoreWhole.__subclasses__())
def test_a_harness_overrides_no_promise(harness: type[StoreWhole]) -> None:
    own = {name for name in vars(harness) if not name.startswith("_")}
    assert own == {"place", "stores"}
