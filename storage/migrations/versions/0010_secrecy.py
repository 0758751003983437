"""Secret polls: keys, who took part, and the counts that are held back"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_OLD, _NEW = "secrecy IN ('named', 'owner')", "secrecy IN ('named', 'owner', 'nobody')"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _widen_in_place()
    else:
        op.drop_constraint(op.f("ck_polls_secrecy_known"), "polls", type_="check")
        op.create_check_constraint(op.f("ck_polls_secrecy_known"), "polls", _NEW)
    op.create_table(
        "poll_keys",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_keys_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll_keys")),
    )
    op.create_table(
        "participations",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_participations_person_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_participations_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "person_id", name=op.f("pk_participations")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "held_ballots",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("voter_key", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_held_ballots_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "voter_key", name=op.f("pk_held_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "held_counts",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("option_number", sa.Integer(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("shown", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("held >= 0 AND shown >= 0", name=op.f("ck_held_counts_counts_not_negative")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_held_counts_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "option_number", name=op.f("pk_held_counts")),
        sqlite_with_rowid=False,
    )


def _widen_in_place() -> None:
    """As SQLite's documentation advises for a rule that touches no stored row.

    A new table in the place of the old one would break what refers to it, which is almost everything.
    """
    version = op.get_bind().exec_driver_sql("PRAGMA schema_version").scalar_one()
    op.execute("PRAGMA writable_schema = ON")
    op.get_bind().execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = 'polls'"),
        {"old": _OLD, "new": _NEW},
    )
    op.execute(f"PRAGMA schema_version = {int(version) + 1}")
    op.execute("PRAGMA writable_schema = RESET")
