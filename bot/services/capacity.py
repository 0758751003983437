"""Which control a channel gets for a poll: pure, from what the poll needs and what the channel can do.

It never cuts a label and never drops an option: where nothing on the platform fits, the voter gets a link.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.domain.capabilities import ChannelCapabilities, NativePollLimits, Support
from bot.domain.card import Control
from bot.domain.electorate import Anyone
from bot.domain.method import PLAIN
from bot.domain.poll import Open, Poll, ResultsShown, Scheduled, Secrecy
from bot.domain.text import Text, say

FRAME_CHARS: Final = 600
"""Of a card's text, beside question, description and labels: status, promise, rules, count."""
SECRET_CHARS: Final = 300
"""So much longer is the promise of a secret poll."""
PAPER_CHARS: Final = 500
"""And what is said of a paper, a quorum, a draw."""


def choose(poll: Poll, channel: ChannelCapabilities) -> Control:
    """How ballots are cast for `poll` (open or not) in such a channel."""
    if poll.native and channel.native_poll is not None and fits(poll, channel.native_poll):
        return Control.NATIVE_POLL
    if not poll.rules.counting.method.chooses:
        return _for_paper(poll, channel)
    labels = [option.label for option in poll.standing]
    longest = max((len(label) for label in labels), default=0)
    if poll.rules.multiple and channel.form is Support.NATIVE:
        return Control.FORM
    buttons = channel.buttons
    if buttons is not None and (buttons.numbered or longest <= buttons.label_chars):
        frame = FRAME_CHARS + SECRET_CHARS if poll.rules.secret else FRAME_CHARS
        text = len(poll.question) + len(poll.description) + sum(map(len, labels)) + frame
        at_once = len(labels) <= buttons.per_row * buttons.rows and text <= channel.text_chars
        return Control.BUTTONS if at_once else Control.PAGED_BUTTONS
    menu = channel.menu
    if menu is not None and len(labels) <= menu.options and longest <= menu.option_chars:
        return Control.MENU
    if channel.form is not Support.REJECTED:
        return Control.FORM
    return Control.LINK


def _for_paper(poll: Poll, channel: ChannelCapabilities) -> Control:
    """In the room where a tap in order is all that is asked, else on a paper of one's own."""
    if channel.form is Support.NATIVE:
        return Control.FORM
    buttons = channel.buttons
    if buttons is None:
        return Control.LINK if channel.form is Support.REJECTED else Control.FORM
    labels = [option.label for option in poll.standing]
    text = len(poll.question) + len(poll.description) + sum(map(len, labels)) + FRAME_CHARS + PAPER_CHARS
    at_once = len(labels) < buttons.rows and text <= channel.text_chars
    return Control.BUTTONS if poll.rules.counting.method.ranks and at_once else Control.PAGED_BUTTONS


def fits(poll: Poll, limits: NativePollLimits) -> bool:
    """Whether the platform's own poll can hold all of `poll`, and keep everything that is promised on it."""
    return not _too_long(poll, limits) and _lasts(poll, limits) and _keeps_the_promises(poll, limits)


def why_not_native(poll: Poll, channel: ChannelCapabilities) -> Text | None:
    """Why such a channel will not show `poll` as the platform's own; None where it will, or nobody asked for that."""
    limits = channel.native_poll
    if not poll.native:
        return None
    if limits is None:
        return say("native-not-there")
    if isinstance(poll.state, Scheduled):
        return say("native-not-scheduled")
    if _too_long(poll, limits):
        return say("native-too-long", question=limits.question_chars, options=limits.options, label=limits.option_chars)
    if not _lasts(poll, limits):
        return say("native-too-late", longest=limits.longest)
    return None if _keeps_the_promises(poll, limits) else say("native-promise")


def _too_long(poll: Poll, limits: NativePollLimits) -> bool:
    labels = [option.label for option in poll.standing]
    return (
        len(poll.question) > limits.question_chars
        or len(poll.description) > limits.description_chars
        or not limits.least_options <= len(labels) <= limits.options
        or any(len(label) > limits.option_chars for label in labels)
    )


def _keeps_the_promises(poll: Poll, limits: NativePollLimits) -> bool:
    rules = poll.rules
    # in a public one everyone would see who chose what, which only *names shown* allows
    public = rules.secrecy is Secrecy.NAMED
    return (
        # a platform's own poll takes votes from whoever sees it
        isinstance(rules.eligibility, Anyone)
        # it counts ticks, and says nothing of a threshold or a quorum
        and rules.counting == PLAIN
        # the platform would hold, and tell, whose each vote is
        and not rules.secret
        and (limits.public if public else limits.anonymous)
        and (limits.hides_results or rules.results is not ResultsShown.AT_CLOSE)
        and (limits.final or rules.may_change)
        # what is tapped in a platform's own poll cannot be answered by a receipt
        and not rules.receipts
        and ((limits.adds_options and public) or not rules.may_add_options)
        and (limits.most_choices_any or rules.most_choices == 1 or rules.most_choices >= len(poll.standing))
    )


def _lasts(poll: Poll, limits: NativePollLimits) -> bool:
    """From the opening to the deadline: one that the platform would end before is none for it."""
    if poll.closes_at is None:
        return limits.endless
    return poll.closes_at - _opening(poll) <= limits.longest


def _opening(poll: Poll) -> datetime:
    match poll.state:
        case Open(since):
            return since
        case Scheduled(opens_at):
            return opens_at
        case _:
            return poll.created_at
