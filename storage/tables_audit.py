"""The table of the audit log. That a row is never changed is a trigger's to see to, made by its migration."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from bot.domain.community import Role
from storage.schema import Moment, metadata, one_of

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("community_id", Text, ForeignKey("communities.id"), nullable=False),
    Column("person_id", Text, ForeignKey("people.id")),
    Column("role", Text),
    Column("act", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    CheckConstraint(one_of("role", Role), name="role_known"),
    CheckConstraint("(person_id IS NULL) = (role IS NULL)", name="person_with_role"),
    # a number is never given twice: a gap tells that something is missing
    sqlite_autoincrement=True,
)
Index("ix_audit_community", audit.c.community_id, audit.c.number.desc())
Index("ix_audit_at", audit.c.at)
