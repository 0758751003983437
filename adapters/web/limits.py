"""The web channel's numbers. They are ours: a browser has none of its own that we would meet first."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.domain.capabilities import ChannelCapabilities, Support
from bot.domain.ids import Platform

WEB: Final = Platform("web")

BODY_BYTES: Final = 64 * 1024
"""Of one request. Fifty options of two hundred characters, in the widest script and percent-encoded, fit."""
LIST_BYTES: Final = 24 * 1024 * 1024
"""Of an organiser's form with a list in it: a hundred thousand names with addresses, percent-encoded."""
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
STREAMS_AN_ADDRESS: Final = 1_000
"""A congress on one network, but not one machine that takes all there are."""
REMEMBERED: Final = 512
"""Happenings, for those whose connection broke; who missed more looks at everything anew."""
SPREAD_MS_EACH: Final = 2
SPREAD_MS_MOST: Final = 4_000
"""A thousand lookers-on ask for a changed card over two seconds, not all at once."""
NOTE_BYTES: Final = 3_500
"""Of the cookie that carries a receipt to the next page: browsers drop one beyond 4,096 bytes, name included."""
POST_CHARS: Final = 32_000
"""Of a post of ours. Fifty options of two hundred characters, with their counts, fit twice."""

CAPABILITIES: Final = ChannelCapabilities(
    text_chars=POST_CHARS,
    buttons=None,
    menu=None,
    native_poll=None,
    edit=Support.NATIVE,
    edit_interval=timedelta(seconds=1),
    private_reply=Support.NATIVE,
    form=Support.NATIVE,
    file_bytes=10 * 1024 * 1024,
)
