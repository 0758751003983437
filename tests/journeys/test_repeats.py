"""Polls that are asked again and again: in time, in every channel, through nights without the program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.conversation import Reader
from bot.domain.ids import ChannelId
from bot.domain.poll import Poll
from tests.builders import COMMUNITY
from tests.house import House, follower, house, words

ROME = ZoneInfo("Europe/Rome")
LINE = "/poll Weekly? | Good | Bad --every monday 10:00 --for 2d --in all"


@pytest.fixture
async def home(database: str) -> AsyncIterator[House]:
    async with house(database) as built:
        yield built


async def polls(home: House) -> list[Poll]:
    async with home.work.reading() as work:
        return sorted(await work.polls.recent(COMMUNITY, limit=50), key=lambda poll: (poll.created_at, poll.id))


async def test_a_fresh_poll_comes_every_week_in_the_same_channels(home: House) -> None:
    said = words(await home.type(LINE))  # on a Wednesday at 14:00 in Rome
    assert "Every Monday at 10:00" in said
    assert await polls(home) == []
    for week in range(3):
        home.clock.advance(days=5 if week == 0 else 7)
        await home.settle()
    launched = await polls(home)
    assert len(launched) == 3
    assert all(poll.closes_at == poll.created_at + timedelta(days=2) for poll in launched)
    async with home.work.reading() as work:
        assert {post.channel for post in await work.posts.of_poll(launched[0].id)} >= {
            ChannelId("fake-lobby"),
            ChannelId("fake-news"),
        }


async def test_each_is_launched_when_the_wall_clock_says_so(home: House) -> None:
    await home.type("/poll Daily? | Yes | No --every ogni giorno alle 15 --for 1h")
    home.clock.advance(minutes=59)
    await home.settle()
    assert await polls(home) == []
    home.clock.advance(minutes=1)
    await home.settle()
    [first] = await polls(home)
    assert first.created_at.astimezone(ROME).strftime("%H:%M") == "15:00"
    assert first.closes_at == first.created_at + timedelta(hours=1)
    assert first.notes == ()


async def test_it_is_listed_with_its_next_run_and_can_be_ended(home: House) -> None:
    assert "No poll is repeated" in words(await home.type("/repeats"))
    await home.type(LINE)
    await home.type("/poll Other? | A | B --every month 31 9:00")
    listed = words(await home.type("/repeats"))
    assert "Weekly?" in listed
    assert "Every Monday at 10:00, in #lobby and #news" in listed
    assert "On the last day of every month at 09:00" in listed
    assert "say which one" in words(await home.type("/stop"))
    number = listed.split("\n")[0].rsplit("(", 1)[1].rstrip(")")
    assert "not asked again" in words(await home.type(f"/stop {number}"))
    assert "ended before" in words(await home.type(f"/stop {number}"))
    assert "Weekly?" not in words(await home.type("/repeats"))
    assert "not asked again" in words(await home.type("/stop"))
    home.clock.advance(days=60)
    await home.settle()
    assert await polls(home) == []


async def test_what_was_missed_is_made_good_once_and_said(home: House) -> None:
    await home.type("/poll Daily? | Yes | No --every day 10:00 --for 1h")
    home.clock.advance(days=5)
    await home.settle()
    [late] = [poll for poll in await polls(home) if poll.notes]
    assert len(await polls(home)) == 1
    card = await home.desk.card(late.id, Reader(sender=follower(1)))
    assert "4 more runs in between were skipped" in card.notes[0]
    home.clock.advance(days=1)
    await home.settle()
    assert len(await polls(home)) == 2


async def test_a_run_that_is_carried_out_twice_launches_once(home: House) -> None:
    await home.type("/poll Daily? | Yes | No --every day 15:00")
    [(job, _, _)] = home.jobs.queued.values()
    home.clock.advance(hours=1)
    await home.settle()
    for _ in range(2):
        await home.jobs.kinds["repeat"].handler(job.about)
    assert len(await polls(home)) == 1


async def test_channels_that_are_gone_are_left_out_and_the_rhythm_goes_on(home: House) -> None:
    await home.type(LINE)
    await home.type("/disconnect #news")
    home.clock.advance(days=5)
    await home.settle()
    [poll] = await polls(home)
    async with home.work.reading() as work:
        assert {post.channel for post in await work.posts.of_poll(poll.id)} == {ChannelId("fake-lobby")}
    assert len(home.jobs.queued) == 1


async def test_each_poll_has_its_own_reminder(home: House) -> None:
    await home.type("/poll Daily? | Yes | No --every day 15:00 --for 4h --remind 1h")
    home.clock.advance(hours=1)
    await home.settle()
    home.clock.advance(hours=3)
    await home.settle()
    assert [line for line in home.platform.seen() if line.startswith("Reminder: Daily?")]


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ("--every", "needs"),
        ("--every now and then", "do not understand how often"),
        ("--every monday 25:00", "do not understand how often"),
        ("--every month 10:00", "do not understand how often"),
        ("--every month 32 10:00", "do not understand how often"),
        ("--every day monday 10:00", "do not understand how often"),
        ("--every 10:00", "do not understand how often"),
        ("--every tomorrow", "do not understand how often"),
        ("--every monday tuesday 10:00", "do not understand how often"),
        ("--every monday 10:00 --until friday", "come from its rhythm"),
        ("--every monday 10:00 --opens friday", "come from its rhythm"),
        ("--every monday 10:00 --draft", "come from its rhythm"),
        ("--every monday 10:00 --for friday", "takes a length of time"),
        ("--every monday 10:00 --for 2d --remind 3d", "too long before"),
        ("--every monday 10:00 --remind 3d", "needs a deadline"),
    ],
)
async def test_a_bad_schedule_is_refused_with_a_line_that_works(home: House, flags: str, told: str) -> None:
    said = words(await home.type(f"/poll A? | x | y {flags}"))
    assert told in said
    assert "--" in said.split("A line that works")[1]
    assert home.jobs.queued == {}


async def test_followers_may_neither_see_nor_end_them(home: House) -> None:
    await home.type(LINE)
    for line in ("/repeats", "/stop"):
        assert "Only organisers" in words(await home.type(line, who=follower(1)))
