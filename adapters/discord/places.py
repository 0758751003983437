"""A room's address: the server's number, the channel's, and the thread's where it is one, with slashes between.

So that whatever lies in a server or under a channel is found by how its address begins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import discord

from adapters.discord.limits import DISCORD
from bot.domain.community import Identity, Place

_NUMBER_DIGITS: Final = 22
"""More than a number of Discord's can have: it is of 64 bits."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a message goes: a channel of a server, or a thread in it."""

    guild: int
    channel: int
    thread: int | None = None

    @property
    def address(self) -> str:
        end = f"/{self.thread}" if self.thread is not None else ""
        return f"{self.guild}/{self.channel}{end}"

    @property
    def target(self) -> int:
        """The number by which messages are sent there."""
        return self.thread if self.thread is not None else self.channel


def spot_of(address: str) -> Spot:
    """Raises ValueError for an address that is none of ours."""
    guild, channel, *thread = (int(part) for part in address.split("/"))
    return Spot(guild, channel, thread[0] if thread else None)


def spot_of_channel(channel: Any) -> Spot | None:
    """None for what is no room of a server."""
    guild = getattr(channel, "guild", None)
    if guild is None:
        return None
    if isinstance(channel, discord.Thread):
        return Spot(guild.id, channel.parent_id, channel.id)
    return Spot(guild.id, channel.id)


def find_room(guilds: Iterable[discord.Guild], name: str, near: str | None) -> Any:
    """A room by its name, its number, its address or as it is mentioned; None where there is none.

    Of several it is the one in the server whose number is `near`.
    """
    wanted = name.strip().removeprefix("<#").removesuffix(">").removeprefix("#").rpartition("/")[2]
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < _NUMBER_DIGITS else None
    for guild in sorted(guilds, key=lambda each: near is not None and str(each.id) != near):
        rooms: list[Any] = [*guild.text_channels, *guild.forums, *guild.threads]
        for room in rooms:
            if room.id == number or room.name in (wanted, wanted.casefold().replace(" ", "-")):
                return room
    return None


def spot_of_interaction(interaction: discord.Interaction[Any]) -> Spot | None:
    """None in private."""
    if interaction.guild_id is None or interaction.channel_id is None:
        return None
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        return Spot(interaction.guild_id, channel.parent_id, channel.id)
    return Spot(interaction.guild_id, interaction.channel_id)


def place_of_interaction(interaction: discord.Interaction[Any]) -> Place | None:
    """None in private: nothing is announced there."""
    spot = spot_of_interaction(interaction)
    if spot is None:
        return None
    return Place(DISCORD, spot.address, title_of(interaction.channel, spot))


def manages(interaction: discord.Interaction[Any]) -> bool:
    """Whether Discord says that who acts may manage the server."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild


def title_of(channel: Any, spot: Spot) -> str:
    name = str(getattr(channel, "name", None) or spot.target)
    if isinstance(channel, discord.Thread) and channel.parent is not None:
        return f"{channel.parent.name} › {name}"
    return name


def identity_of(user: discord.abc.User, locale: str | None = None) -> Identity:
    return Identity(DISCORD, str(user.id), user.display_name or str(user.id), locale)


def sender_of(interaction: discord.Interaction[Any]) -> Identity:
    return identity_of(interaction.user, str(interaction.locale.value))
