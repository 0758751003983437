"""Discord's shards as parts that processes divide among themselves: each has its own connection, servers and posts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

from adapters.discord.limits import DISCORD
from adapters.discord.places import spot_of
from adapters.discord.platform import DiscordPlatform
from adapters.discord.shards import shard_of
from bot.domain.capabilities import ChannelCapabilities
from bot.domain.community import Channel, Person, Place
from bot.domain.conversation import Reply
from bot.domain.electorate import Standing
from bot.domain.errors import DeliveryError, Unsent
from bot.domain.ids import Platform, PostId
from bot.ports import ChannelAdapter, Content, Letter, Membership, PrivateDelivery

_Told = TypeVar("_Told")


class AnyOf(asyncio.Event):
    """Set while any of them is."""

    def __init__(self, events: Sequence[asyncio.Event]) -> None:
        super().__init__()
        self._events = events

    def is_set(self) -> bool:
        return any(each.is_set() for each in self._events)

    async def wait(self) -> bool:  # type: ignore[override]  # typeshed says Literal[True], which is what it gives
        waiting = [asyncio.ensure_future(each.wait()) for each in self._events]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()
        return True


def serving(shard: int, count: int) -> Callable[[Channel], bool]:
    """Whether a channel lies in a server of that shard."""

    def serves(channel: Channel) -> bool:
        return shard_of(spot_of(channel.address).guild, count) == shard

    return serves


def divided(parts: Sequence[DiscordPlatform]) -> DiscordPlatform:
    """All of the parts as one platform; which of them are connected is decided elsewhere.

    `parts` stand in the order of their shards, and keep their figures together.
    """

    def invitation() -> str:
        return next(part for part in parts if part.connected.is_set()).invitation()

    adapters = [part.adapter for part in parts]
    connected = AnyOf([part.connected for part in parts])
    return DiscordPlatform(_Divided(adapters), invitation, connected, parts[0].figures, tuple(parts))


class _DividedMembership:
    """Implements `bot.ports.Membership`: whoever has the server knows who belongs to it.

    Where that part is another process's, whichever is connected here asks Discord.
    """

    def __init__(self, parts: Sequence[ChannelAdapter]) -> None:
        self._parts = parts

    async def standing(self, channel: Channel, native_id: str) -> Standing:
        return await self._asking(channel, lambda each: each.standing(channel, native_id))

    def account_since(self, native_id: str) -> datetime | None:
        asked = self._parts[0].membership
        return asked.account_since(native_id) if asked is not None else None

    async def role(self, channel: Channel, name: str) -> tuple[str, str]:
        return await self._asking(channel, lambda each: each.role(channel, name))

    async def _asking(self, channel: Channel, ask: Callable[[Membership], Awaitable[_Told]]) -> _Told:
        own = shard_of(spot_of(channel.address).guild, len(self._parts))
        silence: DeliveryError = Unsent("no part of Discord is connected here")
        for part in (self._parts[own], *self._parts[:own], *self._parts[own + 1 :]):
            if part.membership is None:
                continue
            try:
                return await ask(part.membership)
            except Unsent as error:
                silence = error
        raise silence


class _Divided:
    """Implements `bot.ports.ChannelAdapter`: whatever concerns a channel is its own part's."""

    def __init__(self, parts: Sequence[ChannelAdapter]) -> None:
        self._parts = parts

    @property
    def platform(self) -> Platform:
        return DISCORD

    async def capabilities(self, channel: Channel) -> ChannelCapabilities:
        return await self._part(channel.address).capabilities(channel)

    async def post(self, channel: Channel, post: PostId, content: Content) -> str:
        return await self._part(channel.address).post(channel, post, content)

    async def edit(self, channel: Channel, reference: str, content: Content) -> None:
        await self._part(channel.address).edit(channel, reference, content)

    async def whisper(self, channel: Channel, person: Person, reply: Reply, key: str) -> None:
        await self._part(channel.address).whisper(channel, person, reply, key)

    @property
    def private(self) -> PrivateDelivery | None:
        return self._parts[0].private

    @property
    def membership(self) -> _DividedMembership:
        return _DividedMembership(self._parts)

    async def send_private(self, person: Person, letter: Letter, key: str) -> None:
        """Direct messages lie in no server: they are the first part's, as Discord has it for what comes in."""
        await self._parts[0].send_private(person, letter, key)

    async def panel(self, channel: Channel | None, person: Person, reply: Reply, key: str) -> None:
        await self._parts[0].panel(channel, person, reply, key)

    async def open_channel(self, name: str, near: Place | None = None) -> tuple[str, str]:
        part = self._part(near.address) if near is not None else self._parts[0]
        return await part.open_channel(name, near)

    async def run(self) -> None:
        """All of them at once: where one process does everything."""
        async with asyncio.TaskGroup() as group:
            for part in self._parts:
                group.create_task(part.run())

    def _part(self, address: str) -> ChannelAdapter:
        return self._parts[shard_of(spot_of(address).guild, len(self._parts))]
