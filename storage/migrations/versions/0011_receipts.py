"""Receipts that anyone can check: the log of sealed ballots, its heads, and the keys that open it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("polls", sa.Column("receipts", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "ballot_keys",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("voter_key", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id", "voter_key"],
            ["ballots.poll_id", "ballots.voter_key"],
            name=op.f("fk_ballot_keys_poll_id_voter_key"),
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("poll_id", "voter_key", name=op.f("pk_ballot_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "waiting_leaves",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_waiting_leaves_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "leaf", name=op.f("pk_waiting_leaves")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "leaves",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_leaves_position_not_negative")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_leaves_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "position", name=op.f("pk_leaves")),
        sa.UniqueConstraint("poll_id", "leaf", name=op.f("uq_leaves_poll_id_leaf")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "openings",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id", "position"], ["leaves.poll_id", "leaves.position"], name=op.f("fk_openings_poll_id_position")
        ),
        sa.PrimaryKeyConstraint("poll_id", "position", name=op.f("pk_openings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "heads",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.JSON(), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_heads_size_not_negative")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_heads_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "size", name=op.f("pk_heads")),
        sqlite_with_rowid=False,
    )
