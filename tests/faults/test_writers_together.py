"""Several ballot boxes and steps of polls' lives at once, on one PostgreSQL: no deadlock, and the count is true."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack

from bot.domain.ballot import Choose, Receipt, Toggle, Withdraw
from bot.domain.errors import DomainError
from bot.domain.ids import OptionId, PollId
from bot.domain.tally.plurality import recount
from storage.ballot_box import GroupCommitBallotBox
from storage.engine import parse_url, sync_engine
from tests.builders import COMMUNITY
from tests.house import House, house
from tests.postgres import Server
from tests.storage.hall import HandClock, wish

ACTIONS = (Choose((OptionId(1),)), Choose((OptionId(2),)), Toggle(OptionId(3)), Withdraw())
POLLS, BOXES, TURNS, VOTERS = 6, 3, 25, 12


async def cast(box: GroupCommitBallotBox, polls: list[PollId], side: int) -> None:
    """A crowd in several polls at once, in an order of this side's own."""
    chance = random.Random(side)
    for turn in range(TURNS):
        some = chance.sample(polls, 4)
        wishes = []
        for poll in some:
            for voter in range(VOTERS):
                action = chance.choice(
                    (Choose((OptionId(1),)), Choose((OptionId(2),)), Toggle(OptionId(3)), Withdraw())
                )
                wishes.append(
                    wish(f"v{voter}", action, poll=poll, platform=f"side{side}", event=f"{turn}-{voter}-{poll}")
                )
        for answer in await asyncio.gather(*(box.cast(each) for each in wishes)):
            assert isinstance(answer, Receipt)


async def live(home: House, polls: list[PollId], side: int) -> None:
    """Steps of their lives, one after the other; those that make no sense just now are refused."""
    chance = random.Random(side)
    for turn in range(TURNS):
        poll = chance.choice(polls)
        step = chance.choice(("close", "reopen", "add", "remove", "merge", "keep", "fix", "look"))
        try:
            match step:
                case "close":
                    await home.polls.close(poll, None)
                case "reopen":
                    await home.polls.reopen(poll, None, None)
                case "add":
                    await home.polls.add_option(poll, f"More {side} {turn}", None, None)
                case "remove":
                    await home.polls.remove_option(poll, OptionId(chance.randint(1, 4)), None)
                case "merge":
                    await home.polls.merge_options(poll, OptionId(2), OptionId(1), None)
                case "keep":
                    await home.polls.keep_times(chance.sample(polls, 4))
                case "fix":
                    await home.polls.fix_question(poll, f"Where, {turn}?", None)
                case "look":
                    await home.announcing.sweep()
        except DomainError:
            continue


async def test_no_deadlock_and_a_true_count(postgres: Server) -> None:
    url = postgres.fresh()
    async with house(url) as home, AsyncExitStack() as stack:
        for number in range(POLLS):
            await home.type(f"/poll Poll {number}? | Lake | City | Hill | Sea --multi 2")
        async with home.work.reading() as work:
            polls = [poll.id for poll in await work.polls.recent(COMMUNITY, limit=POLLS)]
        boxes = []
        for _ in range(BOXES):
            engine = sync_engine(parse_url(url))
            stack.callback(engine.dispose)
            boxes.append(await stack.enter_async_context(GroupCommitBallotBox(engine, HandClock(), most_at_once=30)))
        async with asyncio.TaskGroup() as group:
            for side, box in enumerate(boxes):
                group.create_task(cast(box, polls, side))
            for side in range(3):
                group.create_task(live(home, polls, 100 + side))
        async with home.work.reading() as work:
            for poll in polls:
                ballots = await work.ballots.all(poll)
                assert await work.ballots.tally(poll) == recount(ballots)
                assert len({ballot.voter for ballot in ballots}) == len(ballots)
        with postgres.connect(url.rsplit("/", 1)[1]) as connection:
            connection.execute("SELECT pg_stat_force_next_flush()")
            [deadlocks] = connection.execute(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            ).fetchone() or [None]
        assert deadlocks == 0
