"""What the metrics tell of Discord: what its limits cost, and how often the line broke."""

from __future__ import annotations

import asyncio

import aiohttp

from tests.discordhouse import DiscordHouse, discord_house
from tests.platforms.discord_server import Quota


async def metric(house: DiscordHouse, name: str) -> float:
    async with aiohttp.ClientSession() as session, session.get(f"{house.ascolto.public_url}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"ascolto_discord_{name}_total "))


async def test_what_the_limits_cost(tmp_path):
    async with discord_house(tmp_path) as house:
        ada = await house.organiser()
        await house.connect(ada)
        posts = [await house.launch(ada, question=f"Poll {number}?", options="Lake | City") for number in range(4)]
        assert await metric(house, "refused") == 0
        assert await metric(house, "edits_postponed") == 0
        held_back = await metric(house, "held_back")
        house.server.limits.quotas["edit"] = Quota(2, 4.0)
        bruno = house.guild.member("Bruno")
        attempts = await asyncio.gather(*(bruno.presses(post, "Lake") for post in posts))
        await asyncio.gather(*(attempt.answered() for attempt in attempts))
        await house.until(lambda: all("1 person voted" in post.text for post in posts))
        assert await metric(house, "held_back") + await metric(house, "edits_postponed") > held_back
        house.server.fail_next("PATCH /channels/*/messages/*", 429)
        await (await bruno.presses(posts[0], "City")).answered()
        await house.until(lambda: house.server.refusals)

        async def counted() -> bool:
            return await metric(house, "refused") == 1

        await house.until(counted)
        assert (await metric(house, "held_back_seconds") > 0) == (await metric(house, "held_back") > 0)


async def test_how_often_the_line_broke(tmp_path):
    async with discord_house(tmp_path) as house:
        assert await metric(house, "gateway_sessions") == 1
        assert await metric(house, "gateway_cuts") == 0
        async with house.server.gateway_gap():
            pass

        async def resumed() -> bool:
            return await metric(house, "gateway_resumes") == 1

        await house.until(resumed)
        assert await metric(house, "gateway_cuts") == 1
        house.server.cut_gateway(lose_session=True)

        async def anew() -> bool:
            return await metric(house, "gateway_sessions") == 2

        await house.until(anew)
        assert await metric(house, "gateway_resumes") == 1
