"""The channel contract on the web: the real program, read by browsers without script."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from adapters.web.channel import WebChannel
from adapters.web.limits import WEB
from adapters.web.live import Hub
from bot.domain.card import Card
from bot.domain.community import Person
from bot.domain.conversation import Reader
from bot.domain.ids import PollId
from tests.contracts.channel_contract import ChannelContract, Harness, promises
from tests.webhouse import Browserless, WebHouse, web_house

ROOT = Path(__file__).parents[3]


class WebHarness(Harness):
    def __init__(self, folder: Path, stack: AsyncExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._web: WebHouse
        self._boss: Browserless

    async def begin(self) -> None:
        await self._open()
        boss = self._boss = await self._web.organiser()
        await boss.say("/connect Elsewhere")
        # launched elsewhere, so that the room under test is still empty
        await boss.say("/poll Where shall we meet? | Lake | City --in #elsewhere", event="contract01")
        self.poll = (await self._web.latest()).id
        self.card = await self._card()
        async with self._web.ascolto.work.reading() as work:
            people = await work.people.organisers(self.channel.community)
        self.person = people[0]

    async def _open(self) -> None:
        self._web = await self._stack.enter_async_context(web_house(self._folder))
        self.adapter = WebChannel(self._web.ascolto.work, Hub(), self._web.clock)
        self.channel = self._web.ascolto.room

    async def seen_by(self, person: Person | None) -> str:
        visitor = self._boss if person is not None else self._web.visitor()
        await visitor.open(f"/r/{self.channel.address}")
        room = re.search(r"<ol class=\"messages\".*?</ol>", visitor.page, re.DOTALL)
        assert room is not None
        # the public notes of what was changed are folded away
        shown = re.sub(r"<legend.*?</legend>|<details class=\"notes\">.*?</details>", "", room[0], flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())

    async def restart(self) -> None:
        cookies = self._boss.client.cookies
        await self._stack.aclose()
        await self._open()
        self._boss = self._web.visitor()
        self._boss.client.cookies = cookies

    async def remove_channel(self) -> None:
        async with self._web.ascolto.work.writing() as work:
            await work.channels.save(replace(self.channel, connected=False))

    async def change(self, question: str) -> Card:
        self._boss.page = ""
        await self._boss.say(f"/fix {self.poll} {question}", event="contract02", room="elsewhere")
        return await self._card()

    async def _card(self) -> Card:
        return await self._web.ascolto.desk.card(PollId(self.poll), Reader(sender=None, language="en"))


class TestWeb(ChannelContract):
    @asynccontextmanager
    async def harness(self, folder: Path) -> AsyncIterator[Harness]:
        async with AsyncExitStack() as stack:
            harness = WebHarness(folder, stack)
            await harness.begin()
            yield harness


def test_every_platform_has_a_contract_and_overrides_no_promise() -> None:
    platforms = {folder.name for folder in (ROOT / "adapters").iterdir() if (folder / "__init__.py").exists()}
    tested = {
        folder.name for folder in (ROOT / "tests" / "adapters").iterdir() if (folder / "test_contract.py").exists()
    }
    assert platforms == tested
    for harness in ChannelContract.__subclasses__():
        assert promises(harness) == set()
    assert WEB in platforms
