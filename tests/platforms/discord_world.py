"""The world behind the fake Discord: servers ("guilds"), channels, threads, roles, and who may do what in them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.platforms.discord_channels import ANNOUNCEMENT, DM, FORUM, TEXT, Channel
from tests.platforms.discord_permissions import EVERYONE, add_up, bits

if TYPE_CHECKING:
    from tests.platforms.discord_interactions import Attempt
    from tests.platforms.discord_messages import Attachment, Message
    from tests.platforms.discord_people import Member

EPOCH_MS = 1_420_070_400_000

Emit = Callable[[str, dict[str, Any], "Guild | None"], None]
Deliver = Callable[["Attempt"], Awaitable["Attempt"]]


@dataclass(eq=False)
class User:
    """A person or a bot, whichever servers they are in."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    blocks_dms: bool = False
    dm: Channel | None = None

    @property
    def payload(self) -> dict[str, Any]:
        return {
            "id": str(self.id), "username": self.name.lower(), "global_name": self.name, "discriminator": "0",
            "avatar": None, "bot": self.bot, "system": False, "public_flags": 0, "flags": 0, "mfa_enabled": False,
            "verified": True, "locale": self.locale,
        }  # fmt: skip


@dataclass(eq=False)
class Role:
    id: int
    name: str
    permissions: int = 0
    mentionable: bool = False
    managed: bool = False
    position: int = 1

    @property
    def payload(self) -> dict[str, Any]:
        colors = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
        return {
            "id": str(self.id), "name": self.name, "permissions": str(self.permissions), "position": self.position,
            "color": 0, "colors": colors, "hoist": False, "managed": self.managed, "mentionable": self.mentionable,
            "flags": 0, "icon": None, "unicode_emoji": None,
        }  # fmt: skip


