"""Moving from one database to another: all of it, proved, in one step, and nothing of the old one touched."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import StoreUnavailable
from bot.domain.ids import EventKey, PollId
from storage.engine import async_engine, parse_url
from storage.migrate import MovedAway, NewerSchema, _config, is_current, migrate
from storage.moving.carrying import Carried
from storage.moving.errors import CannotCarry, Differs, Holds, UnderWay
from storage.moving.layout import REVISIONS, kind_of, newest_layout
from storage.moving.lines import AT_ONCE
from storage.moving.move import move, reopen
from storage.tables import metadata
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOON
from tests.postgres import Server
from tests.storage.filled import JOBS, VOTERS, ask_for_jobs, everything, fill, jobs_of, opened
from tests.storage.hall import HandClock
from tests.storage.test_migrate import _OLD_ROWS, _rules

Pair = tuple[str, str]
"""URLs of a filled database and of an empty one."""


def moved(source: str, to: str, *, switch: bool = False, replace: bool = False) -> Carried:
    clock = HandClock()
    return move(parse_url(source), parse_url(to), clock, lambda *_: None, switch=switch, replace=replace)


@pytest.fixture(params=["up", "down", "across"])
async def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Pair:
    file, other = f"sqlite:///{tmp_path}/one.db", f"sqlite:///{tmp_path}/two/two.db"
    if request.param == "across":
        found = file, other
    else:
        server = str(request.getfixturevalue("postgres").fresh())
        found = (file, server) if request.param == "up" else (server, file)
    await fill(found[0])
    return found


def test_every_table_of_the_program_is_carried_column_by_column() -> None:
    """Whoever adds a table or a column has it moved and backed up; whoever adds an unknown type is told here."""
    layout = newest_layout()
    assert set(layout.names) == set(metadata.tables)
    for sheet in layout.sheets:
        expected = {column.name: kind_of(column.type) for column in metadata.tables[sheet.name].c}
        assert dict(sheet.columns) == expected
    for sheet in layout.sheets:  # none before those it refers to, and no circles
        for key in metadata.tables[sheet.name].foreign_keys:
            assert layout.names.index(key.column.table.name) < layout.names.index(sheet.name)


async def test_whatever_else_the_database_holds_is_ours_or_the_job_engines(database: str) -> None:
    await migrate(parse_url(database))
    engine = opened(database)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {*newest_layout().names, REVISIONS}
    engine.dispose()


async def test_everything_arrives_and_nothing_leaves(pair: Pair) -> None:
    source, to = pair
    before = everything(source)
    assert all(before.values()), "a table that nothing was put into shows nothing"
    receipt = moved(source, to)
    assert everything(to) == before == everything(source)
    assert receipt.tables["ballots"].rows == VOTERS
    assert receipt.moment == NOON
    assert receipt.polls_recounted == 2
    assert await is_current(parse_url(to))
    assert _rules(parse_url(to)) == _rules(parse_url(source)) or source[:6] != to[:6]


async def test_a_draw_that_is_still_to_come_is_in_one_database_only(pair: Pair) -> None:
    source, to = pair
    _write(source, f"INSERT INTO draws (poll_id, nonce, made_at) VALUES ('p1', '{'7' * 64}', 1)")
    moved(source, to)
    assert [row[0] for row in everything(to)["draws"]] == ["p3"]
    moved(source, to, switch=True, replace=True)
    assert sorted(row[0] for row in everything(to)["draws"]) == ["p1", "p3"]


async def test_there_and_back_the_proofs_are_the_same(pair: Pair, tmp_path: Path) -> None:
    source, to = pair
    there = moved(source, to)
    back = moved(to, f"sqlite:///{tmp_path}/back.db")
    assert back.tables == there.tables


async def test_numbers_go_on_where_they_were_even_of_rows_that_are_gone(pair: Pair) -> None:
    source, to = pair
    moved(source, to)
    engine = opened(to)
    message = {"channel_id": "lobby", "kind": "words", "author_name": "B", "text": "next", "at": NOON}
    with engine.begin() as connection:
        connection.execute(metadata.tables["room_messages"].insert(), message)
        number = connection.execute(text("SELECT max(number) FROM room_messages")).scalar_one()
    engine.dispose()
    assert number == 6


async def test_what_holds_something_is_not_overwritten_unless_it_is_said(pair: Pair) -> None:
    source, to = pair
    moved(source, to)
    _write(source, "UPDATE people SET name = 'Ada' WHERE id = 'ugo'")
    before = everything(to)
    with pytest.raises(Holds, match=r"already holds polls \(3\), ballots \(700\).*--replace"):
        moved(source, to)
    assert everything(to) == before
    moved(source, to, replace=True)
    assert everything(to) == everything(source) != before


async def test_a_database_with_tables_but_no_rows_counts_as_empty(pair: Pair) -> None:
    source, to = pair
    await migrate(parse_url(to))
    moved(source, to)
    assert everything(to) == everything(source)


async def test_a_move_that_breaks_leaves_the_target_as_it_was(pair: Pair) -> None:
    source, to = pair
    moved(source, to)
    before = everything(to)

    def broken(what: str, _done: int, _total: int) -> None:
        if what == "checking ballots":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(parse_url(source), parse_url(to), HandClock(), broken, switch=True, replace=True)
    assert everything(to) == before
    _write(source, "UPDATE people SET name = 'Ada' WHERE id = 'ugo'")  # not closed either
    moved(source, to, replace=True)


async def test_a_count_that_is_wrong_is_not_carried_on(pair: Pair) -> None:
    source, to = pair
    _write(source, "UPDATE tallies SET votes = votes + 1 WHERE poll_id = 'p2' AND option_number = 1")
    with pytest.raises(Differs, match=r"p2\. Nothing was kept"):
        moved(source, to)
    _write(source, "UPDATE tallies SET votes = votes - 1 WHERE poll_id = 'p2' AND option_number = 1")
    _write(source, "UPDATE turnouts SET voters = 0 WHERE poll_id = 'p1' AND platform = 'web'")
    with pytest.raises(Differs, match="p1"):
        moved(source, to)


async def test_after_a_switch_the_old_database_tells_where_to_go(pair: Pair) -> None:
    source, to = pair
    running = async_engine(parse_url(source))  # a program that was there before
    work = SqlUnitOfWork(running)
    async with work.reading() as transaction:
        assert await transaction.polls.get(PollId("p1"))
    moved(source, to, switch=True)
    before = everything(source)
    for change in (
        "INSERT INTO handled_events VALUES ('late', 0)",
        "UPDATE polls SET version = version + 1",
        "DELETE FROM ballots",
        "INSERT INTO tallies VALUES ('p1', 'web', 1, 1) ON CONFLICT (poll_id, platform, option_number)"
        " DO UPDATE SET votes = 0",
    ):
        with pytest.raises(DBAPIError, match="this database was moved to"):
            _write(source, change)
    with pytest.raises(StoreUnavailable, match="this database was moved to"):
        async with work.writing() as transaction:
            await transaction.events.first_time(EventKey("late"), NOON)
    with pytest.raises(MovedAway, match="Set DATABASE_URL"):
        await migrate(parse_url(source))
    with pytest.raises(CannotCarry, match="is closed"):
        moved(source, to, switch=True, replace=True)
    await running.dispose()
    assert everything(source) == before == everything(to)
    _write(to, "UPDATE polls SET version = version + 1")  # the new one is open


async def test_a_switch_can_be_taken_back(pair: Pair) -> None:
    source, to = pair
    moved(source, to, switch=True)
    assert "was moved" in str(reopen(parse_url(source)))
    assert reopen(parse_url(source)) is None
    _write(source, "UPDATE polls SET version = version + 1")
    await migrate(parse_url(source))
    engine = opened(source)
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == {*newest_layout().names, REVISIONS}
    engine.dispose()


async def test_moving_back_over_the_closed_one_opens_it(pair: Pair) -> None:
    source, to = pair
    moved(source, to, switch=True)
    moved(to, source, switch=True, replace=True)
    _write(source, "UPDATE polls SET version = version + 1")
    with pytest.raises(DBAPIError, match="moved"):
        _write(to, "UPDATE polls SET version = version + 1")


async def test_two_operators_at_once(pair: Pair) -> None:
    source, to = pair
    second: list[BaseException] = []

    def meanwhile(what: str, _done: int, _total: int) -> None:
        if what == "copying ballots" and not second:
            with pytest.raises(UnderWay) as refused:
                moved(source, to)
            second.append(refused.value)

    move(parse_url(source), parse_url(to), HandClock(), meanwhile)
    assert "wait until" in str(second[0])
    assert everything(to) == everything(source)


async def test_a_target_in_use_is_not_replaced_under_its_program(pair: Pair) -> None:
    source, to = pair
    moved(source, to)
    running = opened(to)
    with running.connect() as connection:
        connection.execute(text("SELECT 1 FROM polls"))
        connection.rollback()
        with pytest.raises(UnderWay, match="Stop it first"):
            moved(source, to, replace=True)
    running.dispose()
    moved(source, to, replace=True)


async def test_what_is_still_to_be_done_is_done_there(pair: Pair) -> None:
    source, to = pair
    ask_for_jobs(source)
    assert jobs_of(source) == JOBS
    assert moved(source, to).jobs == 2
    assert jobs_of(to) == JOBS == jobs_of(source)
    moved(source, to, replace=True)  # none of them twice
    assert jobs_of(to) == JOBS


async def test_an_older_database_arrives_in_the_newest_shape(empty_database: str, tmp_path: Path) -> None:
    engine = opened(empty_database)
    with engine.begin() as connection:
        command.upgrade(_config(connection), "0001")
        for line in _OLD_ROWS:
            connection.execute(text(line))
        connection.execute(text("INSERT INTO tallies VALUES ('p1', 'web', 1, 1)"))
        connection.execute(text("INSERT INTO turnouts VALUES ('p1', 'web', 1)"))
    engine.dispose()
    to = f"sqlite:///{tmp_path}/new.db"
    assert moved(empty_database, to).revision == "0001"
    assert await is_current(parse_url(to))
    assert not await is_current(parse_url(empty_database))
    assert everything(to)["posts"]


async def test_a_newer_database_is_neither_read_nor_emptied(pair: Pair) -> None:
    source, to = pair
    moved(source, to)
    _write(to, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchema, match="newer version"):
        moved(source, to, replace=True)
    with pytest.raises(NewerSchema, match="newer version"):
        moved(to, source, replace=True)


async def test_what_there_is_nothing_to_move_from_or_to(postgres: Server, tmp_path: Path) -> None:
    here, empty = f"sqlite:///{tmp_path}/here.db", f"sqlite:///{tmp_path}/empty.db"
    with pytest.raises(CannotCarry, match="no database at"):
        moved(here, empty)
    sqlite3.connect(tmp_path / "empty.db").close()
    (tmp_path / "empty.db").touch()
    with pytest.raises(CannotCarry, match="nothing of Ascolto's"):
        moved(empty, here)
    await fill(here)
    with pytest.raises(CannotCarry, match="in use"):
        moved(here, f"sqlite:///{tmp_path}/../{tmp_path.name}/here.db")
    (tmp_path / "letter.db").write_text("Dear all, this is no database, but long enough for one." * 20)
    with pytest.raises(StoreUnavailable, match="no SQLite database"):
        moved(here, f"sqlite:///{tmp_path}/letter.db")
    server = postgres.fresh()
    await fill(server)
    with pytest.raises(CannotCarry, match="in use"):
        moved(server, server.replace("postgresql://postgres@", "postgresql+asyncpg://postgres@"))
    other = postgres.fresh()
    _write(other, "CREATE TABLE people (name TEXT)")
    with pytest.raises(Holds, match="not Ascolto's"):
        moved(here, other)


async def test_rows_come_through_some_thousand_at_a_time(pair: Pair) -> None:
    """However many there are, no more than those are in memory."""
    source, to = pair
    engine = opened(source)
    with engine.begin() as connection:
        rows = [{"key": f"event-{number}", "at": NOON} for number in range(2 * AT_ONCE)]
        connection.execute(metadata.tables["handled_events"].insert(), rows)
    engine.dispose()
    seen: list[int] = []

    def count(what: str, done: int, _total: int) -> None:
        if what.endswith("handled_events"):
            seen.append(done)

    move(parse_url(source), parse_url(to), HandClock(), count)
    assert seen == [AT_ONCE, 2 * AT_ONCE, 2 * AT_ONCE + 20] * 2


def _write(url: str, change: str) -> None:
    engine = opened(url)
    try:
        with engine.begin() as connection:
            connection.execute(text(change))
    finally:
        engine.dispose()
