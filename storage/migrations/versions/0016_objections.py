"""Why people object: their reasons, and in running secret polls who gave one"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "objections",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("voter_key", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_objections_reason_not_empty")),
        sa.CheckConstraint("(voter_key IS NULL) = (at IS NULL)", name=op.f("ck_objections_voter_with_their_time")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_objections_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "number", name=op.f("pk_objections")),
        sa.UniqueConstraint("poll_id", "voter_key", name=op.f("uq_objections_poll_id_voter_key")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_objections_voter_key"), "objections", ["voter_key"])
    op.create_table(
        "objectors",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("voter_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_objectors_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "voter_key", name=op.f("pk_objectors")),
        sqlite_with_rowid=False,
    )
