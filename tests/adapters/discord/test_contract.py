"""The channel contract on Discord: the real library against a Discord of our own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.domain.card import Card
from bot.domain.community import Identity, Person
from bot.domain.conversation import Reader, Typed
from bot.domain.ids import CommunityId, Platform
from tests.contracts.channel_contract import ChannelContract, Harness
from tests.discordhouse import DiscordHouse, discord_house

DISCORD = Platform("discord")


class DiscordHarness(Harness):
    named_room = "news"

    def __init__(self, house: DiscordHouse) -> None:
        self._house = house

    async def begin(self) -> None:
        house = self._house
        house.guild.text_channel("news")
        self._boss = await house.organiser()
        await house.connect(self._boss)
        self._sender = Identity(DISCORD, str(self._boss.id), "Ada", "en")
        desk = house.ascolto.desk
        line = "/poll Where shall we meet? | Lake | City --in #general"
        number = await desk.channel_at(DISCORD, f"{house.guild.id}/{house.general.id}")
        assert number is not None
        async with house.ascolto.work.reading() as work:
            self.channel = await work.channels.get(number)
            people = await work.people.organisers(CommunityId("home"))
            self.person = next(each for each in people if each.platform == DISCORD)
        await desk.handle(Typed(sender=self._sender, channel=None, text=line))
        self.poll = await house.poll()
        self._open()
        self.card = await self._card()

    def _open(self) -> None:
        assert self._house.ascolto.discord is not None
        self.adapter = self._house.ascolto.discord.adapter

    async def seen_by(self, person: Person | None) -> str:
        room = self._house.general
        # the public notes of what was changed say what was there before
        lines = "\n".join(each.text for each in room.public).split("\n")
        seen = "\n".join(line for line in lines if "✏️" not in line)
        return seen if person is None else "\n".join([seen, *(each.text for each in self._boss.dms)])

    async def pass_time(self, span: timedelta) -> None:
        self._house.clock.advance(seconds=span.total_seconds())

    async def restart(self) -> None:
        await self._house.restart()
        self._open()

    async def remove_channel(self) -> None:
        self._house.general.delete()
        self._boss.user.blocks_dms = True

    async def change(self, question: str) -> Card:
        line = f"/fix {self.poll.id} {question}"
        await self._house.ascolto.desk.handle(Typed(sender=self._sender, channel=None, text=line))
        return await self._card()

    async def _card(self) -> Card:
        return await self._house.ascolto.desk.card(self.poll.id, Reader(sender=None, language="en"))


class TestDiscord(ChannelContract):
    @asynccontextmanager
    async def harness(self, folder: Path) -> AsyncIterator[Harness]:
        async with AsyncExitStack() as stack:
            house = await stack.enter_async_context(discord_house(folder))
            harness = DiscordHarness(house)
            await harness.begin()
            yield harness
            assert house.server.spec_violations == []
