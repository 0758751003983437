"""Who is at work on jobs; the polls that jobs ask again and again, and digests. The jobs are in the engine's tables."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from bot.domain.rhythm import Every
from storage.schema import Moment, metadata, one_of

job_workers = Table(
    "job_workers",
    metadata,
    Column("id", Text, primary_key=True),
    # counts up while the process lives: compared with itself only, so no two clocks need to agree
    Column("beat", BigInteger, nullable=False),
    CheckConstraint("beat >= 1", name="beat_positive"),
)

repeats = Table(
    "repeats",
    metadata,
    Column("id", Text, primary_key=True),
    Column("community_id", Text, ForeignKey("communities.id"), nullable=False),
    Column("author_id", Text, ForeignKey("people.id"), nullable=False),
    # what is asked, as a whole: it is never looked for by its parts
    Column("asked", JSON, nullable=False),
    Column("channels", JSON, nullable=False),
    Column("every", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("runs_for", JSON),
    Column("next_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("created_at", Moment, nullable=False),
    CheckConstraint(one_of("every", Every), name="every_known"),
    CheckConstraint("minute BETWEEN 0 AND 1439", name="minute_of_a_day"),
    CheckConstraint("day BETWEEN 0 AND 31", name="day_range"),
)
Index("ix_repeats_community", repeats.c.community_id, repeats.c.created_at)

digests = Table(
    "digests",
    metadata,
    Column("community_id", Text, ForeignKey("communities.id"), nullable=False),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("channel_id", Text, ForeignKey("channels.id")),
    Column("every", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("told_at", Moment, nullable=False),
    PrimaryKeyConstraint("community_id", "person_id"),
    CheckConstraint(one_of("every", Every), name="every_known"),
    CheckConstraint("minute BETWEEN 0 AND 1439", name="minute_of_a_day"),
    CheckConstraint("day BETWEEN 0 AND 31", name="day_range"),
)
