"""What tied ballots to people is gone from the files themselves, also where there were thousands of them."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.lifecycle import close
from storage.engine import async_engine, parse_url
from storage.migrate import migrate
from storage.turns import turns_of
from storage.wiping import PostgresWiping, wiping
from tests.attack.loot import raw_of
from tests.builders import NOON
from tests.postgres import Server
from tests.storage.secret_hall import OWNER, SECRET, SecretHall, secret_hall

VOTERS = 3_000


async def crowd(hall: SecretHall) -> list[str]:
    """Thousands vote, change their vote, and vote in another poll in between; gives their keys in the secret one."""
    order = random.Random(3)
    people = list(hall.people)
    for _ in range(2):
        order.shuffle(people)
        for start in range(0, VOTERS, 250):
            await asyncio.gather(
                *(
                    hall.cast(person, order.randint(1, 3), poll)
                    for person in people[start : start + 250]
                    for poll in (SECRET, OWNER)
                )
            )
    async with hall.work.reading() as work:
        return [str(await work.secrecy.voter_key(SECRET, person)) for person in people]


async def end(hall: SecretHall) -> list[str]:
    """The keys that are nobody's."""
    async with hall.work.writing() as work:
        await work.polls.save(close(await work.polls.lock(SECRET), NOON, by_deadline=False))
        return [str(new) for new in (await work.secrecy.unlink(SECRET, NOON)).values()]


async def test_no_key_of_a_voter_is_left_in_any_file(database: str) -> None:
    async with secret_hall(database, VOTERS) as hall:
        old = await crowd(hall)
        new = await end(hall)
        assert len(new) == VOTERS
        assert await wiping(parse_url(database), hall.engine, hall.turns).wipe()
        files = raw_of(database)
        for name, content in files.items():
            assert not [key for key in old if key.encode() in content], name
        # what is in them can be found there
        whole = b"".join(files.values())
        assert all(key.encode() in whole for key in new)


async def test_where_there_are_too_many_ballots_nobody_has_to_wait_for_all_of_them(postgres: Server) -> None:
    url = postgres.fresh()
    async with secret_hall(url, VOTERS) as hall:
        old = await crowd(hall)
        await end(hall)
        assert await PostgresWiping(hall.engine, small=0).wipe()
        files = raw_of(url)
        for name, content in files.items():
            # dead rows may stay readable in the ballots' own file, and say so little that docs/trust.md can say it
            assert name == "ballots" or not [key for key in old if key.encode() in content], name


async def test_who_reads_an_older_state_delays_the_wiping(tmp_path: Path) -> None:
    url = parse_url(f"sqlite:///{tmp_path}/ascolto.db")
    await migrate(url)
    engine = async_engine(url)
    wiper = wiping(url, engine, turns_of("sqlite"))
    with closing(sqlite3.connect(tmp_path / "ascolto.db", isolation_level=None)) as reader:
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO notes (key, text) VALUES ('one', '')"))
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM notes").fetchall()
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO notes (key, text) VALUES ('two', '')"))
        assert not await wiper.wipe()
        reader.execute("COMMIT")
        assert await wiper.wipe()
    await engine.dispose()
    assert not (tmp_path / "ascolto.db-wal").exists() or (tmp_path / "ascolto.db-wal").stat().st_size == 0


@pytest.mark.parametrize("writes", [False, True])
async def test_on_postgresql_who_reads_on_since_before_delays_the_wiping(postgres: Server, writes: bool) -> None:
    url = postgres.fresh()
    async with secret_hall(url, 8) as hall:
        for person in hall.people:
            await hall.cast(person, 1, SECRET)
        async with hall.work.reading() as work:
            old = [str(await work.secrecy.voter_key(SECRET, person)) for person in hall.people]
        reader = hall.engine.execution_options(isolation_level="REPEATABLE READ")
        async with reader.connect() as connection:
            await connection.execute(text("SELECT count(*) FROM communities"))
            if writes:
                await connection.execute(text("INSERT INTO notes (key, text) VALUES ('one', '')"))
            await end(hall)
            assert not await PostgresWiping(hall.engine).wipe()
            await connection.rollback()
        assert await PostgresWiping(hall.engine).wipe()
        files = raw_of(url)
        assert not [name for name, content in files.items() for key in old if key.encode() in content]
