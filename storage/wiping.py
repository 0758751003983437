"""Making what was deleted unreadable in the database's own files.

SQLite overwrites deleted rows with zeros (`secure_delete`, see storage/engine.py), but older states of its pages stand
in the write-ahead file until that is written back: so it is, and cut to nothing. PostgreSQL keeps dead rows until
VACUUM; the tables that tied ballots to people are written anew as a whole (FULL), the ballots too unless they are very
many. VACUUM carries over dead rows that an older transaction may still see, and reports success all the same: so it is
run only when there is no such transaction any more, and can be none again. Copies that others made of those files, such
as an archive of PostgreSQL's log or a snapshot of the disk, are out of reach: docs/trust.md says so.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from time import monotonic
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
LOOK_SECONDS: Final = 0.05
"""Between two looks at who still reads an older state."""
_ANEW: Final = (
    "poll_keys",
    "participations",
    "held_ballots",
    "held_counts",
    "tallies",
    "turnouts",
    "waiting_leaves",
    "nudges",
    "objectors",
    "objections",
)
_LARGE: Final = ("ballots", "ballot_keys")
_AT_MOST: Final = text("SET lock_timeout = '2s'")
_AS_LONG_AS_IT_TAKES: Final = text("RESET lock_timeout")
_LOCKED: Final = "55P03"
SMALL_BYTES: Final = 64 * 2**20
"""Of such a table with its index: some 300,000 ballots, written anew within a second."""

# Later than everything that was deleted by now
SINCE: Final = text("SELECT CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text)")
# The asking session counts, too: its own snapshot reaches back to the oldest transaction that writes, of any database
# and also a prepared one. Standby servers show in sessions of no database. All of this any role may see.
NOBODY_READS_OLDER: Final = text(
    "SELECT NOT EXISTS (SELECT FROM ("
    "SELECT backend_xmin AS oldest FROM pg_stat_activity WHERE datname = current_database() OR datname IS NULL"
    " UNION ALL SELECT xmin FROM pg_replication_slots"
    ") AS seen WHERE age(oldest) > age(CAST(CAST(:since AS xid8) AS xid)))"
)
"""Whether VACUUM will remove all that was dead at `SINCE`; once true it stays true."""


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
                if not await _nobody_reads_older(connection):
                    return False
                if not await _written_anew(connection, ", ".join(_ANEW)):
                    return False
                # forms in which the reason for an objection was written; others are kept there, too, and read meanwhile
                if not await _written_anew(connection, "notes"):
                    await connection.execute(text("VACUUM notes"))
                for name in _LARGE:
                    size = (await connection.execute(text(f"SELECT pg_total_relation_size('{name}')"))).scalar_one()
                    if size <= self._small:
                        if not await _written_anew(connection, name):
                            return False
                    else:
                        # of all ballots ever cast a new file would keep every vote waiting while it is written
                        await connection.execute(text(f"VACUUM {name}"))
                        await connection.execute(text(f"REINDEX TABLE CONCURRENTLY {name}"))
        return True


async def _nobody_reads_older(connection: AsyncConnection) -> bool:
    """Than what is there now; waits a little for those who do. Every statement has to see a state of its own."""
    since = (await connection.execute(SINCE)).scalar_one()
    until = monotonic() + _PATIENCE_SECONDS
    while not (await connection.execute(NOBODY_READS_OLDER, {"since": since})).scalar_one():
        if monotonic() >= until:
            return False
        await asyncio.sleep(LOOK_SECONDS)
    return True


async def _written_anew(connection: AsyncConnection, tables: str) -> bool:
    """False where one of them is in use for so long: whoever votes meanwhile waits behind a VACUUM that waits."""
    await connection.execute(_AT_MOST)
    try:
        await connection.execute(text(f"VACUUM (FULL) {tables}"))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _LOCKED:
            return False
        raise
    finally:
        await connection.execute(_AS_LONG_AS_IT_TAKES)
    return True


def _checkpoint(file: str) -> bool:
    """False where a reader still needs the write-ahead file."""
    with closing(sqlite3.connect(file, timeout=_PATIENCE_SECONDS, isolation_level=None)) as connection:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return bool(busy == 0)
