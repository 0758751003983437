"""For the doctor: does Discord know this token, and in how many servers is the bot?"""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
import discord


@dataclass(frozen=True, slots=True)
class Seen:
    """`name` is None where Discord does not know the token."""

    name: str | None
    servers: int = 0


class Unreachable(Exception):  # named by meaning, as the domain's errors are
    pass


async def look_at(token: str) -> Seen:
    """Raises Unreachable where Discord does not answer; nothing is changed there."""
    client = discord.Client(intents=discord.Intents.none())
    try:
        async with client:
            await client.login(token)
            servers = [guild.id async for guild in client.fetch_guilds(limit=None, with_counts=False)]
            return Seen(client.user.name if client.user is not None else "", len(servers))
    except discord.LoginFailure:
        return Seen(None)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise Unreachable(str(error)) from error
