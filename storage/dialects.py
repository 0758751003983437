"""The few places where SQLite and PostgreSQL are spelt differently."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from sqlalchemy import Table, TextClause, TextualSelect, bindparam, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import Moment, people

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

# the text is the same however large the crowd: one VALUES of all of them would be put together anew for each
_COLUMNS: Final = tuple(
    people.c[name] for name in ("id", "platform", "native_id", "name", "language", "first_seen_at", "same_as")
)
_RECOGNISING: Final[Mapping[str, TextualSelect]] = {
    "sqlite": text(
        "INSERT INTO people (id, platform, native_id, name, first_seen_at) SELECT json_extract(value, '$[0]'),"
        " json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'), :now"
        " FROM json_each(:strangers) WHERE true"
        " ON CONFLICT (platform, native_id) DO UPDATE"
        " SET name = CASE WHEN excluded.name <> '' THEN excluded.name ELSE people.name END"
        " RETURNING id, platform, native_id, name, language, first_seen_at, same_as"
    )
    .bindparams(_NOW)
    .columns(*_COLUMNS),
    "postgresql": text(
        "INSERT INTO people (id, platform, native_id, name, first_seen_at)"
        " SELECT one->>0, one->>1, one->>2, one->>3, CAST(:now AS bigint)"
        " FROM json_array_elements(CAST(:strangers AS json)) AS list (one)"
        " ON CONFLICT (platform, native_id) DO UPDATE"
        " SET name = CASE WHEN excluded.name <> '' THEN excluded.name ELSE people.name END"
        " RETURNING id, platform, native_id, name, language, first_seen_at, same_as"
    )
    .bindparams(_NOW)
    .columns(*_COLUMNS),
}
_TAKING_PART: Final[Mapping[str, TextClause]] = {
    "sqlite": text("INSERT INTO participations (poll_id, person_id) SELECT :poll, value FROM json_each(:people)"),
    "postgresql": text(
        "INSERT INTO participations (poll_id, person_id)"
        " SELECT :poll, one FROM json_array_elements_text(CAST(:people AS json)) AS list (one)"
    ),
}


def upsert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of `connection`."""
    return sqlite.insert(table) if on_sqlite(connection) else postgresql.insert(table)


def recognising(connection: AsyncConnection) -> TextualSelect:
    """Writes people down, `:strangers` being [[id, platform, native id, name], …], sealed; gives those who are there.

    Who is there already keeps their id, and gets the name unless it is empty.
    """
    return _RECOGNISING[connection.dialect.name]


def taking_part(connection: AsyncConnection) -> TextClause:
    """Writes down that `:people`, a JSON list, took part in `:poll`, in their order."""
    return _TAKING_PART[connection.dialect.name]


def json_text(rows: object) -> str:
    """As the statements take it. Raises ValueError for a NUL character, which would cut a text short in SQLite."""
    written = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    if "\\u0000" in written:
        raise ValueError("a text with a NUL character cannot be stored")
    return written


def rewriting(connection: AsyncConnection) -> TextClause:
    """Gives ballots of `:poll` other choices, by the JSON object `:becomes`, from what is written to what will be.

    The poll's ballots are read once, however many pairs there are: each looks itself up among them.
    """
    return _REWRITING[connection.dialect.name]


def on_sqlite(connection: AsyncConnection) -> bool:
    return connection.dialect.name == "sqlite"
