"""A broadcast steered from the web's room, while its letters go out on Telegram."""

from __future__ import annotations

import asyncio
import html
import re
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from tests.patience import PATIENCE
from tests.telegramhouse import said, telegram_house
from tests.webhouse import Browserless, WebHouse


@pytest.fixture
async def house(tmp_path):
    async with telegram_house(tmp_path) as built:
        yield built


@asynccontextmanager
async def web_of(house):
    """The pages of the same program."""
    port = house.ascolto.server.port
    web = WebHouse(house.ascolto, house.clock, f"http://127.0.0.1:{port}", lambda: None)
    try:
        yield web
    finally:
        for client in web.clients:
            await client.aclose()


def lines(page: str) -> list[str]:
    """The commands that buttons of this page stand for."""
    return [html.unescape(each) for each in re.findall(r'name="text" value="(/[^"]*)"', page)]


def room(visitor: Browserless) -> str:
    """The messages of the room alone, without the answer under them."""
    found = re.search(r'<ol class="messages".*?</ol>', visitor.page, re.DOTALL)
    assert found is not None
    return html.unescape(re.sub(r"<[^>]+>", " ", found[0]))


async def test_previewed_confirmed_paused_and_cancelled_in_the_room(house):
    people = [house.server.user(100 + number, f"Reader {number}") for number in range(150)]
    for person in people:
        await person.starts()
    await house.until(lambda: all(said(house.server.private(person)) for person in people))
    async with web_of(house) as web:
        boss = await web.organiser()
        await boss.open("/r/general")
        await boss.say("/poll Where? | Lake | City", event="poll000001")
        seen = await boss.say("/broadcast", event="cast000001")
        assert "Telegram: 150 people" in seen
        start = next(line for line in lines(boss.page) if line.startswith("/broadcasts start"))
        seen = await boss.say(start, event="cast000002")
        assert "on its way to 150 people" in seen
        assert "on its way" in await boss.say(start, event="cast000002") or "already" in boss.words

        async def told(words: str) -> bool:
            await boss.open("/r/general")
            return words in room(boss)

        await house.until(lambda: told("of 150 sent"))
        assert room(boss).count("Broadcast ") == 1
        pause = next(line for line in lines(boss.page) if line.startswith("/broadcasts pause"))
        assert any(line.startswith("/broadcasts cancel") for line in lines(boss.page))
        await boss.say(pause, event="cast000003")
        await house.until(lambda: told("Paused"))
        stranger = web.visitor()
        await stranger.open("/r/general")
        assert "Broadcast " not in stranger.words
        cancel = next(line for line in lines(boss.page) if line.startswith("/broadcasts cancel"))
        await boss.say(cancel, event="cast000004")
        await house.until(lambda: told("Cancelled"))
        assert room(boss).count("Broadcast ") == 1
        assert not any(line.startswith("/broadcasts") for line in lines(boss.page))
        await boss.say("/broadcasts", event="cast000005")
        assert "Cancelled. Nobody else gets it" in boss.words


async def test_subscribing_on_the_web_says_plainly_that_there_is_no_private_delivery(house):
    async with web_of(house) as web:
        visitor = web.visitor()
        await visitor.open("/r/general")
        assert "knows no private messages from me" in await visitor.say("/subscribe")
        boss = await web.organiser()
        await boss.open("/r/general")
        await boss.say("/poll Where? | Lake | City", event="poll000001")
        assert "Nobody has subscribed yet" in await boss.say("/broadcast", event="cast000001")
        async with asyncio.timeout(PATIENCE):
            async with house.ascolto.work.reading() as work:
                assert await work.subscribers.count("home", house.clock.now() + timedelta(hours=1)) == {}
