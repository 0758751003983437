"""Facts about the database for the doctor: what it is, whether it can be written to, how old its tables are."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import StoreUnavailable
from storage.engine import WRITES, is_sqlite, sync_engine
from storage.moved import moved_note
from storage.rights import lacks_of
from storage.troubles import told


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseFacts:
    kind: str
    writable: bool
    revision: str | None
    """None where there are no tables yet."""
    newest: str
    known: bool
    """False where `revision` comes from a newer program."""
    journal: str | None = None
    """SQLite's journal mode."""
    lack: str | None = None
    """What keeps a PostgreSQL from being used, though it can be reached: its encoding, or a right."""
    moved: str | None = None
    """Where the data went, where it is somewhere else now."""


async def look_at(url: URL) -> DatabaseFacts:
    """Changes nothing, and makes no file. Raises StoreUnavailable where the database cannot be reached."""
    return await asyncio.to_thread(_look_at, url)


def _look_at(url: URL) -> DatabaseFacts:
    script = ScriptDirectory(str(Path(__file__).parent / "migrations"))
    newest = script.get_current_head() or ""
    if is_sqlite(url) and not Path(url.database or "").exists():
        writable = _can_be_made(Path(url.database or ""))
        return DatabaseFacts(kind="SQLite", writable=writable, revision=None, newest=newest, known=True)
    engine = sync_engine(url)
    try:
        writable = _writable(url)
        with engine.connect().execution_options(**{WRITES: False}) as connection:
            return _facts(connection, script, newest, writable, sqlite=is_sqlite(url))
    except DBAPIError as error:
        raise StoreUnavailable(told(error)) from error
    finally:
        engine.dispose()


def _facts(
    connection: Connection, script: ScriptDirectory, newest: str, writable: bool, *, sqlite: bool
) -> DatabaseFacts:
    revision = MigrationContext.configure(connection).get_current_revision()
    lacks = lacks_of(connection, makes_tables=revision != newest)
    version = connection.execute(text("SELECT sqlite_version()" if sqlite else "SHOW server_version")).scalar_one()
    journal = connection.execute(text("PRAGMA journal_mode")).scalar_one() if sqlite else None
    if not sqlite:
        writable = connection.execute(text("SHOW transaction_read_only")).scalar_one() == "off"
    return DatabaseFacts(
        kind=f"{'SQLite' if sqlite else 'PostgreSQL'} {str(version).split()[0]}",
        writable=writable,
        revision=revision,
        newest=newest,
        known=revision is None or revision in {step.revision for step in script.walk_revisions()},
        journal=str(journal) if journal is not None else None,
        lack=lacks[0] if lacks else None,
        moved=moved_note(connection),
    )


def _can_be_made(file: Path) -> bool:
    """Whether the first folder that is there, on the way up from `file`, takes what is missing."""
    there = next(folder for folder in file.absolute().parents if folder.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _writable(url: URL) -> bool:
    if not is_sqlite(url):
        return True
    file = Path(url.database or "")
    return os.access(file, os.W_OK) and os.access(file.absolute().parent, os.W_OK)
