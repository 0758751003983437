"""Very many polls due in the same second: all closed once, one that cannot be holds up no other, and voters go on."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

from bot.domain.conversation import Tone
from bot.domain.errors import WrongState
from bot.domain.ids import PollId
from bot.domain.poll import Closed, Poll
from bot.domain.text import say
from bot.ports import Work
from bot.services.announcing import PAGE
from bot.services.polls import Polls
from bot.services.posting import announce
from bot.services.schedule import STEPS_AT_ONCE, Schedule
from bot.services.steps import Step
from tests.builders import COMMUNITY
from tests.fakes.clock import FakeChance
from tests.house import LOBBY, NEWS, House, house

POLLS = 60


async def launched(home: House, number: int) -> None:
    await home.type("/poll Another? | Lake | City")
    for each in range(number):
        await home.type(f"/poll Due {each}? | Lake | City --for 1 hour")


async def test_all_are_closed_once_while_votes_are_answered(database: str) -> None:
    async with house(database) as home:
        await launched(home, POLLS)
        async with home.work.reading() as work:
            polls = await work.polls.recent(COMMUNITY, limit=POLLS + 1)
        another = next(poll.id for poll in polls if poll.question == "Another?")
        await home.vote(another, 0, 1)
        home.clock.advance(hours=1)
        keeping = asyncio.create_task(home.schedule.keep())
        answered = 0
        while not keeping.done():
            assert (await home.vote(another, 0, answered % 2 + 1)).tone is Tone.DONE
            answered += 1
        await keeping
        # between any two transactions of closings, votes have their turn
        assert answered >= POLLS // STEPS_AT_ONCE // 2
        async with home.work.reading() as work:
            polls = await work.polls.recent(COMMUNITY, limit=POLLS + 1)
            results = [post.id for poll in polls for post in await work.posts.of_poll(poll.id) if "result" in post.id]
        closed = [poll for poll in polls if isinstance(poll.state, Closed)]
        assert len(closed) == POLLS
        assert all(poll.state.at == poll.closes_at and poll.state.by_deadline for poll in closed)
        assert len(results) == len(set(results)) == POLLS
        before = [poll.version for poll in closed]
        await home.schedule.keep()
        async with home.work.reading() as work:
            assert [(await work.polls.get(poll.id)).version for poll in closed] == before


async def test_one_that_cannot_be_closed_holds_up_no_other(database: str) -> None:
    async with house(database) as home:
        await launched(home, 5)

        async def refuse(_work: Work, step: Step, poll: Poll, _now: datetime) -> None:
            if step is Step.CLOSED and poll.question == "Due 3?":
                raise WrongState(say("error-not-open"))

        polls = Polls(home.work, home.clock, FakeChance(), lambda _: None, echoes=(refuse,))
        home.clock.advance(hours=1)
        await Schedule(home.work, polls, home.clock).keep()
        async with home.work.reading() as work:
            states = {poll.question: poll.state for poll in await work.polls.recent(COMMUNITY, limit=10)}
        assert {question for question, state in states.items() if not isinstance(state, Closed)} == {
            "Another?",
            "Due 3?",
        }


async def test_more_than_a_page_is_shown_without_waiting_for_sweeps(database: str) -> None:
    async with house(database) as home:
        await home.type("/poll First? | Lake | City")
        first = await home.latest()
        async with home.work.writing() as work:
            for number in range(2 * PAGE + 50):
                named = replace(first, id=PollId(f"many{number:04}"), question=f"Many {number}?")
                await work.polls.add(named)
                await announce(work, named, [LOBBY], home.clock.now())
        before = home.clock.now()
        running = asyncio.create_task(home.announcing.run())
        async with asyncio.timeout(90):
            while len(home.platform.posts) < 2 * PAGE + 51:
                home.platform.delivered.clear()
                await home.platform.delivered.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert home.clock.now() == before


async def test_a_room_that_takes_nothing_holds_up_no_other_whatever_it_is_owed(database: str) -> None:
    async with house(database) as home:
        await home.type("/poll First? | Lake | City --in #news")
        first = await home.latest()
        home.platform.full.add("lobby")
        async with home.work.writing() as work:
            for number in range(PAGE + 50):
                named = replace(first, id=PollId(f"many{number:04}"), question=f"Many {number}?")
                await work.polls.add(named)
                await announce(work, named, [LOBBY], home.clock.now())
            last = replace(first, id=PollId("zlast000"), question="Last?")
            await work.polls.add(last)
            await announce(work, last, [NEWS], home.clock.now())
        # nobody told this one what changed, as after a restart: all that there is to deliver is looked for
        running = asyncio.create_task(home.announcing.run())
        async with asyncio.timeout(90):
            while len(home.platform.posts) < 2:
                home.platform.delivered.clear()
                await home.platform.delivered.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert [words.partition("?")[0] for words in home.platform.seen()] == ["First", "Last"]
