"""Reminders in private before a decision closes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nudges",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("due_at IS NULL OR told_at IS NULL", name=op.f("ck_nudges_told_once")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_nudges_person_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_nudges_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "person_id", name=op.f("pk_nudges")),
        sa.UniqueConstraint("key", name=op.f("uq_nudges_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_nudges_due_at", "nudges", ["due_at"], unique=False)
    op.create_index("ix_nudges_person_id", "nudges", ["person_id"], unique=False)
