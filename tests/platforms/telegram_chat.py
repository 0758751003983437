"""Chats: members and rights, topics, and what is said there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.platforms.telegram_html import detected
from tests.platforms.telegram_message import Message

if TYPE_CHECKING:
    from tests.platforms.telegram_user import User
    from tests.platforms.telegram_world import World

ADMIN_RIGHTS: Final = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_post_messages", "can_edit_messages", "can_pin_messages",
    "can_manage_topics", "can_manage_direct_messages", "can_manage_tags",
)  # fmt: skip
_CHANNEL_ONLY: Final = ("can_post_messages", "can_edit_messages", "can_manage_direct_messages")
_GROUP_ONLY: Final = ("can_pin_messages", "can_manage_topics", "can_manage_tags")
PERMISSIONS: Final = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip


@dataclass(eq=False)
class Member:
    status: str
    rights: frozenset[str] = frozenset()

    @property
    def is_in(self) -> bool:
        return self.status not in ("left", "kicked")

    @property
    def is_admin(self) -> bool:
        return self.status in ("creator", "administrator")

    def to_json(self, user: User, kind: str) -> dict[str, Any]:
        told: dict[str, Any] = {"status": self.status, "user": user.to_json()}
        if self.status == "creator":
            told["is_anonymous"] = False
        elif self.status == "administrator":
            absent = _GROUP_ONLY if kind == "channel" else _CHANNEL_ONLY
            told |= {right: right in self.rights for right in ADMIN_RIGHTS if right not in absent}
        elif self.status == "restricted":
            told |= {right: right in self.rights for right in PERMISSIONS} | {"is_member": True, "until_date": 0}
        elif self.status == "kicked":
            told["until_date"] = 0
        return told


@dataclass(eq=False)
class Topic:
    """A topic of a forum: its number is that of the message that opened it."""

    chat: Chat = field(repr=False)
    id: int
    name: str
    closed: bool = False


@dataclass(eq=False, kw_only=True)
class Chat:
    world: World = field(repr=False)
    id: int
    kind: str
    title: str = ""
    username: str | None = None
    is_forum: bool = False
    discussion: Chat | None = None
    person: User | None = None
    members: dict[int, Member] = field(default_factory=dict, repr=False)
    forbidden: set[str] = field(default_factory=set)
    topics: dict[int, Topic] = field(default_factory=dict, repr=False)
    history: dict[int, Message] = field(default_factory=dict, repr=False)
    actions: list[str] = field(default_factory=list)
    migrated_to: Chat | None = None
    vanished: bool = False
    description: str = ""

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"id": self.id, "type": self.kind}
        if self.person is not None:
            told["first_name"] = self.person.first_name
        else:
            told["title"] = self.title
        if username := self.person.username if self.person else self.username:
            told["username"] = username
        return told | ({"is_forum": True} if self.is_forum else {})

    # what people see

    @property
    def messages(self) -> list[Message]:
        """In their order; what was deleted is gone."""
        return list(self.history.values())

    @property
    def last(self) -> Message:
        return self.messages[-1]

    def seen(self) -> list[str]:
        """What a reader reads, message by message; service messages have no words."""
        return [message.words for message in self.history.values() if message.words]

    # what people do

    async def says(
        self, user: User, text: str, *, topic: Topic | None = None, reply_to: Message | None = None
    ) -> int | None:
        """The update's id, or None where the bot does not get to hear it (privacy mode, not a member)."""
        if self.kind in ("group", "supergroup") and not self.member(user).is_in:
            self.members[user.id] = Member("member")
        author = None if self.kind == "channel" else user
        message = self.add(author, text=text, entities=detected(text), topic=topic, reply_to=reply_to)
        if self.discussion is not None:
            self.world.copy_to_discussion(message)
        number = self.world.tell_message(message)
        await asyncio.sleep(0)
        return number

    async def edits(self, message: Message, text: str) -> int | None:
        """The author changes what was said."""
        message.text, message.entities = text, detected(text)
        message.edit_date, message.edit_count = self.world.now(), message.edit_count + 1
        number = self.world.tell_message(message, edited=True)
        await asyncio.sleep(0)
        return number

    def erase(self, message: Message) -> None:
        """An administrator deletes a message; bots are not told."""
        message.deleted = True
        del self.history[message.id]

    def topic(self, name: str, by: User | None = None) -> Topic:
        """A new topic; its opening message stands in the history."""
        message = self.add(by or self.world.anybody(self), service={})
        message.service["forum_topic_created"] = {"name": name, "icon_color": 0x6FB9F0}
        found = self.topics[message.id] = message.topic = Topic(self, message.id, name)
        return found

    # members and rights, as an administrator sets them

    def member(self, user: User) -> Member:
        return self.members.get(user.id, _STRANGER)

    @property
    def bot(self) -> Member:
        return self.member(self.world.bot)

    def join(self, user: User, status: str = "member") -> None:
        self._set_member(user, Member(status), by=user)

    def leave(self, user: User) -> None:
        self._set_member(user, Member("left"), by=user)

    def make_admin(self, user: User, **rights: bool) -> None:
        granted = frozenset(right for right, given in rights.items() if given)
        self._set_member(user, Member("administrator", granted | {"can_manage_chat"}), by=self.world.anybody(self))

    def make_owner(self, user: User) -> None:
        self._set_member(user, Member("creator"), by=user)

    def add_bot(self, by: User | None = None) -> int | None:
        return self._set_bot(Member("member"), by, {"new_chat_members": [self.world.bot.to_json()]})

    def make_bot_admin(self, by: User | None = None, **rights: bool) -> int | None:
        """The bot's rights are from now on those named, and no others."""
        granted = frozenset(right for right, given in rights.items() if given) | {"can_manage_chat"}
        return self._set_bot(Member("administrator", granted), by)

    def make_bot_member(self, by: User | None = None) -> int | None:
        return self._set_bot(Member("member"), by)

    def kick_bot(self, by: User | None = None) -> int | None:
        return self._set_bot(Member("kicked"), by, {"left_chat_member": self.world.bot.to_json()})

    def restrict_bot(self, *permissions: str, by: User | None = None) -> int | None:
        """The bot may do only what is named, such as "send_messages"."""
        return self._set_bot(Member("restricted", frozenset(map(_permission, permissions))), by)

    def forbid(self, permission: str) -> None:
        """Members may not do this, the bot neither unless it is an administrator: "send_messages", "send_photos" …"""
        self.forbidden.add(_permission(permission))

    def allow(self, permission: str) -> None:
        self.forbidden.discard(_permission(permission))

    def vanish(self) -> None:
        """The chat is deleted."""
        self.vanished = True

    def migrate(self) -> Chat:
        """The group becomes a supergroup with another id; the old id works no more."""
        return self.world.migrate(self)

    def may(self, permission: str) -> bool:
        """Whether the bot may do what members may be forbidden."""
        if self.bot.is_admin or self.kind == "private":
            return True
        if self.bot.status == "restricted":
            return permission in self.bot.rights
        return permission not in self.forbidden

    def add(self, sender: User | None, **content: Any) -> Message:
        """A message into the history; nobody is told."""
        message = Message(chat=self, id=self.world.message_id(self), date=self.world.now(), sender=sender, **content)
        self.history[message.id] = message
        return message

    def _set_member(self, user: User, member: Member, by: User) -> None:
        before, self.members[user.id] = self.member(user), member
        self.world.tell_member(self, user, before, member, by)

    def _set_bot(self, member: Member, by: User | None, service: dict[str, Any] | None = None) -> int | None:
        before, self.members[self.world.bot.id] = self.bot, member
        actor = by or self.world.anybody(self)
        if service and self.kind in ("group", "supergroup"):
            self.world.tell_message(self.add(actor, service=service), anyway=True)
        return self.world.tell_bot_member(self, actor, before, member)


_STRANGER: Final = Member("left")


def _permission(name: str) -> str:
    return name if name.startswith("can_") else f"can_{name}"
