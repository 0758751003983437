"""The tables of subscribers and broadcasts."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from bot.domain.broadcast import BroadcastKind, BroadcastState, FailureReason, Hindrance, StopReason
from storage.schema import Moment, metadata, one_of

subscribers = Table(
    "subscribers",
    metadata,
    Column("community_id", Text, ForeignKey("communities.id"), nullable=False),
    Column("platform", Text, nullable=False),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("language", Text),
    Column("since", Moment, nullable=False),
    Column("left_at", Moment),
    Column("blocked_at", Moment),
    # in the order in which a broadcast goes through them
    PrimaryKeyConstraint("community_id", "platform", "person_id"),
    sqlite_with_rowid=False,
)
Index("ix_subscribers_person", subscribers.c.person_id)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("community_id", Text, ForeignKey("communities.id"), nullable=False),
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("created_by", Text, ForeignKey("people.id"), nullable=False),
    Column("channel_id", Text, ForeignKey("channels.id")),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("finished_at", Moment),
    Column("told", Boolean, nullable=False),
    CheckConstraint(one_of("kind", BroadcastKind), name="kind_known"),
    CheckConstraint(one_of("state", BroadcastState), name="state_known"),
    CheckConstraint(one_of("reason", StopReason), name="reason_known"),
    # a state comes with its times
    CheckConstraint("(state = 'preparing') = (started_at IS NULL)", name="started_with_its_time"),
    CheckConstraint(
        "(state IN ('cancelled', 'stopped', 'done')) = (finished_at IS NOT NULL)", name="ended_with_its_time"
    ),
)
Index("ix_broadcasts_community", broadcasts.c.community_id, broadcasts.c.created_at.desc())
# the same thing is told once at a time, however many confirm it
Index(
    "ux_broadcasts_under_way",
    broadcasts.c.poll_id,
    broadcasts.c.kind,
    unique=True,
    sqlite_where=broadcasts.c.state.in_(("sending", "paused")),
    postgresql_where=broadcasts.c.state.in_(("sending", "paused")),
)
Index("ix_broadcasts_untold", broadcasts.c.told, broadcasts.c.state)

broadcast_legs = Table(
    "broadcast_legs",
    metadata,
    Column("broadcast_id", Text, ForeignKey("broadcasts.id"), nullable=False),
    Column("platform", Text, nullable=False),
    Column("recipients", BigInteger, nullable=False),
    Column("sent", BigInteger, nullable=False),
    Column("blocked", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
    Column("skipped", BigInteger, nullable=False),
    Column("waiting", BigInteger, nullable=False),
    Column("cursor", Text),
    Column("exhausted", Boolean, nullable=False),
    Column("runner", Text),
    Column("runner_until", Moment),
    PrimaryKeyConstraint("broadcast_id", "platform"),
    CheckConstraint(
        "recipients >= 0 AND sent >= 0 AND blocked >= 0 AND failed >= 0 AND skipped >= 0 AND waiting >= 0",
        name="counts_not_negative",
    ),
    CheckConstraint("(runner IS NULL) = (runner_until IS NULL)", name="runner_with_its_time"),
)

broadcast_exceptions = Table(
    "broadcast_exceptions",
    metadata,
    Column("broadcast_id", Text, nullable=False),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("platform", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("reason", Text),
    Column("tries", Integer, nullable=False),
    Column("due_at", Moment),
    PrimaryKeyConstraint("broadcast_id", "person_id"),
    ForeignKeyConstraint(["broadcast_id", "platform"], ["broadcast_legs.broadcast_id", "broadcast_legs.platform"]),
    CheckConstraint(one_of("what", Hindrance), name="what_known"),
    CheckConstraint(one_of("reason", FailureReason), name="reason_known"),
    CheckConstraint("(what = 'failed') = (reason IS NOT NULL)", name="failed_with_reason"),
    CheckConstraint("(what = 'retry') = (due_at IS NOT NULL)", name="retry_with_its_time"),
    sqlite_with_rowid=False,
)
Index(
    "ix_broadcast_exceptions_due",
    broadcast_exceptions.c.broadcast_id,
    broadcast_exceptions.c.platform,
    broadcast_exceptions.c.due_at,
    sqlite_where=broadcast_exceptions.c.what == "retry",
    postgresql_where=broadcast_exceptions.c.what == "retry",
)
