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
from bot.ports import UnitOfWork
from bot.services.wiping import Wiper, wipe_is_due
from storage.engine import async_engine, parse_url
from storage.memory import MemoryUnitOfWork
from storage.migrate import migrate, newest_revision
from storage.moving.layout import layout_at
from storage.moving.secrets import wipe
from storage.turns import turns_of
from storage.wiping import PostgresWiping, wiping
from tests.attack.loot import raw_of
from tests.builders import NOON
from tests.fakes.clock import FakeClock
from tests.postgres import Server
from tests.storage.secret_hall import OWNER, SECRET, SecretHall, secret_hall

VOTERS = 3_000
FEW = 20
HINDRANCES = {
    "a reader": ("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT FROM notes"),
    "a writer": ("BEGIN", "INSERT INTO notes (key, text) VALUES ('somebody', '')"),
}
"""Transactions that see, or keep for themselves, what is deleted after they began; none locks a table that is wiped."""


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


async def few(hall: SecretHall) -> list[str]:
    """All vote once in the secret poll; gives their keys in it."""
    await asyncio.gather(*(hall.cast(person, 1) for person in hall.people))
    async with hall.work.reading() as work:
        return [str(await work.secrecy.voter_key(SECRET, person)) for person in hall.people]


def traces(url: str, keys: list[str]) -> list[str]:
    """The files in which any of the keys can be read."""
    return [name for name, content in raw_of(url).items() if any(key.encode() in content for key in keys)]


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


@pytest.mark.parametrize("hindrance", HINDRANCES)
@pytest.mark.parametrize("elsewhere", [False, True])
async def test_a_transaction_from_before_the_end_delays_the_wiping_on_postgresql(
    postgres: Server, hindrance: str, elsewhere: bool
) -> None:
    """Also one that writes in another database of the server; one that only reads there sees nothing of it."""
    url, neighbour = postgres.fresh(), postgres.fresh()
    await migrate(parse_url(neighbour))
    async with secret_hall(url, FEW) as hall:
        old = await few(hall)
        wiper = wiping(parse_url(url), hall.engine, hall.turns)
        with closing(postgres.connect((neighbour if elsewhere else url).rpartition("/")[2])) as other:
            for statement in HINDRANCES[hindrance]:
                other.execute(statement)
            await end(hall)
            assert await wiper.wipe() == (elsewhere and hindrance == "a reader")
            other.execute("COMMIT")
            assert await wiper.wipe()
        assert traces(url, old) == []


async def test_a_reader_that_comes_later_delays_nothing(postgres: Server) -> None:
    url = postgres.fresh()
    async with secret_hall(url, FEW) as hall:
        old = await few(hall)
        await end(hall)
        with closing(postgres.connect(url.rpartition("/")[2])) as other:
            for statement in HINDRANCES["a reader"]:
                other.execute(statement)
            assert await wiping(parse_url(url), hall.engine, hall.turns).wipe()
        assert traces(url, old) == []


async def test_a_role_without_privileges_knows_of_other_roles_readers(postgres: Server) -> None:
    url = postgres.fresh()
    name = url.rpartition("/")[2]
    with closing(postgres.connect(name)) as chief:
        chief.execute(f"CREATE ROLE of_{name} LOGIN")
        chief.execute(f"ALTER SCHEMA public OWNER TO of_{name}")
        chief.execute(f"GRANT CREATE ON DATABASE {name} TO of_{name}")
        plain = url.replace("postgres@", f"of_{name}@")
        async with secret_hall(plain, FEW) as hall:
            old = await few(hall)
            wiper = wiping(parse_url(plain), hall.engine, hall.turns)
            for statement in HINDRANCES["a reader"]:
                chief.execute(statement)
            await end(hall)
            assert not await wiper.wipe()
            chief.execute("COMMIT")
            assert await wiper.wipe()
            assert traces(url, old) == []


async def test_a_move_says_where_somebody_read_on(database: str) -> None:
    url = parse_url(database)
    layout = layout_at(newest_revision())
    async with secret_hall(database, FEW) as hall:
        old = await few(hall)
        async with hall.engine.connect() as reader:
            if hall.engine.dialect.name == "postgresql":
                await reader.execution_options(isolation_level="REPEATABLE READ")
            await reader.execute(text("SELECT * FROM notes"))
            await end(hall)
            assert not await asyncio.to_thread(wipe, url, layout, 0.2)
        assert await asyncio.to_thread(wipe, url, layout)
        assert traces(database, old) == []


async def test_a_move_says_where_the_database_is_away(postgres: Server) -> None:
    url = parse_url(postgres.fresh()).set(database="nowhere")
    assert not await asyncio.to_thread(wipe, url, layout_at(newest_revision()), 0.2)


class Interrupted:
    """A wiping during which another secret poll ends."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work, self.times = work, 0

    async def wipe(self) -> bool:
        self.times += 1
        if self.times == 1:
            async with self._work.writing() as work:
                await wipe_is_due(work, OWNER, NOON)
        return True


async def a_poll_that_ends_meanwhile(work: UnitOfWork) -> None:
    async with work.writing() as writing:
        await wipe_is_due(writing, SECRET, NOON)
    wiping = Interrupted(work)
    wiper = Wiper(work, wiping, FakeClock())
    assert [await wiper.wipe() for _ in range(3)] == [False, True, True]
    assert wiping.times == 2


async def test_a_poll_that_ends_while_another_is_wiped_is_wiped_too(database: str) -> None:
    async with secret_hall(database, 0) as hall:
        await a_poll_that_ends_meanwhile(hall.work)


async def test_in_memory_it_is_not_forgotten_either() -> None:
    await a_poll_that_ends_meanwhile(MemoryUnitOfWork(FakeClock()))
