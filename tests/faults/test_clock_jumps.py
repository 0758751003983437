"""The clock jumps by an hour, forth and back: deadlines follow the clock, and nothing else waits for it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain.conversation import Tone
from bot.domain.errors import Throttled
from bot.domain.poll import Closed, Open
from tests.house import House, follower, house


@pytest.fixture
async def home(database):
    async with house(database) as home:
        yield home


async def until(home: House, so) -> None:
    """The program works meanwhile; its clock stands still but for the steps taken here, of a second each."""
    async with asyncio.timeout(60):
        while not so():
            home.clock.advance(seconds=1)
            await asyncio.sleep(0.02)


def shown(home: House) -> list[str]:
    return [words for words in home.platform.seen() if "Where?" in words]


async def test_set_forward_it_is_later_and_what_is_due_is_due(home: House) -> None:
    await home.type("/poll Where? | Lake | City --for 30 minutes")
    poll = (await home.latest()).id
    assert (await home.vote(poll, 1, 1)).tone is Tone.DONE
    home.clock.jump(hours=1)
    # the box looks at the clock in every transaction: nobody has closed the poll yet
    late = await home.vote(poll, 1, 2)
    assert (late.tone, late.chosen) == (Tone.ERROR, (1,))
    await home.settle()
    closed = await home.latest()
    assert isinstance(closed.state, Closed)
    assert closed.state.at == closed.closes_at  # at its deadline, not at the moment when it was noticed
    # back again: closed is closed, and no vote slips in
    home.clock.jump(hours=-1)
    assert (await home.vote(poll, 2, 1)).tone is Tone.ERROR
    await home.settle()
    assert isinstance((await home.latest()).state, Closed)


async def test_set_back_nothing_closes_early_and_nothing_is_stuck(home: House) -> None:
    await home.type("/poll Where? | Lake | City --for 30 minutes")
    poll = (await home.latest()).id
    running = [asyncio.ensure_future(home.announcing.run()), asyncio.ensure_future(home.schedule.run())]
    try:
        await until(home, lambda: shown(home))
        await home.vote(poll, 1, 1)
        await until(home, lambda: any("Lake 1" in words for words in shown(home)))
        home.clock.jump(hours=-1)
        await home.vote(poll, 2, 1)
        before = home.clock.now()
        await until(home, lambda: any("Lake 2" in words for words in shown(home)))
        assert home.clock.now() - before < timedelta(minutes=1)  # an edit waits its interval, and not the hour
        assert isinstance((await home.latest()).state, Open)
        home.clock.jump(hours=1)
        home.clock.jump(minutes=31)
        await until(home, lambda: any("Result" in words for words in shown(home)))
        assert isinstance((await home.latest()).state, Closed)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def test_a_wait_that_a_platform_asked_for_ends_whatever_the_clock_does(home: House) -> None:
    await home.type("/poll Where? | Lake | City")
    home.platform.fail_next = [Throttled(timedelta(seconds=30))]
    running = asyncio.ensure_future(home.announcing.run())
    try:
        await until(home, lambda: not home.platform.fail_next)
        home.clock.jump(hours=-1)
        before = home.clock.now()
        await until(home, lambda: shown(home))
        assert home.clock.now() - before < timedelta(minutes=2)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_one_time_link_lives_by_the_clock(home: House) -> None:
    token = await home.access.invite_organiser(timedelta(minutes=30))
    home.clock.jump(hours=1)
    assert not (await home.desk.sign_in(token, follower(7))).good
    home.clock.jump(hours=-1)
    assert (await home.desk.sign_in(token, follower(7))).good
