"""Which tables a revision of the schema has, in what order they can be filled, and what their columns hold.

Read off the migrations themselves, run in memory: whatever table they make is carried, and nothing else is. So the
tables of a job engine, or another program's in the same database, stay where they are, and a table that is new in a
later version is carried without anybody thinking of it. A column of a kind unknown here is an error, found by a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ColumnElement,
    Float,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    Text,
    TypeDecorator,
    cast,
    create_engine,
    inspect,
    select,
    table,
    text,
    type_coerce,
)
from sqlalchemy import column as named
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.types import TypeEngine

from storage.migrate import newest_revision, upgrade

REVISIONS = "alembic_version"
"""Alembic's own table, which says the revision; written by it, never carried."""


class Kind(StrEnum):
    """What a column holds, the same in every database."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    REAL = "real"
    BYTES = "bytes"
    JSON = "json"
    """Carried as the text it is written in."""


_TYPES: dict[Kind, TypeEngine[Any]] = {
    Kind.TEXT: Text(),
    Kind.NUMBER: BigInteger(),
    Kind.TRUTH: Boolean(),
    Kind.REAL: Float(),
    Kind.BYTES: LargeBinary(),
    Kind.JSON: Text(),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as it is carried."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    counter: str | None
    """The column that the database counts up by itself, where there is one."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.columns)

    def index(self, column: str) -> int:
        return self.names.index(column)

    def rows(self) -> Select[Any]:
        """All of them, each value as the kind of its column says."""
        return select(*map(_read, self.columns)).select_from(text(f'"{self.name}"'))

    def rows_without(self, column: str, values: Sequence[str]) -> Select[Any]:
        """The same, but those with one of `values` there."""
        return self.rows().where(named(column).not_in(values)) if values else self.rows()

    def as_table(self) -> Table | Any:
        """To be written to by name."""
        return table(self.name, *(named(name, _TYPES[kind]) for name, kind in self.columns))


@dataclass(frozen=True, slots=True)
class Layout:
    """The tables of one revision, those that others refer to first."""

    revision: str
    sheets: tuple[Sheet, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sheet.name for sheet in self.sheets)


@cache
def layout_at(revision: str) -> Layout:
    """Raises an error of Alembic's for a revision that this program does not know."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            upgrade(connection, revision)
            look = inspect(connection)
            made = [name for name, _ in look.get_sorted_table_and_fkc_names() if name not in (None, REVISIONS)]
            return Layout(revision, tuple(_sheet(look, name) for name in made if name is not None))
    finally:
        engine.dispose()


def newest_layout() -> Layout:
    return layout_at(newest_revision())


def _sheet(look: Inspector, name: str) -> Sheet:
    columns = tuple((each["name"], kind_of(each["type"])) for each in look.get_columns(name))
    key = look.get_pk_constraint(name)["constrained_columns"]
    # a single number as the key is counted up by SQLite itself, and is an identity or serial in PostgreSQL
    alone = key[0] if len(key) == 1 and dict(columns)[key[0]] is Kind.NUMBER else None
    return Sheet(name, columns, alone)


def kind_of(type_: TypeEngine[Any]) -> Kind:
    """Raises TypeError for a column of which is not known how it is carried."""
    if isinstance(type_, TypeDecorator):
        type_ = type_.impl_instance
    for known, kind in (
        (JSON, Kind.JSON),
        (Boolean, Kind.TRUTH),
        (Integer, Kind.NUMBER),
        (Float, Kind.REAL),
        (LargeBinary, Kind.BYTES),
        (String, Kind.TEXT),
    ):
        if isinstance(type_, known):
            return kind
    raise TypeError(f"it is not known how a column of type {type_!r} is carried from one database to another")


def _read(column: tuple[str, Kind]) -> ColumnElement[Any]:
    name, kind = column
    # of JSON the text as it is written, not what a driver makes of it
    return cast(named(name), Text) if kind is Kind.JSON else type_coerce(named(name), _TYPES[kind])
