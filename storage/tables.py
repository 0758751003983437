"""The tables, on SQLite and PostgreSQL alike. Their constraints carry the rules: what must not be cannot be stored."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from bot.domain.community import Role, Trouble
from bot.domain.poll import (
    DESCRIPTION_CHARS,
    MAX_OPTIONS,
    OPTION_CHARS,
    QUESTION_CHARS,
    ElectorateKind,
    ResultsShown,
    Secrecy,
)
from storage.schema import EPOCH, Moment, metadata, one_of
from storage.sealing import Sealed
from storage.tables_audit import audit
from storage.tables_ballots import ballots, refusals, tallies, turnouts
from storage.tables_broadcast import broadcast_exceptions, broadcast_legs, broadcasts, subscribers
from storage.tables_decisions import draws
from storage.tables_delivery import (
    detached_polls,
    handled_events,
    notes,
    posts,
    report_votes,
    reports,
    room_messages,
    subscriptions,
)
from storage.tables_electorates import invitations, link_codes, quarantined
from storage.tables_followups import follow_up_changes, follow_ups, monthly_rooms, news_told
from storage.tables_jobs import digests, job_workers, repeats
from storage.tables_leases import leases
from storage.tables_nudges import nudges
from storage.tables_receipts import ballot_keys, heads, leaves, openings, waiting_leaves
from storage.tables_secrecy import held_ballots, held_counts, participations, poll_keys

__all__ = [
    "EPOCH",
    "Moment",
    "audit",
    "ballot_keys",
    "ballots",
    "broadcast_exceptions",
    "broadcast_legs",
    "broadcasts",
    "channels",
    "communities",
    "detached_polls",
    "digests",
    "draws",
    "follow_up_changes",
    "follow_ups",
    "handled_events",
    "heads",
    "held_ballots",
    "held_counts",
    "invitations",
    "job_workers",
    "leases",
    "leaves",
    "link_codes",
    "metadata",
    "monthly_rooms",
    "news_told",
    "notes",
    "nudges",
    "openings",
    "options",
    "participations",
    "people",
    "poll_keys",
    "polls",
    "posts",
    "quarantined",
    "refusals",
    "repeats",
    "report_votes",
    "reports",
    "roles",
    "room_messages",
    "sign_in_links",
    "subscribers",
    "subscriptions",
    "tallies",
    "turnouts",
    "waiting_leaves",
]

communities = Table(
    "communities",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("timezone", Text, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("native_id", Sealed, nullable=False),
    Column("name", Sealed, nullable=False),
    Column("language", Text),
    Column("first_seen_at", Moment),
    # the account that this one counts as; no foreign key, since rows are carried over in any order
    Column("same_as", Text),
    UniqueConstraint("platform", "native_id"),
    CheckConstraint("same_as <> id", name="same_as_another"),
)
Index(
    "ix_people_same_as",
    people.c.same_as,
    sqlite_where=people.c.same_as.is_not(None),
    postgresql_where=people.c.same_as.is_not(None),
)

roles = Table(
    "roles",
    metadata,
    Column("community_id", Text, ForeignKey("communities.id"), nullable=False),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("role", Text, nullable=False),
    PrimaryKeyConstraint("community_id", "person_id"),
    CheckConstraint(one_of("role", Role), name="role_known"),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("community_id", Text, ForeignKey("communities.id")),
    Column("role", Text),
    Column("made_by", Text, ForeignKey("people.id")),
    Column("used_by", Text, ForeignKey("people.id")),
    CheckConstraint(one_of("role", Role), name="role_known"),
)

channels = Table(
    "channels",
    metadata,
    Column("id", Text, primary_key=True),
    Column("community_id", Text, ForeignKey("communities.id"), nullable=False),
    Column("platform", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("connected", Boolean, nullable=False),
    Column("trouble", Text),
    UniqueConstraint("platform", "address"),
    CheckConstraint(one_of("trouble", Trouble), name="trouble_known"),
)

polls = Table(
    "polls",
    metadata,
    Column("id", Text, primary_key=True),
    Column("community_id", Text, ForeignKey("communities.id"), nullable=False),
    Column("author_id", Text, ForeignKey("people.id"), nullable=False),
    Column("question", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("most_choices", Integer, nullable=False),
    Column("secrecy", Text, nullable=False),
    Column("results", Text, nullable=False),
    Column("may_change", Boolean, nullable=False),
    Column("may_add_options", Boolean, nullable=False),
    Column("electorate_kind", Text, nullable=False),
    Column("electorate_size", BigInteger),
    Column("eligibility", JSON(none_as_null=True)),
    Column("state", Text, nullable=False),
    Column("opens_at", Moment),
    Column("opened_at", Moment),
    Column("closes_at", Moment),
    Column("closed_at", Moment),
    Column("closed_by_deadline", Boolean),
    Column("cancelled_at", Moment),
    Column("cancel_reason", Text),
    Column("notes", JSON, nullable=False),
    Column("native", Boolean, nullable=False, server_default=false()),
    Column("remind_seconds", BigInteger),
    Column("created_at", Moment, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("receipts", Boolean, nullable=False, server_default=false()),
    # by which method it is counted, and what binds; NULL for a plain choice
    Column("counting", JSON(none_as_null=True)),
    CheckConstraint(f"length(question) BETWEEN 1 AND {QUESTION_CHARS}", name="question_length"),
    CheckConstraint(f"length(description) <= {DESCRIPTION_CHARS}", name="description_length"),
    CheckConstraint(f"most_choices BETWEEN 1 AND {MAX_OPTIONS}", name="most_choices_range"),
    CheckConstraint(one_of("secrecy", Secrecy), name="secrecy_known"),
    CheckConstraint(one_of("results", ResultsShown), name="results_known"),
    CheckConstraint(one_of("electorate_kind", ElectorateKind), name="electorate_known"),
    CheckConstraint("version >= 1", name="version_positive"),
    CheckConstraint("remind_seconds > 0", name="remind_positive"),
    # a state comes with its times, and only with them
    CheckConstraint(
        "(state = 'draft' AND opened_at IS NULL AND closed_at IS NULL AND cancelled_at IS NULL)"
        " OR (state = 'scheduled' AND opens_at IS NOT NULL AND closed_at IS NULL AND cancelled_at IS NULL)"
        " OR (state = 'open' AND opened_at IS NOT NULL AND closed_at IS NULL AND cancelled_at IS NULL)"
        " OR (state = 'closed' AND opened_at IS NOT NULL AND closed_at IS NOT NULL"
        " AND closed_by_deadline IS NOT NULL AND cancelled_at IS NULL)"
        " OR (state = 'cancelled' AND cancelled_at IS NOT NULL AND cancel_reason IS NOT NULL)",
        name="state_with_its_times",
    ),
)
Index("ix_polls_recent", polls.c.community_id, polls.c.created_at.desc())
Index(
    "ix_polls_opening",
    polls.c.opens_at,
    sqlite_where=polls.c.state == "scheduled",
    postgresql_where=polls.c.state == "scheduled",
)
Index(
    "ix_polls_closing",
    polls.c.closes_at,
    sqlite_where=polls.c.state == "open",
    postgresql_where=polls.c.state == "open",
)

options = Table(
    "options",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("added_by", Text, ForeignKey("people.id")),
    Column("removed", Boolean, nullable=False),
    Column("merged_into", Integer),
    PrimaryKeyConstraint("poll_id", "number"),
    CheckConstraint(f"number BETWEEN 1 AND {MAX_OPTIONS}", name="number_range"),
    CheckConstraint(f"length(label) BETWEEN 1 AND {OPTION_CHARS}", name="label_length"),
    CheckConstraint("merged_into IS NULL OR (removed AND merged_into <> number)", name="merged_is_removed"),
)
