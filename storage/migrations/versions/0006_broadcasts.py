"""Subscribers and broadcasts: who is written to in private, and how far that has come"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("room_messages", sa.Column("offers", sa.JSON(), nullable=True))
    op.create_table(
        "subscribers",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.Column("blocked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_subscribers_community_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_subscribers_person_id")),
        sa.PrimaryKeyConstraint("community_id", "platform", "person_id", name=op.f("pk_subscribers")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_subscribers_person", "subscribers", ["person_id"], unique=False)
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(state = 'preparing') = (started_at IS NULL)", name=op.f("ck_broadcasts_started_with_its_time")
        ),
        sa.CheckConstraint(
            "(state IN ('cancelled', 'stopped', 'done')) = (finished_at IS NOT NULL)",
            name=op.f("ck_broadcasts_ended_with_its_time"),
        ),
        sa.CheckConstraint("kind IN ('poll', 'outcome')", name=op.f("ck_broadcasts_kind_known")),
        sa.CheckConstraint(
            "reason IN ('poll-closed', 'poll-cancelled', 'poll-reopened', 'refused', 'broken')",
            name=op.f("ck_broadcasts_reason_known"),
        ),
        sa.CheckConstraint(
            "state IN ('preparing', 'sending', 'paused', 'cancelled', 'stopped', 'done')",
            name=op.f("ck_broadcasts_state_known"),
        ),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_broadcasts_channel_id")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_broadcasts_community_id")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_broadcasts_created_by")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_broadcasts_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
    )
    op.create_index(
        "ix_broadcasts_community", "broadcasts", ["community_id", sa.literal_column("created_at DESC")], unique=False
    )
    op.create_index("ix_broadcasts_untold", "broadcasts", ["told", "state"], unique=False)
    op.create_index(
        "ux_broadcasts_under_way",
        "broadcasts",
        ["poll_id", "kind"],
        unique=True,
        sqlite_where=sa.text("state IN ('sending', 'paused')"),
        postgresql_where=sa.text("state IN ('sending', 'paused')"),
    )
    op.create_table(
        "broadcast_legs",
        sa.Column("broadcast_id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("recipients", sa.BigInteger(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("blocked", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("skipped", sa.BigInteger(), nullable=False),
        sa.Column("waiting", sa.BigInteger(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("exhausted", sa.Boolean(), nullable=False),
        sa.Column("runner", sa.Text(), nullable=True),
        sa.Column("runner_until", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(runner IS NULL) = (runner_until IS NULL)", name=op.f("ck_broadcast_legs_runner_with_its_time")
        ),
        sa.CheckConstraint(
            "recipients >= 0 AND sent >= 0 AND blocked >= 0 AND failed >= 0 AND skipped >= 0 AND waiting >= 0",
            name=op.f("ck_broadcast_legs_counts_not_negative"),
        ),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name=op.f("fk_broadcast_legs_broadcast_id")),
        sa.PrimaryKeyConstraint("broadcast_id", "platform", name=op.f("pk_broadcast_legs")),
    )
    op.create_table(
        "broadcast_exceptions",
        sa.Column("broadcast_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(what = 'failed') = (reason IS NOT NULL)", name=op.f("ck_broadcast_exceptions_failed_with_reason")
        ),
        sa.CheckConstraint(
            "(what = 'retry') = (due_at IS NOT NULL)", name=op.f("ck_broadcast_exceptions_retry_with_its_time")
        ),
        sa.CheckConstraint(
            "reason IN ('refused', 'no-right', 'unanswered', 'broken')",
            name=op.f("ck_broadcast_exceptions_reason_known"),
        ),
        sa.CheckConstraint("what IN ('retry', 'failed', 'blocked')", name=op.f("ck_broadcast_exceptions_what_known")),
        sa.ForeignKeyConstraint(
            ["broadcast_id", "platform"],
            ["broadcast_legs.broadcast_id", "broadcast_legs.platform"],
            name=op.f("fk_broadcast_exceptions_broadcast_id_platform"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_broadcast_exceptions_person_id")),
        sa.PrimaryKeyConstraint("broadcast_id", "person_id", name=op.f("pk_broadcast_exceptions")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_broadcast_exceptions_due",
        "broadcast_exceptions",
        ["broadcast_id", "platform", "due_at"],
        unique=False,
        sqlite_where=sa.text("what = 'retry'"),
        postgresql_where=sa.text("what = 'retry'"),
    )
