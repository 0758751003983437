"""All that an operator has: every row with its place, the bytes of every file, backups, logs, the program's secret."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from storage.engine import is_sqlite, parse_url, sync_engine
from storage.moving.backup import backup
from tests.storage.hall import HandClock

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Loot:
    """One moment of it. Rows of a table stand in the order of their physical place, with that place and its age."""

    tables: Mapping[str, Sequence[Row]]
    raw: Mapping[str, bytes]
    backups: Mapping[str, bytes]
    log: str
    secret: str
    order_of_voting: Sequence[str] = field(default=())
    """What somebody may have written down who was there: the names, in the order in which they voted."""

    def rows(self, table: str, **having: Any) -> list[Row]:
        return [
            row for row in self.tables.get(table, ()) if all(row.get(name) == value for name, value in having.items())
        ]

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every value of every row, log and backup as text, with where it was found."""
        for table, rows in self.tables.items():
            for row in rows:
                for column, value in row.items():
                    yield f"{table}.{column}", str(value)
        yield "log", self.log
        for name, content in self.backups.items():
            yield name, content.decode("utf-8", "replace")


def tables_of(url: str) -> dict[str, list[Row]]:
    """Everything that is in the database, also what is not ours."""
    engine = sync_engine(parse_url(url))
    try:
        with engine.connect() as connection:
            return {name: list(_rows(connection, name)) for name in _names(connection)}
    finally:
        engine.dispose()


def raw_of(url: str) -> dict[str, bytes]:
    """The files themselves: of SQLite all three; of PostgreSQL those of our tables and their indices."""
    database = parse_url(url)
    if is_sqlite(database):
        file = Path(str(database.database))
        return {each.name: each.read_bytes() for each in file.parent.glob(f"{file.name}*")}
    engine = sync_engine(database)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
            found = connection.execute(
                text(
                    "SELECT relname, pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class"
                    " WHERE relkind IN ('r', 'i', 't') AND relnamespace IN ('public'::regnamespace,"
                    " 'pg_toast'::regnamespace) AND pg_relation_filepath(oid) IS NOT NULL"
                )
            )
            return {name: bytes(content) for name, content in found}
    finally:
        engine.dispose()


def backup_of(url: str, file: Path) -> bytes:
    """As `python -m bot backup` writes it, unpacked."""
    backup(parse_url(url), file, HandClock(), lambda *_: None, force=True)
    packed = file.read_bytes()
    return gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed


def _names(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


def _rows(connection: Connection, name: str) -> Iterator[Row]:
    if connection.dialect.name == "sqlite":
        rowid = inspect(connection).get_table_options(name).get("sqlite_with_rowid") is not False
        place = "rowid AS place, " if rowid else ""
        asked = f'SELECT {place}* FROM "{name}"' + (" ORDER BY rowid" if rowid else "")
    else:
        asked = f'SELECT ctid::text AS place, xmin::text AS age, * FROM "{name}" ORDER BY ctid'
    for row in connection.execute(text(asked)):
        yield dict(row._mapping)
