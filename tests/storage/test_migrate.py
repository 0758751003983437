"""The schema at start: made once, harmlessly twice, by two at once; never older than the database."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, inspect, text
from sqlalchemy.exc import IntegrityError

from bot.domain.audit import Act, AuditEntry
from bot.domain.community import Community, Identity, Role
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import Platform
from storage.checkup import look_at
from storage.engine import BadDatabaseUrl, async_engine, parse_url, sync_engine
from storage.migrate import NewerSchema, _config, is_current, migrate
from storage.tables import metadata
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import COMMUNITY, NOON, ORGANISER, poll
from tests.postgres import Server


@pytest.fixture
def database(empty_database: str) -> str:
    """Here the tables themselves are tried."""
    return empty_database


async def test_it_makes_the_tables_as_the_program_knows_them(database: str) -> None:
    url = parse_url(database)
    assert not await is_current(url)
    await migrate(url)
    await migrate(url)
    assert await is_current(url)
    engine = sync_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


async def test_the_constraints_are_those_of_the_tables(database: str, postgres: Server, tmp_path: Path) -> None:
    """Which Alembic's own comparison does not look at."""
    migrated = parse_url(database)
    await migrate(migrated)
    created = parse_url(postgres.fresh() if database.startswith("postgresql") else f"sqlite:///{tmp_path}/created.db")
    engine = sync_engine(created)
    metadata.create_all(engine)
    engine.dispose()
    assert _rules(migrated) == _rules(created)


def _rules(url: URL) -> list[tuple[str, str, str, str]]:
    """Of every table: checks and foreign keys with what they say, partial indices, WITHOUT ROWID."""
    engine = sync_engine(url)
    with engine.connect() as connection:
        look = inspect(connection)
        rules = [(table, "table", "", str(look.get_table_options(table))) for table in metadata.tables]
        for table in metadata.tables:
            rules.extend(
                (table, "check", str(check["name"]), " ".join(check["sqltext"].split()))
                for check in look.get_check_constraints(table)
            )
            rules.extend(
                (table, "foreign key", str(key["constrained_columns"]), f"{key['name']} {key['options']}")
                for key in look.get_foreign_keys(table)
            )
            for index in look.get_indexes(table):
                options = sorted((name, str(value)) for name, value in index.get("dialect_options", {}).items())
                rules.append((table, "index", str(index["name"]), f"{index.get('expressions')} {options}"))
    engine.dispose()
    return sorted(rules)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE polls SET question = ''",
        "UPDATE polls SET state = 'half-open'",
        "UPDATE polls SET state = 'closed'",
        "UPDATE polls SET version = 0",
        "UPDATE polls SET most_choices = 51",
        "UPDATE polls SET secrecy = 'whatever'",
        "UPDATE polls SET community_id = 'nowhere'",
        "UPDATE options SET label = ''",
        "UPDATE options SET number = 51 WHERE number = 3",
        "UPDATE options SET merged_into = 1 WHERE number = 3",
        "INSERT INTO ballots VALUES ('nowhere', 'v', '1', 'web', NULL, 0, 0)",
        "INSERT INTO ballots VALUES ('p0000001', 'v', '', 'web', NULL, 0, 0)",
        "INSERT INTO tallies VALUES ('p0000001', 'web', 1, -1)",
        "INSERT INTO turnouts VALUES ('p0000001', 'web', -1)",
        "INSERT INTO refusals VALUES ('p0000001', 'bad mood', 1)",
        "INSERT INTO roles VALUES ('home', 'organiser', 'king')",
        "UPDATE audit SET act = 'launched'",
        "INSERT INTO audit (at, community_id, person_id, act, subject, detail)"
        " VALUES (0, 'home', 'organiser', 'closed', '', '{}')",
    ],
)
async def test_what_must_not_be_cannot_be_stored(database: str, change: str) -> None:
    url = parse_url(database)
    await migrate(url)
    engine = async_engine(url)
    work = SqlUnitOfWork(engine)
    async with work.writing() as transaction:
        await transaction.communities.ensure(Community(id=COMMUNITY, name="Choir", language="en", timezone="UTC"))
        await transaction.people.recognise(Identity(Platform("web"), "1", "Bea"), ORGANISER)
        await transaction.polls.add(poll())
        await transaction.audit.add(
            AuditEntry(at=NOON, community=COMMUNITY, person=ORGANISER, role=Role.OWNER, act=Act.CLOSED)
        )
    with pytest.raises(IntegrityError):
        async with engine.begin() as connection:
            await connection.execute(text(change))
    await engine.dispose()


