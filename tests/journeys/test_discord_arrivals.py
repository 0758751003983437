"""Servers that the bot came into, was removed from and came back to, also while the program was not running."""

from __future__ import annotations

import pytest

from tests.discordhouse import DiscordHouse, discord_house
from tests.platforms.discord_channels import Channel


@pytest.fixture
async def house(tmp_path):
    async with discord_house(tmp_path) as built:
        yield built
        assert built.server.spec_violations == []


def hellos(room: Channel) -> list[str]:
    return [each.text for each in room.public if "/connect" in each.text]


async def test_a_server_joined_while_the_program_was_not_running(house: DiscordHouse):
    await house.stop()
    club = house.server.guild("Club", with_bot=False)
    hall = club.text_channel("hall")
    club.add_bot("VIEW_CHANNEL", "SEND_MESSAGES")
    await house.start()
    await house.server.until(lambda: hellos(hall), what="a greeting")
    house.server.cut_gateway()
    await house.server.connected()
    await house.restart()
    await house.restart()
    last = await club.member("Bruno").slash(hall, "help")
    await last.answered()
    assert len(hellos(hall)) == 1


async def test_a_connected_server_needs_no_greeting(house: DiscordHouse):
    await house.connect(await house.organiser())
    note = f"discord-greeted-{house.guild.id}"

    async def greeted() -> bool:
        async with house.ascolto.work.reading() as work:
            return await work.notes.find(note, house.clock.now()) is not None

    # by now, or just now: it is a matter of who comes first
    await house.until(greeted)
    before = len(hellos(house.general))
    async with house.ascolto.work.writing() as work:
        # as a program left it that noted no greetings
        await work.notes.drop(note)
    await house.restart()
    await (await house.guild.member("Bruno").slash(house.general, "help")).answered()
    await house.restart()
    assert len(hellos(house.general)) == before


async def test_removed_and_added_again_while_away(house: DiscordHouse):
    await house.server.until(lambda: hellos(house.general))
    await house.stop()
    house.guild.kick_bot()
    house.guild.add_bot("VIEW_CHANNEL", "SEND_MESSAGES")
    await house.start()
    await house.server.until(lambda: len(hellos(house.general)) == 2)


async def test_where_nothing_may_be_written_it_is_tried_at_the_next_connection(house: DiscordHouse):
    await house.stop()
    club = house.server.guild("Club", with_bot=False)
    hall = club.text_channel("hall")
    hall.forbid("SEND_MESSAGES")
    club.add_bot("VIEW_CHANNEL")
    await house.start()
    hall.allow("SEND_MESSAGES")
    await house.restart()
    await house.server.until(lambda: hellos(hall))


async def test_a_server_that_is_out_of_order_is_greeted_when_it_is_back(house: DiscordHouse):
    await house.stop()
    club = house.server.guild("Club", with_bot=False)
    hall = club.text_channel("hall")
    club.add_bot("VIEW_CHANNEL", "SEND_MESSAGES")
    club.out_of_order = True
    await house.start()
    assert hellos(hall) == []
    club.back_in_order()
    await house.server.until(lambda: hellos(hall))
