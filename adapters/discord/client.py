"""Connecting to Discord: who the bot is, its commands, its events; again and again, whatever the network does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final

import aiohttp
import discord
import structlog

from adapters.discord.arrivals import Arrivals
from adapters.discord.faults import discords_errors
from adapters.discord.inbound import Inbound
from adapters.discord.menus import commands
from adapters.discord.native import NativePolls
from adapters.discord.places import Spot, spot_of_channel
from adapters.discord.resuming import SEEN_EVERY, Resuming
from adapters.discord.sending import Sending
from bot.commands.registry import Registry
from bot.domain.errors import DeliveryError, StoreUnavailable
from bot.ports import Clock

log = structlog.get_logger(__name__)

INTENTS: Final = discord.Intents(guilds=True, polls=True)
"""None of them privileged: what people write is not read."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=1)


class Connection(discord.AutoShardedClient):
    """One life of the library's client. Its events go to the parts of the adapter."""

    def __init__(
        self,
        inbound: Inbound,
        arrivals: Arrivals,
        native: NativePolls,
        ready: Callable[[], Awaitable[None]],
        shards: int | None,
    ) -> None:
        super().__init__(
            intents=INTENTS,
            shard_count=shards,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=1.0,
            max_ratelimit_timeout=30.0,
        )
        self._inbound, self._arrivals, self._native, self._ready_again = inbound, arrivals, native, ready

    async def on_ready(self) -> None:
        await self._guarded(self._ready_again())

    async def on_resumed(self) -> None:
        await self._guarded(self._ready_again())

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        await self._inbound.take(interaction)

    async def on_raw_poll_vote_add(self, vote: discord.RawPollVoteActionEvent) -> None:
        await self._guarded(self._native.changed(vote.message_id, vote.user_id, vote.answer_id, added=True))

    async def on_raw_poll_vote_remove(self, vote: discord.RawPollVoteActionEvent) -> None:
        await self._guarded(self._native.changed(vote.message_id, vote.user_id, vote.answer_id, added=False))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._guarded(self._arrivals.joined(guild))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._guarded(self._arrivals.left(guild.id))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        spot = spot_of_channel(channel)
        if spot is not None:
            await self._guarded(self._arrivals.deleted(spot))

    async def on_raw_thread_delete(self, thread: discord.RawThreadDeleteEvent) -> None:
        await self._guarded(self._arrivals.deleted(Spot(thread.guild_id, thread.parent_id, thread.thread_id)))

    async def _guarded(self, step: Awaitable[None]) -> None:
        """An event that cannot be handled must not stand in the way of others; its effect is found again later."""
        try:
            await step
        except (DeliveryError, StoreUnavailable) as error:
            log.warning("discord.event-not-handled", error=repr(error))
        except Exception:
            log.exception("discord.event-broken")


class DiscordClient:
    """Runs until cancelled."""

    def __init__(
        self,
        token: str,
        sending: Sending,
        inbound: Inbound,
        arrivals: Arrivals,
        native: NativePolls,
        resuming: Resuming,
        registry: Registry,
        clock: Clock,
        shards: int | None,
        refreshed: Callable[[], Awaitable[None]],
    ) -> None:
        self._token, self._sending, self._inbound, self._arrivals = token, sending, inbound, arrivals
        self._native, self._resuming, self._registry, self._clock = native, resuming, registry, clock
        self._shards, self._refreshed = shards, refreshed

    async def run(self) -> None:
        """Connect, and serve; whatever Discord or the network does, try again."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._stay_connected())
            group.create_task(self._remember_being_here())

    async def _stay_connected(self) -> None:
        pause = FIRST_PAUSE
        while True:
            client = Connection(self._inbound, self._arrivals, self._native, self._ready, self._shards)
            self._sending.client = client
            try:
                async with client:
                    self._inbound.begin()
                    try:
                        await client.start(self._token)
                    finally:
                        await self._inbound.finish()
            except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
                _complain(error)
            finally:
                if self._sending.connected.is_set():
                    pause = FIRST_PAUSE
                self._sending.connected.clear()
            await self._clock.sleep(pause.total_seconds())
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _ready(self) -> None:
        """The gateway is there, for the first time or again."""
        first = not self._sending.connected.is_set()
        self._sending.connected.set()
        if first:
            client = self._sending.ready
            log.info("discord.connected", name=str(client.user), guilds=len(client.guilds), shards=client.shard_count)
            await self._publish()
        away = await self._resuming.back()
        await self._native.reconcile()
        if away:
            await self._refreshed()

    async def _publish(self) -> None:
        """The slash commands, for every server at once."""
        client = self._sending.ready
        assert client.application_id is not None  # known once logged in
        try:
            with discords_errors():
                await client.http.bulk_upsert_global_commands(client.application_id, commands(self._registry))
        except DeliveryError as error:
            log.warning("discord.commands-not-published", error=repr(error))

    async def _remember_being_here(self) -> None:
        while True:
            await self._clock.sleep(SEEN_EVERY.total_seconds())
            if self._sending.connected.is_set():
                await self._resuming.still_here()


def _complain(error: Exception) -> None:
    match error:
        case discord.LoginFailure():
            log.error("discord.token-refused", advice="Look at DISCORD_TOKEN; the developer portal makes a new one.")
        case discord.PrivilegedIntentsRequired():
            log.error("discord.intents-refused", advice="Discord asks for an intent that this program does not use.")
        case _:
            log.warning("discord.unreachable", error=repr(error))
