"""Which control a channel gets for a poll: pure, from what the poll needs and what the channel can do.

It never cuts a label and never drops an option: where nothing on the platform fits, the voter gets a link.
"""

from __future__ import annotations

from bot.domain.capabilities import ChannelCapabilities, Support
from bot.domain.card import Control
from bot.domain.poll import Poll


def choose(poll: Poll, channel: ChannelCapabilities) -> Control:
    """How ballots are cast for `poll` (open or not) in such a channel."""
    labels = [option.label for option in poll.standing]
    longest = max((len(label) for label in labels), default=0)
    if poll.rules.multiple and channel.form is Support.NATIVE:
        return Control.FORM
    if channel.buttons is not None and longest <= channel.buttons.label_chars:
        room = channel.buttons.per_row * channel.buttons.rows
        return Control.BUTTONS if len(labels) <= room else Control.PAGED_BUTTONS
    menu = channel.menu
    if menu is not None and len(labels) <= menu.options and longest <= menu.option_chars:
        return Control.MENU
    if channel.form is not Support.REJECTED:
        return Control.FORM
    return Control.LINK
