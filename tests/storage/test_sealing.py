"""Identities at rest: without the key the database does not tell who people are, and with it nothing is different."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Text, select, type_coerce

from bot.domain.community import Channel, Community, Identity, Role
from bot.domain.ids import ChannelId, PersonId, Platform
from bot.domain.room import Entry, RoomMessage
from storage.engine import async_engine, parse_url
from storage.migrate import migrate
from storage.sealing import MARK, AesSivSeal, WrongSealingKey
from storage.sealing_over import settle_identities
from storage.tables import people, room_messages
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import COMMUNITY, NOON

WEB, KEY = Platform("web"), "a key that is long enough for anybody"
ROOM = ChannelId("web-room")
HOSTILE = f"{MARK}AAAA"
"""A name that looks like a sealed one."""


@asynccontextmanager
async def opened(database: str, *, sealing: bool, key: str = KEY) -> AsyncIterator[SqlUnitOfWork]:
    url = parse_url(database)
    await migrate(url)
    seal = await settle_identities(url, key, sealing=sealing)
    assert (seal is not None) is sealing
    engine = async_engine(url, seal)
    try:
        yield SqlUnitOfWork(engine)
    finally:
        await engine.dispose()


async def as_stored(database: str) -> str:
    """Everything in the identity columns, as it lies on the disk."""
    engine = async_engine(parse_url(database))
    async with engine.connect() as connection:
        columns = [type_coerce(column, Text) for column in (people.c.native_id, people.c.name)]
        rows = [tuple(row) for row in await connection.execute(select(*columns))]
        rows += [tuple(row) for row in await connection.execute(select(type_coerce(room_messages.c.author_name, Text)))]
    await engine.dispose()
    return repr(sorted(rows))


async def fill(work: SqlUnitOfWork) -> None:
    async with work.writing() as at:
        await at.communities.ensure(Community(id=COMMUNITY, name="Choir", language="en", timezone="UTC"))
        await at.channels.ensure(Channel(id=ROOM, community=COMMUNITY, platform=WEB, address="room", title="Room"))
        for native, name in (("ada-77", "Ada Lovelace"), ("ben-88", "Ben"), ("mallory", HOSTILE), (HOSTILE, "x")):
            await at.people.recognise(Identity(WEB, native, name), PersonId(f"p-{native}"))
        await at.people.grant(COMMUNITY, PersonId("p-ada-77"), Role.ORGANISER)
        await at.rooms.add(
            RoomMessage(
                channel=ROOM,
                kind=Entry.WORDS,
                author=PersonId("p-ada-77"),
                author_name="Ada Lovelace",
                text="hello",
                at=NOON,
            )
        )


async def check(work: SqlUnitOfWork) -> None:
    async with work.writing() as at:
        again = await at.people.recognise(Identity(WEB, "ada-77", ""), PersonId("new"))
        assert (again.id, again.name, again.native_id) == ("p-ada-77", "Ada Lovelace", "ada-77")
    async with work.reading() as at:
        assert (await at.people.find(WEB, "mallory")).name == HOSTILE  # type: ignore[union-attr]  # it is there
        assert (await at.people.find(WEB, HOSTILE)).name == "x"  # type: ignore[union-attr]  # it is there
        assert await at.people.names([PersonId("p-ben-88")]) == {"p-ben-88": "Ben"}
        assert [person.name for person in await at.people.organisers(COMMUNITY)] == ["Ada Lovelace"]
        assert [each.author_name for each in await at.rooms.recent(ROOM, reader=None, limit=3)] == ["Ada Lovelace"]
        assert (await at.personal.about(PersonId("p-ada-77"))).person.native_id == "ada-77"


async def test_what_is_sealed_is_read_as_ever_and_lies_sealed_on_the_disk(database: str) -> None:
    async with opened(database, sealing=True) as work:
        await fill(work)
        await check(work)
    stored = await as_stored(database)
    assert "Ada" not in stored
    assert "ada-77" not in stored
    assert stored.count(MARK) == 9
    async with opened(database, sealing=True) as work:
        await check(work)


async def test_a_database_is_changed_over_there_and_back(database: str) -> None:
    async with opened(database, sealing=False) as work:
        await fill(work)
    before = await as_stored(database)
    assert "Ada Lovelace" in before
    async with opened(database, sealing=True) as work:
        assert "Ada" not in await as_stored(database)
        await check(work)
    async with opened(database, sealing=False) as work:
        await check(work)
    assert await as_stored(database) == before


async def test_another_key_is_refused_and_changes_nothing(database: str) -> None:
    async with opened(database, sealing=True) as work:
        await fill(work)
    before = await as_stored(database)
    for sealing in (True, False):
        with pytest.raises(WrongSealingKey, match="another SECRET_KEY"):
            async with opened(database, sealing=sealing, key="somebody else's key"):
                pass
    assert await as_stored(database) == before


async def test_more_rows_than_a_page_are_changed_over(database: str) -> None:
    async with opened(database, sealing=False) as work, work.writing() as at:
        crowd = [(Identity(WEB, f"n{number}", f"N {number}"), PersonId(f"p{number:05}")) for number in range(2_500)]
        await at.people.recognise_all(crowd)
    async with opened(database, sealing=True) as work, work.reading() as at:
        assert (await at.people.find(WEB, "n2499")).name == "N 2499"  # type: ignore[union-attr]  # it is there
    assert (await as_stored(database)).count(MARK) == 5_000


@given(st.text(min_size=1))
def test_sealing_and_opening_gives_the_text_and_is_the_same_each_time(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:  # no database takes half a character either
        return
    seal = AesSivSeal(KEY)
    assert seal.open(seal.close(text)) == text
    assert seal.close(text) == AesSivSeal(KEY).close(text)
    with pytest.raises(WrongSealingKey):
        AesSivSeal("another").open(seal.close(text))


@pytest.mark.parametrize("broken", [f"{MARK}", f"{MARK}!!", f"{MARK}AAAA", f"{MARK}é"])
def test_what_was_tampered_with_does_not_open(broken: str) -> None:
    with pytest.raises(WrongSealingKey):
        AesSivSeal(KEY).open(broken)
