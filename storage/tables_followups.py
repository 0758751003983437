"""Tables about what becomes of decisions and ideas."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from bot.domain.followup import Deed, Stage, Standing, Topic
from storage.schema import Moment, metadata, one_of

follow_ups = Table(
    "follow_ups",
    metadata,
    # of a poll or of an idea; so it is named neither
    Column("subject", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("community_id", Text, ForeignKey("communities.id"), nullable=False),
    Column("owner_id", Text, ForeignKey("people.id")),
    Column("stage", Text, nullable=False),
    Column("standing", Text),
    Column("reason", Text),
    Column("what", Text),
    Column("why", Text),
    Column("who", Text),
    Column("by_when", Text),
    Column("stated_at", Moment),
    Column("review_at", Moment),
    Column("review", Text, ForeignKey("polls.id")),
    Column("nagged", Integer, nullable=False),
    Column("began_at", Moment, nullable=False),
    PrimaryKeyConstraint("subject"),
    CheckConstraint(one_of("topic", Topic), name="topic_known"),
    CheckConstraint(one_of("stage", Stage), name="stage_known"),
    CheckConstraint(one_of("standing", Standing), name="standing_known"),
    CheckConstraint(
        "(standing IS NULL) = (stated_at IS NULL) AND (what IS NULL) = (stated_at IS NULL)", name="statement_whole"
    ),
    CheckConstraint("standing <> 'overruled' OR reason <> ''", name="overruled_with_its_reason"),
    CheckConstraint("nagged >= 0", name="nagged_not_negative"),
)
Index("ix_follow_ups_community", follow_ups.c.community_id, follow_ups.c.began_at)
Index("ix_follow_ups_owner_id", follow_ups.c.owner_id)

follow_up_changes = Table(
    "follow_up_changes",
    metadata,
    Column("subject", Text, ForeignKey("follow_ups.subject"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("deed", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by_id", Text, ForeignKey("people.id")),
    PrimaryKeyConstraint("subject", "number"),
    CheckConstraint(one_of("deed", Deed), name="deed_known"),
    CheckConstraint(one_of("stage", Stage), name="stage_known"),
    CheckConstraint("number >= 1", name="number_from_one"),
)
Index("ix_follow_up_changes_at", follow_up_changes.c.at)
Index("ix_follow_up_changes_by_id", follow_up_changes.c.by_id)

news_told = Table(
    "news_told",
    metadata,
    Column("community_id", Text, ForeignKey("communities.id"), nullable=False),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    # everything that changed until then
    Column("told_at", Moment, nullable=False),
    PrimaryKeyConstraint("community_id", "person_id"),
    sqlite_with_rowid=False,
)

monthly_rooms = Table(
    "monthly_rooms",
    metadata,
    Column("channel_id", Text, ForeignKey("channels.id"), nullable=False),
    Column("next_at", Moment, nullable=False),
    PrimaryKeyConstraint("channel_id"),
    sqlite_with_rowid=False,
)
