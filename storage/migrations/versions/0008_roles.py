"""Moderators and owners, codes that give a role, and the audit log"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KNOWN = "role IN ('voter', 'moderator', 'organiser', 'owner')"

# as 0001 left it, but for the rule about roles, which becomes wider: SQLite can only write the table anew
_ROLES = sa.Table(
    "roles",
    sa.MetaData(),
    sa.Column("community_id", sa.Text(), nullable=False),
    sa.Column("person_id", sa.Text(), nullable=False),
    sa.Column("role", sa.Text(), nullable=False),
    sa.CheckConstraint("role IN ('voter', 'organiser')", name="ck_roles_role_known"),
    sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name="fk_roles_community_id"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_roles_person_id"),
    sa.PrimaryKeyConstraint("community_id", "person_id", name="pk_roles"),
)

_SIGN_IN_LINKS = sa.Table(
    "sign_in_links",
    sa.MetaData(),
    sa.Column("digest", sa.Text(), nullable=False),
    sa.Column("expires_at", sa.BigInteger(), nullable=False),
    sa.Column("used_at", sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint("digest", name="pk_sign_in_links"),
)


def upgrade() -> None:
    with op.batch_alter_table("roles", copy_from=_ROLES) as batch_op:
        batch_op.drop_constraint(op.f("ck_roles_role_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_roles_role_known"), _KNOWN)
    # who organised until now could do all that an owner can
    op.execute("UPDATE roles SET role = 'owner' WHERE role = 'organiser'")
    with op.batch_alter_table("sign_in_links", copy_from=_SIGN_IN_LINKS) as batch_op:
        batch_op.add_column(sa.Column("community_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("role", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("made_by", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("used_by", sa.Text(), nullable=True))
        for column, table in (("community_id", "communities"), ("made_by", "people"), ("used_by", "people")):
            batch_op.create_foreign_key(op.f(f"fk_sign_in_links_{column}"), table, [column], ["id"])
        batch_op.create_check_constraint(op.f("ck_sign_in_links_role_known"), _KNOWN)
    op.create_table(
        "audit",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.CheckConstraint(_KNOWN, name=op.f("ck_audit_role_known")),
        sa.CheckConstraint("(person_id IS NULL) = (role IS NULL)", name=op.f("ck_audit_person_with_role")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_audit_community_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_audit_person_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_community", "audit", ["community_id", sa.literal_column("number DESC")], unique=False)
    op.create_index("ix_audit_at", "audit", ["at"], unique=False)
    _never_changed()


def _never_changed() -> None:
    """What was written stays as it was; only its age lets it go."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION audit_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'an audit entry is never changed' USING ERRCODE = 'integrity_constraint_violation';"
            " END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_never_changed BEFORE UPDATE ON audit"
            " FOR EACH ROW EXECUTE FUNCTION audit_is_never_changed()"
        )
    else:
        op.execute(
            "CREATE TRIGGER audit_never_changed BEFORE UPDATE ON audit"
            " BEGIN SELECT RAISE(ABORT, 'an audit entry is never changed'); END"
        )
