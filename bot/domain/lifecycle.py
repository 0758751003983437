"""The steps of a poll's life; each takes the poll as it is and gives it as it becomes, or raises DomainError."""

from __future__ import annotations

from datetime import datetime

from bot.domain.errors import BadInput, WrongState
from bot.domain.poll import LONGEST_LIFE, Cancelled, Closed, Draft, Note, Open, Poll, Scheduled
from bot.domain.text import say


def launch(poll: Poll, now: datetime, opens_at: datetime | None = None) -> Poll:
    """Draft → open, or → scheduled where `opens_at` lies ahead."""
    if not isinstance(poll.state, Draft):
        raise WrongState(say("error-already-launched"))
    opening = opens_at if opens_at is not None and opens_at > now else None
    check_deadline(poll.closes_at, opening or now)
    return poll.changed(state=Scheduled(opening) if opening else Open(now))


def open_scheduled(poll: Poll, now: datetime) -> Poll:
    if not isinstance(poll.state, Scheduled):
        raise WrongState(say("error-not-scheduled"))
    return poll.changed(state=Open(now))


def close(poll: Poll, now: datetime, *, by_deadline: bool) -> Poll:
    if isinstance(poll.state, Closed):
        raise WrongState(say("error-already-closed", at=poll.state.at))
    if not isinstance(poll.state, Open):
        raise WrongState(say("error-not-open"))
    # the deadline itself is the moment of closing, however late the sweep came
    at = poll.closes_at if by_deadline and poll.closes_at is not None else now
    return poll.changed(state=Closed(poll.state.since, at, by_deadline))


def reopen(poll: Poll, now: datetime, closes_at: datetime | None) -> Poll:
    """Closed → open again, ballots kept, with a public note."""
    if not isinstance(poll.state, Closed):
        raise WrongState(say("error-not-closed"))
    check_deadline(closes_at, now)
    note = Note(now, say("note-reopened"))
    return poll.changed(state=Open(poll.state.since), closes_at=closes_at, notes=(*poll.notes, note))


def cancel(poll: Poll, now: datetime, reason: str) -> Poll:
    if isinstance(poll.state, Cancelled):
        raise WrongState(say("error-already-cancelled", at=poll.state.at))
    if isinstance(poll.state, Closed):
        raise WrongState(say("error-already-closed", at=poll.state.at))
    return poll.changed(state=Cancelled(now, reason))


def extend(poll: Poll, now: datetime, closes_at: datetime | None) -> Poll:
    """Move the deadline of an open or scheduled poll; None: until closed by hand. With a public note."""
    if not isinstance(poll.state, Open | Scheduled):
        raise WrongState(say("error-not-open"))
    check_deadline(closes_at, poll.state.opens_at if isinstance(poll.state, Scheduled) else now)
    text = say("note-deadline", at=closes_at) if closes_at is not None else say("note-no-deadline")
    return poll.changed(closes_at=closes_at, notes=(*poll.notes, Note(now, text)))


def check_deadline(closes_at: datetime | None, opening: datetime) -> None:
    """A deadline lies after the opening and within five years of it."""
    if closes_at is None:
        return
    if closes_at <= opening:
        raise BadInput(say("error-deadline-past", at=closes_at))
    if closes_at > opening + LONGEST_LIFE:
        raise BadInput(say("error-deadline-far", at=closes_at))
