"""What chat platforms need: their own polls and totals, lost channels, outcomes whispered to those who asked, notes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# as 0001 left it, but for the rule about its kinds, which becomes wider: SQLite can only write the table anew
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
    sa.CheckConstraint("kind IN ('card', 'result', 'summary')", name="ck_posts_kind_known"),
    sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name="fk_posts_channel_id"),
    sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name="fk_posts_poll_id"),
    sa.PrimaryKeyConstraint("id", name="pk_posts"),
    sa.Index("ix_posts_poll", "poll_id"),
)


def upgrade() -> None:
    # spelt out, since SQLite adds a column with its rule in place only so; a new table would break what refers to it
    op.execute(
        "ALTER TABLE channels ADD COLUMN trouble TEXT"
        " CONSTRAINT ck_channels_trouble_known CHECK (trouble IN ('gone', 'no-right'))"
    )
    op.add_column("polls", sa.Column("native", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("posts", copy_from=_POSTS) as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.Text(), nullable=True))
        batch_op.drop_constraint(op.f("ck_posts_kind_known"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_posts_kind_known"), "kind IN ('card', 'result', 'summary', 'outcome')"
        )
        batch_op.create_check_constraint(
            op.f("ck_posts_outcome_has_person"), "kind <> 'outcome' OR person_id IS NOT NULL"
        )
        batch_op.create_foreign_key(op.f("fk_posts_person_id"), "people", ["person_id"], ["id"])

    op.create_table(
        "notes",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_expires_at", "notes", ["expires_at"], unique=False)
    op.create_table(
        "reports",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("voters", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("voters >= 0", name=op.f("ck_reports_voters_not_negative")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_reports_channel_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_reports_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "channel_id", name=op.f("pk_reports")),
    )
    op.create_table(
        "report_votes",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("option_number", sa.Integer(), nullable=False),
        sa.Column("votes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("votes > 0", name=op.f("ck_report_votes_votes_positive")),
        sa.ForeignKeyConstraint(
            ["poll_id", "channel_id"],
            ["reports.poll_id", "reports.channel_id"],
            name=op.f("fk_report_votes_poll_id_channel_id"),
        ),
        sa.PrimaryKeyConstraint("poll_id", "channel_id", "option_number", name=op.f("pk_report_votes")),
    )
    op.create_table(
        "subscriptions",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_subscriptions_person_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_subscriptions_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "person_id", name=op.f("pk_subscriptions")),
    )