async def test_what_an_older_version_kept_survives(database: str) -> None:
    url = parse_url(database)
    engine = sync_engine(url)
    with engine.begin() as connection:
        command.upgrade(_config(connection), "0001")
        for line in _OLD_ROWS:
            connection.execute(text(line))
    await migrate(url)
    with engine.connect() as connection:
        posts = connection.execute(text("SELECT id, kind, reference, shown_version, person_id FROM posts")).all()
        assert [tuple(row) for row in posts] == [("p1-lobby-card", "card", "ref", 7, None)]
        assert connection.execute(text("SELECT native, question FROM polls")).one() == (False, "Where?")
        assert tuple(connection.execute(text("SELECT connected, trouble FROM channels")).one()) == (True, None)
        assert connection.execute(text("SELECT text FROM room_messages")).scalar_one() == "hello"
        # who organised could do all that an owner can
        assert connection.execute(text("SELECT role FROM roles")).scalar_one() == "owner"
        codes = connection.execute(text("SELECT digest, expires_at, used_at, role, made_by FROM sign_in_links")).one()
        assert tuple(codes) == ("d", 5, None, None, None)
    for broken in (
        "UPDATE posts SET kind = 'letter'",
        "UPDATE posts SET kind = 'outcome'",
        "UPDATE posts SET person_id = 'nobody'",
        "UPDATE channels SET trouble = 'bored'",
    ):
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(broken))
    engine.dispose()


_OLD_ROWS = (
    "INSERT INTO communities (id, name, language, timezone) VALUES ('home', 'Choir', 'en', 'UTC')",
    "INSERT INTO people (id, platform, native_id, name) VALUES ('bea', 'web', 'b', 'Bea')",
    "INSERT INTO roles (community_id, person_id, role) VALUES ('home', 'bea', 'organiser')",
    "INSERT INTO sign_in_links (digest, expires_at) VALUES ('d', 5)",
    "INSERT INTO channels (id, community_id, platform, address, title, connected)"
    " VALUES ('lobby', 'home', 'web', 'lobby', 'lobby', TRUE)",
    "INSERT INTO polls (id, community_id, author_id, question, description, most_choices, secrecy, results, may_change,"
    " may_add_options, electorate_kind, state, opened_at, notes, created_at, version)"
    " VALUES ('p1', 'home', 'bea', 'Where?', '', 1, 'owner', 'live', TRUE, FALSE,"
    " 'self-selected', 'open', 1, '[]', 1, 9)",
    "INSERT INTO options (poll_id, number, label, removed) VALUES ('p1', 1, 'Lake', FALSE)",
    "INSERT INTO ballots (poll_id, voter_key, choices, platform, cast_at, changed_at)"
    " VALUES ('p1', 'v', '1', 'web', 1, 1)",
    "INSERT INTO posts (id, poll_id, channel_id, kind, reference, shown_version, created_at)"
    " VALUES ('p1-lobby-card', 'p1', 'lobby', 'card', 'ref', 7, 1)",
    "INSERT INTO room_messages (channel_id, kind, author_name, text, at) VALUES ('lobby', 'words', '', 'hello', 1)",
)


async def test_two_programs_that_start_at_once_both_succeed(database: str) -> None:
    url = parse_url(database)
    await asyncio.gather(*(migrate(url) for _ in range(4)))
    assert await is_current(url)


async def test_an_older_program_leaves_a_newer_database_alone(database: str) -> None:
    url = parse_url(database)
    await migrate(url)
    engine = sync_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(NewerSchema, match="newer version"):
        await migrate(url)
    assert not (await look_at(url)).known


async def test_a_database_that_cannot_be_reached_or_has_no_unicode(postgres: Server) -> None:
    with pytest.raises(StoreUnavailable):
        await migrate(parse_url("postgresql://postgres@127.0.0.1:1/none"))
    with pytest.raises(StoreUnavailable, match="encoding"):
        await migrate(parse_url(postgres.fresh("SQL_ASCII")))


async def test_what_the_doctor_sees(database: str, tmp_path: Path) -> None:
    url = parse_url(database)
    await migrate(url)
    facts = await look_at(url)
    assert facts.writable
    assert facts.known
    assert facts.revision == facts.newest
    missing = await look_at(parse_url(f"sqlite:///{tmp_path}/none/yet.db"))
    assert missing.revision is None
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("url", ["", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense", "oracle://x"])
def test_other_databases_are_refused_in_words(url: str) -> None:
    with pytest.raises(BadDatabaseUrl):
        parse_url(url)


@pytest.mark.parametrize("driver", ["postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg2"])
def test_any_driver_may_be_named(driver: str) -> None:
    assert parse_url(f"{driver}://u:p@h/d").drivername == "postgresql+psycopg"
    assert parse_url(f"{driver}://u:p@h/d?ssl=require").query == {"sslmode": "require"}
    assert parse_url("sqlite+pysqlite:///a.db") == parse_url("sqlite:///a.db")


@pytest.mark.parametrize("url", ["postgresql://u:wonder:land@h:port/d", "postgresql://[::1/wonderland", "wonderland"])
def test_what_is_no_url_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(BadDatabaseUrl) as refused:
        parse_url(url)
    assert "land" not in str(refused.value)
    assert refused.value.__cause__ is None


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    url = parse_url(f"sqlite:///{tmp_path}/file/data/ascolto.db")
    assert not (await look_at(url)).writable
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        await migrate(url)
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        async_engine(url)


async def test_the_data_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    await migrate(parse_url(f"sqlite:///{tmp_path}/data/ascolto.db"))
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
