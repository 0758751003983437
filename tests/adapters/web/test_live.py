"""Server-sent events: what happens is told at once, to those whom it concerns; streams end with the server."""

from __future__ import annotations

import asyncio
import re

import pytest

from adapters.web.limits import REMEMBERED, STREAMS_AN_ADDRESS, STREAMS_EACH
from adapters.web.live import ANYTHING, Happening, Hub
from adapters.web.rate import Allowance, RateLimit
from bot.domain.ids import ChannelId, PollId
from tests.fakes.clock import FakeClock
from tests.webhouse import web_house

ROOM, OTHER, POLL = ChannelId("web-a"), ChannelId("web-b"), PollId("p1")


@pytest.fixture
async def web(tmp_path):
    async with web_house(tmp_path) as house:
        yield house


async def following(lines, wanted):
    async for line in lines:
        if wanted in line:
            return line
    raise AssertionError(f"the stream ended without {wanted}")


async def test_a_vote_and_a_message_reach_everyone_who_looks_on(web):
    boss = await web.organiser()
    await boss.say("/poll Where? | Lake | City")
    await web.settle()
    poll = await web.latest()
    guest, voter = web.visitor(), web.visitor()
    await guest.open("/r/general")
    async with guest.client.stream("GET", "/r/general/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.aiter_lines()
        await asyncio.wait_for(following(lines, "still here"), 10)
        await voter.vote(poll.id, 1)
        await web.settle()
        assert poll.id in await asyncio.wait_for(following(lines, 'data: {"poll"'), 10)
        await voter.say("hello", event="liveword01")
        await asyncio.wait_for(following(lines, "event: room"), 10)
    answer = await guest.client.get(f"/p/{poll.id}/card?back=/r/general&linked=1")
    assert "100%" in answer.text
    assert "Lake" in answer.text


async def test_a_script_gets_the_card_and_the_receipt_at_once(web):
    boss = await web.organiser()
    await boss.say("/poll Where? | Lake | City")
    poll = await web.latest()
    voter = web.visitor()
    await voter.open(f"/p/{poll.id}")
    answer = await voter.client.post(
        f"/p/{poll.id}/vote", data={"csrf": voter.token, "choice": "2"}, headers={"x-fragment": "card"}
    )
    assert answer.json()["receipt"]["tone"] == "done"
    assert 'aria-pressed="true"' in answer.json()["html"]
    gone = await voter.client.post(
        "/p/zzzzzzzz/vote", data={"csrf": voter.token, "choice": "2"}, headers={"x-fragment": "card"}
    )
    assert gone.json() == {
        "receipt": {"text": "This poll does not exist any more.", "tone": "error"},
        "html": None,
    }
    await voter.open("/r/general")
    reply = await voter.client.post(
        "/r/general/say", data={"csrf": voter.token, "text": "/nope"}, headers={"x-fragment": "reply"}
    )
    assert reply.headers["x-outcome"] == "error"
    assert "There is no command /nope" in reply.text


async def told(hub, count, **where):
    seen = []
    async for each in hub.stream("me", 60, **where):
        if each.happening is not None:
            seen.append(each.happening)
            if len(seen) == count:
                return seen
    return seen


async def test_the_hub_tells_only_whom_it_concerns_and_many_changes_once():
    hub = Hub()
    room = asyncio.ensure_future(told(hub, 2, room=ROOM))
    page = asyncio.ensure_future(told(hub, 1, poll=POLL))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert hub.looking_on == 2
    for _ in range(5):
        hub.tell(Happening(poll=POLL))
    hub.tell(Happening(room=OTHER))
    hub.tell(Happening(room=ROOM))
    hub.tell(Happening(poll=PollId("another")))
    assert await page == [Happening(poll=POLL)]
    assert Happening(room=OTHER) not in await room
    hub.close()
    assert await told(hub, 1, room=ROOM) == []


async def test_a_broken_connection_goes_on_where_it_was():
    hub = Hub("first")
    hub.tell(Happening(poll=POLL, version=1))
    mark = hub.mark
    hub.tell(Happening(poll=POLL, version=2))
    hub.tell(Happening(poll=POLL, version=3))
    hub.tell(Happening(room=OTHER))
    hub.tell(Happening(room=ROOM))
    assert await told(hub, 2, room=ROOM, since=mark) == [Happening(poll=POLL, version=3), Happening(room=ROOM)]
    assert await told(hub, 1, poll=POLL, since=mark) == [Happening(poll=POLL, version=3)]


@pytest.mark.parametrize("mark", ["earlier-0", "first-5", "first--1", "first-x", "first-٣", "nonsense", "-0"])
async def test_who_comes_from_another_life_looks_at_everything(mark):
    assert await told(Hub("first"), 1, room=ROOM, since=mark) == [ANYTHING]


async def test_who_missed_more_than_is_remembered_looks_at_everything():
    hub = Hub("first")
    mark = hub.mark
    for _ in range(REMEMBERED):
        hub.tell(Happening(room=ROOM))
    assert await told(hub, 1, room=ROOM, since=mark) == [Happening(room=ROOM)]
    hub.tell(Happening(room=ROOM))
    assert await told(hub, 1, room=ROOM, since=mark) == [ANYTHING]


async def test_a_mark_comes_only_with_the_last_of_what_was_waiting():
    hub = Hub("first")
    mark = hub.mark
    hub.tell(Happening(room=ROOM))
    hub.tell(Happening(poll=POLL))
    marks = []
    async for each in hub.stream("me", 60, room=ROOM, since=mark):
        marks.append(each.mark)
        if len(marks) == 3:
            break
    assert marks == ["", "", hub.mark]


async def test_a_page_misses_nothing_between_its_drawing_and_its_stream(web):
    guest, friend = web.visitor(), web.visitor()
    await guest.open("/r/general")
    stream = re.search(r'data-live="([^"]+)"', guest.page)[1]
    await friend.say("said in between", event="between001")
    async with guest.client.stream("GET", stream) as live:
        lines = live.aiter_lines()
        await asyncio.wait_for(following(lines, "event: room"), 10)
    assert "said in between" in await guest.open("/r/general/messages?after=0")
    async with guest.client.stream("GET", stream) as live:
        mark = (await asyncio.wait_for(following(live.aiter_lines(), "id: "), 10)).removeprefix("id: ")
    await friend.say("and again", event="between002")
    async with guest.client.stream("GET", stream, headers={"last-event-id": mark}) as live:
        await asyncio.wait_for(following(live.aiter_lines(), "event: room"), 10)


async def test_streams_end_with_the_server(tmp_path):
    async with web_house(tmp_path) as house:
        guest = house.visitor()
        await guest.open("/r/general")
        async with guest.client.stream("GET", "/r/general/events") as live:
            lines = live.aiter_lines()
            await asyncio.wait_for(following(lines, "still here"), 10)
            house.stop()
            with pytest.raises(AssertionError, match="the stream ended"):
                await asyncio.wait_for(following(lines, "never"), 10)


async def test_one_address_may_not_take_all_there_is():
    hub = Hub()
    open_ones = [hub.stream(f"v{number}", 60, room=ROOM, address="192.0.2.7") for number in range(STREAMS_AN_ADDRESS)]
    for stream in open_ones:
        await anext(stream)
    assert not hub.has_room_for("another", "192.0.2.7")
    assert hub.has_room_for("another", "192.0.2.8")
    await open_ones[0].aclose()
    assert hub.has_room_for("another", "192.0.2.7")
    for stream in open_ones[1:]:
        await stream.aclose()
    assert hub.looking_on == 0


async def test_a_visitor_may_keep_a_dozen_pages_open():
    hub = Hub()
    streams = [asyncio.ensure_future(told(hub, 1, room=ROOM)) for _ in range(STREAMS_EACH)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not hub.has_room_for("me")
    assert hub.has_room_for("you")
    hub.close()
    await asyncio.gather(*streams)
    assert hub.has_room_for("me")


def test_a_bucket_fills_with_time_and_a_clock_set_back_gives_nothing():
    clock = FakeClock()
    limit = RateLimit(clock, Allowance(burst=2, per_second=1))
    assert [limit.wait("a") for _ in range(2)] == [0, 0]
    assert limit.wait("a") > 0
    assert limit.wait("b") == 0
    clock.advance(seconds=-3600)
    assert limit.wait("a") > 0
    clock.advance(seconds=1.5)
    assert limit.wait("a") == 0
