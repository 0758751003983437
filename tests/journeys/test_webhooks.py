"""Another program is told what happens to polls: signed, once each, and again where it did not listen."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from bot.domain.errors import DeliveryUncertain
from bot.domain.ids import OptionId
from bot.domain.marks import mark
from bot.domain.method import Counting, Method
from bot.webhook_sender import webhook_sender
from storage.engine import parse_url, sync_engine
from storage.tables import metadata, polls
from tests.house import SECRET, House, house
from tests.journeys.test_outcomes import asked, crowd, ranked
from tests.platforms.listener import HANG_UP, Listener, Told, listening


@dataclass
class Neighbours:
    home: House
    listener: Listener

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(told.body) for told in self.listener.told]


@asynccontextmanager
async def neighbours(url: str) -> AsyncIterator[Neighbours]:
    async with listening() as listener, webhook_sender(listener.url) as sender, house(url, sender=sender) as home:
        yield Neighbours(home, listener)


@pytest.fixture
async def near(database: str) -> AsyncIterator[Neighbours]:
    async with neighbours(database) as both:
        yield both


def genuine(told: Told) -> bool:
    stamp, mark = (part.partition("=")[2] for part in told.headers["ascolto-signature"].split(","))
    return hmac.compare_digest(mark, hmac.new(SECRET.encode(), f"{stamp}.".encode() + told.body, "sha256").hexdigest())


async def test_a_poll_is_told_of_from_launch_to_close(near: Neighbours) -> None:
    await near.home.type("/poll Lunch? | Pizza | Soup --for 2h")
    poll = (await near.home.latest()).id
    await near.home.settle()
    await near.home.vote(poll, 1, 1)
    await near.home.vote(poll, 2, 1)
    await near.home.type(f"/close {poll}")
    await near.home.settle()
    launched, closed = near.bodies
    assert [launched["event"], closed["event"]] == ["poll.launched", "poll.closed"]
    assert launched["poll"]["question"] == "Lunch?"
    assert launched["poll"]["options"] == [{"number": 1, "label": "Pizza"}, {"number": 2, "label": "Soup"}]
    assert "result" not in launched
    assert closed["poll"]["state"] == "closed"
    assert closed["poll"]["link"] == f"http://ascolto.test/p/{poll}"
    assert closed["result"]["voters"] == 2
    assert closed["result"]["votes"][0] == {"number": 1, "label": "Pizza", "votes": 2}
    assert len({body["id"] for body in near.bodies}) == 2
    assert all(genuine(told) for told in near.listener.told)
    assert near.listener.told[0].headers["ascolto-event"] == "poll.launched"
    assert near.listener.told[0].path == "/ascolto?key=1"


async def test_a_scheduled_poll_is_told_of_when_it_opens_and_a_cancelled_one_without_votes(near: Neighbours) -> None:
    await near.home.type("/poll Lunch? | Pizza | Soup --opens tomorrow 9:00")
    await near.home.settle()
    assert near.bodies == []
    near.home.clock.advance(days=1)
    await near.home.settle()
    await near.home.vote((await near.home.latest()).id, 1, 1)
    await near.home.type("/cancel another date")
    await near.home.settle()
    assert [body["event"] for body in near.bodies] == ["poll.launched", "poll.cancelled"]
    assert near.bodies[1]["poll"]["cancel_reason"] == "another date"
    assert "result" not in near.bodies[1]


async def test_what_was_not_taken_is_sent_again_as_the_same_delivery(near: Neighbours) -> None:
    near.listener.answers = [500, HANG_UP, 302, 404]
    await near.home.type("/poll Lunch? | Pizza | Soup")
    for _ in range(8):
        await near.home.settle()
        near.home.clock.advance(minutes=5)
    assert len(near.listener.told) == 5
    assert {told.path for told in near.listener.told} == {"/ascolto?key=1"}  # no redirect was followed
    assert len({body["id"] for body in near.bodies}) == 1
    assert all(genuine(told) for told in near.listener.told)
    assert len({told.headers["ascolto-signature"] for told in near.listener.told}) == 5
    assert near.home.jobs.queued == {}
    assert near.home.jobs.given_up == {}


async def test_it_is_given_up_after_a_day(near: Neighbours) -> None:
    near.listener.answers = [500] * 100
    await near.home.type("/poll Lunch? | Pizza | Soup")
    for _ in range(60):
        await near.home.settle()
        near.home.clock.advance(minutes=30)
    assert list(near.home.jobs.given_up.values()) == ["NotTaken: answered 500"]
    assert len(near.listener.told) == 22


async def test_an_answer_without_end_is_not_listened_to(near: Neighbours) -> None:
    near.listener.flood = True
    await near.home.type("/poll Lunch? | Pizza | Soup")
    await near.home.settle()
    assert len(near.listener.told) == 1
    assert near.home.jobs.queued == {}


async def test_an_answer_that_never_comes_to_its_end_is_not_waited_for() -> None:
    async with listening() as listener, webhook_sender(listener.url, whole=0.3) as sender:
        listener.drip = True
        with pytest.raises(DeliveryUncertain, match="TimeoutError"):
            await sender.send(b"{}", {})
        listener.drip = False


async def test_jobs_whose_poll_was_deleted_end_quietly(near: Neighbours, database: str) -> None:
    near.listener.answers = [500]
    await near.home.type("/poll Lunch? | Pizza | Soup --for 2d --remind 1d")
    poll = (await near.home.latest()).id
    await near.home.jobs.keep()
    assert [job.kind for job, _, _ in near.home.jobs.queued.values()] == ["remind", "webhook"]
    engine = sync_engine(parse_url(database))
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            if "poll_id" in table.c:
                connection.execute(table.delete().where(table.c.poll_id == poll))
        connection.execute(polls.delete().where(polls.c.id == poll))
    engine.dispose()
    near.home.clock.advance(days=1)
    await near.home.settle()
    assert len(near.bodies) == 1
    assert near.home.jobs.queued == {}
    assert near.home.jobs.given_up == {}


async def test_a_step_that_was_undone_tells_nobody(near: Neighbours) -> None:
    await near.home.type("/poll A? | x | y --in #nowhere")
    await near.home.type("/poll A? | x | y", event="tap-1")
    await near.home.type("/poll A? | x | y", event="tap-1")
    await near.home.settle()
    assert [body["event"] for body in near.bodies] == ["poll.launched"]


async def test_nobody_is_there_to_listen() -> None:
    async with listening() as gone:
        url = gone.url
    async with webhook_sender(url) as sender:
        with pytest.raises(DeliveryUncertain) as told:
            await sender.send(b"{}", {})
    assert "key=1" not in str(told.value)


async def test_a_decision_is_told_with_its_count(near: Neighbours) -> None:
    poll = await asked(near.home, Counting(method=Method.RUNOFF, binds=True))
    await crowd(near.home, poll, ranked(1), ranked(1), ranked(2, 1), ranked(3, 2), ranked(3, 2))
    await near.home.polls.close(poll.id, None)
    await near.home.settle()
    result = near.bodies[-1]["result"]
    told = {name: result[name] for name in ("method", "verdict", "binding", "winners", "ranking", "voters", "flip")}
    assert told == {
        "method": "runoff",
        "verdict": "decided",
        "binding": True,
        "winners": [1],
        "ranking": [1, 3, 2],
        "voters": 5,
        "flip": {"least": 1, "most": 1},
    }
    assert result["count"]["rounds"] == [
        {"votes": {"1": 2, "2": 1, "3": 2}, "exhausted": 0, "out": 2},
        {"votes": {"1": 3, "3": 2}, "exhausted": 0, "out": None},
    ]
    assert hashlib.sha256(bytes.fromhex(result["draw"]["nonce"])).hexdigest() == result["draw"]["promise"]


@pytest.mark.parametrize("method", list(Method))
async def test_the_result_of_every_method_can_be_told(near: Neighbours, method: Method) -> None:
    poll = await asked(near.home, Counting(method=method, points=5 if method is Method.POINTS else 0, binds=True))
    option = OptionId(1)
    await crowd(near.home, poll, (option if method.chooses else mark(option, 1),))
    await near.home.polls.close(poll.id, None)
    await near.home.settle()
    result = near.bodies[-1]["result"]
    assert (result["method"], result["verdict"], result["winners"]) == (method.value, "decided", [1])
    assert result["count"]
