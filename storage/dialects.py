"""The few places where SQLite and PostgreSQL are spelt differently."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Table, TextClause, bindparam, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import Moment

_NOW: Final = bindparam("now", type_=Moment)
_REWRITING: Final[Mapping[str, TextClause]] = {
    # CROSS JOIN keeps the order of the loops: SQLite thinks that a poll has ten ballots, and would read all of a
    # poll's for every pair; the other way round it makes an index on the pairs
    "sqlite": text(
        "WITH pairs AS MATERIALIZED (SELECT key, value FROM json_each(:becomes))"
        " UPDATE ballots SET choices = found.value, changed_at = :now FROM ("
        "SELECT old.voter_key, pairs.value FROM ballots AS old CROSS JOIN pairs"
        " WHERE old.poll_id = :poll AND pairs.key = old.choices) AS found"
        " WHERE ballots.poll_id = :poll AND ballots.voter_key = found.voter_key"
    ).bindparams(_NOW),
    "postgresql": text(
        "WITH pairs AS MATERIALIZED (SELECT key, value FROM json_each_text(CAST(:becomes AS json)))"
        " UPDATE ballots SET choices = pairs.value, changed_at = :now FROM pairs"
        " WHERE ballots.poll_id = :poll AND pairs.key = ballots.choices"
    ).bindparams(_NOW),
}


def upsert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of `connection`."""
    return sqlite.insert(table) if on_sqlite(connection) else postgresql.insert(table)


def rewriting(connection: AsyncConnection) -> TextClause:
    """Gives ballots of `:poll` other choices, by the JSON object `:becomes`, from what is written to what will be.

    The poll's ballots are read once, however many pairs there are: each looks itself up among them.
    """
    return _REWRITING[connection.dialect.name]


def on_sqlite(connection: AsyncConnection) -> bool:
    return connection.dialect.name == "sqlite"
