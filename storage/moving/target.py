"""A database to be filled, in one transaction: in the end everything is there, or all is as it was before.

PostgreSQL: one transaction from the making of the tables to the last check, under the lock of migrations, so that a
program that starts meanwhile waits. SQLite: a file of another name, put in the place of the old one when it is whole.
A crash in the middle leaves nothing that a second attempt would have to clear away.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import URL, Connection, insert, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import StoreUnavailable
from storage.engine import PROGRAM, WRITES, is_sqlite, sync_engine
from storage.migrate import known_revision, lock_schema, must_be_usable, upgrade
from storage.moved import take_mark_away
from storage.moving.errors import Holds, UnderWay
from storage.moving.exclusive import claimed, put_in_place
from storage.moving.jobs import Waiting, clear_jobs, prepare_jobs
from storage.moving.layout import Layout, Sheet, layout_at, newest_layout
from storage.moving.lines import Batch
from storage.moving.snapshot import described
from storage.troubles import told

_LOCK: Final = 0x4153434D4F5645
"""Key of PostgreSQL's advisory lock of whoever fills a database: "ASCMOVE" in bytes."""
SHOWN: Final = ("polls", "ballots", "people", "channels")
"""Named where a database is not empty."""


class Coming(Protocol):
    """What the target must be ready for."""

    @property
    def layout(self) -> Layout: ...
    @property
    def jobs(self) -> Sequence[Waiting]: ...


@dataclass(frozen=True, slots=True)
class Target:
    """Valid within its block; leaving it without `keep` leaves everything as it was."""

    connection: Connection
    described: str
    keep: Callable[[], None]
    """Commit: from here on it is what others find."""

    def write(self, sheet: Sheet, batches: Iterator[Batch]) -> None:
        if self.connection.dialect.name == "sqlite":
            for batch in batches:
                rows = [dict(zip(sheet.names, row, strict=True)) for row in batch.rows]
                self.connection.execute(insert(sheet.as_table()), rows)
            return
        columns = ", ".join(f'"{name}"' for name in sheet.names)
        driver: Any = self.connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f'COPY "{sheet.name}" ({columns}) FROM STDIN') as copy:
            for batch in batches:
                for row in batch.rows:
                    copy.write_row(row)

    def set_counters(self, layout: Layout, counters: Mapping[str, int]) -> None:
        """The next row of each table gets a number that none had before, in the source either."""
        for sheet in layout.sheets:
            last = counters.get(sheet.name)
            if last is None or sheet.counter is None:
                continue
            if self.connection.dialect.name == "sqlite":
                row = {"name": sheet.name, "last": last}
                self.connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), row)
                self.connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), row)
            else:
                found = text("SELECT setval(pg_get_serial_sequence(:name, :column), :last)")
                asked = {"name": f'"{sheet.name}"', "column": sheet.counter, "last": last}
                self.connection.execute(found, asked)

    def finish(self) -> None:
        """Bring the tables to the newest revision, and let the planner know what is in them."""
        if self.connection.dialect.name == "sqlite":
            broken = self.connection.execute(text("PRAGMA foreign_key_check")).first()
            if broken is not None:
                raise StoreUnavailable(f"a row of {broken[0]} refers to a row of {broken[2]} that is not there")
        upgrade(self.connection)
        if self.connection.dialect.name != "sqlite":
            names = ", ".join(f'"{name}"' for name in newest_layout().names)
            self.connection.execute(text(f"ANALYZE {names}"))


@contextmanager
def target(url: URL, coming: Coming, *, replace: bool) -> Iterator[Target]:
    """The database at `url`, with empty tables for what is coming.

    Raises Holds where something is there and may not be replaced, UnderWay where somebody else fills or uses it,
    NewerSchema where it is of a newer program, StoreUnavailable where it cannot be reached or written.
    """
    try:
        with _file(url, coming, replace) if is_sqlite(url) else _server(url, coming, replace) as filled:
            yield filled
    except DBAPIError as error:
        raise StoreUnavailable(told(error)) from error


@contextmanager
def _server(url: URL, coming: Coming, replace: bool) -> Iterator[Target]:
    engine = sync_engine(url)
    try:
        with engine.connect() as connection:
            revision = _ready(connection, url, replace=replace)
            if coming.jobs:
                # the engine makes its tables on connections of its own, and waits there for all transactions to end
                connection.rollback()
                prepare_jobs(url)
                revision = _ready(connection, url, replace=replace)
            if revision is not None:
                _clear(connection, revision)
            _make(connection, coming.layout)
            yield Target(connection, described(url), connection.commit)
    finally:
        engine.dispose()


