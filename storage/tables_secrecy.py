"""The tables of secret polls. While one runs they tie ballots to people; when it ends, nothing in them does any more.

Each table of them that holds something of a single poll has a column `poll_id`: backups leave it out by that name.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, PrimaryKeyConstraint, Table, Text

from storage.schema import metadata

poll_keys = Table(
    "poll_keys",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), primary_key=True),
    # wrapped by a key that is not in the database, see storage/poll_keys.py
    Column("wrapped", Text, nullable=False),
)

participations = Table(
    "participations",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    PrimaryKeyConstraint("poll_id", "person_id"),
    # no rowid: it would tell in which order people voted
    sqlite_with_rowid=False,
)

held_ballots = Table(
    "held_ballots",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("voter_key", Text, nullable=False),
    # as they were in the count that is held back; empty for none
    Column("choices", Text, nullable=False),
    PrimaryKeyConstraint("poll_id", "voter_key"),
    sqlite_with_rowid=False,
)

held_counts = Table(
    "held_counts",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    # 0: of the voters
    Column("option_number", Integer, nullable=False),
    Column("held", BigInteger, nullable=False),
    Column("shown", BigInteger, nullable=False),
    PrimaryKeyConstraint("poll_id", "option_number"),
    CheckConstraint("held >= 0 AND shown >= 0", name="counts_not_negative"),
    sqlite_with_rowid=False,
)
