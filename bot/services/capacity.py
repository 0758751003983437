"""Which control a channel gets for a poll: pure, from what the poll needs and what the channel can do.

It never cuts a label and never drops an option: where nothing on the platform fits, the voter gets a link.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.domain.capabilities import ChannelCapabilities, NativePollLimits, Support
from bot.domain.card import Control
from bot.domain.poll import Open, Poll, ResultsShown, Scheduled, Secrecy

FRAME_CHARS: Final = 600
"""Of a card's text, beside question, description and labels: status, promise, rules, count."""


def choose(poll: Poll, channel: ChannelCapabilities) -> Control:
    """How ballots are cast for `poll` (open or not) in such a channel."""
    if poll.native and channel.native_poll is not None and fits(poll, channel.native_poll):
        return Control.NATIVE_POLL
    labels = [option.label for option in poll.standing]
    longest = max((len(label) for label in labels), default=0)
    if poll.rules.multiple and channel.form is Support.NATIVE:
        return Control.FORM
    buttons = channel.buttons
    if buttons is not None and (buttons.numbered or longest <= buttons.label_chars):
        text = len(poll.question) + len(poll.description) + sum(map(len, labels)) + FRAME_CHARS
        at_once = len(labels) <= buttons.per_row * buttons.rows and text <= channel.text_chars
        return Control.BUTTONS if at_once else Control.PAGED_BUTTONS
    menu = channel.menu
    if menu is not None and len(labels) <= menu.options and longest <= menu.option_chars:
        return Control.MENU
    if channel.form is not Support.REJECTED:
        return Control.FORM
    return Control.LINK


def fits(poll: Poll, limits: NativePollLimits) -> bool:
    """Whether the platform's own poll can hold all of `poll`, and keep everything that is promised on it."""
    labels = [option.label for option in poll.standing]
    return (
        len(poll.question) <= limits.question_chars
        and len(poll.description) <= limits.description_chars
        and limits.least_options <= len(labels) <= limits.options
        and all(len(label) <= limits.option_chars for label in labels)
        and _lasts(poll) <= limits.longest
        and _keeps_the_promises(poll, limits)
    )


def _keeps_the_promises(poll: Poll, limits: NativePollLimits) -> bool:
    rules = poll.rules
    # in a public one everyone would see who chose what, which only *names shown* allows
    public = rules.secrecy is Secrecy.NAMED
    return (
        (limits.public if public else limits.anonymous)
        and (limits.hides_results or rules.results is not ResultsShown.AT_CLOSE)
        and (limits.final or rules.may_change)
        and ((limits.adds_options and public) or not rules.may_add_options)
        and (limits.most_choices_any or rules.most_choices == 1 or rules.most_choices >= len(poll.standing))
    )


def _lasts(poll: Poll) -> timedelta:
    """From the opening to the deadline; nothing where there is none, since a hand can end it at any time."""
    if poll.closes_at is None:
        return timedelta(0)
    return poll.closes_at - _opening(poll)


def _opening(poll: Poll) -> datetime:
    match poll.state:
        case Open(since):
            return since
        case Scheduled(opens_at):
            return opens_at
        case _:
            return poll.created_at
