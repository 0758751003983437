"""Who may vote: rules about it, invitations, accounts that are one person's, ballots that are set aside"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
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
    # spelt out, since SQLite adds a column with its rule in place only so
    op.execute("ALTER TABLE people ADD COLUMN same_as TEXT CONSTRAINT ck_people_same_as_another CHECK (same_as <> id)")
    op.create_index(
        "ix_people_same_as",
        "people",
        ["same_as"],
        unique=False,
        sqlite_where=sa.text("same_as IS NOT NULL"),
        postgresql_where=sa.text("same_as IS NOT NULL"),
    )
    # who is known already has been known since before anybody noted it
    op.execute("UPDATE people SET first_seen_at = 0")
    with op.batch_alter_table("refusals", copy_from=_REFUSALS) as batch_op:
        batch_op.drop_constraint(op.f("ck_refusals_reason_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_refusals_reason_known"), _REASONS)
    op.create_table(
        "invitations",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("guest", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("used_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "used_by IS NULL OR used_at IS NOT NULL", name=op.f("ck_invitations_used_by_comes_with_its_time")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_invitations_poll_id")),
        sa.ForeignKeyConstraint(["used_by"], ["people.id"], name=op.f("fk_invitations_used_by")),
        sa.PrimaryKeyConstraint("poll_id", "guest", name=op.f("pk_invitations")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitations_digest")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "link_codes",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_link_codes_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_link_codes")),
        sa.UniqueConstraint("digest", name=op.f("uq_link_codes_digest")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quarantined",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("voter_key", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_quarantined_decision_with_its_time")
        ),
        sa.CheckConstraint("decision IN ('accepted', 'kept')", name=op.f("ck_quarantined_decision_known")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_quarantined_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "voter_key", name=op.f("pk_quarantined")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_invitations_used_by", "invitations", ["used_by"], unique=False)
