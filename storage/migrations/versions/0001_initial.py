"""Initial tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "communities",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communities")),
    )
    op.create_table(
        "handled_events",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_handled_events")),
    )
    with op.batch_alter_table("handled_events", schema=None) as batch_op:
        batch_op.create_index("ix_handled_events_at", ["at"], unique=False)

    op.create_table(
        "people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("native_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("platform", "native_id", name=op.f("uq_people_platform_native_id")),
    )
    op.create_table(
        "sign_in_links",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in_links")),
    )
    op.create_table(
        "channels",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("connected", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_channels_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sa.UniqueConstraint("platform", "address", name=op.f("uq_channels_platform_address")),
    )
    op.create_table(
        "polls",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("most_choices", sa.Integer(), nullable=False),
        sa.Column("secrecy", sa.Text(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("may_change", sa.Boolean(), nullable=False),
        sa.Column("may_add_options", sa.Boolean(), nullable=False),
        sa.Column("electorate_kind", sa.Text(), nullable=False),
        sa.Column("electorate_size", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("closes_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by_deadline", sa.Boolean(), nullable=True),
        sa.Column("cancelled_at", sa.BigInteger(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(state = 'draft' AND opened_at IS NULL AND closed_at IS NULL AND cancelled_at IS NULL) OR (state = 'scheduled' AND opens_at IS NOT NULL AND closed_at IS NULL AND cancelled_at IS NULL) OR (state = 'open' AND opened_at IS NOT NULL AND closed_at IS NULL AND cancelled_at IS NULL) OR (state = 'closed' AND opened_at IS NOT NULL AND closed_at IS NOT NULL AND closed_by_deadline IS NOT NULL AND cancelled_at IS NULL) OR (state = 'cancelled' AND cancelled_at IS NOT NULL AND cancel_reason IS NOT NULL)",
            name=op.f("ck_polls_state_with_its_times"),
        ),
        sa.CheckConstraint(
            "electorate_kind IN ('self-selected', 'census', 'random-invitation')",
            name=op.f("ck_polls_electorate_known"),
        ),
        sa.CheckConstraint("results IN ('live', 'after-vote', 'at-close')", name=op.f("ck_polls_results_known")),
        sa.CheckConstraint("secrecy IN ('named', 'owner')", name=op.f("ck_polls_secrecy_known")),
        sa.CheckConstraint("length(description) <= 1000", name=op.f("ck_polls_description_length")),
        sa.CheckConstraint("length(question) BETWEEN 1 AND 300", name=op.f("ck_polls_question_length")),
        sa.CheckConstraint("most_choices BETWEEN 1 AND 50", name=op.f("ck_polls_most_choices_range")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_polls_version_positive")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_polls_author_id")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_polls_community_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
    )
    with op.batch_alter_table("polls", schema=None) as batch_op:
        batch_op.create_index(
            "ix_polls_closing",
            ["closes_at"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "ix_polls_opening",
            ["opens_at"],
            unique=False,
            sqlite_where=sa.text("state = 'scheduled'"),
            postgresql_where=sa.text("state = 'scheduled'"),
        )
        batch_op.create_index("ix_polls_recent", ["community_id", sa.literal_column("created_at DESC")], unique=False)

    op.create_table(
        "roles",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('voter', 'organiser')", name=op.f("ck_roles_role_known")),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"], name=op.f("fk_roles_community_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_roles_person_id")),
        sa.PrimaryKeyConstraint("community_id", "person_id", name=op.f("pk_roles")),
    )
    op.create_table(
        "ballots",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("voter_key", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=True),
        sa.Column("cast_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("choices <> ''", name=op.f("ck_ballots_choices_not_empty")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_ballots_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "voter_key", name=op.f("pk_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "options",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(label) BETWEEN 1 AND 200", name=op.f("ck_options_label_length")),
        sa.CheckConstraint(
            "merged_into IS NULL OR (removed AND merged_into <> number)", name=op.f("ck_options_merged_is_removed")
        ),
        sa.CheckConstraint("number BETWEEN 1 AND 50", name=op.f("ck_options_number_range")),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name=op.f("fk_options_added_by")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_options_poll_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll_id", "number", name=op.f("pk_options")),
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("shown_version", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('card', 'result', 'summary')", name=op.f("ck_posts_kind_known")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_posts_channel_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_posts_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    )
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.create_index("ix_posts_poll", ["poll_id"], unique=False)

    op.create_table(
        "refusals",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('unknown-poll', 'not-yet-open', 'too-late', 'cancelled', 'unknown-option', 'option-removed', 'too-many', 'nothing-chosen', 'final')",
            name=op.f("ck_refusals_reason_known"),
        ),
        sa.CheckConstraint("count >= 0", name=op.f("ck_refusals_count_not_negative")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_refusals_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "reason", name=op.f("pk_refusals")),
    )
    op.create_table(
        "room_messages",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("poll_id", sa.Text(), nullable=True),
        sa.Column("only_for", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind = 'words' OR poll_id IS NOT NULL", name=op.f("ck_room_messages_card_has_poll")),
        sa.CheckConstraint("kind IN ('words', 'card', 'result')", name=op.f("ck_room_messages_kind_known")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_room_messages_author_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_room_messages_channel_id")),
        sa.ForeignKeyConstraint(["only_for"], ["people.id"], name=op.f("fk_room_messages_only_for")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_room_messages_poll_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_room_messages")),
        sa.UniqueConstraint("key", name=op.f("uq_room_messages_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("room_messages", schema=None) as batch_op:
        batch_op.create_index("ix_room_messages_channel", ["channel_id", "number"], unique=False)

    op.create_table(
        "tallies",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("option_number", sa.Integer(), nullable=False),
        sa.Column("votes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("votes >= 0", name=op.f("ck_tallies_votes_not_negative")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_tallies_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "platform", "option_number", name=op.f("pk_tallies")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "turnouts",
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("voters", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("voters >= 0", name=op.f("ck_turnouts_voters_not_negative")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_turnouts_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "platform", name=op.f("pk_turnouts")),
        sqlite_with_rowid=False,
    )
