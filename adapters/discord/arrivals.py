"""The bot comes into a server, is removed from it, or a room there is deleted: the core is told."""

from __future__ import annotations

import discord
import structlog

from adapters.discord.limits import DISCORD
from adapters.discord.places import Spot, identity_of, spot_of_channel, title_of
from adapters.discord.replies import Replies
from adapters.discord.rights import missing_rights
from adapters.discord.sending import Sending
from bot.domain.community import Identity, Place, Trouble
from bot.domain.errors import DeliveryError
from bot.locale.speech import speech
from bot.ports import Desk, UnitOfWork

log = structlog.get_logger(__name__)


class Arrivals:
    def __init__(self, sending: Sending, replies: Replies, desk: Desk, work: UnitOfWork) -> None:
        self._sending, self._replies, self._desk, self._work = sending, replies, desk, work

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

    async def left(self, guild: int) -> None:
        """Removed from the server, or the server is no more."""
        await self._lose(str(guild))

    async def deleted(self, spot: Spot) -> None:
        await self._lose(spot.address)

    async def _lose(self, address: str) -> None:
        async with self._work.reading() as work:
            rooms = await work.channels.within(DISCORD, address)
        for room in rooms:
            await self._desk.lost(DISCORD, room.address, Trouble.GONE)


def _where_to_greet(guild: discord.Guild) -> discord.TextChannel | None:
    """The channel for the server's own notices, or the first in which the bot may write."""
    rooms = [guild.system_channel, *guild.text_channels]
    for room in rooms:
        if room is not None:
            rights = room.permissions_for(guild.me)
            if rights.view_channel and rights.send_messages:
                return room
    return None
