"""What Telegram allows, each number with its source, and what a chat of each kind can do."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.domain.capabilities import ButtonLimits, ChannelCapabilities, NativePollLimits, Support
from bot.domain.ids import Platform

TELEGRAM: Final = Platform("telegram")

# https://core.telegram.org/bots/api#sendmessage, #sendphoto: counted in UTF-16 units after the entities are parsed
TEXT_UNITS: Final = 4096
CAPTION_UNITS: Final = 1024
# https://core.telegram.org/bots/api#inlinekeyboardbutton
CALLBACK_BYTES: Final = 64
# https://core.telegram.org/bots/api#answercallbackquery
TOAST_UNITS: Final = 200
# https://core.telegram.org/bots/features#deep-linking: A-Z, a-z, 0-9, _ and -
START_CHARS: Final = 64
# https://core.telegram.org/bots/api#sendphoto
PHOTO_BYTES: Final = 10_000_000
# https://core.telegram.org/bots/api#sendmediagroup
ALBUM: Final = 10
# https://core.telegram.org/bots/api#sendpoll
POLL_QUESTION: Final = 300
POLL_OPTIONS: Final = 12
POLL_OPTION_CHARS: Final = 100
POLL_DESCRIPTION: Final = 1024
POLL_SHORTEST: Final = timedelta(seconds=5)
POLL_LONGEST: Final = timedelta(seconds=2_628_000)
# https://core.telegram.org/bots/api#getupdates
UPDATES: Final = 100
# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
PER_SECOND: Final = 30
CHAT_PER_SECOND: Final = 1
GROUP_PER_MINUTE: Final = 20
KEPT_FOR_ANSWERS: Final = 5
"""Of the 30 and of the 20: what announcements leave free, so that a private answer never waits behind them."""

KEPT_FROM_BROADCASTS: Final = 8
"""Of the 30: what a broadcast leaves free while people are being answered and posts go out."""
BROADCASTS_PER_SECOND: Final = 29.7
"""One in a hundred less than may be: on its way a message may catch up with the one before."""
BROADCASTS_AT_ONCE: Final = 40
"""Sent before the first is answered: 30 a second at more than a second each."""

BUTTON_CHARS: Final = 40
"""A label of up to so many fits on a phone's button; longer ones stand numbered in the text."""
LABELLED: Final = 12
"""Options of up to so many have a row each; more of them get number buttons, five a row."""
NUMBERS_PER_ROW: Final = 5
PAGE: Final = 8
"""Options on one page of the private view."""
PAPER_ROWS: Final = 16
"""Rows of keys on one page of a paper: what a phone shows with a little scrolling."""
WORDS_PER_ROW: Final = 2
"""Words of a scale side by side: more of them are cut on a phone."""
STEP_CHARS: Final = 8
"""A label of up to so many stands with its points between − and +, in a third of a row; longer ones above them."""
ORDER_CHARS, ORDER_UNITS = 30, 400
"""Of each label, and of the whole, where a voter's own ranking is read in its order."""
BAR_CELLS: Final = 10

EDIT_INTERVAL: Final = timedelta(seconds=3)
"""20 a minute in a group: one edit in 3 seconds; what exceeds it together with other messages, the pacer holds back."""


def capabilities(kind: str) -> ChannelCapabilities:
    """For a chat of `kind`: "group", "supergroup", "channel" or "private"."""
    return ChannelCapabilities(
        text_chars=TEXT_UNITS,
        buttons=ButtonLimits(per_row=NUMBERS_PER_ROW, rows=10, label_chars=BUTTON_CHARS, token_bytes=64, numbered=True),
        menu=None,
        native_poll=NativePollLimits(
            question_chars=POLL_QUESTION,
            least_options=1,
            options=POLL_OPTIONS,
            option_chars=POLL_OPTION_CHARS,
            description_chars=POLL_DESCRIPTION,
            # a channel knows anonymous polls only; anywhere else both are possible
            public=kind != "channel",
            anonymous=True,
            hides_results=True,
            adds_options=True,
            final=True,
            most_choices_any=False,
            longest=POLL_LONGEST,
            endless=True,
        ),
        edit=Support.NATIVE,
        edit_interval=EDIT_INTERVAL,
        private_reply=Support.NATIVE,
        form=Support.REJECTED,
        file_bytes=PHOTO_BYTES,
    )