def _ready(connection: Connection, url: URL, *, replace: bool) -> str | None:
    """Its revision, where the database may be filled; until the transaction ends nobody else may."""
    if not connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK}).scalar_one():
        raise UnderWay("Another move or restore into this database is under way; wait until it is done.")
    lock_schema(connection)
    must_be_usable(connection)
    revision = known_revision(connection)
    _must_be_free(connection, revision, described(url), replace=replace)
    if revision is not None:
        _must_be_unused(connection)
    return revision


@contextmanager
def _file(url: URL, coming: Coming, replace: bool) -> Iterator[Target]:
    file = Path(url.database or "")
    engine = sync_engine(url)  # makes the folder
    with claimed(file) as draft:
        if file.exists() and file.stat().st_size:
            with closing(_Closing(engine)), engine.connect().execution_options(**{WRITES: False}) as connection:
                _must_be_free(connection, known_revision(connection), str(file), replace=replace)
            with _alone(file):
                pass  # said now, and not after minutes of copying
        apart = url.set(database=str(draft))
        if coming.jobs:
            prepare_jobs(apart)
        aside = sync_engine(apart)
        with closing(_Closing(aside)):
            # the draft is thrown away after a crash, so nothing needs a journal
            _pragmas(aside, "journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF")
            with aside.connect() as connection:
                _make(connection, coming.layout)

                def keep() -> None:
                    connection.commit()
                    connection.close()
                    _pragmas(aside, "journal_mode = WAL")
                    aside.dispose()
                    _take_the_place(draft, file)

                yield Target(connection, str(file), keep)


def _must_be_free(connection: Connection, revision: str | None, where: str, *, replace: bool) -> None:
    there = set(inspect(connection).get_table_names())
    if revision is None:
        strangers = there & set(newest_layout().names)
        if strangers:
            raise Holds(f"{where} has a table {min(strangers)} that is not Ascolto's. Take a database of its own.")
        return
    counts = {
        name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608  # a name of ours
        for name in layout_at(revision).names
        if name in there
    }
    if any(counts.values()) and not replace:
        holds = ", ".join(f"{name} ({counts[name]:,})" for name in SHOWN if counts.get(name)) or "rows"
        raise Holds(f"{where} already holds {holds}. Say --replace to empty it first.")


def _must_be_unused(connection: Connection) -> None:
    others = connection.execute(
        text(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = :program"
        ),
        {"program": PROGRAM},
    ).scalar_one()
    if others:
        raise UnderWay(f"Ascolto is running on that database ({others} connections). Stop it first.")


def _clear(connection: Connection, revision: str) -> None:
    layout = layout_at(revision)
    take_mark_away(connection, layout.names)
    names = ", ".join(f'"{name}"' for name in (*layout.names, "alembic_version"))
    connection.execute(text(f"DROP TABLE IF EXISTS {names}"))
    # what the job engine remembers of jobs over other data must not outlive that data
    clear_jobs(connection)


def _make(connection: Connection, layout: Layout) -> None:
    upgrade(connection, layout.revision)
    for name in reversed(layout.names):  # what a migration put in comes with the data
        connection.execute(text(f'DELETE FROM "{name}"'))  # noqa: S608  # a name of ours


def _take_the_place(draft: Path, file: Path) -> None:
    if not file.exists():
        put_in_place(draft, file)
        return
    with _alone(file):
        put_in_place(draft, file)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Nobody has the file open meanwhile: the votes of whoever had would go into a file that is gone.

    Raises UnderWay where somebody has.
    """
    old = sqlite3.connect(file, timeout=1, isolation_level=None)
    try:
        # fails while anybody has the file open, idle or not; and leaves no write-ahead log for a new file to inherit
        old.execute("PRAGMA journal_mode = DELETE")
        old.execute("BEGIN EXCLUSIVE")
        [(journal,)] = old.execute("PRAGMA journal_mode")
        if journal != "delete":
            raise UnderWay(f"A program has just begun to use {file}. Stop it first.")
        yield
    except sqlite3.OperationalError as error:
        raise UnderWay(f"A program is using {file} ({error}). Stop it first.") from error
    finally:
        old.close()


def _pragmas(engine: Any, *pragmas: str) -> None:
    """On the engine's one connection, outside of a transaction."""
    connection = engine.raw_connection()
    try:
        for pragma in pragmas:
            connection.cursor().execute(f"PRAGMA {pragma}").close()
    finally:
        connection.close()


class _Closing:
    def __init__(self, engine: Any) -> None:
        self.close = engine.dispose
