"""The draw of a poll: made when it opens, promised on its card, told when it is over."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.domain.method import PLAIN
from bot.domain.poll import Open, Poll
from bot.domain.tally.draw import HASH_BYTES, commitment
from bot.domain.text import Text, say
from bot.ports import Chance, Work
from bot.services.secret_polls import begun

SHORT: Final = 16
"""Characters of a promise on a card: enough to hold it against the whole one."""


def is_drawn(poll: Poll) -> bool:
    """Whether ties of this poll are for a draw. A proposal's are not: as many for as against is not carried."""
    return poll.rules.counting != PLAIN and not poll.rules.counting.method.has_fixed_options


async def opened(work: Work, poll: Poll, chance: Chance, now: datetime) -> None:
    """A poll was saved; has it just been opened, it can take ballots from now on, and has its draw."""
    await begun(work, poll)
    if poll.is_open and is_drawn(poll):
        await work.draws.make(poll.id, chance.token(HASH_BYTES), now)


async def promise_of(work: Work, poll: Poll) -> str | None:
    """What may be known of an open poll's draw; None where it has none, or is over."""
    if not isinstance(poll.state, Open) or not is_drawn(poll):
        return None
    nonce = await work.draws.nonce(poll.id)
    return commitment(nonce).hex() if nonce is not None else None


def promise_words(promise: str, *, whole: bool) -> Text:
    return say("draw-promise", promise=promise if whole else f"{promise[:SHORT]}…")
