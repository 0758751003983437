"""The pacer: no more than Telegram takes, answers before announcements, and a 429 believed where it belongs."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from telegram.error import RetryAfter

from adapters.telegram.pacing import ANNOUNCEMENT, BROADCAST, Pacer
from tests.fakes.clock import FakeClock

GROUP, OTHER, PERSON = -100, -200, 300


class Desk:
    """Counts what goes out, and when."""

    def __init__(self):
        self.clock = FakeClock()
        self.pacer = Pacer(self.clock)
        self.sent = []
        self.refuse = []

    async def _go(self, chat):
        if self.refuse:
            raise self.refuse.pop(0)
        self.sent.append((self.clock.now(), chat))
        return True

    async def send(self, chat, kind=None, endpoint="sendMessage", **data):
        return await self.pacer.process_request(self._go, (chat,), {}, endpoint, {"chat_id": chat, **data}, kind)

    async def pass_time(self, seconds, step=0.25):
        for _ in range(int(seconds / step)):
            self.clock.advance(seconds=step)
            for _ in range(5):
                await asyncio.sleep(0)

    def most_in(self, span, chat=None):
        times = [at for at, where in self.sent if chat is None or where == chat]
        return max((sum(1 for other in times if at <= other < at + span) for at in times), default=0)


async def test_answers_wait_and_stay_within_every_limit():
    desk = Desk()
    async with asyncio.TaskGroup() as group:
        for number in range(90):
            group.create_task(desk.send(PERSON + number % 45))
        for _ in range(25):
            group.create_task(desk.send(GROUP))
        await desk.pass_time(90)
    assert len(desk.sent) == 115
    assert desk.most_in(timedelta(seconds=1)) <= 30
    assert desk.most_in(timedelta(minutes=1), GROUP) <= 20
    assert desk.most_in(timedelta(seconds=1), GROUP) == 1
    assert desk.pacer.figures.held_back > 0
    assert desk.pacer.figures.seconds_held_back > 60  # of the last ones in the group alone


async def test_an_announcement_never_waits_but_is_told_its_time():
    desk = Desk()
    await desk.send(GROUP, ANNOUNCEMENT)
    with pytest.raises(RetryAfter) as refused:
        await desk.send(GROUP, ANNOUNCEMENT)
    desk.clock.advance(seconds=refused.value.retry_after.total_seconds())
    await desk.send(GROUP, ANNOUNCEMENT)


async def test_a_group_keeps_room_for_answers():
    desk = Desk()
    out = 0
    for _ in range(30):
        try:
            await desk.send(GROUP, ANNOUNCEMENT)
            out += 1
        except RetryAfter:
            pass
        desk.clock.advance(seconds=1.5)
    assert out == 15
    await desk.send(GROUP)


async def test_a_429_bars_its_own_chat_only():
    desk = Desk()
    desk.refuse = [RetryAfter(7)]
    with pytest.raises(RetryAfter):
        await desk.send(GROUP, ANNOUNCEMENT)
    await desk.send(OTHER, ANNOUNCEMENT)
    desk.clock.advance(seconds=6)
    with pytest.raises(RetryAfter):
        await desk.send(GROUP, ANNOUNCEMENT)
    desk.clock.advance(seconds=2)
    await desk.send(GROUP, ANNOUNCEMENT)
    assert desk.pacer.figures.refused == 1


async def test_two_chats_refused_at_once_mean_the_bot():
    desk = Desk()
    for chat in (GROUP, OTHER):
        desk.refuse = [RetryAfter(7)]
        with pytest.raises(RetryAfter):
            await desk.send(chat, ANNOUNCEMENT)
    with pytest.raises(RetryAfter):
        await desk.send(PERSON, ANNOUNCEMENT)
    desk.clock.advance(seconds=8)
    await desk.send(PERSON, ANNOUNCEMENT)


async def test_an_answer_that_is_refused_is_sent_again_in_its_time():
    desk = Desk()
    desk.refuse = [RetryAfter(3)]
    async with asyncio.TaskGroup() as group:
        group.create_task(desk.send(PERSON))
        await desk.pass_time(5)
    assert len(desk.sent) == 1


async def test_answers_to_taps_are_never_held_back():
    desk = Desk()
    for _ in range(500):
        await desk.send(PERSON, endpoint="answerCallbackQuery")
    assert len(desk.sent) == 500


async def test_a_clock_set_back_holds_nothing_up():
    desk = Desk()
    await desk.send(GROUP, ANNOUNCEMENT)
    desk.clock.advance(hours=-1)
    await desk.send(GROUP, ANNOUNCEMENT)


async def test_an_album_costs_what_it_holds():
    desk = Desk()
    for _ in range(7):
        desk.clock.advance(seconds=1.2)
        await desk.send(GROUP, endpoint="sendMediaGroup", media=[1, 2, 3])
    desk.clock.advance(seconds=1.2)
    with pytest.raises(RetryAfter):
        await desk.send(GROUP, ANNOUNCEMENT)


async def test_broadcasts_go_out_evenly_and_almost_as_fast_as_may_be():
    desk = Desk()
    async with asyncio.TaskGroup() as group:
        for number in range(300):
            group.create_task(desk.send(PERSON + number, BROADCAST))
        await desk.pass_time(10.3, step=0.01)
    assert len(desk.sent) == 300
    assert desk.most_in(timedelta(seconds=1)) <= 30
    took = desk.sent[-1][0] - desk.sent[0][0]
    assert 299 / took.total_seconds() >= 0.98 * 30
    assert desk.most_in(timedelta(seconds=0.2)) <= 8


async def test_an_answer_in_the_middle_of_a_broadcast_waits_for_no_more_than_one_place():
    desk = Desk()
    async with asyncio.TaskGroup() as group:
        for number in range(400):
            group.create_task(desk.send(PERSON + number, BROADCAST))
        await desk.pass_time(4, step=0.01)
        asked = desk.clock.now()
        group.create_task(desk.send(OTHER))
        await desk.pass_time(0.2, step=0.01)
        answered = next(at for at, chat in desk.sent if chat == OTHER)
        assert answered - asked <= timedelta(seconds=0.05)
        # from then on some places stay free, since who was answered will ask again
        before = len(desk.sent)
        await desk.pass_time(1, step=0.01)
        await desk.pass_time(4, step=0.01)
        assert len(desk.sent) - before <= 5 * 22 + 8
        await desk.pass_time(20, step=0.02)
    assert len(desk.sent) == 401
    assert desk.most_in(timedelta(seconds=1)) <= 30


async def test_one_who_has_to_wait_keeps_the_line_moving():
    desk = Desk()
    await desk.send(PERSON)
    async with asyncio.TaskGroup() as group:
        for number in range(10):
            group.create_task(desk.send(PERSON + number, BROADCAST))
        await desk.pass_time(0.5, step=0.01)
        assert len(desk.sent) == 10
        await desk.pass_time(1.5, step=0.01)
    assert desk.most_in(timedelta(seconds=1), PERSON) == 1


async def test_a_refused_broadcast_is_said_so_and_slows_the_next_ones_down():
    desk = Desk()
    desk.refuse = [RetryAfter(timedelta(seconds=3))]
    with pytest.raises(RetryAfter):
        await desk.send(PERSON, BROADCAST)
    assert desk.pacer.figures.refused == 1
    desk.clock.advance(seconds=3)
    async with asyncio.TaskGroup() as group:
        for number in range(1, 501):
            group.create_task(desk.send(PERSON + number, BROADCAST))
        await desk.pass_time(20, step=0.01)
    # the first ones make up for the pause before
    assert 25 <= 50 / (desk.sent[-1][0] - desk.sent[-51][0]).total_seconds() <= 28
    desk.clock.advance(minutes=3)
    desk.sent.clear()
    async with asyncio.TaskGroup() as group:
        for number in range(1, 501):
            group.create_task(desk.send(PERSON + number, BROADCAST))
        await desk.pass_time(20, step=0.01)
    assert 499 / (desk.sent[-1][0] - desk.sent[0][0]).total_seconds() > 29
