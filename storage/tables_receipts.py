"""What receipts are made of: the log of sealed ballots, its published heads, and the keys that open it."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from storage.schema import Moment, metadata

ballot_keys = Table(
    "ballot_keys",
    metadata,
    Column("poll_id", Text, nullable=False),
    Column("voter_key", Text, nullable=False),
    # as they were cast: merging two options rewrites the ballot, never what its voter holds a receipt for
    Column("choices", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("leaf", Text, nullable=False),
    PrimaryKeyConstraint("poll_id", "voter_key"),
    # whatever becomes of a ballot becomes of its key
    ForeignKeyConstraint(
        ["poll_id", "voter_key"], ["ballots.poll_id", "ballots.voter_key"], ondelete="CASCADE", onupdate="CASCADE"
    ),
    sqlite_with_rowid=False,
)

# by their bytes, so that even here nothing tells in which order they came
waiting_leaves = Table(
    "waiting_leaves",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("leaf", Text, nullable=False),
    PrimaryKeyConstraint("poll_id", "leaf"),
    sqlite_with_rowid=False,
)

leaves = Table(
    "leaves",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("leaf", Text, nullable=False),
    PrimaryKeyConstraint("poll_id", "position"),
    UniqueConstraint("poll_id", "leaf"),
    CheckConstraint("position >= 0", name="position_not_negative"),
    sqlite_with_rowid=False,
)

openings = Table(
    "openings",
    metadata,
    Column("poll_id", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("choices", Text, nullable=False),
    Column("key", Text, nullable=False),
    PrimaryKeyConstraint("poll_id", "position"),
    ForeignKeyConstraint(["poll_id", "position"], ["leaves.poll_id", "leaves.position"]),
    sqlite_with_rowid=False,
)

heads = Table(
    "heads",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("root", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("path", JSON, nullable=False),
    PrimaryKeyConstraint("poll_id", "size"),
    CheckConstraint("size >= 0", name="size_not_negative"),
    sqlite_with_rowid=False,
)
