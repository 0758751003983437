"""Running secret polls, whose votes must not be in two places: one copy, kept, would tell for good whose each vote is.

- A *backup* leaves their votes out, and all that is kept about them beside their question: from two backups, one a
  little later than the other, it could be told who voted what in between. Restored, such a poll says that it is over.
  So it does the nonces of draws that are still to come, of every poll: restored, such a poll has no draw.
- A *move that switches* takes them along, keys included, and deletes them where they were, in the same transaction.
- A move that leaves both databases open is refused while such a poll runs, and takes no draw that is still to come.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from time import monotonic, sleep
from typing import Final

import structlog
from sqlalchemy import URL, Connection, column, delete, inspect, select, table, text
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import StoreUnavailable
from storage.engine import is_sqlite, sync_engine
from storage.moving.layout import Layout
from storage.troubles import told
from storage.wiping import LOOK_SECONDS, NOBODY_READS_OLDER, SINCE

log = structlog.get_logger(__name__)

PATIENCE_SECONDS: Final = 60.0
"""How long a move waits, at its end, for those who still read what it deleted."""
POLL: Final = "poll_id"
HARMLESS: Final = frozenset(
    {
        "broadcasts",
        "detached_polls",
        "options",
        "posts",
        "refusals",
        "report_votes",
        "reports",
        "room_messages",
        "subscriptions",
    }
)
"""Tables with something of a poll that tells nothing of its votes. Every other one that names polls is left out."""
DRAWS: Final = "draws"
_UNDRAWN: Final = text(
    "SELECT draws.poll_id FROM draws JOIN polls ON polls.id = draws.poll_id"
    " WHERE polls.state NOT IN ('closed', 'cancelled') ORDER BY draws.poll_id"
)
"""Who knows the nonce of a draw before the close could steer it."""
_RUNNING: Final = text("SELECT id FROM polls WHERE secrecy = 'nobody' AND state = 'open' ORDER BY id")


def running_secret_polls(connection: Connection) -> Sequence[str]:
    return connection.execute(_RUNNING).scalars().all()


def telling(layout: Layout) -> Sequence[str]:
    """The tables of which rows about a running secret poll are left out, those that others refer to first."""
    return [sheet.name for sheet in layout.sheets if POLL in sheet.names and sheet.name not in HARMLESS]


def delete_votes(connection: Connection, layout: Layout, polls: Sequence[str]) -> None:
    """Of these polls, in the caller's transaction."""
    for name in reversed(telling(layout)):
        connection.execute(delete(table(name, column(POLL))).where(column(POLL).in_(polls)))


def wipe(url: URL, layout: Layout, patience: float = PATIENCE_SECONDS) -> bool:
    """What was deleted is made unreadable in the database's own files.

    False where it may be readable still: somebody went on reading an older state for so long, or the database failed.
    """
    try:
        return _checkpointed(url, patience) if is_sqlite(url) else _written_anew(url, layout, patience)
    except (sqlite3.Error, DBAPIError, StoreUnavailable) as error:
        # the move itself is done, and must not be told as failed
        log.warning("moving.not-wiped", reason=told(error) if isinstance(error, DBAPIError) else str(error))
        return False


def _checkpointed(url: URL, patience: float) -> bool:
    with closing(sqlite3.connect(str(url.database), timeout=patience, isolation_level=None)) as file:
        busy, *_ = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return bool(busy == 0)


def _written_anew(url: URL, layout: Layout, patience: float) -> bool:
    engine = sync_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            since = connection.execute(SINCE).scalar_one()
            until = monotonic() + patience
            while not connection.execute(NOBODY_READS_OLDER, {"since": since}).scalar_one():
                if monotonic() >= until:
                    return False
                sleep(LOOK_SECONDS)
            # who has read, and keeps the table locked until the end of a transaction, must not hold this up for ever
            connection.execute(text(f"SET lock_timeout = {round(patience * 1000)}"))
            there = set(inspect(connection).get_table_names())
            names = ", ".join(f'"{name}"' for name in telling(layout) if name in there)
            connection.execute(text(f"VACUUM (FULL) {names}"))
            return True
    finally:
        engine.dispose()


def left_out_of(connection: Connection, layout: Layout) -> Mapping[str, Sequence[str]]:
    """By table, the polls of which a backup has no row: votes of running secret polls, draws that are still to come."""
    secret = running_secret_polls(connection)
    left_out = dict.fromkeys(telling(layout), secret)
    if DRAWS in left_out:
        left_out[DRAWS] = connection.execute(_UNDRAWN).scalars().all()
    return left_out


def kept_of(connection: Connection, name: str, left_out: Sequence[str]) -> int:
    """How many rows of a table remain without those of the polls `left_out`."""
    rows = select(text("count(*)")).select_from(table(name, column(POLL)))
    if left_out:
        rows = rows.where(column(POLL).not_in(left_out))
    return int(connection.execute(rows).scalar_one())
