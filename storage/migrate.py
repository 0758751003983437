"""Bringing a database up to this program's schema, at every start, under a lock."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import StoreUnavailable
from storage.engine import WRITES, is_sqlite, sync_engine

_LOCK: Final = 0x4153434F4C544F
"""Key of PostgreSQL's advisory lock: "ASCOLTO" in bytes."""


class NewerSchema(Exception):  # named by meaning, as the domain's errors are
    """The database was written by a newer version of the program; `str()` says what to do."""


async def migrate(url: URL) -> None:
    """Make or update the tables. Several programs may start at once: one does the work, the others wait for it.

    Raises NewerSchema for a database that a newer program has been using, StoreUnavailable where it cannot be
    reached or written. Either all steps are done or none.
    """
    await asyncio.to_thread(_migrate, url)


async def is_current(url: URL) -> bool:
    """Whether the tables are what this program expects. Changes nothing. Raises StoreUnavailable."""
    return await asyncio.to_thread(_is_current, url)


def _migrate(url: URL) -> None:
    engine = sync_engine(url)
    try:
        # one transaction around all: on SQLite it holds the write lock from its beginning
        with engine.begin() as connection:
            if not is_sqlite(url):
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                _must_be_utf8(connection)
            config = _config(connection)
            _must_be_known(connection, config)
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise StoreUnavailable(str(error.orig)) from error
    finally:
        engine.dispose()


def _is_current(url: URL) -> bool:
    engine = sync_engine(url)
    try:
        with engine.connect().execution_options(**{WRITES: False}) as connection:
            script = ScriptDirectory.from_config(_config(connection))
            return MigrationContext.configure(connection).get_current_revision() == script.get_current_head()
    except DBAPIError as error:
        raise StoreUnavailable(str(error.orig)) from error
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _must_be_known(connection: Connection, config: Config) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise NewerSchema(
            f"the database is at schema {current}, which this version does not know: it was used by a newer version. "
            "Install that version again, or restore the backup made before the update."
        )


def _must_be_utf8(connection: Connection) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise StoreUnavailable(f"the database's encoding is {encoding}; create one with ENCODING 'UTF8'")
