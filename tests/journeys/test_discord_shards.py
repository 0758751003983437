"""Several connections to the gateway: each with its own servers, cut and resumed by itself, divided among processes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from adapters.discord.platform import DiscordPlatform, discord_platform
from adapters.discord.shards import Shards
from bot.commands.all import REGISTRY
from bot.compose import compose
from bot.settings import Settings
from tests.discordhouse import PATIENCE, TOKEN, DiscordHouse, discord_house
from tests.fakes.clock import FakeClock
from tests.platforms.discord_server import DiscordServer, Quota


@pytest.fixture
async def house(tmp_path):
    async with discord_house(tmp_path, shards=3) as built:
        yield built
        assert built.server.spec_violations == []


async def club_of(house: DiscordHouse, shard: int):
    """A second server on that shard, with a connected room and its organiser."""
    club = house.server.guild("Club", shard=(shard, 3))
    hall = club.text_channel("hall")
    carla = club.member("Carla", permissions=("MANAGE_GUILD", "MANAGE_MESSAGES"))
    await (await carla.slash(hall, "connect")).answered()
    return club, hall, carla


async def test_as_many_as_discord_recommends(house: DiscordHouse):
    gateway = house.server.gateway
    assert sorted(each.shard for each in gateway.sessions.values()) == [(0, 3), (1, 3), (2, 3)]
    club, hall, carla = await club_of(house, 1)
    post = await house.launch(carla, hall, question="Who plays?", options="Ada | Bruno")
    bruno = club.member("Bruno")
    receipt = await bruno.presses(post, "Ada")
    await receipt.answered()
    assert "✓" in receipt.text
    told = [each.shard[0] for each in gateway.sessions.values() if any(f["t"] == "CHANNEL_CREATE" for f in each.sent)]
    assert 1 in told
    assert 2 not in told
    await (await bruno.slash(bruno.dm_channel, "myvotes")).answered()


async def test_one_is_cut_and_resumed_while_the_others_go_on(house: DiscordHouse):
    ada = await house.organiser()
    await house.connect(ada)
    club, hall, carla = await club_of(house, 1)
    here = await house.launch(ada, question="Where?", options="Lake | City")
    there = await house.launch(
        carla, hall, question="Who plays?", options="Ada | Bruno", native=True, names=True, until="2h"
    )
    theirs = await house.poll()
    bruno, dino = house.guild.member("Bruno"), club.member("Dino")
    gateway = house.server.gateway
    resumes, began = gateway.resumes, gateway.identifies
    gateway.let_in.clear()
    gateway.cut(shard=1)
    await house.server.until(lambda: sum(1 for each in gateway.sessions.values() if each.connection) == 2)
    await dino.votes(there, "Bruno")
    await (await bruno.presses(here, "Lake")).answered()
    assert (await carla.slash(hall, "polls")).lost
    gateway.let_in.set()

    async def counted() -> bool:
        return await house.ballots(theirs) == {"Dino": (2,)}

    await house.until(counted)
    assert (gateway.resumes - resumes, gateway.identifies - began) == (1, 0)
    await house.until(lambda: "1 person voted" in here.text)


async def test_one_that_lost_its_session_asks_for_the_voters_it_missed(house: DiscordHouse):
    club, hall, carla = await club_of(house, 2)
    post = await house.launch(
        carla, hall, question="Who plays?", options="Ada | Bruno", native=True, names=True, until="2h"
    )
    people = [club.member(f"Voter {number}") for number in range(3)]
    gateway = house.server.gateway
    gateway.let_in.clear()
    gateway.cut(shard=2, lose_session=True)
    for person in people:
        await person.votes(post, "Ada")
    gateway.let_in.set()
    poll = await house.poll()

    async def counted() -> bool:
        return len(await house.ballots(poll)) == 3

    await house.until(counted)


async def test_away_for_long_is_said_only_where_it_was_so(house: DiscordHouse):
    ada = await house.organiser()
    await house.connect(ada)
    _, hall, carla = await club_of(house, 1)
    here = await house.launch(ada, question="Where?", options="Lake | City")
    there = await house.launch(carla, hall, question="Who plays?", options="Ada | Bruno")
    gateway = house.server.gateway
    gateway.let_in.clear()
    gateway.cut(shard=1)
    await house.server.until(lambda: sum(1 for each in gateway.sessions.values() if each.connection) == 2)
    for _ in range(12):
        # the program runs on, and notes every half minute which shards are there
        house.clock.advance(seconds=31)
        await asyncio.sleep(0.02)
    gateway.let_in.set()
    await house.until(lambda: "Voting works again" in there.text)
    await (await house.guild.member("Bruno").presses(here, "Lake")).answered()
    await house.until(lambda: "1 person voted" in here.text)
    assert "Voting works again" not in here.text


async def test_sessions_begin_as_fast_as_discord_allows_and_no_faster(tmp_path):
    async with discord_house(tmp_path) as house:
        await house.stop()
        gateway = house.server.gateway
        gateway.sessions.clear()
        gateway.begun.clear()
        gateway.rules.shards, gateway.rules.lanes, gateway.rules.pause = 2, 1, 4.5
        gateway.let_in.set()
        began = time.monotonic()
        await house.start()
        assert time.monotonic() - began > gateway.rules.pause
        assert gateway.turned_away == 0
        assert len(gateway.sessions) == 2


@pytest.mark.parametrize(("count", "ids"), [(None, (0,)), (2, ()), (2, (0, 0)), (2, (2,)), (2, (-1,))])
def test_shards_that_cannot_be(count, ids):
    with pytest.raises(ValueError, match="shards"):
        Shards(count, ids)


async def test_divided_among_processes(tmp_path):
    """Two adapters, each with some of the shards, on one database."""
    async with DiscordServer(token=TOKEN) as server:
        server.limits.quotas = dict.fromkeys(server.limits.quotas, Quota(10_000, 1.0))
        homes = [server.guild(f"Server {shard}", shard=(shard, 3)) for shard in range(3)]
        rooms = [home.text_channel("general") for home in homes]
        url = f"sqlite:///{tmp_path}/ascolto.db"
        settings = Settings.model_validate({"database_url": url, "port": 0, "timezone": "Europe/Rome"})
        clock = FakeClock()
        with server.patched():
            async with compose(settings, clock=clock) as ascolto:

                def some(*ids: int) -> DiscordPlatform:
                    return discord_platform(
                        token=TOKEN, shards=3, shard_ids=ids, registry=REGISTRY, work=ascolto.work, clock=clock,
                        desk=lambda: ascolto.desk,
                    )  # fmt: skip

                async with kept_up(some(0, 2)), kept_up(some(1)):
                    published = [call for call in server.requests if call.line.endswith("/commands")]
                    assert len(published) == 1
                    assert sorted(each.shard for each in server.gateway.sessions.values()) == [(0, 3), (1, 3), (2, 3)]
                    assert len({each.connection for each in server.gateway.sessions.values()}) == 3
                    await server.until(lambda: all(room.public for room in rooms))
                    for home, room in zip(homes, rooms, strict=True):
                        attempt = await home.member("Bruno", permissions=("MANAGE_MESSAGES",)).slash(room, "help")
                        await attempt.answered()
                        assert "/polls" in attempt.text
                        assert len(room.public) == 1, "greeted by the process that has the server, and by no other"


@asynccontextmanager
async def kept_up(platform: DiscordPlatform) -> AsyncIterator[None]:
    running = asyncio.ensure_future(platform.adapter.run())
    try:
        await asyncio.wait_for(platform.connected.wait(), PATIENCE)
        yield
    finally:
        running.cancel()
        await asyncio.wait({running})
