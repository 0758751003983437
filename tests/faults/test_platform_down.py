"""A platform that answers nothing but errors and "too many requests" for a minute: votes count, and nothing is lost."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta

import pytest

from bot.domain.conversation import Tone
from bot.domain.errors import DeliveryUncertain, Throttled
from tests.fakes.channel import FakePlatform
from tests.house import house

TROUBLE = {
    "500": lambda: DeliveryUncertain("500 Internal Server Error"),
    "429": lambda: Throttled(timedelta(seconds=3)),
}


def asked_for(platform: FakePlatform) -> int:
    return len(platform.posts) + len(platform.edits)


@pytest.mark.parametrize("trouble", TROUBLE)
async def test_for_a_minute(database: str, trouble: str) -> None:
    async with house(database) as home:
        await home.type("/poll Where? | Lake | City --for 1 minute")
        poll = (await home.latest()).id
        await home.announcing.sweep()
        assert asked_for(home.platform) == 1
        running = [asyncio.ensure_future(home.announcing.run()), asyncio.ensure_future(home.schedule.run())]
        voters, refused = itertools.count(1), 0
        try:
            async with asyncio.timeout(60):
                for _ in range(70):  # seconds: the poll closes in the middle of the trouble
                    home.platform.fail_next = [TROUBLE[trouble]() for _ in range(20)]
                    reply = await home.vote(poll, next(voters), 1)
                    refused += reply.tone is Tone.ERROR  # too late, once it is closed
                    home.clock.advance(seconds=1)
                    await asyncio.sleep(0.01)
                assert asked_for(home.platform) == 1
                home.platform.fail_next = []
                while (
                    len(home.platform.seen()) < 2
                    or "Closed" not in home.platform.seen()[0]
                    or not home.platform.whispers
                ):
                    home.clock.advance(seconds=1)
                    await asyncio.sleep(0.01)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        async with home.work.reading() as work:
            voted = (await work.ballots.tally(poll)).voters
        assert voted + refused == 70
        assert refused
        [card, result] = home.platform.seen()
        assert f"Lake {voted}" in card
        assert "Closed" in card
        assert result.startswith("Result: Where?")
        assert len(home.platform.whispers) == 1
