"""Where the engine keeps its tables: in the same SQLite file, or in a schema of its own of the same PostgreSQL."""

from __future__ import annotations

import logging
from typing import Any, Final

from sqlalchemy import URL, Engine, column, create_engine, event, inspect, select, table
from sqlalchemy.pool import ConnectionPoolEntry

from storage.engine import BUSY_SECONDS, CHECKPOINT_PAGES, is_sqlite, manners
from storage.jobs import APPLICATION, SCHEMA
from storage.jobs_host import Abandoned

_ANY_URL: Final = {"sqlite": "sqlite:///engine.sqlite", "postgresql": "postgresql://the@engine/given"}
"""The engine asks for a URL and looks at nothing but its kind, where it is given connections."""

_STEPS: Final = "dbos_migrations"
NEWEST: Final = 125
"""Of the steps by which the engine makes its tables, in the version that is locked; a test compares."""


def jobs_engine(url: URL) -> Engine:
    """Connections for the engine's own threads."""
    if not is_sqlite(url):
        return create_engine(
            url, pool_size=3, max_overflow=5, pool_pre_ping=True, hide_parameters=True, connect_args=manners(url)
        )
    engine = create_engine(url.set(drivername="sqlite+pysqlite"), pool_size=3, max_overflow=5, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        # the engine reads without a transaction, and takes the write lock when it first writes: what looks for work
        # every second must not keep votes waiting
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -1024"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")

    return engine


def close_for_good(engine: Engine) -> None:
    """Also what a thread of the engine's still holds, as soon as it is given back."""

    @event.listens_for(engine, "checkin")
    def given_back(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.invalidate()

    engine.dispose()


def any_url(engine: Engine) -> str:
    return _ANY_URL[engine.dialect.name]


def make_tables(engine: Engine) -> None:
    """Or bring them up to date. Several processes may do so at once. Raises SQLAlchemy's errors."""
    if _are_made(engine):
        return  # and the engine need not be loaded for them
    from dbos import DBOSPortableJSONSerializer
    from dbos._sys_db import SystemDatabase

    hush()
    database = SystemDatabase.create(
        system_database_url=any_url(engine),
        engine_kwargs={},
        engine=engine,
        schema=SCHEMA,
        serializer=DBOSPortableJSONSerializer(),
        executor_id=None,
        use_listen_notify=False,
        app_name=APPLICATION,
        retry_connection_errors=False,
    )
    database.run_migrations()


def _are_made(engine: Engine) -> bool:
    schema = SCHEMA if engine.dialect.name == "postgresql" else None
    with engine.begin() as connection:
        if not inspect(connection).has_table(_STEPS, schema=schema):
            return False
        found: int | None = connection.scalar(select(column("version")).select_from(table(_STEPS, schema=schema)))
    return found == NEWEST


def hush() -> None:
    """The engine's log lines take the road of all others, where secrets are scrubbed; it would print its own."""
    logger = logging.getLogger("dbos")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    # it adds its own handler where there is none, and cuts the road to ours
    logger.addHandler(logging.NullHandler())
    logger.propagate = True
    logger.setLevel(logging.WARNING)
    logger.addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """That a job was given up is logged where it is decided, with more to say about it."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, Abandoned)
