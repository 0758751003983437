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
from storage.moved import moved_note
from storage.rights import lacks_of
from storage.troubles import told

_LOCK: Final = 0x4153434F4C544F
"""Key of PostgreSQL's advisory lock: "ASCOLTO" in bytes."""
_SCRIPTS: Final = Path(__file__).parent / "migrations"


class NewerSchema(Exception):  # named by meaning, as the domain's errors are
    """The database was written by a newer version of the program; `str()` says what to do."""


class MovedAway(Exception):
    """The data lives elsewhere now; `str()` says where."""


async def migrate(url: URL) -> None:
    """Make or update the tables. Several programs may start at once: one does the work, the others wait for it.

    Raises NewerSchema for a database that a newer program has been using, MovedAway for one whose data moved on,
    StoreUnavailable where it cannot be reached or written. Either all steps are done or none.
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
                lock_schema(connection)
            must_be_usable(connection, makes_tables=known_revision(connection) != newest_revision())
            if (note := moved_note(connection)) is not None:
                raise MovedAway(f"{note[:1].upper()}{note[1:]}. Set DATABASE_URL to that one, and start again.")
            upgrade(connection)
    except DBAPIError as error:
        raise StoreUnavailable(told(error)) from error
    finally:
        engine.dispose()


def _is_current(url: URL) -> bool:
    engine = sync_engine(url)
    try:
        with engine.connect().execution_options(**{WRITES: False}) as connection:
            return MigrationContext.configure(connection).get_current_revision() == newest_revision()
    except DBAPIError as error:
        raise StoreUnavailable(told(error)) from error
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Make or update the tables, up to `revision`, in the caller's transaction."""
    command.upgrade(_config(connection), revision)


def lock_schema(connection: Connection) -> None:
    """PostgreSQL: until the transaction ends nobody else makes, updates or fills the tables; they wait."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def newest_revision() -> str:
    """The revision that this program brings."""
    return ScriptDirectory(str(_SCRIPTS)).get_current_head() or ""


def known_revision(connection: Connection) -> str | None:
    """The revision of the tables; None where there are none of ours. Raises NewerSchema where it is not known here."""
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None:
        must_be_known(current, "the database is")
    return current


def must_be_known(revision: str, what_is: str) -> None:
    """Raises NewerSchema where `revision` is of a newer program; `what_is`: "the database is"."""
    if revision not in {step.revision for step in ScriptDirectory(str(_SCRIPTS)).walk_revisions()}:
        raise NewerSchema(
            f"{what_is} at schema {revision}, which this version does not know: it was used by a newer version. "
            "Install that version again, or restore the backup made before the update."
        )


def must_be_usable(connection: Connection, *, makes_tables: bool = True) -> None:
    """Raises StoreUnavailable for a PostgreSQL that cannot hold our tables: not in UTF-8, or without the right."""
    for lack in lacks_of(connection, makes_tables=makes_tables):
        raise StoreUnavailable(lack)
