"""The parts of the Discord adapter, put together: what the composition root needs of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from adapters.discord.arrivals import Arrivals
from adapters.discord.channel import DiscordChannel
from adapters.discord.client import DiscordClient
from adapters.discord.completing import Completing
from adapters.discord.connecting import Connecting
from adapters.discord.figures import DiscordFigures
from adapters.discord.forms import Forms
from adapters.discord.inbound import Inbound
from adapters.discord.mentions import Mentions
from adapters.discord.native import NativePolls
from adapters.discord.opening import Opening
from adapters.discord.replies import Replies
from adapters.discord.resuming import Resuming
from adapters.discord.rights import INVITED_WITH
from adapters.discord.sending import Sending
from adapters.discord.sent import SentPolls
from adapters.discord.shards import Lanes, Shards
from adapters.discord.taps import Taps
from adapters.discord.voters import NativeVoters
from bot.commands.registry import Registry
from bot.ports import ChannelAdapter, Clock, Desk, UnitOfWork


@dataclass(frozen=True, slots=True)
class DiscordPlatform:
    adapter: ChannelAdapter
    invitation: Callable[[], str]
    """The address that adds the bot to a server; only once connected."""
    connected: asyncio.Event
    figures: DiscordFigures
    parts: tuple[DiscordPlatform, ...] = ()
    """One for each shard, in their order, where processes divide them among themselves."""


def discord_platform(
    *,
    token: str,
    shards: int | None,
    shard_ids: Sequence[int] | None = None,
    registry: Registry,
    work: UnitOfWork,
    clock: Clock,
    desk: Callable[[], Desk],
    figures: DiscordFigures | None = None,
    lanes: Lanes | None = None,
) -> DiscordPlatform:
    """`desk` is asked for once the program runs. `shards`: None takes as many as Discord recommends.

    `shard_ids`: those of them that this process keeps, where several processes divide them among themselves; all
    otherwise. Raises ValueError where they do not belong together.

    `figures` and `lanes` are shared by several platforms of one process.
    """
    kept = Shards(shards, tuple(shard_ids) if shard_ids is not None else None)
    sending = Sending(figures or DiscordFigures())
    resuming, mentions = Resuming(work, clock), Mentions(work, clock)
    sent = SentPolls(work, clock)
    voters = NativeVoters(sending, sent, work, desk)
    native = NativePolls(sending, sent, voters, work, clock)

    async def run() -> None:
        """Those parts that speak to the desk are made now: the desk is made after the adapters."""
        at = desk()
        replies, forms = Replies(work, clock), Forms(work, clock)
        opening, connecting = Opening(replies, forms), Connecting(sending, at)
        inbound = Inbound(
            at,
            registry,
            Taps(at, replies, forms, opening, connecting),
            forms,
            opening,
            Completing(at, registry, work),
            mentions,
            connecting,
        )
        arrivals = Arrivals(sending, replies, at, work, clock)
        client = DiscordClient(
            token,
            sending,
            inbound,
            arrivals,
            voters,
            resuming,
            registry,
            clock,
            kept,
            lanes or Lanes(),
            adapter.refresh,
        )
        await client.run()

    adapter = DiscordChannel(sending, native, resuming, mentions, work, clock, run)

    def invitation() -> str:
        number = sending.ready.application_id
        permissions = INVITED_WITH.value
        return (
            f"https://discord.com/oauth2/authorize?client_id={number}&permissions={permissions}"
            "&scope=bot+applications.commands"
        )

    return DiscordPlatform(adapter, invitation, sending.connected, sending.figures)