@dataclass(eq=False)
class Guild:
    """A server as its owner arranges it."""

    world: World
    id: int
    name: str
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    joined: str = ""
    out_of_order: bool = False
    """Discord's own trouble: the bot knows its number only ("unavailable")."""

    @property
    def everyone(self) -> Role:
        return self.roles[self.id]

    @property
    def has_bot(self) -> bool:
        return self.world.bot.id in self.members

    def text_channel(self, name: str, *, topic: str | None = None) -> Channel:
        return self._channel(TEXT, name, topic)

    def announcement_channel(self, name: str) -> Channel:
        return self._channel(ANNOUNCEMENT, name)

    def forum_channel(self, name: str, *, tags: Iterable[str] = ()) -> Channel:
        forum = self._channel(FORUM, name, announce=False)
        forum.tags = {self.world.snowflake(): tag for tag in tags}
        self._tell_of(forum)
        return forum

    def _channel(self, kind: int, name: str, topic: str | None = None, *, announce: bool = True) -> Channel:
        channel = Channel(self.world, self.world.snowflake(), kind, name, self, topic=topic)
        self.channels[channel.id] = self.world.channels[channel.id] = channel
        if announce:
            self._tell_of(channel)
        return channel

    def _tell_of(self, channel: Channel) -> None:
        self.world.emit("CHANNEL_CREATE", channel.payload, self)

    def thread(self, parent: Channel, name: str, *, owner: User | None = None, id_: int | None = None) -> Channel:
        """A thread in a text or announcement channel, or a post in a forum."""
        kind = 10 if parent.kind == ANNOUNCEMENT else 11
        owner = owner or self.world.bot
        thread = Channel(self.world, id_ or self.world.snowflake(), kind, name, self, parent=parent, owner=owner)
        self.channels[thread.id] = self.world.channels[thread.id] = thread
        self.world.emit("THREAD_CREATE", {**thread.payload, "newly_created": True}, self)
        return thread

    def role(self, name: str, *permissions: str, mentionable: bool = False, managed: bool = False) -> Role:
        role = Role(self.world.snowflake(), name, bits(*permissions), mentionable, managed, len(self.roles))
        self.roles[role.id] = role
        self.world.emit("GUILD_ROLE_CREATE", {"guild_id": str(self.id), "role": role.payload}, self)
        return role

    def member(
        self,
        who: str | Member,
        *,
        locale: str | None = None,
        roles: Iterable[Role] = (),
        permissions: Iterable[str] = (),
    ) -> Member:
        """Somebody who is here: a new person, or one who is in another server too."""
        from tests.platforms.discord_people import Member

        known = who.user if isinstance(who, Member) else None
        user = known or User(self.world.snowflake(), str(who), locale=locale or "en-US")
        self.world.users[user.id] = user
        member = Member(self.world, user, self, list(roles), self.world.now().isoformat())
        if permissions:
            member.roles.append(self.role(f"{user.name}'s own", *permissions))
        self.members[user.id] = member
        self.world.emit("GUILD_MEMBER_ADD", {**member.payload, "guild_id": str(self.id)}, self)
        return member

    def add_bot(self, *permissions: str) -> None:
        """Invite the bot, with the permissions that the invitation asks for."""
        from tests.platforms.discord_people import Member

        role = Role(self.world.snowflake(), self.world.bot.name, bits(*permissions), managed=True)
        self.roles[role.id] = role
        self.joined = self.world.now().isoformat()
        self.members[self.world.bot.id] = Member(self.world, self.world.bot, self, [role], self.joined)
        # a server newly joined says nothing of being (un)available; bots tell joining from returning by that
        joined = {name: what for name, what in self.payload.items() if name != "unavailable"}
        self.world.emit("GUILD_CREATE", joined, self)

    def kick_bot(self) -> None:
        self.world.emit("GUILD_DELETE", {"id": str(self.id)}, self)
        bot = self.members.pop(self.world.bot.id)
        for role in bot.roles:
            self.roles.pop(role.id, None)
        self.world.commands.forget(self.id)

    def back_in_order(self) -> None:
        self.out_of_order = False
        self.world.emit("GUILD_CREATE", self.payload, self)

    def leaves(self, member: Member) -> None:
        self.members.pop(member.id)
        data = {"guild_id": str(self.id), "user": member.user.payload}
        self.world.emit("GUILD_MEMBER_REMOVE", data, self)

    def permissions_of(self, user: User, channel: Channel | None = None) -> int:
        """What a member may do here; nothing, if they are not here at all."""
        member = self.members.get(user.id)
        if member is None:
            return 0
        role_bits = {self.id: self.everyone.permissions, **{role.id: role.permissions for role in member.roles}}
        overwrites = (channel.parent or channel).overwrites if channel else None
        return add_up(self.id, user.id, role_bits, overwrites)

    @property
    def short_payload(self) -> dict[str, Any]:
        """What GET /guilds/{id} shows: the server without its rooms and people."""
        names = (
            "icon", "splash", "discovery_splash", "banner", "description", "afk_channel_id", "system_channel_id",
            "rules_channel_id", "public_updates_channel_id", "vanity_url_code", "application_id",
        )  # fmt: skip
        zeros = (
            "afk_timeout", "verification_level", "default_message_notifications", "explicit_content_filter",
            "mfa_level", "nsfw_level", "premium_tier", "premium_subscription_count", "system_channel_flags",
        )  # fmt: skip
        return {
            "id": str(self.id), "name": self.name, "owner_id": "1", "preferred_locale": self.locale, "region": "",
            "features": ["NEWS", "COMMUNITY"], "emojis": [], "stickers": [], "max_members": 500_000,
            "roles": [role.payload for role in self.roles.values()], "incidents_data": None,
            **dict.fromkeys(names), **dict.fromkeys(zeros, 0),
        }  # fmt: skip

    @property
    def payload(self) -> dict[str, Any]:
        """What GUILD_CREATE shows. Of the members only the bot, as Discord does without the members intent."""
        rooms = self.channels.values()
        bot = self.world.bot
        seen = [room for room in rooms if self.permissions_of(bot, room)]
        return {
            **self.short_payload,
            "joined_at": self.joined, "large": False, "unavailable": False, "member_count": len(self.members),
            "members": [self.members[bot.id].payload] if self.has_bot else [],
            "channels": [room.payload for room in seen if not room.is_thread],
            "threads": [room.payload for room in seen if room.is_thread],
            "voice_states": [], "presences": [], "stage_instances": [], "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }  # fmt: skip


class World:
    """Everything that exists, and the bell that is rung (`emit`, `changed`) when it changes."""

    def __init__(self, clock: Callable[[], float], emit: Emit, deliver: Deliver, bot_name: str) -> None:
        from tests.platforms.discord_commands import CommandBook

        self.clock = clock
        self.emit = emit
        self.deliver = deliver
        self.cdn = ""
        self._started, self._wall = clock(), time.time()
        self._last_id = 0
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.files: dict[int, Attachment] = {}
        self._waiting: list[asyncio.Future[None]] = []
        self.bot = User(self.snowflake(), bot_name, bot=True)
        self.users[self.bot.id] = self.bot
        self.application_id = self.snowflake()
        self.commands = CommandBook(self)

    def now(self) -> datetime:
        """The time of day, which moves with the injected clock."""
        return datetime.fromtimestamp(self._wall, UTC) + timedelta(seconds=self.clock() - self._started)

    def timestamp(self, moment: float) -> str:
        """A reading of the clock, as Discord writes it."""
        return (self.now() + timedelta(seconds=moment - self.clock())).isoformat()

    def snowflake(self) -> int:
        """An id as Discord makes them: the time in its upper bits, never the same twice."""
        millis = int(self.now().timestamp() * 1000) - EPOCH_MS
        self._last_id = max(self._last_id + 1, millis << 22)
        return self._last_id

    def guild(
        self, name: str, *, with_bot: bool = True, locale: str = "en-US", shard: tuple[int, int] | None = None
    ) -> Guild:
        """`shard`: which of how many is told of it, as its number says."""
        number = self.snowflake()
        while shard is not None and (number >> 22) % shard[1] != shard[0]:
            number += 1 << 22
        self._last_id = max(self._last_id, number)
        guild = Guild(self, number, name, locale)
        guild.roles[guild.id] = Role(guild.id, "@everyone", EVERYONE, position=0)
        self.guilds[guild.id] = guild
        if with_bot:
            guild.add_bot()
        return guild

    def dm_with(self, user: User) -> Channel:
        if user.dm is None:
            user.dm = Channel(self, self.snowflake(), DM, "", None, person=user)
            self.channels[user.dm.id] = user.dm
        return user.dm

    def changed(self) -> None:
        """Wake whoever waits for something to be seen."""
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            if not each.done():
                each.set_result(None)

    async def until(self, seen: Callable[[], bool], *, within: float = 5.0, what: str = "") -> None:
        """Wait, in real time, until it is seen."""
        try:
            async with asyncio.timeout(within):
                while not seen():
                    future = asyncio.get_running_loop().create_future()
                    self._waiting.append(future)
                    # looked at now and then too: it may be the bot's own doing, of which nothing rings here
                    await asyncio.wait([future], timeout=0.02)
        except TimeoutError:
            raise AssertionError(f"not seen within {within} s: {what or seen}") from None
