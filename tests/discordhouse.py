"""The real program with the real Discord library, talking to a Discord of our own over sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.compose import Ascolto, compose
from bot.domain.poll import Poll
from bot.settings import Settings
from tests.databases import prepared_sqlite
from tests.fakes.clock import FakeClock
from tests.patience import PATIENCE
from tests.platforms.discord_channels import Channel
from tests.platforms.discord_messages import Message
from tests.platforms.discord_people import Member
from tests.platforms.discord_server import DiscordServer, Quota
from tests.platforms.discord_world import Guild

TOKEN = "MTEwMjAxNTQzMTEwMjAxNTQz.GfAkE0.a-token-of-nobody-at-all-0123456789"


@dataclass
class DiscordHouse:
    server: DiscordServer
    clock: FakeClock
    guild: Guild
    general: Channel
    folder: Path
    ascolto: Ascolto = field(init=False)
    program: AsyncExitStack = field(default_factory=AsyncExitStack)

    # ------------------------------------------------------------ the program

    async def start(self, **settings: object) -> None:
        wanted = Settings.model_validate(
            {
                "database_url": prepared_sqlite(self.folder / "ascolto.db"),
                "port": 0,
                "discord_token": TOKEN,
                "timezone": "Europe/Rome",
                "community_name": "Choir",
                **settings,
            }
        )
        self.ascolto = await self.program.enter_async_context(running(wanted, self.clock))

    async def stop(self) -> None:
        await self.program.aclose()
        self.program = AsyncExitStack()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    # ------------------------------------------------------------ what is stored

    async def poll(self) -> Poll:
        """The newest, of whichever community."""
        async with self.ascolto.work.reading() as work:
            newest = [
                poll
                for community in await work.communities.all()
                for poll in await work.polls.recent(community.id, limit=1)
            ]
        return max(newest, key=lambda poll: poll.created_at)

    async def ballots(self, poll: Poll | None = None) -> dict[str, tuple[int, ...]]:
        """Voter's name → what they hold; checked against the kept tally."""
        poll = poll or await self.poll()
        async with self.ascolto.work.reading() as work:
            ballots = await work.ballots.all(poll.id)
            held = {(await work.people.get(each.voter)).name: each.choices for each in ballots}
            tally = await work.ballots.tally(poll.id)
        assert tally.voters == len(ballots) == len(held)
        return held

    # ------------------------------------------------------------ people

    async def organiser(self, name: str = "Ada", *, locale: str | None = None) -> Member:
        """Somebody with the moderators' rights who gave the one-time code."""
        boss = self.guild.member(name, locale=locale, permissions=("MANAGE_MESSAGES",))
        token = await self.ascolto.access.invite_organiser(timedelta(hours=1))
        attempt = await boss.slash(self.general, "start", code=token)
        await attempt.answered()
        assert "✅" in attempt.text, attempt.text
        return boss

    async def connect(self, boss: Member, channel: Channel | None = None) -> None:
        attempt = await boss.slash(channel or self.general, "connect")
        await attempt.answered()
        assert "✅" in attempt.text, attempt.text

    async def launch(self, boss: Member, channel: Channel | None = None, /, **options: Any) -> Message:
        """By /poll, its preview and the button: the post in the channel."""
        channel = channel or self.general
        preview = await boss.slash(channel, "poll", **options)
        await preview.answered()
        launched = await boss.presses(preview.answer, "Launch")
        await launched.answered()
        assert "Launched" in launched.text, launched.text
        await self.until(lambda: self.posts(channel, options["question"]))
        poll = await self.poll()
        await self.until(lambda: self._delivered(poll), what="the post noted as delivered")
        return self.posts(channel, options["question"])[-1]

    async def result(self, post: Message) -> Message:
        """The message that answers a poll's post with the outcome, once it is there."""
        await self.until(lambda: self._answers(post), what="a result in answer to the post")
        return self._answers(post)[0]

    @staticmethod
    def _answers(post: Message) -> list[Message]:
        return [
            each
            for each in post.channel.public
            if each.components_v2 and each.reference and int(each.reference["message_id"]) == post.id
        ]

    async def _delivered(self, poll: Poll) -> bool:
        async with self.ascolto.work.reading() as work:
            return all(post.reference for post in await work.posts.of_poll(poll.id))

    def posts(self, channel: Channel, words: str) -> list[Message]:
        """The public messages in which these words stand."""
        return [message for message in channel.public if words in message.text]

    async def until(
        self, true: Callable[[], object] | Callable[[], Awaitable[object]], *, step: float = 0.05, what: str = ""
    ) -> None:
        """Wait until it is so, while the clock of the program moves on."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    found = true()
                    if asyncio.iscoroutine(found):
                        found = await found
                    if found:
                        return
                    await asyncio.sleep(0.01)
                    self.clock.advance(seconds=step)
        except TimeoutError:
            raise AssertionError(f"never so: {what or true}") from None


@asynccontextmanager
async def running(settings: Settings, clock: FakeClock) -> AsyncIterator[Ascolto]:
    async with compose(settings, clock=clock) as ascolto:
        working = asyncio.ensure_future(ascolto.run())
        try:
            assert ascolto.discord is not None
            connected = asyncio.ensure_future(ascolto.discord.connected.wait())
            async with asyncio.timeout(PATIENCE):
                await asyncio.wait({connected, working}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
            yield ascolto
        finally:
            working.cancel()
            await asyncio.wait({working})


@asynccontextmanager
async def discord_house(
    folder: Path,
    *,
    locale: str = "en-US",
    roomy: bool = True,
    shards: int = 1,
    clock: FakeClock | None = None,
    **settings: object,
) -> AsyncIterator[DiscordHouse]:
    """`shards`: how many connections Discord recommends; its first server belongs to the first of them."""
    async with DiscordServer(token=TOKEN) as server:
        if roomy:
            server.limits.quotas = dict.fromkeys(server.limits.quotas, Quota(10_000, 1.0))
        server.gateway.rules.shards = shards
        guild = server.guild("Home", locale=locale, shard=(0, shards))
        house = DiscordHouse(server, clock or FakeClock(), guild, guild.text_channel("general"), folder)
        with server.patched():
            await house.start(**settings)
            await server.until(server.commands)
            try:
                yield house
            finally:
                await house.stop()
