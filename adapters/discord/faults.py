"""Discord's errors, translated by what they mean for us; the numbers are those of its API.

https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import aiohttp
import discord

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

_CHANNEL_GONE: Final = frozenset({10003, 10004, 10013, 50007, 50278})
"""Unknown channel, server or person; a person who takes no private messages."""
_NO_RIGHT: Final = frozenset({50001, 50013, 160005})
"""No access, no permission, a thread that was locked."""
_ARCHIVED: Final = 50083
_NO_ANSWERS: Final = 160002
"""To answer a message one must be allowed to read what was written before."""
_POST_GONE: Final = frozenset({10008, 50005})
"""Unknown message; a message that is not ours."""
_EXPIRED: Final = frozenset({10015, 10062, 50027})
"""The interaction is unknown or older than its three seconds or fifteen minutes."""
_ALREADY: Final = 40060
_TOO_MANY_OLD_EDITS: Final = 30046
_OLD_EDITS_PAUSE: Final = timedelta(minutes=1)
_OVER: Final = frozenset({520001})
"""The poll has ended already."""


class Offline(Unsent):
    """The request never left, so that trying again is safe."""


class Expired(DeliveryError):
    """Nobody waits for this answer any more."""


class AlreadyAnswered(DeliveryError):
    """The same event was delivered twice, and answered once."""


class Archived(NoRight):
    """The thread fell asleep: it can be woken, unless it is locked."""


class NoAnswers(UnsupportedFeature):
    """The same may be sent by itself."""


def translated(error: Exception) -> DeliveryError | None:
    """What it means; None where it means no harm."""
    match error:
        case discord.RateLimited():
            return Throttled(timedelta(seconds=error.retry_after))
        case discord.HTTPException():
            return _by_code(error)
        case discord.InteractionResponded():
            return AlreadyAnswered(str(error))
        case aiohttp.ClientConnectorError():
            return Offline(str(error))
        case _:
            return DeliveryUncertain(repr(error))


def _by_code(error: discord.HTTPException) -> DeliveryError | None:
    code, words = error.code, str(error)
    if code in _OVER:
        return None
    if code == _TOO_MANY_OLD_EDITS:
        return Throttled(_OLD_EDITS_PAUSE)
    if code in _EXPIRED:
        return Expired(words)
    if code == _ALREADY:
        return AlreadyAnswered(words)
    if code in _POST_GONE:
        return PostGone(words)
    if code == _ARCHIVED:
        return Archived(words)
    if code == _NO_ANSWERS:
        return NoAnswers(words)
    if code in _NO_RIGHT:
        return NoRight(words)
    if code in _CHANNEL_GONE:
        return ChannelGone(words)
    return _by_status(error)


def _by_status(error: discord.HTTPException) -> DeliveryError:
    words = str(error)
    match error.status:
        case 401:
            return Offline(words)
        case 403:
            return NoRight(words)
        case 404:
            return ChannelGone(words)
        case 429:
            return Throttled(timedelta(seconds=30))
        case status if status >= 500:
            return DeliveryUncertain(words)
        case _:
            return UnsupportedFeature(words)


@contextmanager
def discords_errors() -> Iterator[None]:
    """Raises DeliveryError in place of the library's errors."""
    try:
        yield
    except (TimeoutError, discord.DiscordException, aiohttp.ClientError, OSError) as error:
        meant = translated(error)
        if meant is not None:
            raise meant from error
