"""Whoever connects a room, here or by its name, is told what the bot lacks there, right by right."""

from __future__ import annotations

from typing import Any, Final

import discord

from adapters.discord.places import find_room, place_of_interaction, sender_of
from adapters.discord.rights import missing_rights
from adapters.discord.sending import Sending
from bot.domain.conversation import Reply, Say, Tone
from bot.domain.text import Text, say
from bot.locale.speech import speech
from bot.ports import Desk

CONNECT: Final = "connect"
_LINE: Final = f"/{CONNECT}"


class Connecting:
    def __init__(self, sending: Sending, desk: Desk) -> None:
        self._sending, self._desk = sending, desk

    async def after_line(self, interaction: discord.Interaction[Any], line: str, reply: Reply) -> Reply:
        """The same for a line as it is typed; whatever else it asks for is left alone."""
        command, _, name = line.partition(" ")
        return await self.after(interaction, name, reply) if command == _LINE else reply

    async def after(self, interaction: discord.Interaction[Any], name: str, reply: Reply) -> Reply:
        """`reply` to /connect, and what is missing in that room; empty `name`: the one where it was typed."""
        if not any(isinstance(part, Say) and part.tone is not Tone.ERROR for part in reply.parts):
            return reply
        missing = self._missing(interaction, name.strip())
        if not missing:
            return reply
        spoken = speech(await self._desk.language_of(sender_of(interaction)), "UTC")
        rights = tuple(spoken.say(right) for right in missing)
        return Reply((*reply.parts, Say(spoken.say(say("discord-rights-missing", rights=rights)), Tone.ERROR)))

    def _missing(self, interaction: discord.Interaction[Any], name: str) -> tuple[Text, ...]:
        here = place_of_interaction(interaction)
        if not name or (here is not None and name.removeprefix("#") == here.address):
            in_thread = isinstance(interaction.channel, discord.Thread)
            return missing_rights(interaction.app_permissions, in_thread=in_thread) if here is not None else ()
        client = self._sending.client
        room = find_room(client.guilds if client is not None else (), name, here.site if here is not None else None)
        if room is None:
            return ()
        return missing_rights(room.permissions_for(room.guild.me), in_thread=isinstance(room, discord.Thread))
