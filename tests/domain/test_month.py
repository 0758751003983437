"""A month of decisions: what is counted into it, and when it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.followup import Change, Deed, FollowUp, Stage, Standing, Statement
from bot.domain.ids import Subject
from bot.domain.month import Decided, Step, first_working_day, month_before, month_of, next_report
from tests.builders import COMMUNITY, NOON

ROME = ZoneInfo("Europe/Rome")
DAY = timedelta(days=1)
AFTER, UNTIL = NOON, NOON + 30 * DAY


def decided(
    name: str,
    *,
    closed: float | None = None,
    said: float | None = None,
    standing: Standing = Standing.BINDING,
    steps: Sequence[tuple[float, Stage, str]] = (),
) -> Decided:
    """Days after the month's beginning; of a step also the stage and the reason."""
    subject = Subject(name)
    changes = [
        Change(subject=subject, number=0, deed=Deed.STAGED, stage=stage, reason=reason, at=AFTER + day * DAY, by=None)
        for day, stage, reason in steps
    ]
    statement = None
    if said is not None:
        at = AFTER + said * DAY
        statement = Statement(standing=standing, reason="no money", what="w", why="y", at=at)
        changes.append(Change(subject=subject, number=0, deed=Deed.STATED, stage=Stage.OPEN, at=at, by=None))
    kept = FollowUp(subject=subject, community=COMMUNITY, owner=None, statement=statement, began_at=NOON)
    return Decided(
        follow_up=kept, closed_at=AFTER + closed * DAY if closed is not None else None, changes=tuple(changes)
    )


def test_what_closed_within_it_was_said_and_the_share_answered_is_counted() -> None:
    month = month_of(
        [
            decided("late", closed=20, said=25),
            decided("early", closed=2, said=3),
            decided("silent", closed=5),
            decided("answered-later", closed=6, said=40),
            decided("before", closed=-1, said=1),
            decided("after", closed=31),
            decided("open"),
        ],
        AFTER,
        UNTIL,
    )
    assert month.said == ("early", "silent", "answered-later", "late")
    assert (month.answered, month.median_days) == (3, 5)
    assert not month.is_empty


def test_the_edges_belong_to_one_month_only() -> None:
    edge = [decided("edge", closed=0), decided("other", closed=30)]
    assert month_of(edge, AFTER, UNTIL).said == ("other",)
    assert month_of(edge, AFTER - DAY, AFTER).said == ("edge",)


def test_the_last_stage_of_the_month_is_what_was_done_or_not() -> None:
    month = month_of(
        [
            decided("done", steps=[(1, Stage.PLANNED, "x"), (2, Stage.DONE, "")]),
            decided("declined", steps=[(1, Stage.STARTED, ""), (29, Stage.DECLINED, "too dear")]),
            decided("reviewing", steps=[(3, Stage.REVIEWING, "")]),
            decided("later", steps=[(31, Stage.DONE, "")]),
            decided("overruled", said=4, standing=Standing.OVERRULED),
            decided("advisory", said=4, standing=Standing.ADVISORY),
        ],
        AFTER,
        UNTIL,
    )
    assert month.done == (Step(Subject("done"), Stage.DONE, ""),)
    assert month.not_done == (
        Step(Subject("declined"), Stage.DECLINED, "too dear"),
        Step(Subject("overruled"), Stage.OPEN, "no money"),
    )
    assert month.said == ()
    assert month.median_days is None


def test_a_month_without_anything_is_empty() -> None:
    assert month_of([decided("open"), decided("before", closed=-3, said=2)], AFTER, UNTIL).is_empty


def test_opened_again_the_days_count_from_the_last_close() -> None:
    twice = decided("twice", closed=10, said=12)
    earlier = replace(twice.changes[0], at=AFTER + 2 * DAY)
    again = Decided(follow_up=twice.follow_up, closed_at=twice.closed_at, changes=(earlier, *twice.changes))
    assert month_of([again], AFTER, UNTIL).median_days == 2


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2026, 7, 1), (2026, 8, 3), (2026, 11, 2), (2027, 1, 1), (2027, 5, 3), (2028, 2, 1)]
)
def test_the_first_working_day(year: int, month: int, day: int) -> None:
    assert first_working_day(year, month) == date(year, month, day)


@given(st.integers(0, 16 * 365 * 24 * 60))
def test_the_next_report_is_at_ten_on_a_working_day_among_the_first_three(minutes: int) -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    at = next_report(now, ROME)
    local = at.astimezone(ROME)
    assert at > now
    assert (local.hour, local.minute) == (10, 0)
    assert local.day <= 3
    assert local.weekday() < 5
    assert at - now < 35 * DAY
    after, until = month_before(at, ROME)
    assert until <= at < until + 3 * DAY
    assert (after.astimezone(ROME).day, until.astimezone(ROME).day) == (1, 1)
