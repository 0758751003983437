"""A database that is full, read-only, locked or away: a clear error, nothing half-written, recovery by itself."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DataError

from bot.domain.codes import OneTimeCode
from bot.domain.conversation import Tone
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import EventKey
from storage.engine import async_engine, parse_url
from storage.migrate import migrate
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import COMMUNITY, NOON
from tests.house import BOSS, House, house, words
from tests.postgres import Server, postgres_server


async def polls(home: House) -> int:
    async with home.work.reading() as work:
        return len(await work.polls.recent(COMMUNITY, limit=50))


async def test_a_full_database_says_so_and_recovers(tmp_path: Path) -> None:
    async with house(f"sqlite:///{tmp_path}/full.db") as home:
        await home.type("/poll Before? | a | b")
        engine = home.work._writer.sync_engine  # the fault is made underneath
        pages = "PRAGMA max_page_count = {}"

        def limit(connection: object, count: int) -> None:
            with closing(connection.cursor()) as cursor:  # type: ignore[attr-defined]  # the driver's
                cursor.execute(pages.format(count))

        full = True

        @event.listens_for(engine, "checkout")
        def checked_out(connection: object, _record: object, _proxy: object) -> None:
            limit(connection, 1 if full else 1_000_000)

        line = "/poll " + "x" * 290 + " | " + " | ".join(f"{number} " + "y" * 180 for number in range(50))
        for _ in range(3):
            reply = await home.type(line)
            assert reply.parts[0].tone is Tone.ERROR
            assert "cannot be written right now" in words(reply)
        assert await polls(home) == 1
        full = False
        assert "Launched" in words(await home.type(line))
        assert await polls(home) == 2


async def test_a_locked_database_says_so_and_recovers(tmp_path: Path) -> None:
    file = tmp_path / "locked.db"
    async with house(f"sqlite:///{file}") as home:
        await home.type("/poll Before? | a | b")
        poll = (await home.latest()).id
        await home.vote(poll, 1, 1)
        engines = (home.work._writer.sync_engine, home.box._writer._engine)  # impatient, for the test
        for engine in engines:

            @event.listens_for(engine, "checkout")
            def impatient(connection: object, _record: object, _proxy: object) -> None:
                with closing(connection.cursor()) as cursor:  # type: ignore[attr-defined]  # the driver's
                    cursor.execute("PRAGMA busy_timeout = 1")

        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert "cannot be written" in words(await home.type("/poll During? | a | b"))
            reply = await home.vote(poll, 1, 2)
            assert reply.tone is Tone.ERROR
            assert "Vote again in a moment" in reply.text
            other.execute("ROLLBACK")
        assert (await home.vote(poll, 1, 2)).tone is Tone.DONE
        assert await polls(home) == 1


async def test_a_read_only_database_can_still_be_read(tmp_path: Path) -> None:
    async with house(f"sqlite:///{tmp_path}/read.db") as home:
        await home.type("/poll Before? | a | b")

        @event.listens_for(home.work._writer.sync_engine, "checkout")  # the fault is made underneath
        def read_only(connection: object, _record: object, _proxy: object) -> None:
            with closing(connection.cursor()) as cursor:  # type: ignore[attr-defined]  # the driver's
                cursor.execute("PRAGMA query_only = ON")

        assert "cannot be written" in words(await home.type("/close"))
        assert "Before?" in words(await home.type("/polls"))
        home.clock.advance(seconds=30)
        with pytest.raises(StoreUnavailable):
            await home.announcing.sweep()


async def test_postgresql_gone_and_back(tmp_path: Path) -> None:
    with postgres_server() as server:
        url = server.fresh()
        async with house(url) as home:
            await home.type("/poll Before? | a | b")
            poll = (await home.latest()).id
            with server.connect("postgres") as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [url.rsplit("/", 1)[1]]
                )
            assert (await home.vote(poll, 1, 1)).tone is Tone.DONE
            assert "Launched" in words(await home.type("/poll After? | a | b", BOSS))


async def test_a_connection_cut_in_the_middle_keeps_nothing_and_the_next_goes_on(postgres: Server) -> None:
    raw = postgres.fresh()
    url = parse_url(raw)
    await migrate(url)
    engine = async_engine(url)
    work = SqlUnitOfWork(engine)

    async def cut() -> None:
        async with work.writing() as transaction:
            assert await transaction.events.first_time(EventKey("e"), NOON)
            with postgres.connect("postgres") as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [raw.rsplit("/", 1)[1]]
                )
            await transaction.events.first_time(EventKey("f"), NOON)

    with pytest.raises(StoreUnavailable):
        await cut()
    async with work.writing() as transaction:
        assert await transaction.events.first_time(EventKey("e"), NOON)
    await engine.dispose()


async def test_a_writer_called_away_within_a_statement_gives_the_write_lock_back(tmp_path: Path) -> None:
    url = parse_url(f"sqlite:///{tmp_path}/away.db")
    await migrate(url)
    engine = async_engine(url)
    loop, called = asyncio.get_running_loop(), threading.Event()
    writers: list[asyncio.Task[None]] = []  # held, with the traceback of each, until the end

    def call_away() -> None:
        writers[0].cancel()
        called.set()

    def in_the_middle() -> int:  # on the driver's thread, while the statement runs
        if not called.is_set():
            loop.call_soon_threadsafe(call_away)
            called.wait()
        return 0

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.create_function("in_the_middle", 0, in_the_middle)
        with closing(connection.cursor()) as cursor:
            cursor.execute(
                "CREATE TEMP TRIGGER away AFTER INSERT ON main.handled_events BEGIN SELECT in_the_middle(); END"
            )

    work = SqlUnitOfWork(engine)

    async def write() -> None:
        async with work.writing() as transaction:
            await transaction.events.first_time(EventKey("e"), NOON)

    writers.append(asyncio.create_task(write()))
    await asyncio.wait(writers)
    assert writers[0].cancelled()
    with closing(sqlite3.connect(tmp_path / "away.db", timeout=0, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert other.execute("SELECT count(*) FROM handled_events").fetchone() == (0,)
        other.execute("ROLLBACK")
    async with work.writing() as transaction:
        assert await transaction.events.first_time(EventKey("e"), NOON)
    await engine.dispose()


async def test_what_would_fail_again_is_not_called_a_database_that_is_away(postgres: Server) -> None:
    url = parse_url(postgres.fresh())
    await migrate(url)
    engine = async_engine(url)
    work = SqlUnitOfWork(engine)
    with pytest.raises(DataError):  # PostgreSQL keeps no NUL in a text
        async with work.writing() as transaction:
            await transaction.events.first_time(EventKey("a\x00b"), NOON)
    async with work.writing() as transaction:
        assert await transaction.events.first_time(EventKey("a b"), NOON)
    await engine.dispose()


async def test_a_transaction_that_raises_keeps_nothing(database: str) -> None:
    url = parse_url(database)
    await migrate(url)
    engine = async_engine(url)
    work = SqlUnitOfWork(engine)

    async def broken_off() -> None:
        async with work.writing() as transaction:
            await transaction.sign_ins.add(OneTimeCode(digest="digest", expires_at=NOON + timedelta(hours=1)))
            raise LookupError

    with pytest.raises(LookupError):
        await broken_off()
    async with work.writing() as transaction:
        assert await transaction.sign_ins.find("digest") is None
    await engine.dispose()
