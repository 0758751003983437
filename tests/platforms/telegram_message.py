"""A message as people see it, and as the Bot API tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.platforms.telegram_html import Entity, Formatted, render_html

if TYPE_CHECKING:
    from tests.platforms.telegram_chat import Chat, Topic
    from tests.platforms.telegram_poll import NativePoll
    from tests.platforms.telegram_user import User


@dataclass(frozen=True, slots=True)
class StoredFile:
    kind: str
    file_id: str
    path: str
    name: str
    content: bytes
    width: int = 0
    height: int = 0

    def to_json(self) -> dict[str, Any]:
        told = {"file_id": self.file_id, "file_unique_id": f"u{self.file_id}", "file_size": len(self.content)}
        if self.kind == "photo":
            return told | {"width": self.width, "height": self.height}
        return told | {"file_name": self.name, "mime_type": "application/octet-stream"}


@dataclass(eq=False, kw_only=True)
class Message:
    """`text` or `caption` with entities, buttons, picture; `edit_count` counts edits that people could see."""

    chat: Chat
    id: int
    date: int
    sender: User | None
    """Nobody for posts of a channel."""
    text: str | None = None
    entities: tuple[Entity, ...] = ()
    caption: str | None = None
    photo_file: StoredFile | None = None
    document_file: StoredFile | None = None
    poll: NativePoll | None = None
    topic: Topic | None = None
    reply_to: Message | None = None
    markup: Mapping[str, Any] | None = None
    service: dict[str, Any] = field(default_factory=dict)
    """The fields of a service message: `new_chat_members`, `migrate_to_chat_id` and so on."""
    album: str | None = None
    by_bot: bool = False
    edit_date: int | None = None
    edit_count: int = 0
    deleted: bool = False
    pinned: bool = False
    silent: bool = False
    reaction: tuple[str, ...] = ()

    @property
    def photo(self) -> bytes | None:
        return self.photo_file.content if self.photo_file else None

    @property
    def document(self) -> bytes | None:
        return self.document_file.content if self.document_file else None

    @property
    def words(self) -> str:
        """What a reader reads: text, caption or the poll's question."""
        return self.text or self.caption or (self.poll.question if self.poll else "")

    @property
    def html(self) -> str:
        return render_html(self.words, self.entities)

    @property
    def keys(self) -> list[list[dict[str, Any]]]:
        """The inline keyboard as it was sent, row by row."""
        return list((self.markup or {}).get("inline_keyboard", []))

    @property
    def buttons(self) -> list[list[str]]:
        return [[key["text"] for key in row] for row in self.keys]

    def key(self, wanted: str | int) -> dict[str, Any]:
        """The button with this label, or the one at this place counted over all rows."""
        flat = [key for row in self.keys for key in row]
        if isinstance(wanted, int):
            return flat[wanted]
        found = [key for key in flat if key["text"] == wanted]
        if not found:
            raise LookupError(f"no button {wanted!r} among {self.buttons}")
        return found[0]

    def put(self, found: Formatted) -> None:
        """New words, where the old ones were."""
        if self.text is None:
            self.caption, self.entities = found.text or None, found.entities
        else:
            self.text, self.entities = found.text, found.entities

    def content(self) -> tuple[Any, ...]:
        """Equal before and after an edit that changes nothing."""
        return (self.text, self.caption, self.entities, self.photo_file, self.document_file, self.markup)

    def to_json(self, *, shallow: bool = False) -> dict[str, Any]:
        told: dict[str, Any] = {"message_id": self.id, "date": self.date, "chat": self.chat.to_json()}
        if self.sender is not None:
            told["from"] = self.sender.to_json()
        if self.chat.kind == "channel":
            told["sender_chat"] = self.chat.to_json()
        told |= self._thread_json()
        if self.edit_date is not None:
            told["edit_date"] = self.edit_date
        if self.reply_to is not None and not shallow:
            told["reply_to_message"] = self.reply_to.to_json(shallow=True)
        if self.text is not None:
            told |= {"text": self.text} | ({"entities": list(self.entities)} if self.entities else {})
        if self.caption is not None:
            told |= {"caption": self.caption} | ({"caption_entities": list(self.entities)} if self.entities else {})
        if self.photo_file:
            told["photo"] = [self.photo_file.to_json()]
        if self.document_file:
            told["document"] = self.document_file.to_json()
        if self.poll:
            told["poll"] = self.poll.to_json()
        if self.album:
            told["media_group_id"] = self.album
        if self.keys:
            told["reply_markup"] = {"inline_keyboard": self.keys}
        return told | self.service

    def _thread_json(self) -> dict[str, Any]:
        if self.topic is not None:
            return {"message_thread_id": self.topic.id, "is_topic_message": True}
        if self.chat.kind == "supergroup" and self.reply_to is not None and not self.chat.is_forum:
            # a thread of replies is numbered by its first message, and is no topic
            root = self.reply_to
            while root.reply_to is not None:
                root = root.reply_to
            return {"message_thread_id": root.id}
        return {}
