"""Who belongs to a server, since when, and with which roles.

Every press in a server says it of whoever pressed, so that a crowd of voters costs no request; Discord is asked only
about somebody who votes elsewhere, in private.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any, Final

import discord

from adapters.discord.faults import discords_errors
from adapters.discord.places import Spot, spot_of
from adapters.discord.sending import Sending
from bot.domain.community import Channel
from bot.domain.electorate import Standing
from bot.domain.errors import NotFound, Unsent
from bot.domain.text import say
from bot.domain.wording import same_label
from bot.ports import Clock

SEEN_KEPT: Final = timedelta(seconds=30)
MOST_SEEN: Final = 10_000
_NUMBER_DIGITS: Final = 20


class DiscordMembership:
    """Implements `bot.ports.Membership`."""

    def __init__(self, sending: Sending, clock: Clock) -> None:
        self._sending, self._clock = sending, clock
        self._seen: OrderedDict[tuple[int, int], tuple[discord.Member, datetime]] = OrderedDict()

    def saw(self, interaction: discord.Interaction[Any]) -> None:
        """What Discord says of somebody with whatever they do in a server."""
        member = interaction.user
        if interaction.guild_id is None or not isinstance(member, discord.Member):
            return
        key = (interaction.guild_id, member.id)
        self._seen[key] = (member, self._clock.now())
        self._seen.move_to_end(key)
        while len(self._seen) > MOST_SEEN:
            self._seen.popitem(last=False)

    async def standing(self, channel: Channel, native_id: str) -> Standing:
        spot = spot_of(channel.address)
        member = self._just_seen(spot.guild, int(native_id)) or await self._asked(spot.guild, int(native_id))
        if member is None:
            return Standing(belongs=False)
        return Standing(
            belongs=_sees(member, spot),
            since=member.joined_at,
            roles=frozenset(str(role.id) for role in member.roles),
        )

    def account_since(self, native_id: str) -> datetime | None:
        """It is part of every number of Discord's."""
        number = native_id.isascii() and native_id.isdigit() and len(native_id) < _NUMBER_DIGITS
        return discord.utils.snowflake_time(int(native_id)) if number else None

    async def role(self, channel: Channel, name: str) -> tuple[str, str]:
        number = spot_of(channel.address).guild
        client = self._sending.ready
        with discords_errors():
            guild = client.get_guild(number) or await client.fetch_guild(number)
        wanted = name.strip().removeprefix("<@&").removesuffix(">").removeprefix("@")
        # everybody has the role that is called like the server's number
        roles = [role for role in guild.roles if role.id != number]
        for role in roles:
            if wanted == str(role.id) or same_label(role.name) == same_label(wanted):
                return str(role.id), role.name
        names = tuple(role.name for role in reversed(roles) if not role.managed)
        raise NotFound(say("error-role-unknown", name=wanted[:60], roles=names) if names else say("error-no-roles"))

    def _just_seen(self, guild: int, person: int) -> discord.Member | None:
        member, at = self._seen.get((guild, person), (None, None))
        now = self._clock.now()
        return member if at is not None and at <= now < at + SEEN_KEPT else None

    async def _asked(self, guild: int, person: int) -> discord.Member | None:
        """None for somebody who is not there."""
        client = self._sending.ready
        with discords_errors():
            try:
                known = client.get_guild(guild) or await client.fetch_guild(guild)
                return await known.fetch_member(person)
            except discord.NotFound:
                return None
        raise Unsent("Discord said nothing about that person")


def _sees(member: discord.Member, spot: Spot) -> bool:
    """Whether they may look into the room; where it is not known here, whoever is in the server may."""
    room = member.guild.get_channel(spot.channel)
    return room is None or room.permissions_for(member).view_channel
