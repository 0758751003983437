"""A channel, thread, forum or conversation: what is in it, and what the bot may do there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.platforms.discord_permissions import ALL, Overwrite, bits

if TYPE_CHECKING:
    from tests.platforms.discord_messages import Message
    from tests.platforms.discord_people import Member
    from tests.platforms.discord_world import Guild, Role, User, World

TEXT, DM, ANNOUNCEMENT, FORUM = 0, 1, 5, 15
THREADS = (10, 11, 12)


@dataclass(eq=False)
class Channel:
    world: World
    id: int
    kind: int
    name: str
    guild: Guild | None = None
    parent: Channel | None = None
    owner: User | None = None
    person: User | None = None
    topic: str | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    every_message: list[Message] = field(default_factory=list)
    tags: dict[int, str] = field(default_factory=dict)
    applied_tags: list[int] = field(default_factory=list)
    archived: bool = False
    locked: bool = False
    deleted: bool = False

    @property
    def is_thread(self) -> bool:
        return self.kind in THREADS

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    @property
    def messages(self) -> list[Message]:
        """What stands here now, oldest first, with the ephemeral ones (see `ephemeral_for`)."""
        return [message for message in self.every_message if not message.deleted and not message.loading]

    @property
    def public(self) -> list[Message]:
        """What everybody sees here."""
        return [message for message in self.messages if message.ephemeral_for is None]

    @property
    def threads(self) -> list[Channel]:
        """The threads under this channel, the posts of this forum."""
        return [each for each in self.world.channels.values() if each.parent is self]

    def permissions_of(self, user: User) -> int:
        return self.guild.permissions_of(user, self) if self.guild else ALL

    def bot_may(self, *permissions: str) -> bool:
        wanted = bits(*permissions)
        return self.permissions_of(self.world.bot) & wanted == wanted

    def forbid(self, *permissions: str, to: Member | Role | None = None) -> None:
        """Take permissions away here: from the bot unless somebody else, or a role, is named."""
        self._overwrite(to).deny |= bits(*permissions)
        self._overwrite(to).allow &= ~bits(*permissions)
        self._tell()

    def allow(self, *permissions: str, to: Member | Role | None = None) -> None:
        """Give them (back) here."""
        self._overwrite(to).allow |= bits(*permissions)
        self._overwrite(to).deny &= ~bits(*permissions)
        self._tell()

    def _overwrite(self, of: Member | Role | None) -> Overwrite:
        room = self.parent or self
        target = self.world.bot.id if of is None else of.id
        is_role = room.guild is not None and target in room.guild.roles
        return room.overwrites.setdefault(target, Overwrite(0 if is_role else 1))

    def _tell(self) -> None:
        room = self.parent or self
        self.world.emit("CHANNEL_UPDATE", room.payload, room.guild)

    def delete(self) -> None:
        for each in [*self.threads, self]:
            each.deleted = True
            self.world.channels.pop(each.id, None)
            if each.guild:
                each.guild.channels.pop(each.id, None)
        self.world.emit("THREAD_DELETE" if self.is_thread else "CHANNEL_DELETE", self.payload, self.guild)

    def archive(self, *, locked: bool = False) -> None:
        """Close a thread; a locked one stays closed for those who may not manage threads."""
        self.archived, self.locked = True, locked
        self.world.emit("THREAD_UPDATE", self.payload, self.guild)

    @property
    def payload(self) -> dict[str, Any]:
        last = self.every_message[-1].id if self.every_message else None
        common = {"id": str(self.id), "type": self.kind, "flags": 0, "last_message_id": str(last) if last else None}
        if self.kind == DM:
            return {**common, "recipients": [self.person.payload] if self.person else []}
        assert self.guild is not None
        common |= {"guild_id": str(self.guild.id), "name": self.name, "rate_limit_per_user": 0}
        if self.parent:
            return common | self._thread_payload
        common |= {
            "position": list(self.guild.channels).index(self.id) if self.id in self.guild.channels else 0,
            "permission_overwrites": [
                {"id": str(target), "type": each.kind, "allow": str(each.allow), "deny": str(each.deny)}
                for target, each in self.overwrites.items()
            ],
            "parent_id": None, "topic": self.topic, "nsfw": False,
        }  # fmt: skip
        if self.kind == FORUM:
            tag = {"moderated": False, "emoji_id": None, "emoji_name": None}
            common["available_tags"] = [{"id": str(key), "name": name, **tag} for key, name in self.tags.items()]
            common |= {"default_reaction_emoji": None, "default_sort_order": None, "default_forum_layout": 0}
        return common

    @property
    def _thread_payload(self) -> dict[str, Any]:
        assert self.parent is not None
        assert self.owner is not None
        now = self.world.now().isoformat()
        return {
            "parent_id": str(self.parent.id), "owner_id": str(self.owner.id), "member_count": 1,
            "message_count": len(self.every_message), "total_message_sent": len(self.every_message),
            "applied_tags": [str(tag) for tag in self.applied_tags],
            "thread_metadata": {
                "archived": self.archived, "locked": self.locked, "auto_archive_duration": 4320,
                "archive_timestamp": now, "create_timestamp": now,
            },
        }  # fmt: skip
