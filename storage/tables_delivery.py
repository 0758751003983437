"""The tables around delivery: posts, events, rooms, notes, platforms' reports, subscriptions, forgotten voters."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from bot.domain.community import PostKind
from bot.domain.room import Entry
from storage.schema import Moment, metadata, one_of
from storage.sealing import Sealed

posts = Table(
    "posts",
    metadata,
    # made of poll, channel, kind and the version that causes it: the same cause posts once
    Column("id", Text, primary_key=True),
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("channel_id", Text, ForeignKey("channels.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("person_id", Text, ForeignKey("people.id")),
    Column("reference", Text),
    Column("shown_version", BigInteger, nullable=False),
    Column("failed", Text),
    Column("created_at", Moment, nullable=False),
    CheckConstraint(one_of("kind", PostKind), name="kind_known"),
    CheckConstraint("kind NOT IN ('outcome', 'nag') OR person_id IS NOT NULL", name="outcome_has_person"),
)
Index("ix_posts_poll", posts.c.poll_id)

handled_events = Table(
    "handled_events",
    metadata,
    Column("key", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)
Index("ix_handled_events_at", handled_events.c.at)

room_messages = Table(
    "room_messages",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("channel_id", Text, ForeignKey("channels.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("author_id", Text, ForeignKey("people.id")),
    Column("author_name", Sealed, nullable=False),
    Column("text", Text, nullable=False),
    Column("poll_id", Text, ForeignKey("polls.id")),
    Column("only_for", Text, ForeignKey("people.id")),
    Column("key", Text),
    # next steps below a message that is kept up to date: pairs of words and line, and whether it asks once more
    Column("offers", JSON(none_as_null=True)),
    Column("at", Moment, nullable=False),
    UniqueConstraint("key"),
    CheckConstraint(one_of("kind", Entry), name="kind_known"),
    CheckConstraint("kind = 'words' OR poll_id IS NOT NULL", name="card_has_poll"),
    sqlite_autoincrement=True,
)
Index("ix_room_messages_channel", room_messages.c.channel_id, room_messages.c.number)

notes = Table(
    "notes",
    metadata,
    Column("key", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("expires_at", Moment),
)
Index("ix_notes_expires_at", notes.c.expires_at)

reports = Table(
    "reports",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("channel_id", Text, ForeignKey("channels.id"), nullable=False),
    Column("platform", Text, nullable=False),
    Column("voters", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("poll_id", "channel_id"),
    CheckConstraint("voters >= 0", name="voters_not_negative"),
)

report_votes = Table(
    "report_votes",
    metadata,
    Column("poll_id", Text, nullable=False),
    Column("channel_id", Text, nullable=False),
    Column("option_number", Integer, nullable=False),
    Column("votes", BigInteger, nullable=False),
    PrimaryKeyConstraint("poll_id", "channel_id", "option_number"),
    ForeignKeyConstraint(["poll_id", "channel_id"], ["reports.poll_id", "reports.channel_id"]),
    CheckConstraint("votes > 0", name="votes_positive"),
)

detached_polls = Table(
    "detached_polls",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("poll_id"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("poll_id", "person_id"),
)
