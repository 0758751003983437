"""The world behind the server: people, chats, files, and what the bot is told of them."""

from __future__ import annotations

import asyncio
import itertools
import re
import secrets
from collections.abc import Callable, Sequence
from typing import Any, Final

from tests.platforms import telegram_poll
from tests.platforms.telegram_chat import Chat, Member
from tests.platforms.telegram_errors import ApiError, bad, forbidden
from tests.platforms.telegram_html import utf16_slice
from tests.platforms.telegram_message import Message, StoredFile
from tests.platforms.telegram_pacing import Pacing
from tests.platforms.telegram_updates import UpdateQueue
from tests.platforms.telegram_user import Tap, User

_GROUPS: Final = ("group", "supergroup")


class World:
    def __init__(
        self, bot: tuple[int, str, str], clock: Callable[[], float], wall: Callable[[], float], updates: UpdateQueue
    ) -> None:
        number, name, username = bot
        self.bot = User(world=self, id=number, first_name=name, username=username, is_bot=True, language_code=None)
        self.clock, self.wall, self.updates = clock, wall, updates
        self.pacing = Pacing(clock)
        self.privacy = True
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.web_files: dict[str, bytes] = {}
        self.taps: dict[str, Tap] = {}
        self.polls: dict[str, telegram_poll.NativePoll] = {}
        self._chat_ids = itertools.count(1_000_000_001)
        self._file_ids = itertools.count(1)
        self._shared_ids = itertools.count(101)
        self._own_ids: dict[int, itertools.count[int]] = {}

    def now(self) -> int:
        return int(self.wall())

    # who and where

    def new_user(self, user: User) -> User:
        self.users[user.id] = user
        return user

    def private(self, user: User) -> Chat:
        if user.id not in self.chats:
            self.chats[user.id] = Chat(world=self, id=user.id, kind="private", person=user)
        return self.chats[user.id]

    def new_chat(self, kind: str, title: str, **more: Any) -> Chat:
        number = -next(self._chat_ids)
        chat = Chat(world=self, id=number if kind == "group" else number - 10**12, kind=kind, title=title, **more)
        chat.members[self.bot.id] = Member("member")
        if kind == "channel":
            chat.members[self.bot.id] = Member(
                "administrator", frozenset({"can_manage_chat", "can_post_messages", "can_edit_messages"})
            )
        self.chats[chat.id] = chat
        return chat

    def anybody(self, chat: Chat) -> User:
        """Somebody of the chat, for what a test does not name an actor for."""
        inside = [self.users[each] for each, member in chat.members.items() if member.is_in and each in self.users]
        return next((each for each in inside if chat.member(each).is_admin), None) or (
            inside[0] if inside else User(world=self, id=999_000_111, first_name="Somebody")
        )

    def message_id(self, chat: Chat) -> int:
        if chat.kind in ("supergroup", "channel"):
            return next(self._own_ids.setdefault(chat.id, itertools.count(1)))
        return next(self._shared_ids)

    def find_chat(self, raw: Any) -> Chat:
        """The chat that a request names, or Telegram's refusal."""
        if raw is None or raw == "":
            raise bad("chat_id is empty")
        name = str(raw)
        if name.startswith("@"):
            found = [each for each in self.chats.values() if (each.username or "").lower() == name[1:].lower()]
            chat = found[0] if found else None
        else:
            number = int(name) if re.fullmatch(r"-?\d{1,19}", name) else 0
            chat = self.chats.get(number)
            if chat is None and number in self.users:
                chat = self.private(self.users[number])
        if chat is None or (chat.vanished and chat.kind != "group"):
            raise bad("chat not found")
        if chat.migrated_to is not None:
            moved = {"migrate_to_chat_id": chat.migrated_to.id}
            raise ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", moved)
        return chat

    def check_reach(self, chat: Chat) -> None:
        """That the bot can do anything there at all."""
        if chat.vanished:
            raise forbidden("the group chat was deleted")
        if chat.person is not None:
            if chat.person.gone:
                raise forbidden("user is deactivated")
            if chat.person.blocked:
                raise forbidden("bot was blocked by the user")
            if not chat.person.started:
                raise forbidden("bot can't initiate conversation with a user")
        elif chat.bot.status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        elif not chat.bot.is_in:
            raise forbidden(f"bot is not a member of the {chat.kind} chat")

    def store(self, kind: str, name: str, content: bytes, size: tuple[int, int] = (0, 0)) -> StoredFile:
        number = next(self._file_ids)
        identifier = f"AgAC{kind[:3]}{number:06}{secrets.token_hex(4)}"
        folder = "photos" if kind == "photo" else "documents"
        found = StoredFile(kind, identifier, f"{folder}/file_{number}", name, content, *size)
        self.files[identifier] = found
        return found

    # what the bot is told

    def hears(self, message: Message) -> bool:
        chat = message.chat
        if chat.person is not None:
            return not chat.person.blocked
        if not chat.bot.is_in:
            return False
        if chat.kind == "channel" or not self.privacy or chat.bot.is_admin or message.service:
            return True
        if message.reply_to is not None and message.reply_to.by_bot:
            return True
        text, username = message.text or "", f"@{self.bot.username}".lower()
        for entity in message.entities:
            word = utf16_slice(text, entity["offset"], entity["length"]).lower()
            if entity["type"] == "mention" and word == username:
                return True
            if entity["type"] == "bot_command" and entity["offset"] == 0:
                _, at, named = word.partition("@")
                return not at or f"@{named}" == username
        return False

    def tell_message(self, message: Message, *, edited: bool = False, anyway: bool = False) -> int | None:
        if not anyway and not self.hears(message):
            return None
        kind = "channel_post" if message.chat.kind == "channel" else "message"
        told = message.to_json()
        if message.topic is not None and "reply_to_message" not in told and message.id != message.topic.id:
            opening = message.chat.history.get(message.topic.id)
            told |= {"reply_to_message": opening.to_json(shallow=True)} if opening else {}
        return self.updates.push(f"edited_{kind}" if edited else kind, told)

    def tell_bot_member(self, chat: Chat, actor: User, before: Member, after: Member) -> int | None:
        return self.updates.push("my_chat_member", self._changed(chat, actor, self.bot, before, after))

    def tell_membership(self, chat: Chat, user: User, before: str, after: str) -> int | None:
        return self.tell_bot_member(chat, user, Member(before), Member(after))

    def tell_member(self, chat: Chat, user: User, before: Member, after: Member, actor: User) -> None:
        if chat.bot.is_admin:
            self.updates.push("chat_member", self._changed(chat, actor, user, before, after))
        if chat.kind in _GROUPS and chat.bot.is_in and before.is_in != after.is_in:
            fields: dict[str, Any] = {"left_chat_member": user.to_json()}
            if after.is_in:
                fields = {"new_chat_members": [user.to_json()]}
            self.tell_message(chat.add(user, service=fields))

    def _changed(self, chat: Chat, actor: User, user: User, before: Member, after: Member) -> dict[str, Any]:
        return {
            "chat": chat.to_json(),
            "from": actor.to_json(),
            "date": self.now(),
            "old_chat_member": before.to_json(user, chat.kind),
            "new_chat_member": after.to_json(user, chat.kind),
        }

    def tap(self, user: User, message: Message | None, data: str) -> Tap:
        number = secrets.randbits(62)
        query: dict[str, Any] = {"id": str(number), "from": user.to_json(), "data": data}
        query["chat_instance"] = str(message.chat.id if message else user.id)
        if message is None:
            query["inline_message_id"] = f"inline{number}"
        elif message.deleted:
            query["message"] = {"chat": message.chat.to_json(), "message_id": message.id, "date": 0}
        else:
            query["message"] = message.to_json()
        tap = Tap(str(number), None, self.clock(), asyncio.get_running_loop().create_future())
        self.taps[tap.id] = tap
        tap.update_id = self.updates.push("callback_query", query)
        return tap

    def vote(self, user: User, message: Message, options: Sequence[int]) -> int | None:
        return telegram_poll.vote(self, user, message, options)

    def add_option(self, user: User, message: Message, text: str) -> int | None:
        return telegram_poll.add_option(self, user, message, text)

    # what Telegram does by itself

    def copy_to_discussion(self, post: Message) -> None:
        """A channel's post appears in its discussion group."""
        group = post.chat.discussion
        assert group
        origin = {"type": "channel", "date": post.date, "chat": post.chat.to_json(), "message_id": post.id}
        copy = group.add(
            None, text=post.text, entities=post.entities, caption=post.caption, photo_file=post.photo_file,
            document_file=post.document_file, poll=post.poll, markup=post.markup,
        )  # fmt: skip
        copy.service = {
            "is_automatic_forward": True, "sender_chat": post.chat.to_json(), "forward_origin": origin,
            "from": {"id": 777000, "is_bot": False, "first_name": "Telegram"},
        }  # fmt: skip
        if not self.privacy or group.bot.is_admin:
            self.tell_message(copy, anyway=group.bot.is_in)

    def migrate(self, group: Chat) -> Chat:
        assert group.kind == "group"
        actor = self.anybody(group)
        new = self.new_chat("supergroup", group.title)
        new.members, new.forbidden = dict(group.members), set(group.forbidden)
        self.tell_message(group.add(actor, service={"migrate_to_chat_id": new.id}))
        group.migrated_to = new
        self.tell_message(new.add(actor, service={"migrate_from_chat_id": group.id}))
        return new

    def channel_post(self, post: Message) -> None:
        """The bot's own post, as the discussion group gets it."""
        if post.chat.discussion is not None:
            self.copy_to_discussion(post)
