"""Who is at work on jobs, reminders, polls that are repeated; the engine that carries jobs makes its own tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# as 0002 left it, but for the rule about its kinds, which becomes wider: SQLite can only write the table anew
_POSTS = sa.Table(
    "posts",
    sa.MetaData(),
    sa.Column("id", sa.Text(), nullable=False),
    sa.Column("poll_id", sa.Text(), nullable=False),
    sa.Column("channel_id", sa.Text(), nullable=False),
    sa.Column("kind", sa.Text(), nullable=False),
    sa.Column("reference", sa.Text(), nullable=True),
    sa.Column("shown_version", sa.BigInteger(), nullable=False),
    sa.Column("failed", sa.Text(), nullable=True),
    sa.Column("created_at", sa.BigInteger(), nullable=False),
    sa.Column("person_id", sa.Text(), nullable=True),
    sa.CheckConstraint("kind IN ('card', 'result', 'summary', 'outcome')", name="ck_posts_kind_known"),
    sa.CheckConstraint("kind <> 'outcome' OR person_id IS NOT NULL", name="ck_posts_outcome_has_person"),
    sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name="fk_posts_channel_id"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_posts_person_id"),
    sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name="fk_posts_poll_id"),
    sa.PrimaryKeyConstraint("id", name="pk_posts"),
    sa.Index("ix_posts_poll", "poll_id"),
)


def upgrade() -> None:
    # spelt out, since SQLite adds a column with its rule in place only so; a new table would break what refers to it
    op.execute(
        "ALTER TABLE polls ADD COLUMN remind_seconds BIGINT"
        " CONSTRAINT ck_polls_remind_positive CHECK (remind_seconds > 0)"
    )
    with op.batch_alter_table("posts", copy_from=_POSTS) as batch_op:
        batch_op.drop_constraint(op.f("ck_posts_kind_known"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_posts_kind_known"), "kind IN ('card', 'result', 'summary', 'outcome', 'reminder')"
        )
    op.create_table(
        "job_workers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("beat", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("beat >= 1", name=op.f("ck_job_workers_beat_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_workers")),
    )
    op.create_table(
        "repeats",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("every", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("runs_for", sa.JSON(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("every IN ('day', 'week', 'month')", name=op.f("ck_repeats_every_known")),
        sa.CheckConstraint("minute BETWEEN 0 AND 1439", name=op.f("ck_repeats_minute_of_a_day")),
        sa.CheckConstraint("day BETWEEN 0 AND 31", name=op.f("ck_repeats_day_range")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_repeats_author_id")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_repeats_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repeats")),
    )
    op.create_index("ix_repeats_community", "repeats", ["community_id", "created_at"], unique=False)
