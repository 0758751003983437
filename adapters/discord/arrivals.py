"""The bot comes into a server, is removed from it, or a room there is deleted: the core is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import discord
import structlog

from adapters.discord.limits import DISCORD
from adapters.discord.places import Spot, identity_of, spot_of_channel, title_of
from adapters.discord.replies import Replies
from adapters.discord.rights import missing_rights
from adapters.discord.sending import Sending
from bot.domain.community import Identity, Place, PostKind, Trouble
from bot.domain.errors import DeliveryError
from bot.locale.speech import speech
from bot.ports import Clock, Desk, UnitOfWork

log = structlog.get_logger(__name__)
_RUNNING_AT_MOST: Final = 200


class Arrivals:
    def __init__(self, sending: Sending, replies: Replies, desk: Desk, work: UnitOfWork, clock: Clock) -> None:
        self._sending, self._replies, self._desk, self._work, self._clock = sending, replies, desk, work, clock

    async def found(self, guilds: Iterable[discord.Guild]) -> None:
        """The servers that the bot is in, once connected: those that it came into while it was away are greeted."""
        for guild in guilds:
            # one that is out of order says nothing of itself, and is told of once it is back
            if not guild.unavailable and not await self._is_known(guild):
                await self.joined(guild)

    async def joined(self, guild: discord.Guild) -> None:
        """Say hello where the server talks, and how the room is connected."""
        room = _where_to_greet(guild)
        spot = spot_of_channel(room)
        if room is None or spot is None:
            log.info("discord.nowhere-to-greet", guild=guild.id)
            return
        owner = guild.owner
        # who invited the bot is not told; the words are for whoever reads them
        person = (
            identity_of(owner, str(guild.preferred_locale.value))
            if owner is not None
            else Identity(DISCORD, str(guild.owner_id or guild.id), guild.name, str(guild.preferred_locale.value))
        )
        spoken = speech(await self._desk.language_of(person), "UTC")
        missing = tuple(spoken.say(right) for right in missing_rights(room.permissions_for(guild.me)))
        reply = await self._desk.arrived(
            Place(DISCORD, spot.address, title_of(room, spot)), person, missing, manages=True
        )
        try:
            for place, message in enumerate(await self._replies.messages(reply, spoken)):
                await self._sending.text(spot, message, f"discord-hello-{guild.id}-{guild.me.joined_at}-{place}")
        except DeliveryError as error:
            log.info("discord.greeting-not-delivered", guild=guild.id, error=repr(error))
            return
        await self._greeted(guild)

    async def _is_known(self, guild: discord.Guild) -> bool:
        """Greeted since the bot came in; or connected, by a program that did not note its greetings."""
        async with self._work.reading() as work:
            note = await work.notes.find(_key(guild.id), self._clock.now())
            rooms = await work.channels.within(DISCORD, str(guild.id)) if note is None else ()
        if any(room.connected for room in rooms):
            await self._greeted(guild)
            return True
        return note == _since(guild)

    async def _greeted(self, guild: discord.Guild) -> None:
        async with self._work.writing() as work:
            await work.notes.keep(_key(guild.id), _since(guild), None)

    async def left(self, guild: int) -> None:
        """Removed from the server, or the server is no more."""
        async with self._work.writing() as work:
            await work.notes.drop(_key(guild))
        await self._lose(str(guild))

    async def fell_asleep(self, spot: Spot) -> None:
        """Discord closes a thread in which nobody writes, and few can press a button in one that is closed.

        https://github.com/discord/discord-api-docs/issues/8474
        """
        async with self._work.reading() as work:
            rooms = await work.channels.within(DISCORD, f"{spot.guild}/{spot.channel}")
            here = {each.id for each in rooms if each.connected}
            running = [
                poll.id
                for community in {each.community for each in rooms if each.connected}
                for poll in await work.polls.recent(community, limit=_RUNNING_AT_MOST, states=("open",))
            ]
            posts = [post for poll in running for post in await work.posts.of_poll(poll)]
        for post in posts:
            if post.channel in here and post.kind is PostKind.CARD and f":{spot.target}:" in (post.reference or ""):
                await self._sending.wake(spot.target)
                return

    async def deleted(self, spot: Spot) -> None:
        await self._lose(spot.address)

    async def _lose(self, address: str) -> None:
        async with self._work.reading() as work:
            rooms = await work.channels.within(DISCORD, address)
        for room in rooms:
            await self._desk.lost(DISCORD, room.address, Trouble.GONE)


def _key(guild: int) -> str:
    return f"discord-greeted-{guild}"


def _since(guild: discord.Guild) -> str:
    """When the bot came in: another moment after it was removed and added again."""
    return str(guild.me.joined_at)


def _where_to_greet(guild: discord.Guild) -> discord.TextChannel | None:
    """The channel for the server's own notices, or the first in which the bot may write."""
    rooms = [guild.system_channel, *guild.text_channels]
    for room in rooms:
        if room is not None:
            rights = room.permissions_for(guild.me)
            if rights.view_channel and rights.send_messages:
                return room
    return None
