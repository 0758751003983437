"""Telegram's errors, translated by what they mean for us; the words are those of the Bot API server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.domain.errors import (
    ChannelGone,
    DeliveryError,
    DeliveryUncertain,
    NoRight,
    PostGone,
    Throttled,
    Unsent,
    UnsupportedFeature,
)

_NO_HARM: Final = ("message is not modified", "poll has already been closed", "query is too old", "query id is invalid")
_POST_GONE: Final = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message with poll to stop not found",
    "message identifier is not specified",
)
_NO_RIGHT: Final = (
    "not enough rights",
    "need administrator rights",
    "have no rights to send",
    "chat_write_forbidden",
    "chat_send_",
    "chat_admin_required",
    "user_restricted",
)
_CHAT_GONE: Final = (
    "chat not found",
    "peer_id_invalid",
    "message thread not found",
    "topic_deleted",
    "topic_closed",
    "group chat was deactivated",
    "channel_private",
)
_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Moved(DeliveryError):
    """A group became a supergroup: the same room under another number."""

    def __init__(self, chat: int) -> None:
        super().__init__(f"moved to {chat}")
        self.chat = chat


class Offline(Unsent):
    """The request never left, so that trying again is safe."""


def translated(error: TelegramError) -> DeliveryError | None:
    """What it means; None where it means no harm."""
    words = str(error).lower()
    match error:
        case RetryAfter():
            wait = error.retry_after
            return Throttled(wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            return NoRight(str(error)) if _says(words, _NO_RIGHT) else ChannelGone(str(error))
        case BadRequest():
            if _says(words, _NO_HARM):
                return None
            if _says(words, _POST_GONE):
                return PostGone(str(error))
            if _says(words, _NO_RIGHT):
                return NoRight(str(error))
            if _says(words, _CHAT_GONE):
                return ChannelGone(str(error))
            return UnsupportedFeature(str(error))
        case InvalidToken() | Conflict():
            return Offline(str(error))
        case TimedOut() | NetworkError() if isinstance(error.__cause__, _NEVER_SENT):
            return Offline(str(error))
        case NetworkError() if "request entity too large" in words:
            return UnsupportedFeature(str(error))
        case NetworkError():
            return DeliveryUncertain(str(error))
        case _:
            return DeliveryUncertain(str(error))


@contextmanager
def telegrams_errors() -> Iterator[None]:
    """Raises DeliveryError in place of the library's errors; "not modified" and the like are no errors at all."""
    try:
        yield
    except TelegramError as error:
        meant = translated(error)
        if meant is not None:
            raise meant from error


def _says(words: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in words for phrase in phrases)
