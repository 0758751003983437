"""Methods that put something new into a chat."""

from __future__ import annotations

import secrets
from typing import Any, Final

from tests.platforms import telegram_rules as rules
from tests.platforms.telegram_chat import Chat, Topic
from tests.platforms.telegram_errors import bad
from tests.platforms.telegram_message import Message, StoredFile
from tests.platforms.telegram_request import Request
from tests.platforms.telegram_world import World

_WORDS: Final = {
    "can_send_messages": "text messages", "can_send_photos": "photos", "can_send_documents": "documents",
    "can_send_polls": "polls",
}  # fmt: skip
_ALBUM_KINDS: Final = {"photo": "can_send_photos", "document": "can_send_documents"}
_CHAT_ACTIONS: Final = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip


class Place:
    """Where a request wants to write: checked, and not yet paid for."""

    def __init__(self, world: World, request: Request, permission: str) -> None:
        self.world, self.request = world, request
        self.chat = world.find_chat(request.raw.get("chat_id"))
        world.check_reach(self.chat)
        check_permission(self.chat, permission)
        self.topic = self._topic()
        self.reply_to = self._reply_to()

    def _topic(self) -> Topic | None:
        thread = self.request.integer("message_thread_id")
        if not thread:
            return None
        topic = self.chat.topics.get(thread)
        if topic is None:
            raise bad("message thread not found")
        if topic.closed and "can_manage_topics" not in self.chat.bot.rights:
            raise bad("TOPIC_CLOSED")
        return topic

    def _reply_to(self) -> Message | None:
        wanted = self.request.json("reply_parameters")
        if wanted is None:
            return None
        chat = self.world.find_chat(wanted["chat_id"]) if wanted.get("chat_id") else self.chat
        found = chat.history.get(wanted.get("message_id", 0))
        if found is None and not wanted.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        return found if chat is self.chat else None

    def put(self, count: int = 1, **content: Any) -> Message:
        """The message, once pacing allows it; `count` pays for a whole album at its first."""
        chat = self.chat
        if count:
            self.world.pacing.spend(chat.id, is_group=chat.kind in ("group", "supergroup"), count=count)
        author = None if chat.kind == "channel" else self.world.bot
        message = chat.add(
            author, topic=self.topic, reply_to=self.reply_to, by_bot=True,
            silent=self.request.flag("disable_notification"), **content,
        )  # fmt: skip
        self.world.channel_post(message)
        return message


def check_permission(chat: Chat, permission: str) -> None:
    if chat.kind == "channel":
        if not chat.bot.is_admin or "can_post_messages" not in chat.bot.rights:
            raise bad("need administrator rights in the channel chat")
    elif not chat.may("can_send_messages") or not chat.may(permission):
        raise bad(f"not enough rights to send {_WORDS[permission]} to the chat")


class Sending:
    def __init__(self, world: World) -> None:
        self.world = world
        self.methods = {
            "sendMessage": self.send_message, "sendPhoto": self.send_photo, "sendDocument": self.send_document,
            "sendMediaGroup": self.send_media_group, "sendChatAction": self.send_chat_action,
        }  # fmt: skip

    def send_message(self, request: Request) -> Any:
        found = rules.message_text(request)
        markup = rules.keyboard(request)
        place = Place(self.world, request, "can_send_messages")
        return place.put(text=found.text, entities=found.entities, markup=markup).to_json()

    def send_photo(self, request: Request) -> Any:
        return self._send_file(request, "photo")

    def send_document(self, request: Request) -> Any:
        return self._send_file(request, "document")

    def _send_file(self, request: Request, kind: str) -> Any:
        found, markup = rules.caption(request), rules.keyboard(request)
        place = Place(self.world, request, _ALBUM_KINDS[kind])
        if kind in request.files:
            file = self.upload(request, kind, kind)
        else:
            file = self.named(request, request.text(kind), kind)
        content = {f"{kind}_file": file, "caption": found.text or None, "entities": found.entities}
        return place.put(markup=markup, **content).to_json()

    def send_media_group(self, request: Request) -> Any:
        media = request.json("media", list)
        if media is None:
            raise bad("can't parse media JSON object")
        if len(media) not in rules.ALBUM:
            raise bad("there must be 2-10 items in the media group to send as an album" if len(media) > 1 else
                      "media group must include 2-10 items")  # fmt: skip
        kinds = {each.get("type") if isinstance(each, dict) else None for each in media}
        if len(kinds) != 1 or not kinds <= set(_ALBUM_KINDS):
            raise bad("document can't be mixed with other media types" if "document" in kinds else
                      "can't use the media of the specified type in the album")  # fmt: skip
        place = Place(self.world, request, _ALBUM_KINDS[kinds.pop()])
        items = [self.medium(request, each) for each in media]
        album = str(secrets.randbits(60))
        return [
            place.put(len(items) if number == 0 else 0, album=album, **item).to_json()
            for number, item in enumerate(items)
        ]

    def medium(self, request: Request, media: dict[str, Any]) -> dict[str, Any]:
        """The contents of a message from an InputMedia object."""
        kind = media.get("type")
        if kind not in _ALBUM_KINDS:
            raise bad("can't parse InputMedia: media type is not supported by this server")
        found = rules.within_caption(
            rules.formatted_text(
                media.get("caption") or "", media.get("parse_mode") or "", media.get("caption_entities")
            )
        )
        source = media.get("media")
        if not isinstance(source, str) or not source:
            raise bad("can't parse InputMedia: Can't find field \"media\"")
        file = self.named(request, source, kind)
        return {f"{kind}_file": file, "caption": found.text or None, "entities": found.entities}

    def named(self, request: Request, source: str, kind: str) -> StoredFile:
        """The file behind a file_id, an address, or the name of an upload."""
        if source.startswith("attach://"):
            return self.upload(request, source.removeprefix("attach://"), kind)
        if source.startswith(("http://", "https://")):
            content = self.world.web_files.get(source)
            if content is None:
                raise bad("failed to get HTTP URL content")
            return self._stored(kind, source.rpartition("/")[2], content)
        file = self.world.files.get(source)
        if file is None:
            raise bad("wrong file identifier/HTTP URL specified" if source else f"there is no {kind} in the request")
        if file.kind != kind:
            names = {"photo": "Photo", "document": "Document"}
            raise bad(f"can't use file of type {names[file.kind]} as {names[kind]}")
        return file

    def upload(self, request: Request, field: str, kind: str) -> StoredFile:
        if field not in request.files:
            raise bad(f"there is no {field} in the request")
        found = request.files[field]
        return self._stored(kind, found.filename, found.content)

    def _stored(self, kind: str, name: str, content: bytes) -> StoredFile:
        if kind == "photo":
            return self.world.store(kind, name, content, rules.photo_size(content))
        return self.world.store(kind, name, rules.document(content))

    def send_chat_action(self, request: Request) -> Any:
        chat = self.world.find_chat(request.raw.get("chat_id"))
        self.world.check_reach(chat)
        action = request.text("action")
        if action not in _CHAT_ACTIONS:
            raise bad("wrong parameter action in request")
        chat.actions.append(action)
        return True
