"""Who may do what where: permission bits by Discord's names, and how roles and overwrites add up to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import discord

ALL = discord.Permissions.all().value


def bits(*names: str) -> int:
    """The bits of permissions named as in Discord's documentation: `bits("SEND_MESSAGES", "EMBED_LINKS")`."""
    value = 0
    for name in names:
        known = {"USE_APPLICATION_COMMANDS": "use_application_commands", "MANAGE_GUILD": "manage_guild"}
        attribute = known.get(name, name.lower())
        if attribute not in discord.Permissions.VALID_FLAGS:
            raise ValueError(f"Discord has no permission {name!r}")
        value |= discord.Permissions.VALID_FLAGS[attribute]
    return value


# What @everyone may do in a server that nobody has changed, as far as a bot that writes is concerned.
EVERYONE = bits(
    "VIEW_CHANNEL", "SEND_MESSAGES", "SEND_MESSAGES_IN_THREADS", "EMBED_LINKS", "ATTACH_FILES", "SEND_POLLS",
    "READ_MESSAGE_HISTORY", "ADD_REACTIONS", "USE_APPLICATION_COMMANDS", "CREATE_PUBLIC_THREADS", "MENTION_EVERYONE",
)  # fmt: skip


@dataclass
class Overwrite:
    """What one channel allows and denies one role or one member."""

    kind: int  # 0 a role, 1 a member
    allow: int = 0
    deny: int = 0


def add_up(
    guild_id: int, user_id: int, role_bits: Mapping[int, int], overwrites: Mapping[int, Overwrite] | None = None
) -> int:
    """The documented order: @everyone and roles; then the overwrites of @everyone, of roles, of the member."""
    value = 0
    for bit in role_bits.values():
        value |= bit
    if value & bits("ADMINISTRATOR"):
        return ALL
    overwrites = overwrites or {}
    value = _applied(value, [overwrites[guild_id]] if guild_id in overwrites else [])
    value = _applied(value, [overwrites[role] for role in role_bits if role != guild_id and role in overwrites])
    value = _applied(value, [overwrites[user_id]] if user_id in overwrites else [])
    if not value & bits("VIEW_CHANNEL"):
        return 0
    return value


def _applied(value: int, overwrites: Iterable[Overwrite]) -> int:
    allow = deny = 0
    for each in overwrites:
        allow, deny = allow | each.allow, deny | each.deny
    return value & ~deny | allow
