"""The steps of a poll's life; each takes the poll as it is and gives it as it becomes, or raises DomainError."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.errors import BadInput, WrongState
from bot.domain.poll import LONGEST_LIFE, Cancelled, Closed, Draft, Note, Open, Poll, Scheduled
from bot.domain.text import say


def launch(poll: Poll, now: datetime, opens_at: datetime | None = None) -> Poll:
    """Draft → open, or → scheduled where `opens_at` lies ahead."""
    if not isinstance(poll.state, Draft):
        raise WrongState(say("error-already-launched"))
    opening = opens_at if opens_at is not None and opens_at > now else None
    check_deadline(poll.closes_at, now, opening)
    check_reminder(poll.closes_at, poll.remind, opening or now)
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
    # the deadline itself is the moment of closing, however late the sweep, or the hand, came
    if poll.closes_at is not None and (by_deadline or poll.is_due_to_close(now)):
        return poll.changed(state=Closed(poll.state.since, poll.closes_at, by_deadline=True))
    return poll.changed(state=Closed(poll.state.since, now, by_deadline))


def as_of(poll: Poll, now: datetime) -> Poll:
    """The poll as it truly is: over once its deadline has passed, though nobody has closed it yet."""
    return close(poll, now, by_deadline=True) if poll.is_due_to_close(now) else poll


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
    check_deadline(closes_at, now, poll.state.opens_at if isinstance(poll.state, Scheduled) else None)
    text = say("note-deadline", at=closes_at) if closes_at is not None else say("note-no-deadline")
    return poll.changed(closes_at=closes_at, notes=(*poll.notes, Note(now, text)))


def remind(poll: Poll, now: datetime, before: timedelta | None) -> Poll:
    """Remind so long before the deadline, instead of whenever it was to be; None: not at all. No post shows it."""
    if not isinstance(poll.state, Open | Scheduled):
        raise WrongState(say("error-not-open"))
    if before is None and poll.remind is None:
        raise WrongState(say("error-remind-none"))
    check_reminder(poll.closes_at, before, poll.state.opens_at if isinstance(poll.state, Scheduled) else now)
    return replace(poll, remind=before)


def check_reminder(closes_at: datetime | None, before: timedelta | None, opening: datetime) -> None:
    """A reminder needs a deadline, and comes after the opening, or after now."""
    if before is None:
        return
    if closes_at is None:
        raise BadInput(say("error-remind-no-deadline"), example="--for 2d --remind 1d")
    if before <= timedelta(0) or closes_at - before <= opening:
        raise BadInput(say("error-remind-early"), example="--remind 1h")


def check_deadline(closes_at: datetime | None, now: datetime, opening: datetime | None = None) -> None:
    """A deadline lies ahead, after the opening where that lies ahead too, and within five years of it."""
    if closes_at is None:
        return
    if closes_at <= now:
        raise BadInput(say("error-deadline-past", at=closes_at))
    if opening is not None and closes_at <= opening:
        raise BadInput(say("error-deadline-before-opening", at=closes_at, opening=opening))
    if closes_at > (opening or now) + LONGEST_LIFE:
        raise BadInput(say("error-deadline-far", at=closes_at))
