"""A database as it stands at one moment, to be read from while others go on writing to it.

SQLite: one read transaction, which in write-ahead mode neither waits for writers nor keeps them waiting.
PostgreSQL: one REPEATABLE READ transaction. Held still, the snapshot also keeps every writer waiting until it ends, so
that it is not only consistent but the last word.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import StoreUnavailable
from bot.ports import Clock
from storage.engine import PROGRAM, WRITES, is_sqlite, sync_engine
from storage.migrate import known_revision
from storage.moved import moved_note
from storage.moving.errors import CannotCarry
from storage.moving.jobs import Waiting, waiting_jobs
from storage.moving.layout import Layout, Sheet, layout_at
from storage.moving.lines import AT_ONCE, Batch, of_rows
from storage.moving.secrets import POLL, kept_of, left_out_of, running_secret_polls
from storage.troubles import told

TRIES: Final = 20
"""To keep the writers of PostgreSQL still; each waits LOCK_SECONDS for those who are in the middle of something."""
LOCK_SECONDS: Final = 3


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Valid within its block."""

    connection: Connection
    layout: Layout
    described: str
    """Where, without a password."""
    moment: datetime
    rows: Mapping[str, int]
    counters: Mapping[str, int]
    """The last number that each table with a counter gave out."""
    jobs: Sequence[Waiting]
    secret: Sequence[str]
    """Secret polls that run."""
    left_out: Mapping[str, Sequence[str]]
    """By table, the polls of which nothing is told: in a snapshot without secrets."""

    def batches(self, sheet: Sheet) -> Generator[Batch, None, None]:
        return read_batches(self.connection, sheet, self.left_out.get(sheet.name, ()))


@contextmanager
def snapshot(url: URL, clock: Clock, *, still: bool = False, without_secrets: bool = False) -> Iterator[Snapshot]:
    """Changes nothing, unless the caller does so on the connection and commits; `still` keeps all writers waiting.

    `without_secrets`: as if nobody had voted yet in secret polls that run, and without draws still to come.

    Raises CannotCarry where nothing of ours is there, NewerSchema, StoreUnavailable.
    """
    if is_sqlite(url) and not Path(url.database or "").is_file():
        raise CannotCarry(f"There is no database at {url.database}.")
    engine = sync_engine(url)
    try:
        with _begun(engine, still=still) as connection:
            moment = clock.now()
            revision = known_revision(connection)
            if revision is None:
                raise CannotCarry(f"{described(url)} holds nothing of Ascolto's.")
            if (note := moved_note(connection)) is not None and still:
                raise CannotCarry(f"{described(url)} is closed: {note}.")
            layout = layout_at(revision)
            secret = running_secret_polls(connection)
            left_out = left_out_of(connection, layout) if without_secrets else {}
            rows = {
                sheet.name: kept_of(connection, sheet.name, left_out.get(sheet.name, ())) for sheet in layout.sheets
            }
            counters, jobs = _counters(connection, layout), waiting_jobs(connection)
            yield Snapshot(connection, layout, described(url), moment, rows, counters, jobs, secret, left_out)
    except DBAPIError as error:
        raise StoreUnavailable(told(error)) from error
    finally:
        engine.dispose()


def described(url: URL) -> str:
    """The database's address without password and driver, as it is shown to the operator."""
    if is_sqlite(url):
        return str(url.database)
    return url.set(drivername="postgresql", query={}).render_as_string(hide_password=True)


def read_batches(connection: Connection, sheet: Sheet, left_out: Sequence[str] = ()) -> Generator[Batch, None, None]:
    """All rows of a table, some thousand at a time; only those are in memory, on either database.

    But those of the polls `left_out`.
    """
    asked = sheet.rows_without(POLL, left_out)
    with connection.execute(asked.execution_options(yield_per=AT_ONCE)) as result:
        for rows in result.partitions():
            yield of_rows(sheet, [tuple(row) for row in rows])


@contextmanager
def _begun(engine: Engine, *, still: bool) -> Iterator[Connection]:
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(**{WRITES: still}) as connection:
            # the snapshot begins with the first reading, not with BEGIN
            connection.execute(text("SELECT count(*) FROM sqlite_master"))
            yield connection
        return
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": not still}
    with engine.connect().execution_options(**options) as connection:
        if still:
            _hold(connection)
        # not to be taken for a program that is running
        connection.execute(text(f"SET LOCAL application_name = '{PROGRAM}-move'"))
        connection.execute(text("SELECT 1"))
        yield connection


def _hold(connection: Connection) -> None:
    """Keep everybody else from writing until the end of the transaction.

    Two who lock in different orders can wait for each other: then it is we who step back and try again.
    """
    for _ in range(TRIES):
        try:
            # before the lock nothing may be read: the snapshot of REPEATABLE READ begins with the first reading
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
            names = _ours(connection.engine)
            connection.execute(text("LOCK TABLE " + ", ".join(f'"{name}"' for name in names) + " IN EXCLUSIVE MODE"))
        except DBAPIError as error:
            connection.rollback()
            # lock_not_available, deadlock_detected
            if getattr(error.orig, "sqlstate", None) not in ("55P03", "40P01"):
                raise
        else:
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            return
    raise StoreUnavailable("the tables are in use all the time; stop the program, and try again")


def _ours(engine: Engine) -> tuple[str, ...]:
    """The tables to lock, found in a transaction of their own."""
    with engine.connect() as connection:
        revision = known_revision(connection)
        there = set(inspect(connection).get_table_names())
    if revision is None:
        raise CannotCarry("The database holds nothing of Ascolto's.")
    return tuple(name for name in layout_at(revision).names if name in there)


def _counters(connection: Connection, layout: Layout) -> Mapping[str, int]:
    counters: dict[str, int] = {}
    for sheet in layout.sheets:
        if sheet.counter is None:
            continue
        if connection.dialect.name == "sqlite":
            kept = "SELECT max(seq) FROM sqlite_sequence WHERE name = :name"
            has_any = inspect(connection).has_table("sqlite_sequence")
            last = connection.execute(text(kept), {"name": sheet.name}).scalar_one() if has_any else None
        else:
            found = text("SELECT pg_get_serial_sequence(:name, :column)")
            asked = {"name": f'"{sheet.name}"', "column": sheet.counter}
            sequence = connection.execute(found, asked).scalar_one()
            if sequence is None:
                continue
            last = connection.execute(
                text(f"SELECT CASE WHEN is_called THEN last_value END FROM {sequence}")  # noqa: S608  # PostgreSQL's own quoted name
            ).scalar_one()
        if last is not None:
            counters[sheet.name] = int(last)
    return counters
