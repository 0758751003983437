"""The tables, on SQLite and PostgreSQL alike. Their constraints carry the rules: what must not be cannot be stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from bot.domain.ballot import Refusal
from bot.domain.community import PostKind, Role
from bot.domain.poll import (
    DESCRIPTION_CHARS,
    MAX_OPTIONS,
    OPTION_CHARS,
    QUESTION_CHARS,
    ElectorateKind,
    ResultsShown,
    Secrecy,
)
from bot.domain.room import Entry

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware time as microseconds since 1970 in UTC: exact, sortable, and the same in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002  # SQLAlchemy's
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        return (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy's
        return None if value is None else EPOCH + timedelta(microseconds=value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _one_of(
    column: str, values: type[Role | PostKind | Secrecy | ResultsShown | ElectorateKind | Refusal | Entry]
) -> str:
    return f"{column} IN ({', '.join(repr(each.value) for each in values)})"


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
    Column("native_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text),
    UniqueConstraint("platform", "native_id"),
)

roles = Table(
    "roles",
    metadata,
    Column("community_id", Text, ForeignKey("communities.id"), nullable=False),
    Column("person_id", Text, ForeignKey("people.id"), nullable=False),
    Column("role", Text, nullable=False),
    PrimaryKeyConstraint("community_id", "person_id"),
    CheckConstraint(_one_of("role", Role), name="role_known"),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
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
    UniqueConstraint("platform", "address"),
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
    Column("state", Text, nullable=False),
    Column("opens_at", Moment),
    Column("opened_at", Moment),
    Column("closes_at", Moment),
    Column("closed_at", Moment),
    Column("closed_by_deadline", Boolean),
    Column("cancelled_at", Moment),
    Column("cancel_reason", Text),
    Column("notes", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("version", BigInteger, nullable=False),
    CheckConstraint(f"length(question) BETWEEN 1 AND {QUESTION_CHARS}", name="question_length"),
    CheckConstraint(f"length(description) <= {DESCRIPTION_CHARS}", name="description_length"),
    CheckConstraint(f"most_choices BETWEEN 1 AND {MAX_OPTIONS}", name="most_choices_range"),
    CheckConstraint(_one_of("secrecy", Secrecy), name="secrecy_known"),
    CheckConstraint(_one_of("results", ResultsShown), name="results_known"),
    CheckConstraint(_one_of("electorate_kind", ElectorateKind), name="electorate_known"),
    CheckConstraint("version >= 1", name="version_positive"),
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

ballots = Table(
    "ballots",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("voter_key", Text, nullable=False),
    # the numbers of the options, joined by dots: "1.3"; room for other methods' ballots to come
    Column("choices", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("channel_id", Text),
    Column("cast_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    PrimaryKeyConstraint("poll_id", "voter_key"),
    CheckConstraint("choices <> ''", name="choices_not_empty"),
    sqlite_with_rowid=False,
)

tallies = Table(
    "tallies",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("platform", Text, nullable=False),
    Column("option_number", Integer, nullable=False),
    Column("votes", BigInteger, nullable=False),
    PrimaryKeyConstraint("poll_id", "platform", "option_number"),
    CheckConstraint("votes >= 0", name="votes_not_negative"),
    sqlite_with_rowid=False,
)

turnouts = Table(
    "turnouts",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("platform", Text, nullable=False),
    Column("voters", BigInteger, nullable=False),
    PrimaryKeyConstraint("poll_id", "platform"),
    CheckConstraint("voters >= 0", name="voters_not_negative"),
    sqlite_with_rowid=False,
)

refusals = Table(
    "refusals",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("count", BigInteger, nullable=False),
    PrimaryKeyConstraint("poll_id", "reason"),
    CheckConstraint(_one_of("reason", Refusal), name="reason_known"),
    CheckConstraint("count >= 0", name="count_not_negative"),
)

posts = Table(
    "posts",
    metadata,
    # made of poll, channel, kind and the version that causes it: the same cause posts once
    Column("id", Text, primary_key=True),
    Column("poll_id", Text, ForeignKey("polls.id"), nullable=False),
    Column("channel_id", Text, ForeignKey("channels.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("reference", Text),
    Column("shown_version", BigInteger, nullable=False),
    Column("failed", Text),
    Column("created_at", Moment, nullable=False),
    CheckConstraint(_one_of("kind", PostKind), name="kind_known"),
)
Index("ix_posts_poll", posts.c.poll_id)

handled_events = Table(
    "handled_events",
    metadata,
    Column("key", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)
Index("ix_handled_events_at", handled_events.c.at)

room_messages = Table(
    "room_messages",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("channel_id", Text, ForeignKey("channels.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("author_id", Text, ForeignKey("people.id")),
    Column("author_name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("poll_id", Text, ForeignKey("polls.id")),
    Column("only_for", Text, ForeignKey("people.id")),
    Column("key", Text),
    Column("at", Moment, nullable=False),
    UniqueConstraint("key"),
    CheckConstraint(_one_of("kind", Entry), name="kind_known"),
    CheckConstraint("kind = 'words' OR poll_id IS NOT NULL", name="card_has_poll"),
    sqlite_autoincrement=True,
)
Index("ix_room_messages_channel", room_messages.c.channel_id, room_messages.c.number)
