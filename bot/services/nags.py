"""Reminding whoever answers for a closed decision that nothing is said on it yet."""

from __future__ import annotations

from bot.domain.poll import Closed, Poll
from bot.domain.text import say
from bot.locale.speech import Speech


def nag_text(poll: Poll, speech: Speech) -> str:
    """What is owed, since when, and how to say it."""
    assert isinstance(poll.state, Closed)  # else it is overtaken
    return "\n".join(
        (
            poll.question,
            speech.say(say("nag-owed", at=poll.state.at)),
            speech.say(say("nag-how", id=poll.id)),
        )
    )
