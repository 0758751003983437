"""The few places where SQLite and PostgreSQL are spelt differently."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import CTE, JSON, Table, bindparam, cast, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def upsert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of `connection`."""
    return sqlite.insert(table) if on_sqlite(connection) else postgresql.insert(table)


def pairs(connection: AsyncConnection, mapping: Mapping[str, str]) -> CTE:
    """`mapping` as a table of `key` and `value`, in one parameter.

    Materialized, so that it is read once, and SQLite makes an index of its own on it.
    """
    written = bindparam(None, json.dumps(mapping))
    taken_apart = (
        func.json_each(written) if on_sqlite(connection) else func.json_each_text(cast(written, JSON(none_as_null=True)))
    )
    rows = taken_apart.table_valued("key", "value")
    return select(rows.c.key, rows.c.value).cte("pairs").prefix_with("MATERIALIZED")


def on_sqlite(connection: AsyncConnection) -> bool:
    return connection.dialect.name == "sqlite"
