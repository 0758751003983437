"""Polls whose voters are not known any more"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "detached_polls",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_detached_polls_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_detached_polls")),
    )
