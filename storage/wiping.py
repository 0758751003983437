"""Making what was deleted unreadable in the database's own files.

SQLite overwrites deleted rows with zeros (`secure_delete`, see storage/engine.py), but older states of its pages stand
in the write-ahead file until that is written back: so it is, and cut to nothing. PostgreSQL keeps dead rows until
VACUUM; the tables that tied ballots to people are written anew as a whole (FULL), the ballots too unless they are very
many. VACUUM carries over what a transaction that began before the deletion may still read, and says nothing of it, so
those are waited for. Copies that others made of those files, such as an archive of PostgreSQL's log or a snapshot of
the disk, are out of reach: docs/trust.md says so.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import Final

from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.errors import StoreUnavailable
from bot.ports import Wiping
from storage.engine import is_sqlite
from storage.faults import store_faults
from storage.turns import Turns

_PATIENCE_SECONDS: Final = 2.0
_ANEW: Final = ("poll_keys", "participations", "held_ballots", "held_counts", "tallies", "turnouts", "waiting_leaves")
_LARGE: Final = ("ballots", "ballot_keys")
_AT_MOST: Final = text("SET lock_timeout = '2s'")
_LOCKED: Final = "55P03"
_LOOKS: Final = 40
NOW: Final = text("SELECT CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text)")
"""A transaction's number that nothing has reached which is committed by now."""
ALL_ARE_LATER: Final = text(
    "SELECT coalesce(max(age(held.xmin)), 0) <= age(CAST(CAST(CAST(:since AS text) AS xid8) AS xid)) FROM ("
    # our own snapshot is among them: it begins at the oldest transaction that still writes, prepared ones too
    "SELECT backend_xmin AS xmin FROM pg_stat_activity"
    " WHERE datname = current_database() OR backend_type = 'walsender'"
    " UNION ALL SELECT xmin FROM pg_replication_slots"
    ") AS held"
)
"""Whether nobody reads what had been deleted by `NOW`, so that VACUUM leaves it out (PostgreSQL's docs, §24.1.2)."""
SMALL_BYTES: Final = 64 * 2**20
"""Of such a table with its index: some 300,000 ballots, written anew within a second."""


def wiping(url: URL, engine: AsyncEngine, turns: Turns) -> Wiping:
    return SqliteWiping(url, turns) if is_sqlite(url) else PostgresWiping(engine)


class SqliteWiping:
    """Implements `bot.ports.Wiping`."""

    def __init__(self, url: URL, turns: Turns) -> None:
        self._file, self._turns = str(url.database), turns

    async def wipe(self) -> bool:
        async with self._turns.awaited():
            try:
                return await asyncio.to_thread(_checkpoint, self._file)
            except sqlite3.Error as error:
                raise StoreUnavailable(str(error)) from error


class PostgresWiping:
    """Implements `bot.ports.Wiping`."""

    def __init__(self, engine: AsyncEngine, small: int = SMALL_BYTES) -> None:
        self._engine, self._small = engine.execution_options(isolation_level="AUTOCOMMIT"), small

    async def wipe(self) -> bool:
        with store_faults():
            async with self._engine.connect() as connection:
                if not await self._nobody_reads_on(connection):
                    return False
                # whoever wants to vote waits behind a VACUUM that waits
                await connection.execute(_AT_MOST)
                try:
                    return await self._vacuum(connection)
                finally:
                    await connection.execute(text("RESET lock_timeout"))

    async def _vacuum(self, connection: AsyncConnection) -> bool:
        """False where a table is in use for so long."""
        try:
            await connection.execute(text(f"VACUUM (FULL) {', '.join(_ANEW)}"))
            for name in _LARGE:
                size = (await connection.execute(text(f"SELECT pg_total_relation_size('{name}')"))).scalar_one()
                if size <= self._small:
                    await connection.execute(text(f"VACUUM (FULL) {name}"))
                else:
                    # of all ballots ever cast a new file would keep every vote waiting while it is written
                    await connection.execute(text(f"VACUUM {name}"))
                    await connection.execute(text(f"REINDEX TABLE CONCURRENTLY {name}"))
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == _LOCKED:
                return False
            raise
        return True

    async def _nobody_reads_on(self, connection: AsyncConnection) -> bool:
        """Whether all that began before this moment is over, waiting a little for it."""
        since = (await connection.execute(NOW)).scalar_one()
        for _ in range(_LOOKS):
            if (await connection.execute(ALL_ARE_LATER, {"since": since})).scalar_one():
                return True
            await asyncio.sleep(_PATIENCE_SECONDS / _LOOKS)
        return False


def _checkpoint(file: str) -> bool:
    """False where a reader still needs the write-ahead file."""
    with closing(sqlite3.connect(file, timeout=_PATIENCE_SECONDS, isolation_level=None)) as connection:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return bool(busy == 0)
