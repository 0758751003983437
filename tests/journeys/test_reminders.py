"""Reminders: sent once, to every channel, in time; moved with the deadline; never for a poll that is over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.conversation import AskForm
from bot.domain.errors import DeliveryUncertain
from tests.house import House, follower, house, words

LINE = "/poll Lunch? | Pizza | Soup --for 2d --remind 1d --in all"


@pytest.fixture
async def home(database: str) -> AsyncIterator[House]:
    async with house(database) as built:
        yield built


def reminders(home: House) -> list[str]:
    return [line for line in home.platform.seen() if line.startswith("Reminder")]


async def test_every_channel_is_reminded_once_at_its_time(home: House) -> None:
    said = words(await home.type(LINE))
    assert "A reminder goes out" in said
    poll = await home.latest()
    await home.vote(poll.id, 1, 1)
    home.clock.advance(hours=23)
    await home.settle()
    assert reminders(home) == []
    home.clock.advance(hours=1)
    await home.settle()
    first = reminders(home)
    assert len(first) == 2
    assert all("Lunch?" in line and "1 person voted" in line and "It closes" in line for line in first)
    home.clock.advance(hours=1)
    await home.settle()
    assert reminders(home) == first


@pytest.mark.parametrize("end", ["/close", "/cancel"])
async def test_a_poll_that_is_over_is_not_reminded_of(home: House, end: str) -> None:
    await home.type(LINE)
    await home.type(f"{end} {(await home.latest()).id}")
    home.clock.advance(days=1)
    await home.settle()
    assert reminders(home) == []


async def test_a_moved_deadline_moves_the_reminder(home: House) -> None:
    await home.type(LINE)
    await home.type(f"/extend {(await home.latest()).id} 5d")
    home.clock.advance(days=1)
    await home.settle()
    assert reminders(home) == []
    home.clock.advance(days=3)
    await home.settle()
    assert len(reminders(home)) == 2


async def test_a_poll_that_is_opened_again_is_reminded_of_again(home: House) -> None:
    await home.type(LINE)
    home.clock.advance(days=1)
    await home.settle()
    poll = (await home.latest()).id
    await home.type(f"/close {poll}")
    await home.type(f"/reopen {poll} 3d")
    home.clock.advance(days=2)
    await home.settle()
    assert len(reminders(home)) == 4


async def test_a_running_poll_gets_a_reminder_and_loses_it_again(home: House) -> None:
    await home.type("/poll Lunch? | Pizza | Soup --for 2d")
    poll = (await home.latest()).id
    assert "the channels are reminded" in words(await home.type(f"/remind {poll} 2h"))
    assert "no reminder goes out" in words(await home.type(f"/remind {poll} off"))
    assert "No reminder was to go out" in words(await home.type("/remind mai"))
    home.clock.advance(hours=46)
    await home.settle()
    assert reminders(home) == []
    # taken back and asked for again at the same moment: once
    for line in ("/remind 1h", "/remind off", "/remind 1h"):
        await home.type(line)
    home.clock.advance(hours=1)
    await home.settle()
    assert len(reminders(home)) == 1


async def test_a_reminder_that_could_not_be_delivered_in_time_stays_away(home: House) -> None:
    await home.type("/poll Lunch? | Pizza | Soup --for 2h --remind 1h --in #lobby")
    await home.settle()
    home.clock.advance(hours=1)
    home.platform.fail_next = [DeliveryUncertain()]
    await home.settle()
    assert reminders(home) == []
    home.clock.advance(hours=2)
    await home.settle()
    assert reminders(home) == []
    assert any(line.startswith("Result") for line in home.platform.seen())


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/poll A? | x | y --remind 1d", "needs a deadline"),
        ("/poll A? | x | y --for 2h --remind 1d", "too long before the close"),
        ("/poll A? | x | y --for 2d --remind soon", "takes a length of time"),
        ("/poll A? | x | y --for 2d --remind 999999999 days", "takes a length of time"),
        ("/poll A? | x | y --for 2d --remind 0 hours", "takes a length of time"),
    ],
)
async def test_a_reminder_that_cannot_be_is_refused_with_a_line_that_works(home: House, line: str, told: str) -> None:
    said = words(await home.type(line))
    assert told in said
    assert "--remind" in said
    assert reminders(home) == []


async def test_a_scheduled_poll_is_reminded_of_after_its_opening(home: House) -> None:
    await home.type("/poll A? | x | y --opens tomorrow 9:00 --for 2d --remind 1d")
    home.clock.advance(days=1)
    await home.settle()
    assert reminders(home) == []
    home.clock.advance(days=1)
    await home.settle()
    assert len(reminders(home)) == 1


async def test_followers_may_not_remind(home: House) -> None:
    await home.type("/poll Lunch? | Pizza | Soup --for 2d")
    assert "Only moderators" in words(await home.type("/remind 1h", who=follower(1)))


async def test_the_form_keeps_the_reminder(home: House) -> None:
    said = words(await home.fill("poll", question="Lunch?", options="Pizza\nSoup", until="2d", remind="1d"))
    assert "A reminder goes out" in said
    draft = await home.latest()
    assert draft.remind == timedelta(days=1)
    form = await home.type(f"/edit {draft.id}")
    assert [
        field.value
        for part in form.parts
        if isinstance(part, AskForm)
        for field in part.fields
        if field.name == "remind"
    ] == ["1d"]
