"""What becomes of decisions: their stage, the owner's statement, every change"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# as 0005 left it, but for the rules about its kinds, which become wider: SQLite can only write the table anew
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
    sa.CheckConstraint("kind IN ('card')", name="ck_posts_kind_known"),
    sa.CheckConstraint("kind <> 'outcome' OR person_id IS NOT NULL", name="ck_posts_outcome_has_person"),
    sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name="fk_posts_channel_id"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_posts_person_id"),
    sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name="fk_posts_poll_id"),
    sa.PrimaryKeyConstraint("id", name="pk_posts"),
    sa.Index("ix_posts_poll", "poll_id"),
)
_KINDS = "kind IN ('card', 'result', 'summary', 'outcome', 'reminder', 'statement', 'monthly', 'nag')"
_STAGES = "stage IN ('open', 'reviewing', 'planned', 'started', 'done', 'declined', 'duplicate')"


def upgrade() -> None:
    with op.batch_alter_table("posts", copy_from=_POSTS) as batch_op:
        batch_op.drop_constraint(op.f("ck_posts_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_posts_kind_known"), _KINDS)
        batch_op.drop_constraint(op.f("ck_posts_outcome_has_person"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_posts_outcome_has_person"), "kind NOT IN ('outcome', 'nag') OR person_id IS NOT NULL"
        )
    op.create_table(
        "follow_ups",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("by_when", sa.Text(), nullable=True),
        sa.Column("stated_at", sa.BigInteger(), nullable=True),
        sa.Column("review_at", sa.BigInteger(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("nagged", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("topic IN ('decision', 'idea')", name=op.f("ck_follow_ups_topic_known")),
        sa.CheckConstraint(_STAGES, name=op.f("ck_follow_ups_stage_known")),
        sa.CheckConstraint(
            "standing IN ('binding', 'advisory', 'overruled')", name=op.f("ck_follow_ups_standing_known")
        ),
        sa.CheckConstraint(
            "(standing IS NULL) = (stated_at IS NULL) AND (what IS NULL) = (stated_at IS NULL)",
            name=op.f("ck_follow_ups_statement_whole"),
        ),
        sa.CheckConstraint(
            "standing <> 'overruled' OR reason <> ''", name=op.f("ck_follow_ups_overruled_with_its_reason")
        ),
        sa.CheckConstraint("nagged >= 0", name=op.f("ck_follow_ups_nagged_not_negative")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_follow_ups_community_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_follow_ups_owner_id")),
        sa.ForeignKeyConstraint(["review"], ["polls.id"], name=op.f("fk_follow_ups_review")),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_follow_ups")),
    )
    op.create_index("ix_follow_ups_community", "follow_ups", ["community_id", "began_at"], unique=False)
    op.create_index("ix_follow_ups_owner_id", "follow_ups", ["owner_id"], unique=False)
    op.create_table(
        "follow_up_changes",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.Text(), nullable=True),
        sa.CheckConstraint("deed IN ('staged', 'stated')", name=op.f("ck_follow_up_changes_deed_known")),
        sa.CheckConstraint(_STAGES, name=op.f("ck_follow_up_changes_stage_known")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_follow_up_changes_number_from_one")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_follow_up_changes_by_id")),
        sa.ForeignKeyConstraint(["subject"], ["follow_ups.subject"], name=op.f("fk_follow_up_changes_subject")),
        sa.PrimaryKeyConstraint("subject", "number", name=op.f("pk_follow_up_changes")),
    )
    op.create_index("ix_follow_up_changes_at", "follow_up_changes", ["at"], unique=False)
    op.create_index("ix_follow_up_changes_by_id", "follow_up_changes", ["by_id"], unique=False)
    op.create_table(
        "news_told",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_news_told_community_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_news_told_person_id")),
        sa.PrimaryKeyConstraint("community_id", "person_id", name=op.f("pk_news_told")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "monthly_rooms",
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_monthly_rooms_channel_id")),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_monthly_rooms")),
        sqlite_with_rowid=False,
    )
