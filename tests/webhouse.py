"""The real program on a real socket, and visitors who come to it without a browser."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from adapters.web.limits import WEB
from bot.clock import SystemChance
from bot.compose import Ascolto, compose
from bot.domain.ballot import Choices
from bot.domain.community import Identity
from bot.domain.ids import CommunityId, PersonId, PollId
from bot.domain.method import Counting
from bot.domain.poll import Poll, Rules
from bot.services.asking import NewPoll
from bot.services.polls import Polls
from bot.settings import Settings
from tests.databases import prepared_sqlite
from tests.fakes.clock import FakeClock


@dataclass
class Browserless:
    """One visitor: keeps cookies, finds the hidden fields of the page it is on."""

    client: httpx.AsyncClient
    page: str = ""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)

    async def open(self, path: str, **options: Any) -> str:
        return self._seen(await self.client.get(path, **options))

    async def send(self, path: str, fields: Mapping[str, Any] | None = None, **options: Any) -> str:
        """A form of the page it is on, with that page's token."""
        data = {"csrf": self.token, **(fields or {})}
        return self._seen(await self.client.post(path, data=data, **options))

    async def say(self, text: str, event: str | None = None, room: str = "general") -> str:
        if not self.page:
            await self.open(f"/r/{room}")
        nonce = event or re.findall(r'name="event" value="([0-9a-z]+)"', self.page)[-1]
        return await self.send(f"/r/{room}/say", {"text": text, "event": nonce})

    async def vote(self, poll: str, *choices: int, **fields: str) -> str:
        await self.open(f"/p/{poll}")
        return await self.send(
            f"/p/{poll}/vote", {"choice": [str(choice) for choice in choices], "back": f"/p/{poll}", **fields}
        )

    @property
    def token(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.page)
        return found[1] if found else ""

    @property
    def words(self) -> str:
        """The page as read: without tags, entities resolved."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.page)).split())

    def _seen(self, answer: httpx.Response) -> str:
        self.page, self.status, self.headers = answer.text, answer.status_code, answer.headers
        return self.words


@dataclass
class WebHouse:
    ascolto: Ascolto
    clock: FakeClock
    base: str
    stop: Callable[[], object]
    """The server is told to end, as by a signal."""
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    def visitor(self, **headers: str) -> Browserless:
        client = httpx.AsyncClient(
            base_url=self.base,
            follow_redirects=True,
            timeout=60,
            headers={"accept-language": "en", **{name.replace("_", "-"): value for name, value in headers.items()}},
        )
        self.clients.append(client)
        return Browserless(client)

    async def organiser(self) -> Browserless:
        link = await self.ascolto.sign_in_link(timedelta(hours=1))
        boss = self.visitor()
        await boss.open(f"/sign-in?{link.split('?')[1]}")
        await boss.send("/sign-in", {"token": link.split("token=")[1]})
        return boss

    async def latest(self) -> Poll:
        async with self.ascolto.work.reading() as work:
            return (await work.polls.recent(CommunityId("home"), limit=1))[0]

    async def launch(
        self, counting: Counting, *options: str, question: str = "Where shall we go?", **rules: Any
    ) -> PollId:
        """A poll as the services launch it, counted by any method, in the room of the house."""
        polls = Polls(self.ascolto.work, self.clock, SystemChance(), lambda _: None)
        async with self.ascolto.work.writing() as work:
            author = await work.people.recognise(Identity(WEB, "the-asker", "Asker", "en"), PersonId("asker"))
        new = NewPoll(
            community=CommunityId("home"), question=question, options=options, rules=Rules(counting=counting, **rules)
        )
        poll = await polls.launch(new, author.id, [self.ascolto.room.id], None, None)
        await self.settle()
        return poll.id

    async def ballots(self, poll: PollId) -> dict[Choices, int]:
        """What was cast, by how often."""
        async with self.ascolto.work.reading() as work:
            return dict(await work.ballots.kinds(poll))

    async def settle(self) -> None:
        self.clock.advance(seconds=5)
        await self.ascolto.schedule.keep()
        await self.ascolto.announcing.sweep()


@asynccontextmanager
async def web_house(folder: Path, **settings: Any) -> AsyncIterator[WebHouse]:
    clock = FakeClock()
    chosen = Settings.model_validate(
        {
            "database_url": prepared_sqlite(folder / "web.db"),
            "port": 0,
            "community_name": "Choir",
            "timezone": "Europe/Rome",
            **settings,
        }
    )
    async with compose(chosen, clock=clock) as ascolto:
        serving = asyncio.ensure_future(ascolto.server.run())
        house = WebHouse(ascolto, clock, f"http://127.0.0.1:{ascolto.server.port}", serving.cancel)
        try:
            yield house
        finally:
            for client in house.clients:
                await client.aclose()
            serving.cancel()
            await asyncio.wait({serving})
