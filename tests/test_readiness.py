"""/livez, /readyz, /healthz: what a process says of itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx

from bot.compose_operations import Readiness
from bot.domain.community import Community
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import Platform
from bot.services.leasing import Fence, Leasing
from storage.engine import parse_url, sync_engine
from storage.memory import MemoryUnitOfWork, MemoryWork
from tests.builders import COMMUNITY
from tests.fakes.clock import FakeClock
from tests.webhouse import web_house

TELEGRAM = Platform("telegram")


class Database(MemoryUnitOfWork):
    away = False

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[MemoryWork]:
        if self.away:
            raise StoreUnavailable("gone")
        async with super().reading() as work:
            yield work


async def ours() -> bool:
    return True


async def database(clock: FakeClock) -> Database:
    built = Database(clock)
    async with built.writing() as work:
        await work.communities.ensure(Community(id=COMMUNITY, name="Choir", language="en", timezone="UTC"))
    return built


async def test_the_addresses_of_a_running_program(tmp_path: Path) -> None:
    async with web_house(tmp_path) as house, httpx.AsyncClient(base_url=house.base) as client:
        assert (await client.get("/livez")).text == "ok\n"
        assert (await client.get("/healthz")).text == "ok\n"
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.text) == (200, "ready\ndatabase: there\n")

        house.ascolto.readiness.stopping = True
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.text.splitlines()[:2]) == (503, ["not ready", "stopping"])
        house.ascolto.readiness.stopping = False

        engine = sync_engine(parse_url(f"sqlite:///{tmp_path}/web.db"))
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        engine.dispose()
        answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert "changed by a newer version" in answer.text
        assert (await client.get("/livez")).status_code == 200


async def test_without_its_database_nothing_is_ready() -> None:
    built = await database(FakeClock())
    readiness = Readiness(work=built, community=COMMUNITY, schema_is_ours=ours, leasing=None)
    assert await readiness.look() == (True, ("database: there",))
    built.away = True

    async def away() -> bool:
        raise StoreUnavailable("gone")

    readiness.schema_is_ours = away
    assert await readiness.look() == (False, ("database: away",))
    assert not await readiness.database_is_there()


async def test_a_platform_that_is_away_counts_where_nothing_else_is_served() -> None:
    clock = FakeClock()
    built, connected = await database(clock), asyncio.Event()
    leasing = Leasing(built, clock, "me", timedelta(seconds=9), lambda _: None)
    readiness = Readiness(
        work=built,
        community=COMMUNITY,
        schema_is_ours=ours,
        leasing=leasing,
        connected={TELEGRAM: connected},
        serves_pages=False,
    )

    async def poll(_fence: Fence) -> None:
        await asyncio.Event().wait()

    guarding = asyncio.ensure_future(leasing.guard("telegram-7", poll))
    for _ in range(20):
        await asyncio.sleep(0)
    lines = ("database: there", "telegram-7: held here", "telegram: not connected")
    assert await readiness.look() == (False, lines)
    connected.set()
    assert (await readiness.look())[0]
    connected.clear()
    readiness.serves_pages = True
    assert await readiness.look() == (True, lines)
    readiness.serves_pages = False

    # one that stands by for another is as ready as it can be
    leasing.figures["telegram-7"].held = False
    assert (await readiness.look())[0]
    guarding.cancel()
    await asyncio.wait({guarding})
