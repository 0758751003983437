"""Tables about who may vote."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from bot.ports.quarantine import Decision
from storage.schema import Moment, metadata, one_of

invitations = Table(
    "invitations",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    # who is meant: a keyed digest of an address, or chance; never a name
    Column("guest", Text, nullable=False),
    # of the link, which is kept nowhere
    Column("digest", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", Text, ForeignKey("people.id")),
    PrimaryKeyConstraint("poll_id", "guest"),
    UniqueConstraint("digest"),
    CheckConstraint("used_by IS NULL OR used_at IS NOT NULL", name="used_by_comes_with_its_time"),
    sqlite_with_rowid=False,
)
link_codes = Table(
    "link_codes",
    metadata,
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("digest", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    PrimaryKeyConstraint("person_id"),
    UniqueConstraint("digest"),
    sqlite_with_rowid=False,
)
Index("ix_invitations_used_by", invitations.c.used_by)

quarantined = Table(
    "quarantined",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    # of a ballot, which may be withdrawn and cast again: it stays set aside
    Column("voter_key", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("decision", Text),
    Column("decided_at", Moment),
    PrimaryKeyConstraint("poll_id", "voter_key"),
    CheckConstraint(one_of("decision", Decision), name="decision_known"),
    CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decision_with_its_time"),
    sqlite_with_rowid=False,
)
