"""Roles on Discord: given by a mention or a code, and inherited by who manages the server."""

from __future__ import annotations

import re

import pytest

from bot.domain.audit import Act
from bot.domain.ids import CommunityId
from tests.discordhouse import DiscordHouse, discord_house


@pytest.fixture
async def house(tmp_path):
    async with discord_house(tmp_path, inherit_roles="moderator") as built:
        yield built
        assert built.server.spec_violations == []


async def told(person, channel, name, **options):
    attempt = await person.slash(channel, name, **options)
    await attempt.answered()
    return attempt.text


async def test_a_role_by_mention_a_code_for_one_and_whoever_comes_second_reads_why(house: DiscordHouse):
    ada = await house.organiser()
    ben = house.guild.member("Ben", permissions=("MANAGE_MESSAGES",))
    carl = house.guild.member("Carl", permissions=("MANAGE_MESSAGES",))
    room = house.general
    await house.connect(ada)
    assert "Only owners" in await told(ben, room, "role")
    assert "is now organiser" in await told(ada, room, "role", who=f"<@{ben.id}>", role="organiser")
    assert "Where to" in (await told(ben, room, "poll", question="Where to?", options="Lake | City"))
    made = await told(ada, room, "role", who="new", role="moderator")
    code = re.search(r"/start (\w+)", made)
    assert code, made
    assert "moderator of" in await told(carl, room, "start", code=code[1])
    assert "Somebody used this code before you" in await told(ben, room, "start", code=code[1])
    listed = await told(ada, room, "role")
    assert re.search(r"Ben \(Discord\): organiser.*Carl \(Discord\): moderator", listed, re.DOTALL), listed
    assert "last owner" in await told(ada, room, "role", who=f"<@{ada.id}>", role="voter")
    assert "made Ben, who was voter, organiser" in await told(ada, room, "audit")


async def test_who_manages_the_server_moderates_there_by_the_setting(house: DiscordHouse):
    ada = await house.organiser()
    await house.connect(ada)
    dora = house.guild.member("Dora", permissions=("MANAGE_GUILD", "MANAGE_MESSAGES"))
    eve = house.guild.member("Eve", permissions=("MANAGE_MESSAGES",))
    await house.launch(ada, question="Where?", options="Lake | City")
    assert "Only organisers" in await told(dora, house.general, "poll", question="Mine?", options="A | B")
    assert "Only owners" in await told(dora, house.general, "role")
    assert "Only moderators" in await told(eve, house.general, "close")
    assert "is closed" in await told(dora, house.general, "close")
    async with house.ascolto.work.reading() as work:
        closed = (await work.audit.recent(CommunityId("home"), limit=1))[0]
    assert (closed.act, closed.role, closed.detail.get("inherited")) == (Act.CLOSED, "moderator", "yes")
