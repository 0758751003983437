"""A room's address: the chat's number, and the topic's behind a slash where the chat has topics."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Chat, Message, User

from adapters.telegram.limits import TELEGRAM
from bot.domain.community import Identity, Place

PRIVATE = Chat.PRIVATE


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a message goes: a chat, and the topic in it, if any."""

    chat: int
    topic: int | None = None

    @property
    def address(self) -> str:
        return f"{self.chat}/{self.topic}" if self.topic is not None else str(self.chat)


def spot_of(address: str) -> Spot:
    """Raises ValueError for an address that is none of ours."""
    chat, _, topic = address.partition("/")
    return Spot(int(chat), int(topic) if topic else None)


def spot_of_message(message: Message) -> Spot:
    """Where an answer to `message` belongs: the general topic of a forum has no number of its own."""
    topic = message.message_thread_id if message.is_topic_message else None
    return Spot(message.chat.id, topic)


def place_of(chat: Chat, spot: Spot, topic_name: str = "") -> Place | None:
    """None for a private chat: nothing is announced there."""
    if chat.type == PRIVATE:
        return None
    title = chat.title or str(chat.id)
    if spot.topic is not None:
        title = f"{title} › {topic_name or spot.topic}"
    return Place(TELEGRAM, spot.address, title)


def topic_name(message: Message) -> str:
    """The topic's name, where the message happens to carry it."""
    first = message.reply_to_message
    created = message.forum_topic_created or (first.forum_topic_created if first is not None else None)
    return created.name if created is not None else ""


def identity_of(user: User) -> Identity:
    return Identity(TELEGRAM, str(user.id), user.full_name or str(user.id), user.language_code)
