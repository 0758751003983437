"""Telegram's errors by what they mean; the words are the Bot API server's, as the library passes them on."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from adapters.telegram.faults import Moved, Offline, telegrams_errors, translated
from bot.domain.errors import ChannelGone, DeliveryUncertain, NoRight, PostGone, Throttled, UnsupportedFeature


@pytest.mark.parametrize(
    ("error", "meant"),
    [
        (RetryAfter(7), Throttled),
        (ChatMigrated(-1001), Moved),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), ChannelGone),
        (Forbidden("Forbidden: bot was blocked by the user"), ChannelGone),
        (BadRequest("Chat not found"), ChannelGone),
        (BadRequest("Message thread not found"), ChannelGone),
        (BadRequest("Not enough rights to send text messages to the chat"), NoRight),
        (BadRequest("Need administrator rights in the channel chat"), NoRight),
        (BadRequest("Message to edit not found"), PostGone),
        (BadRequest("Message can't be edited"), PostGone),
        (BadRequest("Button_data_invalid"), UnsupportedFeature),
        (BadRequest("Can't parse entities: unsupported start tag"), UnsupportedFeature),
        (NetworkError("Request Entity Too Large"), UnsupportedFeature),
        (NetworkError("Bad Gateway"), DeliveryUncertain),
        (TimedOut(), DeliveryUncertain),
        (InvalidToken(), Offline),
    ],
)
def test_what_an_error_means(error, meant):
    assert type(translated(error)) is meant


@pytest.mark.parametrize("words", ["Message is not modified: specified new message …", "Query is too old and …"])
def test_what_means_no_harm(words):
    with telegrams_errors():
        raise BadRequest(words)


def test_what_never_left_may_safely_be_tried_again():
    error = NetworkError("httpx.ConnectError")
    error.__cause__ = httpx.ConnectError("refused")
    assert type(translated(error)) is Offline


def test_the_wait_and_the_cause_are_kept():
    with pytest.raises(Throttled) as told, telegrams_errors():
        raise RetryAfter(7)
    assert told.value.retry_after == timedelta(seconds=7)
    assert isinstance(told.value.__cause__, RetryAfter)
