"""The draws of decisions: a nonce for each, made when its poll opens"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draws",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("length(nonce) = 64", name=op.f("ck_draws_nonce_is_32_bytes")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_draws_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_draws")),
    )
