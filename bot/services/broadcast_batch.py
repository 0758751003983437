"""One batch of a broadcast: who is in it, and what becomes of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.broadcast import BroadcastKind, Exceptional, Progress, Recipient, StopReason
from bot.domain.ids import PersonId
from bot.domain.poll import Cancelled, Closed, Poll
from bot.ports import Letter


@dataclass(frozen=True, slots=True)
class Batch:
    recipients: Sequence[Recipient]
    letters: Mapping[str, Letter]
    cursor: PersonId | None
    exhausted: bool = False
    again: bool = False
    """They were tried before, and stand behind the cursor."""


def progress_of(batch: Batch, fates: Sequence[Exceptional | bool], cursor: PersonId | None) -> Progress:
    """What is written down of a batch; `cursor` stays where those of it stand behind it."""
    reached = [
        each.person.id
        for each, fate in zip(batch.recipients, fates, strict=True)
        if batch.again and isinstance(fate, bool)
    ]
    return Progress(
        cursor=cursor if batch.again else batch.cursor,
        exhausted=batch.exhausted,
        sent=sum(fate is True for fate in fates),
        skipped=sum(fate is False for fate in fates),
        reached=tuple(reached),
        exceptional=tuple(fate for fate in fates if isinstance(fate, Exceptional)),
    )


def obstacle(kind: BroadcastKind, poll: Poll) -> StopReason | None:
    """Why there is nothing to be told any more."""
    if isinstance(poll.state, Cancelled):
        return StopReason.POLL_CANCELLED
    if kind is BroadcastKind.POLL:
        return None if poll.is_open else StopReason.POLL_CLOSED
    return None if isinstance(poll.state, Closed) else StopReason.POLL_REOPENED
