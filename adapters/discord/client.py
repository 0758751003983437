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
from adapters.discord.figures import DiscordFigures
from adapters.discord.inbound import Inbound
from adapters.discord.menus import commands
from adapters.discord.places import Spot, spot_of_channel
from adapters.discord.resuming import SEEN_EVERY, Resuming
from adapters.discord.sending import Sending
from adapters.discord.shards import Lanes, Shards, shard_of
from adapters.discord.voters import NativeVoters
from bot.commands.registry import Registry
from bot.domain.errors import DeliveryError, StoreUnavailable
from bot.ports import Clock

log = structlog.get_logger(__name__)

INTENTS: Final = discord.Intents(guilds=True, polls=True)
"""None of them privileged: what people write is not read."""
MADE_GOOD_EVERY: Final = timedelta(seconds=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=1)


class Connection(discord.AutoShardedClient):
    """One life of the library's client. Its events go to the parts of the adapter."""

    def __init__(
        self,
        inbound: Inbound,
        arrivals: Arrivals,
        voters: NativeVoters,
        back: Callable[[tuple[int, ...] | None], Awaitable[None]],
        shards: Shards,
        lanes: Lanes,
        figures: DiscordFigures,
    ) -> None:
        super().__init__(
            intents=INTENTS,
            shard_count=shards.count,
            shard_ids=list(shards.ids) if shards.ids is not None else None,  # type: ignore[arg-type]  # None: all
            http_trace=figures.trace(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=1.0,
            max_ratelimit_timeout=30.0,
        )
        self._inbound, self._arrivals, self._voters, self._back = inbound, arrivals, voters, back
        self._lanes, self._figures = lanes, figures
        self._limits: discord.SessionStartLimits | None = None
        self._all_there = False
        self.away: set[int] = set()
        """The shards that are not connected just now."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        if self._all_there and not initial:
            # a session that was lost: Discord asks for a pause of some seconds, which the library keeps
            await super().before_identify_hook(shard_id, initial=initial)
        await self._lanes.turn(shard_id or 0, await self._session_start_limits())

    async def _session_start_limits(self) -> discord.SessionStartLimits:
        """Asked for anew once all are there: then it is days later, perhaps."""
        if self._limits is None or self._all_there:
            self._limits = await self.fetch_session_start_limits()
        return self._limits

    async def on_ready(self) -> None:
        """Every shard is there for the first time. Of several, one that begins anew later is not told here."""
        if not self._all_there:
            self._all_there = True
            await self._guarded(self._back(None))

    async def on_shard_ready(self, shard: int) -> None:
        self.away.discard(shard)
        if self._all_there:
            await self._guarded(self._back((shard,)))

    async def on_shard_connect(self, _shard: int) -> None:
        self._figures.sessions += 1

    async def on_shard_disconnect(self, shard: int) -> None:
        self._figures.cuts += 1
        self.away.add(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        self._figures.resumed += 1
        self.away.discard(shard)
        if self._all_there:
            await self._guarded(self._back((shard,)))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        await self._inbound.take(interaction)

    async def on_raw_poll_vote_add(self, vote: discord.RawPollVoteActionEvent) -> None:
        await self._guarded(self._voters.changed(vote.message_id, vote.user_id, vote.answer_id, added=True))

    async def on_raw_poll_vote_remove(self, vote: discord.RawPollVoteActionEvent) -> None:
        await self._guarded(self._voters.changed(vote.message_id, vote.user_id, vote.answer_id, added=False))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._guarded(self._arrivals.joined(guild))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        if self._all_there:
            await self._guarded(self._arrivals.found([guild]))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._guarded(self._arrivals.left(guild.id))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        spot = spot_of_channel(channel)
        if spot is not None:
            await self._guarded(self._arrivals.deleted(spot))

    async def on_raw_thread_update(self, thread: discord.RawThreadUpdateEvent) -> None:
        state = thread.data["thread_metadata"]
        if state.get("archived") and not state.get("locked"):
            await self._guarded(self._arrivals.fell_asleep(Spot(thread.guild_id, thread.parent_id, thread.thread_id)))

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
        voters: NativeVoters,
        resuming: Resuming,
        registry: Registry,
        clock: Clock,
        shards: Shards,
        lanes: Lanes,
        refreshed: Callable[[frozenset[int]], Awaitable[None]],
    ) -> None:
        self._token, self._sending, self._inbound, self._arrivals = token, sending, inbound, arrivals
        self._voters, self._resuming, self._registry, self._clock = voters, resuming, registry, clock
        self._shards, self._lanes, self._refreshed = shards, lanes, refreshed

    async def run(self) -> None:
        """Connect, and serve; whatever Discord or the network does, try again."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._stay_connected())
            group.create_task(self._remember_being_here())
            group.create_task(self._make_good())

    async def _stay_connected(self) -> None:
        pause = FIRST_PAUSE
        while True:
            client = Connection(
                self._inbound,
                self._arrivals,
                self._voters,
                self._back,
                self._shards,
                self._lanes,
                self._sending.figures,
            )
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

    async def _back(self, shards: tuple[int, ...] | None) -> None:
        """The gateway is there: all of it for the first time (None), or some shards again."""
        client = self._sending.client
        assert client is not None  # these are its own events
        count = self._sending.shard_count
        if shards is None:
            self._sending.connected.set()
            log.info("discord.connected", name=str(client.user), guilds=len(client.guilds), shards=count)
            if self._shards.leads:
                await self._publish()
            shards = self._shards.of(count)
        guilds = [each for each in client.guilds if shard_of(each.id, count) in shards]
        away = await self._resuming.back(shards, count)
        await self._arrivals.found(guilds)
        await self._voters.reconcile(frozenset(each.id for each in guilds))
        if away:
            await self._refreshed(frozenset(each.id for each in guilds if shard_of(each.id, count) in away))

    async def _publish(self) -> None:
        """The slash commands, for every server at once."""
        client = self._sending.ready
        assert client.application_id is not None  # known once logged in
        try:
            with discords_errors():
                await client.http.bulk_upsert_global_commands(client.application_id, commands(self._registry))
        except DeliveryError as error:
            log.warning("discord.commands-not-published", error=repr(error))

    async def _make_good(self) -> None:
        """Votes in Discord's own polls that the database could not take."""
        while True:
            await self._clock.sleep(MADE_GOOD_EVERY.total_seconds())
            if self._sending.connected.is_set():
                try:
                    await self._voters.make_good(frozenset(each.id for each in self._sending.ready.guilds))
                except (DeliveryError, StoreUnavailable) as error:
                    log.warning("discord.not-made-good", error=repr(error))

    async def _remember_being_here(self) -> None:
        while True:
            await self._clock.sleep(SEEN_EVERY.total_seconds())
            client, count = self._sending.client, self._sending.shard_count
            if self._sending.connected.is_set() and isinstance(client, Connection):
                await self._resuming.still_here(set(self._shards.of(count)) - client.away, count)


def _complain(error: Exception) -> None:
    match error:
        case discord.LoginFailure():
            log.error("discord.token-refused", advice="Look at DISCORD_TOKEN; the developer portal makes a new one.")
        case discord.PrivilegedIntentsRequired():
            log.error("discord.intents-refused", advice="Discord asks for an intent that this program does not use.")
        case _:
            log.warning("discord.unreachable", error=repr(error))
