"""The schema at start: made once, harmlessly twice, by two at once; never older than the database."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from bot.domain.errors import StoreUnavailable
from storage.checkup import look_at
from storage.engine import BadDatabaseUrl, parse_url, sync_engine
from storage.migrate import NewerSchema, is_current, migrate
from storage.tables import metadata
from tests.postgres import Server


async def test_it_makes_the_tables_as_the_program_knows_them(database: str) -> None:
    url = parse_url(database)
    assert not await is_current(url)
    await migrate(url)
    await migrate(url)
    assert await is_current(url)
    engine = sync_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


async def test_two_programs_that_start_at_once_both_succeed(database: str) -> None:
    url = parse_url(database)
    await asyncio.gather(*(migrate(url) for _ in range(4)))
    assert await is_current(url)


async def test_an_older_program_leaves_a_newer_database_alone(database: str) -> None:
    url = parse_url(database)
    await migrate(url)
    engine = sync_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(NewerSchema, match="newer version"):
        await migrate(url)
    assert not (await look_at(url)).known


async def test_a_database_that_cannot_be_reached_or_has_no_unicode(postgres: Server) -> None:
    with pytest.raises(StoreUnavailable):
        await migrate(parse_url("postgresql://postgres@127.0.0.1:1/none"))
    with pytest.raises(StoreUnavailable, match="encoding"):
        await migrate(parse_url(postgres.fresh("SQL_ASCII")))


async def test_what_the_doctor_sees(database: str, tmp_path: Path) -> None:
    url = parse_url(database)
    await migrate(url)
    facts = await look_at(url)
    assert facts.writable
    assert facts.known
    assert facts.revision == facts.newest
    missing = await look_at(parse_url(f"sqlite:///{tmp_path}/none/yet.db"))
    assert missing.revision is None
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("url", ["", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense", "oracle://x"])
def test_other_databases_are_refused_in_words(url: str) -> None:
    with pytest.raises(BadDatabaseUrl):
        parse_url(url)


@pytest.mark.parametrize("driver", ["postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg2"])
def test_any_driver_may_be_named(driver: str) -> None:
    try:
        assert parse_url(f"{driver}://u:p@h/d").drivername == "postgresql+psycopg"
    except BadDatabaseUrl:
        assert driver == "postgres"
