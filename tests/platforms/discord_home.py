"""A real discord.py client at home in the fake Discord: one server, one channel, Ada and Bruno."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands

from tests.platforms.discord_channels import Channel
from tests.platforms.discord_people import Member
from tests.platforms.discord_server import DiscordServer, Quota
from tests.platforms.discord_world import Guild

USUAL_INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, polls=True)


class Unhurried(discord.Client):
    """Without the five seconds that discord.py sleeps before it identifies itself again."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        return


@dataclass
class Home:
    server: DiscordServer
    client: discord.Client
    tree: app_commands.CommandTree
    guild: Guild
    general: Channel
    ada: Member
    bruno: Member
    running: asyncio.Task[None]

    @property
    def room(self) -> Any:
        """The channel as discord.py holds it."""
        return self.client.get_partial_messageable(self.general.id, guild_id=self.guild.id)

    async def post(self, path: str, body: Any, method: str = "POST") -> Any:
        """A raw request, through discord.py's own HTTP client but past its own checks."""
        return await self.client.http.request(discord.http.Route(method, path), json=body)

    async def say(self, **body: Any) -> Any:
        return await self.post(f"/channels/{self.general.id}/messages", body)


@asynccontextmanager
async def home(
    *,
    intents: discord.Intents = USUAL_INTENTS,
    clock: Callable[[], float] = time.monotonic,
    privileged: tuple[str, ...] = (),
    roomy: bool = True,
    wait: bool = True,
    patience: float = 3.0,
) -> AsyncIterator[Home]:
    async with DiscordServer(clock=clock, privileged=privileged, patience=patience) as server:
        if roomy:
            server.limits.quotas = dict.fromkeys(server.limits.quotas, Quota(10_000, 1.0))
        guild = server.guild("Home", locale="it")
        general = guild.text_channel("general")
        ada, bruno = guild.member("Ada", locale="it"), guild.member("Bruno")
        with server.patched():
            client = Unhurried(intents=intents, guild_ready_timeout=0.01, max_ratelimit_timeout=30.0)
            tree = app_commands.CommandTree(client)
            running = asyncio.create_task(client.start(server.token))
            try:
                if wait:
                    await server.connected()
                    await client.wait_until_ready()
                yield Home(server, client, tree, guild, general, ada, bruno, running)
            finally:
                await client.close()
                await asyncio.gather(running, return_exceptions=True)


def codes(errors: Any) -> set[str]:
    """Every code in the nested `errors` of a refusal, which discord.py flattens into words."""
    if isinstance(errors, list):
        return {each["code"] for each in errors}
    return {code for each in errors.values() for code in codes(each)}
