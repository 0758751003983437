"""Two Discord servers, two communities: one program, one bot, and nothing of the one is seen in the other."""

from __future__ import annotations

import pytest

from bot.domain.ids import CommunityId
from tests.discordhouse import DiscordHouse, discord_house


@pytest.fixture
async def house(tmp_path):
    async with discord_house(tmp_path) as built:
        yield built
        assert built.server.spec_violations == []


async def test_a_second_server_becomes_a_community_of_its_own(house: DiscordHouse):
    ada = await house.organiser()
    await house.connect(ada)
    club = house.server.guild("Club")
    hall, general = club.text_channel("hall"), club.text_channel("general")
    carla = club.member("Carla", permissions=("MANAGE_GUILD", "MANAGE_MESSAGES"))
    passer = club.member("Pia", permissions=("MANAGE_MESSAGES",))

    refused = await passer.slash(hall, "connect")
    await refused.answered()
    assert "Only organisers" in refused.text
    founded = await carla.slash(hall, "connect")
    await founded.answered()
    assert "community of its own" in founded.text, founded.text
    # the room of that name in this server, not the first one that the bot knows
    near = await carla.slash(hall, "connect", name="general")
    await near.answered()
    assert "✅" in near.text, near.text

    await house.launch(ada, question="Where?", options="Lake | City")
    preview = await carla.slash(hall, "poll", question="Who plays?", options="Ada | Bruno", **{"in": "all"})
    await preview.answered()
    assert "hall" in preview.text
    await (await carla.presses(preview.answer, "Launch")).answered()
    await house.until(lambda: house.posts(hall, "Who plays?"))
    await house.until(lambda: house.posts(general, "Who plays?"))
    assert house.posts(house.general, "Who plays?") == []
    assert house.posts(hall, "Where?") == []

    for boss, room, mine, other in (
        (ada, house.general, "Where?", "Who plays?"),
        (carla, hall, "Who plays?", "Where?"),
    ):
        listed = await boss.slash(room, "polls")
        await listed.answered()
        assert mine in listed.text
        assert other not in listed.text
        offered = await boss.autocomplete(room, "results", "poll", "")
        assert [choice["name"] for choice in offered.choices] == [mine]
    async with house.ascolto.work.reading() as work:
        theirs = CommunityId(f"discord-{club.id}")
        assert len(await work.polls.recent(theirs, limit=5)) == 1
        assert {channel.title for channel in await work.channels.of_community(theirs)} == {"hall", "general"}
