"""The few places where SQLite and PostgreSQL are spelt differently."""

from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def upsert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of `connection`."""
    return sqlite.insert(table) if on_sqlite(connection) else postgresql.insert(table)


def on_sqlite(connection: AsyncConnection) -> bool:
    return connection.dialect.name == "sqlite"
