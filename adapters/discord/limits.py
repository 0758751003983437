"""What Discord allows, each number with its source, and what a channel there can do."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.domain.capabilities import ButtonLimits, ChannelCapabilities, NativePollLimits, Support
from bot.domain.ids import Platform

DISCORD: Final = Platform("discord")

# https://discord.com/developers/docs/components/reference#text-display: of all texts of a message together
TEXT_CHARS: Final = 4000
# https://discord.com/developers/docs/components/reference#button
BUTTON_CHARS: Final = 80
CUSTOM_ID_CHARS: Final = 100
BUTTONS_PER_ROW: Final = 5
ROWS: Final = 5
# https://discord.com/developers/docs/components/reference: of a message altogether
COMPONENTS: Final = 40
# https://discord.com/developers/docs/components/reference#string-select
MENU_OPTIONS: Final = 25
MENU_CHARS: Final = 100
PLACEHOLDER_CHARS: Final = 150
# https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal
MODAL_FIELDS: Final = 5
MODAL_TITLE_CHARS: Final = 45
LABEL_CHARS: Final = 45
LABEL_HINT_CHARS: Final = 100
FIELD_CHARS: Final = 4000
GROUP_OPTIONS: Final = 10
# https://discord.com/developers/docs/interactions/application-commands
NAME_CHARS: Final = 32
DESCRIPTION_CHARS: Final = 100
CHOICES: Final = 25
CHOICE_CHARS: Final = 100
# https://discord.com/developers/docs/reference#uploading-files
FILE_BYTES: Final = 10 * 1024 * 1024
ALT_CHARS: Final = 1024
# https://discord.com/developers/docs/resources/message#create-message: nonce up to 25 characters
NONCE_CHARS: Final = 25
# https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel
THREAD_NAME_CHARS: Final = 100
# https://discord.com/developers/docs/resources/poll#poll-create-request-object
POLL_QUESTION: Final = 300
POLL_OPTIONS: Final = 10
POLL_OPTION_CHARS: Final = 55
POLL_LONGEST: Final = timedelta(days=32)
# https://discord.com/developers/docs/resources/poll#get-answer-voters
VOTERS_A_PAGE: Final = 100
# https://discord.com/developers/docs/resources/message#message-object: of an ordinary message's text
CONTENT_CHARS: Final = 2000

# https://discord.com/developers/docs/resources/user#create-dm warns of opening many too quickly, and names no number;
# people report that a bot is stopped (error 40003) at some ten in a few seconds
LETTERS_PER_SECOND: Final = 1.0
LETTERS_AT_ONCE: Final = 5

PAGE: Final = 20
"""Options on one page of the private view: four rows of buttons, and a fifth to turn the page."""
BAR_CELLS: Final = 10
EDIT_INTERVAL: Final = timedelta(seconds=2)
"""About five edits in five seconds and channel, which several polls in a channel share; the headers rule beyond it."""
ACKNOWLEDGED_WITHIN: Final = timedelta(seconds=1.5)
"""Of the three seconds that Discord waits: an answer that takes longer is announced first, and given after."""

NATIVE: Final = NativePollLimits(
    question_chars=POLL_QUESTION,
    least_options=1,
    options=POLL_OPTIONS,
    option_chars=POLL_OPTION_CHARS,
    description_chars=1000,
    public=True,
    anonymous=False,
    hides_results=False,
    adds_options=False,
    final=False,
    most_choices_any=False,
    longest=POLL_LONGEST,
    endless=False,
)


def capabilities(*, native: bool) -> ChannelCapabilities:
    """All rooms on Discord are alike, but for `native`: whether the bot may send Discord's own polls there."""
    return ChannelCapabilities(
        text_chars=TEXT_CHARS,
        # a label too long for a button stands numbered in the text
        buttons=ButtonLimits(
            per_row=BUTTONS_PER_ROW,
            rows=ROWS,
            label_chars=BUTTON_CHARS,
            token_bytes=CUSTOM_ID_CHARS,
            numbered=True,
        ),
        menu=None,
        native_poll=NATIVE if native else None,
        edit=Support.NATIVE,
        edit_interval=EDIT_INTERVAL,
        private_reply=Support.NATIVE,
        # several choices are made in a menu below the card
        form=Support.NATIVE,
        file_bytes=FILE_BYTES,
        chart_on_card=True,
    )
