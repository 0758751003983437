"""Counting methods other than plain choices, and what a decision needs to bind"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_REASONS = (
    "reason IN ('unknown-poll', 'not-yet-open', 'too-late', 'cancelled', 'unknown-option', 'option-removed',"
    " 'too-many', 'nothing-chosen', 'final', 'not-eligible', 'twice', 'out-of-range', 'over-budget', 'old-paper')"
)
# as it stood before: SQLite, which cannot tell, has to be told what to leave out
_REFUSALS = sa.Table(
    "refusals",
    sa.MetaData(),
    sa.Column("poll_id", sa.Text(), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("count", sa.BigInteger(), nullable=False),
    sa.CheckConstraint("reason IN ('unknown-poll')", name="ck_refusals_reason_known"),
    sa.CheckConstraint("count >= 0", name="ck_refusals_count_not_negative"),
    sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name="fk_refusals_poll_id"),
    sa.PrimaryKeyConstraint("poll_id", "reason", name="pk_refusals"),
)


def upgrade() -> None:
    with op.batch_alter_table("refusals", copy_from=_REFUSALS) as batch_op:
        batch_op.drop_constraint(op.f("ck_refusals_reason_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_refusals_reason_known"), _REASONS)
    op.add_column("polls", sa.Column("counting", sa.JSON(none_as_null=True), nullable=True))
