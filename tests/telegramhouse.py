"""The real program with the real Telegram library, talking to a Telegram of our own over a socket."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.compose import Ascolto, compose
from bot.domain.ballot import Ballot
from bot.domain.ids import CommunityId
from bot.domain.poll import Poll
from bot.domain.tally.plurality import Tally
from bot.settings import Settings
from tests.databases import prepared_sqlite
from tests.fakes.clock import FakeClock
from tests.patience import PATIENCE
from tests.platforms.telegram_chat import Chat
from tests.platforms.telegram_message import Message
from tests.platforms.telegram_server import NO_SPEC, FloodLimits, TelegramServer
from tests.platforms.telegram_user import User

VOTED = ("people voted", "person voted", "Nobody has voted")


@dataclass
class TelegramHouse:
    ascolto: Ascolto
    server: TelegramServer
    clock: FakeClock

    async def poll(self) -> Poll:
        async with self.ascolto.work.reading() as work:
            return (await work.polls.recent(CommunityId("home"), limit=1))[0]

    async def tally(self, poll: Poll) -> Tally:
        async with self.ascolto.work.reading() as work:
            return await work.ballots.tally(poll.id)

    async def ballots(self, poll: Poll) -> list[Ballot]:
        async with self.ascolto.work.reading() as work:
            return list(await work.ballots.all(poll.id))

    async def organiser(self, number: int = 1, name: str = "Bea", language: str = "en") -> User:
        """Someone who opened the one-time link."""
        boss = self.server.user(number, name, language_code=language)
        token = await self.ascolto.access.invite_organiser(timedelta(hours=1))
        await boss.starts(f"s_{token}")
        await self.until(lambda: said(self.server.private(boss)))
        return boss

    async def connect(self, place: Chat, boss: User) -> None:
        """The bot comes into the place, and the place is connected."""
        if place.kind == "channel":
            place.kick_bot()  # a channel of the fake's begins with the bot in it
            place.make_bot_admin(by=boss, can_post_messages=True, can_edit_messages=True)
            await self.until(lambda: "Connect" in str([each.buttons for each in said(self.server.private(boss))]))
            offer = said(self.server.private(boss))[-1]
            await boss.taps(offer, button(offer, "Connect"))
            await self.until(lambda: "is connected" in heard(self.server.private(boss)))
        else:
            place.add_bot(by=boss)
            await place.says(boss, "/connect")
            await self.until(lambda: any("is connected" in message.words for message in said(place)))

    async def launch(self, place: Chat, boss: User, line: str) -> Message:
        """The poll's post in the place."""
        before = len(cards(place))
        await place.says(boss, line)
        await self.until(lambda: len(cards(place)) > before)
        return cards(place)[-1]

    async def private_says(self, person: User, line: str) -> None:
        await self.server.private(person).says(person, line)

    async def answer(self, person: User, message: Message, button: str | int) -> str:
        tap = await person.taps(message, button)
        async with asyncio.timeout(PATIENCE):
            return (await tap.answered).text

    async def until(self, true: Callable[[], object] | Callable[[], Awaitable[object]]) -> None:
        """Wait until it is so, while the clock of the program moves on a little."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found = true()
                if asyncio.iscoroutine(found):
                    found = await found
                if found:
                    return
                await asyncio.sleep(0.01)
                self.clock.advance(seconds=0.1)


def said(chat: Chat) -> list[Message]:
    """What the bot has written there."""
    return [message for message in chat.messages if message.by_bot and not message.service]


def heard(chat: Chat) -> str:
    """All the words of it."""
    return "\n".join(message.words for message in said(chat))


def cards(chat: Chat) -> list[Message]:
    """The polls' posts: messages that say how many voted, with their buttons."""
    return [
        message
        for message in said(chat)
        if message.poll is not None or (message.photo is None and any(words in message.words for words in VOTED))
    ]


def button(message: Message, part: str) -> str:
    """The whole label of the button that has `part` in it."""
    return next(label for row in message.buttons for label in row if part in label)


async def follow(person: User, message: Message, part: str) -> None:
    """Open a link button into the bot's private chat and press Start."""
    key = message.key(button(message, part))
    await person.starts(key["url"].partition("?start=")[2])


def check_spec(server: TelegramServer) -> None:
    """Every request was as the published specification wants it; a skip that says why where that is not at hand."""
    if server.spec is None:
        pytest.skip(NO_SPEC)
    assert server.spec_violations == []


@asynccontextmanager
async def telegram_house(
    folder: Path, *, url: str = "", flood: FloodLimits | None = None, **settings: object
) -> AsyncIterator[TelegramHouse]:
    clock = FakeClock()
    async with (
        telegram(clock, flood) as server,
        running(folder, server, clock, url=url, **settings) as house,
    ):
        yield house


def telegram(clock: FakeClock, flood: FloodLimits | None = None) -> TelegramServer:
    def now() -> float:
        return clock.now().timestamp()

    return TelegramServer(clock=now, wall=now, flood=flood)


@asynccontextmanager
async def running(
    folder: Path, server: TelegramServer, clock: FakeClock, *, url: str = "", webhook: bool = False, **settings: object
) -> AsyncIterator[TelegramHouse]:
    """The program over the same folder and the same Telegram: call it again for a restart."""
    wanted = Settings.model_validate(
        {
            "database_url": url or prepared_sqlite(folder / "ascolto.db"),
            "port": 0,
            "telegram_token": server.token,
            "telegram_api_url": server.base_url.removesuffix("/bot"),
            "timezone": "Europe/Rome",
            "community_name": "Choir",
            **settings,
        }
    )
    if webhook:
        # Telegram itself insists on https, and so does the setting; the fake takes this machine's http
        free = socket.create_server(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        update = {"telegram_webhook": True, "port": port, "public_url": f"http://127.0.0.1:{port}"}
        wanted = wanted.model_copy(update=update)
    async with compose(wanted, clock=clock) as ascolto:
        working = asyncio.ensure_future(ascolto.run())
        try:
            assert ascolto.telegram is not None
            async with asyncio.timeout(PATIENCE):
                await ascolto.telegram.connected.wait()
            yield TelegramHouse(ascolto, server, clock)
        finally:
            working.cancel()
            await asyncio.wait({working})
