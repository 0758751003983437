"""What belongs to decisions: the nonces of their draws, and why people object."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from storage.schema import Moment, metadata

draws = Table(
    "draws",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), primary_key=True),
    # in hexadecimal; a secret until its poll is over: no backup holds it before (storage/moving/secrets.py)
    Column("nonce", Text, CheckConstraint("length(nonce) = 64", name="nonce_is_32_bytes"), nullable=False),
    Column("made_at", Moment, nullable=False),
)

objections = Table(
    "objections",
    metadata,
    # chance: in a secret poll nothing else tells one reason from another
    Column("number", Text, nullable=False),
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    # as of the ballot; in a secret poll nobody's
    Column("voter_key", Text),
    Column("reason", Text, nullable=False),
    Column("at", Moment),
    PrimaryKeyConstraint("poll_id", "number"),
    UniqueConstraint("poll_id", "voter_key"),
    CheckConstraint("reason <> ''", name="reason_not_empty"),
    CheckConstraint("(voter_key IS NULL) = (at IS NULL)", name="voter_with_their_time"),
    # no rowid: it would tell in which order people wrote
    sqlite_with_rowid=False,
)
Index("ix_objections_voter_key", objections.c.voter_key)

objectors = Table(
    "objectors",
    metadata,
    # of a running secret poll: under whose key a reason was given, so that one person gives one
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("voter_key", Text, nullable=False),
    PrimaryKeyConstraint("poll_id", "voter_key"),
    sqlite_with_rowid=False,
)
