from datetime import timedelta

import pytest

from bot.domain.errors import BadInput, WrongState
from bot.domain.lifecycle import cancel, close, extend, launch, open_scheduled, reopen
from bot.domain.poll import Cancelled, Closed, Open, Scheduled
from tests.builders import NOON, draft, poll

LATER = NOON + timedelta(hours=1)


def test_a_draft_opens_at_once_or_later():
    assert launch(draft(), NOON).state == Open(NOON)
    assert launch(draft(), NOON, LATER).state == Scheduled(LATER)
    assert launch(draft(), NOON, NOON - timedelta(hours=1)).state == Open(NOON)


@pytest.mark.parametrize("closes_at", [NOON, NOON - timedelta(days=1), NOON + timedelta(days=30 * 366)])
def test_a_deadline_in_the_past_or_in_thirty_years_is_refused(closes_at):
    with pytest.raises(BadInput):
        launch(draft(closes_at=closes_at), NOON)


def test_a_deadline_before_the_opening_is_refused():
    with pytest.raises(BadInput):
        launch(draft(closes_at=LATER), NOON, LATER + timedelta(hours=1))


def test_every_step_raises_the_version_by_one():
    opened = launch(draft(), NOON)
    closed = close(opened, LATER, by_deadline=False)
    assert (draft().version, opened.version, closed.version) == (1, 2, 3)


def test_a_late_sweep_closes_at_the_deadline():
    closed = close(poll(closes_at=LATER), LATER + timedelta(hours=5), by_deadline=True)
    assert closed.state == Closed(NOON, LATER, True)


def test_by_hand_it_closes_now():
    assert close(poll(closes_at=LATER), NOON, by_deadline=False).state == Closed(NOON, NOON, False)


def test_ballots_are_accepted_until_the_deadline_only():
    assert poll(closes_at=LATER).accepts_ballots(LATER - timedelta(seconds=1))
    assert not poll(closes_at=LATER).accepts_ballots(LATER)
    assert not draft().accepts_ballots(NOON)


def test_reopening_keeps_the_first_opening_and_tells():
    reopened = reopen(close(poll(), LATER, by_deadline=False), LATER, None)
    assert reopened.state == Open(NOON)
    assert reopened.notes[-1].text.key == "note-reopened"


def test_extending_moves_the_deadline_with_a_note():
    moved = extend(poll(closes_at=LATER), NOON, LATER + timedelta(days=1))
    assert moved.closes_at == LATER + timedelta(days=1)
    assert moved.notes[-1].text.key == "note-deadline"
    assert extend(poll(closes_at=LATER), NOON, None).notes[-1].text.key == "note-no-deadline"


def test_a_scheduled_poll_cannot_be_extended_to_before_its_opening():
    with pytest.raises(BadInput):
        extend(poll(state=Scheduled(LATER)), NOON, NOON + timedelta(minutes=1))


ENDED = [poll(state=Closed(NOON, LATER, False)), poll(state=Cancelled(NOON, "rain"))]


@pytest.mark.parametrize("ended", ENDED)
def test_an_ended_poll_takes_no_more_steps(ended):
    for step in (
        lambda: launch(ended, NOON),
        lambda: open_scheduled(ended, NOON),
        lambda: close(ended, NOON, by_deadline=False),
        lambda: extend(ended, NOON, LATER),
        lambda: cancel(ended, NOON, ""),
    ):
        with pytest.raises(WrongState):
            step()


def test_only_a_closed_poll_reopens():
    with pytest.raises(WrongState):
        reopen(poll(), NOON, None)


def test_due_times():
    assert poll(state=Scheduled(LATER)).is_due_to_open(LATER)
    assert not poll(state=Scheduled(LATER)).is_due_to_open(NOON)
    assert poll(closes_at=LATER).is_due_to_close(LATER)
    assert not poll().is_due_to_close(LATER)
