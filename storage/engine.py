"""Engines for SQLite and PostgreSQL from one URL, asynchronous for the stores and synchronous for the ballot box."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.domain.errors import StoreUnavailable
from storage.sealing import Seal, sealed_with

WRITES: Final = "ascolto_writes"
"""Execution option of a connection that will write: SQLite then takes the write lock at once."""
PROGRAM: Final = "ascolto"
"""What PostgreSQL lists our connections as, unless the URL says it with `application_name`."""
BUSY_SECONDS: Final = 10
CHECKPOINT_PAGES: Final = 16_000
"""Of SQLite's log, 64 MB, until they are written into the file. In a large poll every vote of a batch touches a page of
its own: with the usual 1,000 each batch would wait for that, and the same pages would be written again and again."""
CONNECT_SECONDS: Final = 10
"""How long a PostgreSQL server may keep a newcomer waiting."""


class BadDatabaseUrl(ValueError):
    """`str()` says what is wrong with the URL, without its password."""


def parse_url(raw: str) -> URL:
    """The URL with the driver that is used here; any driver of the two databases may be named in `raw`."""
    try:
        url = make_url(raw)
    except (ArgumentError, ValueError):
        # without the cause: it may quote a piece of the password
        raise BadDatabaseUrl("this is not a database URL; sqlite:///data/ascolto.db is one") from None
    match url.get_backend_name():
        case "sqlite":
            if not url.database or url.database == ":memory:":
                raise BadDatabaseUrl("SQLite needs a file: sqlite:///data/ascolto.db")
            return url.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            url = url.set(drivername="postgresql+psycopg")
            # asyncpg's word for what libpq calls sslmode, with the same values
            asked = url.query.get("ssl")
            return url.difference_update_query(["ssl"]).update_query_dict({"sslmode": asked}) if asked else url
        case other:
            raise BadDatabaseUrl(f"{other} is not supported: use sqlite:/// or postgresql://")


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def async_engine(url: URL, seal: Seal | None = None) -> AsyncEngine:
    """For the stores; `seal` closes identities. Raises StoreUnavailable where SQLite's folder cannot be made."""
    _make_folder(url)
    if is_sqlite(url):
        # last in, first out: each connection has a page cache of its own, and one that is warm is better than five
        engine = create_async_engine(url, pool_size=5, max_overflow=5, pool_use_lifo=True, hide_parameters=True)
        _prepare_sqlite(engine.sync_engine)
    else:
        engine = create_async_engine(
            url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True, connect_args=manners(url)
        )
    sealed_with(engine.sync_engine, seal)
    return engine


def sync_engine(url: URL) -> Engine:
    """For one writer thread. On SQLite its every transaction begins with the write lock.

    Raises StoreUnavailable where the folder of SQLite's file cannot be made.
    """
    _make_folder(url)
    if is_sqlite(url):
        engine = create_engine(
            url.set(drivername="sqlite+pysqlite"),
            pool_size=1,
            max_overflow=1,
            hide_parameters=True,
            execution_options={WRITES: True},
        )
        _prepare_sqlite(engine)
        return engine
    return create_engine(
        url, pool_size=1, max_overflow=1, pool_pre_ping=True, hide_parameters=True, connect_args=manners(url)
    )


_ALIVE: Final = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds; also for what was sent, which keepalives do not watch
}
"""Without these a connection to a machine that vanished would be silent for hours. The URL may say otherwise."""


def listening_engine(url: URL) -> AsyncEngine:
    """For one connection to PostgreSQL that stays open and hears of it when the other end is gone."""
    return create_async_engine(
        url, poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True, connect_args=manners(url)
    )


def small_engine(url: URL) -> AsyncEngine:
    """For what must not wait behind a crowd in the stores' pool on PostgreSQL: leases and signals."""
    return create_async_engine(
        url, pool_size=1, max_overflow=2, pool_pre_ping=True, hide_parameters=True, connect_args=manners(url)
    )


def _make_folder(url: URL) -> None:
    if is_sqlite(url) and url.database:
        try:
            Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"the folder of {url.database} cannot be made: {error.strerror}") from error


def manners(url: URL) -> dict[str, Any]:
    """How a PostgreSQL server is spoken to."""
    alive = {name: value for name, value in _ALIVE.items() if name not in url.query}
    # psycopg gives text also where the database has another encoding, which `storage.migrate` then refuses
    return {"client_encoding": "utf8", "fallback_application_name": PROGRAM, **alive}


def _prepare_sqlite(engine: Engine) -> None:
    """Pragmas for every connection, and transactions begun by us: the driver's own begin too late to be right."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        # a read-only file stays in the mode it has; writing to it then fails with its own error
        with suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA cache_size = -65536")
        cursor.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        cursor.close()

    @event.listens_for(engine, "invalidate")
    def invalidated(connection: Any, _record: object, _error: object) -> None:
        # Somebody was called away in the middle of a statement, and the connection is about to be closed. SQLite keeps
        # a closed connection, with its transaction and the write lock, for as long as a cursor of it lives on in
        # somebody's traceback: so the transaction is ended first. Called away again, it is ended all the same
        with suppress(Exception, asyncio.CancelledError):
            connection.rollback()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
