"""The channel contract on Telegram: the real library against a Telegram of our own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.domain.card import Card
from bot.domain.community import Identity, Person
from bot.domain.conversation import Reader, Typed
from bot.domain.ids import Platform
from tests.contracts.channel_contract import ChannelContract, Harness
from tests.fakes.clock import FakeClock
from tests.telegramhouse import TelegramHouse, running, said, telegram

TELEGRAM = Platform("telegram")


class TelegramHarness(Harness):
    def __init__(self, folder: Path, stack: AsyncExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._clock = FakeClock()
        self._house: TelegramHouse
        self._program = AsyncExitStack()

    async def begin(self) -> None:
        self._server = await self._stack.enter_async_context(telegram(self._clock))
        await self._open()
        self._boss = await self._house.organiser()
        self._group = self._server.supergroup("Choir friends")
        self.named_room = str(self._group.id)
        await self._house.connect(self._group, self._boss)
        desk, work = self._house.ascolto.desk, self._house.ascolto.work
        number = await desk.channel_at(TELEGRAM, str(self._group.id))
        assert number is not None
        self._sender = Identity(TELEGRAM, str(self._boss.id), "Bea", "en")
        # launched elsewhere, so that the room under test is still empty
        line = "/poll Where shall we meet? | Lake | City --in #general"
        await desk.handle(Typed(sender=self._sender, channel=None, text=line))
        self.poll = await self._house.poll()
        async with work.reading() as transaction:
            self.channel = await transaction.channels.get(number)
            people = await transaction.people.organisers(self.channel.community)
        self.person = next(each for each in people if each.platform == TELEGRAM)
        self.card = await self._card()

    async def _open(self) -> None:
        self._house = await self._program.enter_async_context(running(self._folder, self._server, self._clock))
        telegram = self._house.ascolto.telegram
        assert telegram is not None
        self.adapter = telegram.adapter

    async def seen_by(self, person: Person | None) -> str:
        # the public notes of what was changed are folded away
        lines = "\n".join(each.words for each in said(self._group)).split("\n")
        seen = "\n".join(line for line in lines if not line.startswith("✏️"))
        return seen if person is None else seen + "\n".join(self._server.private(self._boss).seen())

    async def pass_time(self, span: timedelta) -> None:
        self._clock.advance(seconds=span.total_seconds())

    async def restart(self) -> None:
        await self._program.aclose()
        self._program = AsyncExitStack()
        await self._open()

    async def remove_channel(self) -> None:
        self._group.kick_bot()
        self._boss.block()

    async def change(self, question: str) -> Card:
        line = f"/fix {self.poll.id} {question}"
        await self._house.ascolto.desk.handle(Typed(sender=self._sender, channel=None, text=line))
        return await self._card()

    async def _card(self) -> Card:
        return await self._house.ascolto.desk.card(self.poll.id, Reader(sender=None, language="en"))

    async def close(self) -> None:
        await self._program.aclose()


class TestTelegram(ChannelContract):
    @asynccontextmanager
    async def harness(self, folder: Path) -> AsyncIterator[Harness]:
        async with AsyncExitStack() as stack:
            harness = TelegramHarness(folder, stack)
            await harness.begin()
            try:
                yield harness
            finally:
                await harness.close()
