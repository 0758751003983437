"""The rooms of the community: connected, let go, lost and moved; and which one lies at an address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.domain.audit import Act
from bot.domain.community import Channel, Place, Trouble
from bot.domain.errors import BadInput, NotAllowed
from bot.domain.ids import ChannelId, CommunityId, Platform
from bot.domain.text import say
from bot.ports import Clock, UnitOfWork, Work
from bot.services.recording import record
from bot.services.undelivered import UNREACHED

ADDRESSES_KEPT: Final = 10_000


class Places:
    """Every method may raise StoreUnavailable; then nothing was changed."""

    def __init__(
        self, work: UnitOfWork, home: CommunityId, clock: Clock, on_change: Callable[[], None] = lambda: None
    ) -> None:
        self._work, self._home, self._clock, self._on_change = work, home, clock, on_change
        self._known: dict[tuple[Platform, str], ChannelId | None] = {}
        self._changes = 0

    async def at(self, platform: Platform, address: str) -> ChannelId | None:
        """The connected channel there; from memory where it was asked for before."""
        key = (platform, address)
        if key in self._known:
            return self._known[key]
        before = self._changes
        async with self._work.reading() as work:
            channel = await work.channels.find(platform, address)
        found = channel.id if channel is not None and channel.connected else None
        # what was changed while it was being read must not be kept
        if before == self._changes:
            self._known[key] = found
            while len(self._known) > ADDRESSES_KEPT:
                del self._known[next(iter(self._known))]
        return found

    async def find(self, place: Place) -> Channel | None:
        """The channel there, connected or not; None where there never was one."""
        async with self._work.reading() as work:
            return await work.channels.find(place.platform, place.address)

    async def connect(self, place: Place, community: CommunityId) -> tuple[Channel, bool]:
        """The channel there, under the title it has now; and whether it was not connected before.

        Raises NotAllowed where the place belongs to another community.
        """
        async with self._work.writing() as work:
            if any(each.community != community for each in await work.channels.within(place.platform, place.site)):
                raise NotAllowed(say("error-community-there", title=place.title))
            before = await work.channels.find(place.platform, place.address)
            if before is not None and before.connected:
                return before, False
            channel = await work.channels.ensure(
                Channel(
                    id=ChannelId(f"{place.platform}-{place.address}"),
                    community=community,
                    platform=place.platform,
                    address=place.address,
                    title=place.title,
                )
            )
            if channel.title != place.title:
                channel = replace(channel, title=place.title)
                await work.channels.save(channel)
            # polls that still run there come back with it
            await work.posts.revive(channel.id, UNREACHED)
            await record(work, Act.CONNECTED, community, self._clock.now(), channel.id)
        self._forget()
        return channel, True

    async def disconnect(self, channel: Channel) -> None:
        """Let it go. Raises BadInput for the last one of the operator's community, which could hear nothing."""
        async with self._work.writing() as work:
            if channel.community == self._home and len(await work.channels.of_community(self._home)) < 2:
                raise BadInput(say("error-last-channel"))
            await work.channels.save(replace(channel, connected=False))
            await record(work, Act.DISCONNECTED, channel.community, self._clock.now(), channel.id)
        self._forget()

    async def lost(self, platform: Platform, address: str, trouble: Trouble) -> None:
        """The room there is not reached any more. One that was let go before stays let go."""
        async with self._work.writing() as work:
            channel = await work.channels.find(platform, address)
            if channel is None or (not channel.connected and channel.trouble in (None, trouble)):
                return
            await work.channels.save(replace(channel, connected=False, trouble=trouble))
        self._forget()

    async def moved(self, platform: Platform, old: str, new: str) -> None:
        """The room at `old`, and those whose address begins with `old` and a slash, have a new address."""
        if old == new:
            return
        async with self._work.writing() as work:
            for channel in await work.channels.within(platform, old):
                await self._move(work, channel, new + channel.address.removeprefix(old))
        self._forget()

    async def _move(self, work: Work, channel: Channel, address: str) -> None:
        there = await work.channels.find(channel.platform, address)
        if there is None:
            await work.channels.save(replace(channel, address=address))
        elif channel.connected:
            await work.channels.save(replace(channel, connected=False))
            await work.channels.ensure(there)

    def forget(self) -> None:
        """Any room may have changed elsewhere. Cheap; call it on the event loop."""
        self._changes += 1
        self._known.clear()

    def _forget(self) -> None:
        self.forget()
        self._on_change()
