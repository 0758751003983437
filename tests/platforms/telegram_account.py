"""Methods about the bot itself, chats and their members, files, and taps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.platforms import telegram_rules as rules
from tests.platforms.telegram_chat import PERMISSIONS, Chat, Member
from tests.platforms.telegram_errors import QUERY_TOO_OLD, bad
from tests.platforms.telegram_request import Request
from tests.platforms.telegram_user import CallbackAnswer, User
from tests.platforms.telegram_world import World

_SCOPES: Final = (
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators",
    "chat_member",
)  # fmt: skip
ScopeKey = tuple[str, int | None, int | None]


class Account:
    """`commands` is what people see in the menu: (scope, chat, user) and language → commands."""

    def __init__(self, world: World, callback_seconds: float) -> None:
        self.world, self.callback_seconds = world, callback_seconds
        self.commands: dict[tuple[ScopeKey, str], list[dict[str, str]]] = {}
        self.descriptions: dict[tuple[str, str], str] = {}
        self.methods: dict[str, Callable[[Request], Any]] = {
            "getMe": self.get_me, "logOut": lambda _: True, "close": lambda _: True,
            "setMyCommands": self.set_commands, "getMyCommands": self.get_commands,
            "deleteMyCommands": self.delete_commands, "getChat": self.get_chat, "getChatMember": self.get_member,
            "getChatAdministrators": self.get_administrators, "getChatMemberCount": self.get_count,
            "leaveChat": self.leave, "createForumTopic": self.create_topic, "getFile": self.get_file,
            "answerCallbackQuery": self.answer_tap, "closeForumTopic": self.close_topic,
            "reopenForumTopic": self.reopen_topic,
        }  # fmt: skip
        for name, field, most in (
            ("Description", "description", 512), ("ShortDescription", "short_description", 120), ("Name", "name", 64),
        ):  # fmt: skip
            self.methods[f"setMy{name}"] = self._setter(field, most)
            self.methods[f"getMy{name}"] = self._getter(field)

    def get_me(self, _: Request) -> Any:
        return self.world.bot.to_json() | {
            "can_join_groups": True, "can_read_all_group_messages": not self.world.privacy,
            "supports_inline_queries": False, "can_connect_to_business": False, "has_main_web_app": False,
            "has_topics_enabled": False, "supports_guest_queries": False, "allows_users_to_create_topics": False,
            "can_manage_bots": False, "supports_join_request_queries": False,
        }  # fmt: skip

    # the menu and the profile

    def set_commands(self, request: Request) -> Any:
        self.commands[self._scope(request), rules.language(request)] = rules.commands(request)
        return True

    def get_commands(self, request: Request) -> Any:
        return self.commands.get((self._scope(request), rules.language(request)), [])

    def delete_commands(self, request: Request) -> Any:
        self.commands.pop((self._scope(request), rules.language(request)), None)
        return True

    def _scope(self, request: Request) -> ScopeKey:
        scope = request.json("scope") or {"type": "default"}
        kind = scope.get("type")
        if kind not in _SCOPES:
            raise bad("can't parse BotCommandScope: unsupported type specified")
        if not kind.startswith("chat"):
            return kind, None, None
        chat = self.world.find_chat(scope.get("chat_id"))
        self.world.check_reach(chat)
        if kind == "chat_member":
            return kind, chat.id, self._user(scope.get("user_id")).id
        return kind, chat.id, None

    def _setter(self, field: str, most: int) -> Callable[[Request], Any]:
        def change(request: Request) -> bool:
            text = request.text(field)
            if len(text) > most:
                raise bad(f"{field.replace('_', ' ')} is too long")
            self.descriptions[field, rules.language(request)] = text
            return True

        return change

    def _getter(self, field: str) -> Callable[[Request], Any]:
        return lambda request: {field: self.descriptions.get((field, rules.language(request)), "")}

    # chats

    def get_chat(self, request: Request) -> Any:
        chat = self._chat(request)
        told = chat.to_json() | {"accent_color_id": 0, "max_reaction_count": 11}
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
        told["accepted_gift_types"] = dict.fromkeys(gifts, chat.kind == "private")
        if chat.kind in ("group", "supergroup"):
            told["permissions"] = {each: each not in chat.forbidden for each in PERMISSIONS}
        if chat.description:
            told["description"] = chat.description
        linked = chat.discussion or next((each for each in self.world.chats.values() if each.discussion is chat), None)
        if linked is not None:
            told["linked_chat_id"] = linked.id
        pinned = [message for message in chat.messages if message.pinned]
        return told | ({"pinned_message": pinned[-1].to_json(shallow=True)} if pinned else {})

    def get_member(self, request: Request) -> Any:
        chat, user = self._chat(request), self._user(request.raw.get("user_id"))
        if chat.kind == "private":
            return Member("member").to_json(user, chat.kind)
        if chat.kind == "channel" and not chat.bot.is_admin:
            raise bad("member list is inaccessible")
        if user.id not in chat.members and user is not self.world.bot:
            return Member("left").to_json(user, chat.kind)
        return chat.member(user).to_json(user, chat.kind)

    def get_administrators(self, request: Request) -> Any:
        chat = self._chat(request)
        if chat.kind == "private":
            raise bad("there are no administrators in the private chat")
        everybody = [*self.world.users.values()]
        if request.flag("return_bots", default=False):
            everybody.append(self.world.bot)
        return [chat.member(user).to_json(user, chat.kind) for user in everybody if chat.member(user).is_admin]

    def get_count(self, request: Request) -> Any:
        chat = self._chat(request)
        return 2 if chat.kind == "private" else sum(member.is_in for member in chat.members.values())

    def leave(self, request: Request) -> Any:
        chat = self._chat(request)
        if chat.kind == "private":
            raise bad("chat member status can't be changed in private chats")
        before, chat.members[self.world.bot.id] = chat.bot, Member("left")
        self.world.tell_bot_member(chat, self.world.bot, before, chat.bot)
        return True

    def create_topic(self, request: Request) -> Any:
        chat = self._forum(request)
        if not 1 <= len(request.text("name").strip()) <= 128:
            raise bad("TOPIC_TITLE_EMPTY" if not request.text("name").strip() else "TOPIC_TITLE_TOO_LONG")
        topic = chat.topic(request.text("name").strip(), by=self.world.bot)
        chat.history[topic.id].by_bot = True
        return {"message_thread_id": topic.id, "name": topic.name, "icon_color": 0x6FB9F0}

    def close_topic(self, request: Request) -> Any:
        return self._set_closed(request, closed=True)

    def reopen_topic(self, request: Request) -> Any:
        return self._set_closed(request, closed=False)

    def _set_closed(self, request: Request, *, closed: bool) -> bool:
        topic = self._forum(request).topics.get(request.integer("message_thread_id"))
        if topic is None:
            raise bad("message thread not found")
        if topic.closed == closed:
            raise bad("TOPIC_NOT_MODIFIED")
        topic.closed = closed
        return True

    def _forum(self, request: Request) -> Chat:
        chat = self._chat(request)
        if not chat.is_forum:
            raise bad("the chat is not a forum")
        if "can_manage_topics" not in chat.bot.rights:
            raise bad("not enough rights to create a topic")
        return chat

    def _chat(self, request: Request) -> Chat:
        chat = self.world.find_chat(request.raw.get("chat_id"))
        if chat.person is None or chat.person.gone:
            self.world.check_reach(chat)
        elif not (chat.person.started or chat.messages):
            raise bad("chat not found")
        return chat

    def _user(self, raw: Any) -> User:
        if str(raw) == str(self.world.bot.id):
            return self.world.bot
        user = self.world.users.get(int(raw)) if str(raw).isdigit() else None
        if user is None:
            raise bad("invalid user_id specified" if not str(raw).isdigit() else "member not found")
        return user

    # files and taps

    def get_file(self, request: Request) -> Any:
        file = self.world.files.get(request.text("file_id"))
        if file is None:
            raise bad("invalid file_id" if request.text("file_id") else "file_id not specified")
        if len(file.content) > rules.DOWNLOAD_BYTES:
            raise bad("file is too big")
        told = {key: value for key, value in file.to_json().items() if key.startswith("file_") and key != "file_name"}
        return told | {"file_path": file.path}

    def answer_tap(self, request: Request) -> Any:
        text = rules.toast(request)
        tap = self.world.taps.get(request.text("callback_query_id"))
        if tap is None or tap.answered.done() or self.world.clock() - tap.at > self.callback_seconds:
            raise bad(QUERY_TOO_OLD)
        url = request.text("url")
        if url and not url.startswith((f"https://t.me/{self.world.bot.username}?start=", "tg://")):
            raise bad("URL_INVALID")
        tap.answered.set_result(CallbackAnswer(text, request.flag("show_alert"), url))
        return True
