"""The table of reminders in private. Its rows tell who had not voted yet, so they go when their poll is over."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from storage.schema import Moment, metadata

nudges = Table(
    "nudges",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("key", Text, nullable=False),
    Column("due_at", Moment),
    Column("told_at", Moment),
    PrimaryKeyConstraint("poll_id", "person_id"),
    UniqueConstraint("key"),
    CheckConstraint("due_at IS NULL OR told_at IS NULL", name="told_once"),
    # no rowid: nothing is to tell in which order
    sqlite_with_rowid=False,
)
Index("ix_nudges_due_at", nudges.c.due_at)
Index("ix_nudges_person_id", nudges.c.person_id)
