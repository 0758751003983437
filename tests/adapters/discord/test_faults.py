"""Discord's errors by what they mean."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import aiohttp
import discord
import pytest

from adapters.discord.faults import AlreadyAnswered, Expired, Offline, discords_errors, translated
from bot.domain.errors import (
    ChannelGone,
    DeliveryUncertain,
    NoRight,
    PostGone,
    Throttled,
    UnsupportedFeature,
)


def refused(status: int, code: int = 0) -> discord.HTTPException:
    return discord.HTTPException(SimpleNamespace(status=status, reason="x"), {"code": code, "message": "words"})


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (404, 10003, ChannelGone),
        (404, 10008, PostGone),
        (404, 10062, Expired),
        (404, 10015, Expired),
        (401, 50027, Expired),
        (400, 40060, AlreadyAnswered),
        (403, 50001, NoRight),
        (403, 50013, NoRight),
        (403, 50007, ChannelGone),
        (403, 0, NoRight),
        (404, 0, ChannelGone),
        (400, 50035, UnsupportedFeature),
        (413, 40005, UnsupportedFeature),
        (429, 30046, Throttled),
        (429, 0, Throttled),
        (500, 0, DeliveryUncertain),
        (401, 0, Offline),
    ],
)
def test_by_code(status, code, meaning):
    assert type(translated(refused(status, code))) is meaning


def test_what_is_no_error_at_all():
    assert translated(refused(400, 520001)) is None
    with discords_errors():
        raise refused(400, 520001)


def test_the_network():
    unreachable = aiohttp.ClientConnectorError(SimpleNamespace(ssl=None, host="h", port=1), OSError())
    assert isinstance(translated(unreachable), Offline)
    assert isinstance(translated(aiohttp.ServerDisconnectedError()), DeliveryUncertain)
    assert isinstance(translated(TimeoutError()), DeliveryUncertain)
    slow = translated(discord.RateLimited(12.5))
    assert isinstance(slow, Throttled)
    assert slow.retry_after == timedelta(seconds=12.5)


def test_the_cause_is_kept():
    with pytest.raises(NoRight) as raised, discords_errors():
        raise refused(403, 50013)
    assert isinstance(raised.value.__cause__, discord.HTTPException)
