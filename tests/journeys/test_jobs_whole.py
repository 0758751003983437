"""The whole program with its real job engine, on both databases: what is caused is carried, over a restart too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from bot.compose import COMMUNITY, Ascolto, compose
from bot.domain.community import Identity
from bot.domain.conversation import Typed
from bot.domain.ids import Platform
from bot.settings import Settings
from tests.house import SECRET, words
from tests.platforms.listener import Listener, listening

BOSS = Identity(Platform("web"), "boss", "Bea", "en")
PATIENCE_SECONDS = 60


def chosen(url: str, listener: Listener) -> Settings:
    return Settings.model_validate(
        {
            "database_url": url,
            "secret_key": "s" * 40,
            "port": 0,
            "timezone": "Europe/Rome",
            "webhook_url": listener.url,
            "webhook_secret": SECRET,
        }
    )


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Ascolto]:
    async with compose(settings) as ascolto:
        working = asyncio.ensure_future(ascolto.run())
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                yield ascolto
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working


async def type_line(ascolto: Ascolto, line: str) -> str:
    return words(await ascolto.desk.handle(Typed(sender=BOSS, channel=ascolto.room.id, text=line)))


async def until_told(listener: Listener, count: int) -> list[str]:
    while len(listener.told) < count:
        listener.heard.clear()
        await listener.heard.wait()
    return [told.headers["ascolto-event"] for told in listener.told]


async def test_what_polls_cause_is_carried_also_over_a_restart(database: str) -> None:
    async with listening() as listener:
        settings = chosen(database, listener)
        async with compose(settings) as stopped:
            # nobody does jobs in this one: it is what a process of another role would be, or one that is stopped
            token = (await stopped.sign_in_link(timedelta(hours=1))).split("token=")[1]
            assert (await stopped.desk.sign_in(token, BOSS)).good
            assert "Launched" in await type_line(stopped, "/poll Lunch? | Pizza | Soup --for 2d --remind 1d")
            assert "Every Monday" in await type_line(stopped, "/poll Weekly? | Good | Bad --every monday 10:00")
        assert listener.told == []
        async with running(settings) as ascolto:
            assert await until_told(listener, 1) == ["poll.launched"]
            assert "closed" in await type_line(ascolto, "/close")
            assert await until_told(listener, 2) == ["poll.launched", "poll.closed"]
            assert "Weekly?" in await type_line(ascolto, "/repeats")
            async with ascolto.work.reading() as work:
                assert len(await work.polls.recent(COMMUNITY, limit=10)) == 1
