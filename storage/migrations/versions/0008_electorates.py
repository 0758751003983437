"""Who may vote: rules about it, and since when people are known"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

# as 0001 left it; the rule about its reasons becomes wider, and SQLite can only write the table anew for that
_REFUSALS = sa.Table(
    "refusals",
    sa.MetaData(),
    sa.Column("poll_id", sa.Text(), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("count", sa.BigInteger(), nullable=False),
    sa.CheckConstraint("count >= 0", name="ck_refusals_count_not_negative"),
    sa.CheckConstraint("reason IN ('unknown-poll')", name="ck_refusals_reason_known"),
    sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name="fk_refusals_poll_id"),
    sa.PrimaryKeyConstraint("poll_id", "reason", name="pk_refusals"),
)
_REASONS = (
    "reason IN ('unknown-poll', 'not-yet-open', 'too-late', 'cancelled', 'unknown-option', 'option-removed',"
    " 'too-many', 'nothing-chosen', 'final', 'not-eligible')"
)


def upgrade() -> None:
    op.add_column("polls", sa.Column("eligibility", sa.JSON(), nullable=True))
    op.add_column("people", sa.Column("first_seen_at", sa.BigInteger(), nullable=True))
    # who is known already has been known since before anybody noted it
    op.execute("UPDATE people SET first_seen_at = 0")
    with op.batch_alter_table("refusals", copy_from=_REFUSALS) as batch_op:
        batch_op.drop_constraint(op.f("ck_refusals_reason_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_refusals_reason_known"), _REASONS)
