"""Methods that change or take away what stands in a chat."""

from __future__ import annotations

import re
from typing import Any, Final

from tests.platforms import telegram_rules as rules
from tests.platforms.telegram_chat import Chat
from tests.platforms.telegram_errors import NOT_MODIFIED, bad
from tests.platforms.telegram_message import Message
from tests.platforms.telegram_request import Request
from tests.platforms.telegram_sending import Sending
from tests.platforms.telegram_world import World

DELETABLE_SECONDS: Final = 48 * 3600


class Editing:
    def __init__(self, world: World, sending: Sending) -> None:
        self.world, self.sending = world, sending
        self.methods = {
            "editMessageText": self.edit_text, "editMessageCaption": self.edit_caption,
            "editMessageReplyMarkup": self.edit_markup, "editMessageMedia": self.edit_media,
            "deleteMessage": self.delete_message, "deleteMessages": self.delete_messages,
            "pinChatMessage": self.pin, "unpinChatMessage": self.unpin, "setMessageReaction": self.react,
        }  # fmt: skip

    def edit_text(self, request: Request) -> Any:
        found = rules.message_text(request, too_long="MESSAGE_TOO_LONG")
        markup = rules.keyboard(request, inline_only=True)
        message = self._editable(request)
        if message.text is None:
            raise bad("there is no text in the message to edit")
        return self._change(message, text=found.text, entities=found.entities, markup=markup)

    def edit_caption(self, request: Request) -> Any:
        found, markup = rules.caption(request), rules.keyboard(request, inline_only=True)
        message = self._editable(request)
        if message.photo_file is None and message.document_file is None:
            raise bad("there is no caption in the message to edit")
        return self._change(message, caption=found.text or None, entities=found.entities, markup=markup)

    def edit_markup(self, request: Request) -> Any:
        markup = rules.keyboard(request, inline_only=True)
        return self._change(self._editable(request), markup=markup)

    def edit_media(self, request: Request) -> Any:
        markup, media = rules.keyboard(request, inline_only=True), request.json("media")
        if media is None:
            raise bad("can't parse media JSON object")
        message = self._editable(request)
        if message.poll is not None:
            raise bad("message media can't be edited")
        item = {"photo_file": None, "document_file": None, "text": None} | self.sending.medium(request, media)
        if message.album and type(message.photo_file) is not type(item["photo_file"]):
            raise bad("message media can't be edited")
        return self._change(message, **item, markup=markup)

    def _change(self, message: Message, **content: Any) -> Any:
        chat = message.chat
        self.world.pacing.spend(chat.id, is_group=chat.kind in ("group", "supergroup"), edit=True)
        before = message.content()
        previous = {name: getattr(message, name) for name in content}
        for name, value in content.items():
            setattr(message, name, value)
        if message.content() == before:
            for name, value in previous.items():
                setattr(message, name, value)
            raise bad(NOT_MODIFIED)
        message.edit_count += 1
        message.edit_date = self.world.now()
        return message.to_json()

    def _editable(self, request: Request) -> Message:
        if request.text("inline_message_id"):
            raise bad("MESSAGE_ID_INVALID")
        message = self._named(request, "edit")
        chat = message.chat
        if message.service or not (message.by_bot or self._edits_others(chat)):
            raise bad("message can't be edited")
        return message

    def _edits_others(self, chat: Chat) -> bool:
        return chat.kind == "channel" and "can_edit_messages" in chat.bot.rights

    def _named(self, request: Request, purpose: str, field: str = "message_id") -> Message:
        chat = self.world.find_chat(request.raw.get("chat_id"))
        self.world.check_reach(chat)
        if not request.text(field):
            raise bad("message identifier is not specified")
        message = chat.history.get(request.integer(field))
        if message is None:
            raise bad(f"message to {purpose} not found")
        return message

    def delete_message(self, request: Request) -> Any:
        self._delete(self._named(request, "delete"))
        return True

    def delete_messages(self, request: Request) -> Any:
        chat = self.world.find_chat(request.raw.get("chat_id"))
        self.world.check_reach(chat)
        numbers = request.json("message_ids", list) or []
        if not 1 <= len(numbers) <= 100:
            raise bad("message identifiers are not specified" if not numbers else "too many messages to delete")
        for message in [chat.history[each] for each in numbers if each in chat.history]:
            self._delete(message)
        return True

    def _delete(self, message: Message) -> None:
        chat = message.chat
        others = chat.bot.is_admin and "can_delete_messages" in chat.bot.rights
        too_old = self.world.wall() - message.date > DELETABLE_SECONDS
        its_own = message.by_bot and (not too_old or chat.kind == "channel")
        fresh_in_private = chat.person is not None and not too_old
        if not (others or its_own or fresh_in_private):
            raise bad("message can't be deleted for everyone" if message.by_bot else "message can't be deleted")
        chat.erase(message)

    def pin(self, request: Request) -> Any:
        message = self._named(request, "pin")
        self._check_pinning(message.chat)
        if not message.pinned:
            message.pinned = True
            if message.chat.kind != "channel":
                notice = {"pinned_message": message.to_json(shallow=True)}
                self.world.tell_message(message.chat.add(self.world.bot, service=notice, by_bot=True))
        return True

    def unpin(self, request: Request) -> Any:
        message = self._named(request, "unpin")
        self._check_pinning(message.chat)
        message.pinned = False
        return True

    def _check_pinning(self, chat: Chat) -> None:
        right = "can_edit_messages" if chat.kind == "channel" else "can_pin_messages"
        if chat.kind != "private" and not (chat.bot.is_admin and right in chat.bot.rights):
            raise bad("not enough rights to manage pinned messages in the chat")

    def react(self, request: Request) -> Any:
        message = self._named(request, "react")
        wanted = request.json("reaction", list) or []
        if len(wanted) > 1:
            raise bad("REACTIONS_TOO_MANY")
        emoji = [each.get("emoji", "") for each in wanted if isinstance(each, dict)]
        if any(not each or re.match(r"[\w\s]", each) for each in emoji):
            raise bad("REACTION_INVALID")
        message.reaction = tuple(emoji)
        return True
