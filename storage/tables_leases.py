"""The table of leases: who of many processes does which work for now."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Table, Text

from storage.schema import metadata

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    # empty: released
    Column("holder", Text, nullable=False),
    Column("fence", BigInteger, nullable=False),
    # microseconds since 1970 of the database's clock, never of a process's: no Moment, which a process would give
    Column("until", BigInteger, nullable=False),
    CheckConstraint("fence >= 1", name="fence_positive"),
)
