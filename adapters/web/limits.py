"""The web channel's numbers. They are ours: a browser has none of its own that we would meet first."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.domain.capabilities import ChannelCapabilities, Support
from bot.domain.ids import Platform

WEB: Final = Platform("web")

BODY_BYTES: Final = 64 * 1024
"""Of one request. Fifty options of two hundred characters, in the widest script and percent-encoded, fit."""
WORDS_CHARS: Final = 2_000
"""Of one message in a room."""
NAME_CHARS: Final = 40
PAGE: Final = 40
"""Messages on a room's page; older ones a page at a time."""
HEARTBEAT_SECONDS: Final = 15.0
"""Shorter than the 60 s after which common proxies cut a silent stream (nginx: proxy_read_timeout)."""
MOST_STREAMS: Final = 5_000
STREAMS_EACH: Final = 12
"""Open streams of one visitor: a dozen tabs."""

CAPABILITIES: Final = ChannelCapabilities(
    text_chars=WORDS_CHARS,
    buttons=None,
    menu=None,
    native_poll=None,
    edit=Support.NATIVE,
    edit_interval=timedelta(seconds=1),
    private_reply=Support.NATIVE,
    form=Support.NATIVE,
    file_bytes=10 * 1024 * 1024,
)
