"""The ballots and what is counted of them, in step with each one."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, PrimaryKeyConstraint, Table, Text

from bot.domain.ballot import Refusal
from storage.schema import Moment, metadata, one_of

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
    CheckConstraint(one_of("reason", Refusal), name="reason_known"),
    CheckConstraint("count >= 0", name="count_not_negative"),
)
