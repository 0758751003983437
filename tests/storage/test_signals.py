"""Signals over a real PostgreSQL: heard by the others, few however much happens, and found again after a break."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text

from bot.domain.errors import StoreUnavailable
from bot.ports import Signal, Topic
from storage.engine import async_engine, parse_url
from storage.signals import CHANNEL, MOST_WAITING, PAYLOAD_BYTES, NoSignals, PostgresSignals, payloads
from tests.fakes.clock import FakeClock
from tests.patience import PATIENCE

ANYTHING = Signal(Topic.ANYTHING)


@dataclass
class Listening:
    signals: PostgresSignals
    engine: object
    clock: FakeClock
    heard: list[Signal] = field(default_factory=list)

    async def hears(self, *wanted: Signal) -> None:
        async with asyncio.timeout(PATIENCE):
            while not set(wanted) <= set(self.heard):
                await asyncio.sleep(0.01)
                self.clock.advance(seconds=0.1)

    async def sql(self, line: str, **values: object) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(text(line), values)


@pytest.fixture
def url(postgres):
    return postgres.fresh()


@pytest.fixture
def clock():
    return FakeClock()


@asynccontextmanager
async def process(url: str, name: str, clock: FakeClock) -> AsyncIterator[Listening]:
    """Once it listens."""
    async with AsyncExitStack() as stack:
        engine = async_engine(parse_url(url))
        stack.push_async_callback(engine.dispose)
        signals = PostgresSignals(parse_url(url), engine, clock, name)
        built = Listening(signals, engine, clock)
        signals.listen(built.heard.append)
        running = asyncio.ensure_future(signals.run())
        try:
            await built.hears(ANYTHING)
            built.heard.clear()
            yield built
        finally:
            running.cancel()
            await asyncio.wait({running})


async def test_the_others_hear_it_and_the_teller_does_not(url, clock) -> None:
    async with process(url, "a", clock) as first, process(url, "b", clock) as second, process(url, "c", clock) as third:
        told = Signal(Topic.POLL, "p1")
        first.signals.tell(told)
        await asyncio.gather(second.hears(told), third.hears(told))
        back = Signal(Topic.PLACES)
        second.signals.tell(back)
        await first.hears(back)
        assert told not in first.heard
        assert (second.signals.figures.sent, second.signals.figures.received) == (1, 1)


async def test_a_hot_poll_costs_one_notification_an_interval(url, clock) -> None:
    async with process(url, "a", clock) as first, process(url, "b", clock) as second:
        poll, other = Signal(Topic.COUNTED, "hot"), Signal(Topic.COUNTED, "other")
        for _ in range(5_000):
            first.signals.tell(poll)
        await second.hears(poll)
        for _ in range(5_000):
            first.signals.tell(poll)
        first.signals.tell(other)
        await second.hears(other)
        assert second.heard == [poll, poll, other]


async def test_more_than_can_be_told_apart_is_anything(url, clock) -> None:
    async with process(url, "a", clock) as first, process(url, "b", clock) as second:
        for number in range(MOST_WAITING * 2 + 5):
            first.signals.tell(Signal(Topic.COUNTED, f"poll{number}"))
        await second.hears(ANYTHING)
        assert len(second.heard) <= MOST_WAITING + 1


async def test_what_is_not_understood_means_anything(url, clock) -> None:
    async with process(url, "a", clock) as first:
        for payload in ("", "[", "7", "[]", '["b",["unheard-of","x"]]', '["b",["poll"]]', '["b",7]', '{"a":1}'):
            first.heard.clear()
            await first.sql("SELECT pg_notify(:channel, :payload)", channel=CHANNEL, payload=payload)
            await first.hears(ANYTHING)
            assert first.heard == [ANYTHING], payload


async def test_after_a_break_it_listens_again_and_anything_may_have_changed(url, clock) -> None:
    async with process(url, "a", clock) as first, process(url, "b", clock) as second:
        await first.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND (query LIKE 'LISTEN%' OR query = 'SELECT 1')"
        )
        await asyncio.gather(first.hears(ANYTHING), second.hears(ANYTHING))
        told = Signal(Topic.ROOM, "web-général")
        first.signals.tell(told)
        await second.hears(told)
        assert second.signals.figures.broken >= 1
        assert second.signals.figures.listening


async def test_what_could_not_be_told_is_told_later(tmp_path) -> None:
    engine = async_engine(parse_url("postgresql://nobody@127.0.0.1:1/none"))
    signals = PostgresSignals(parse_url("postgresql://nobody@127.0.0.1:1/none"), engine, FakeClock(), "a")
    signals.tell(Signal(Topic.POLL, "p1"))
    with pytest.raises(StoreUnavailable):
        await signals.flush()
    assert signals.figures.sent == 0
    assert list(signals._waiting) == [Signal(Topic.POLL, "p1")]
    await engine.dispose()


def test_payloads_keep_within_the_limit_and_lose_nothing() -> None:
    told = [Signal(Topic.ROOM, f"web-{'ü' * 300}-{number}") for number in range(40)]
    written = list(payloads("me", told))
    assert len(written) > 1
    assert all(len(each.encode()) <= PAYLOAD_BYTES for each in written)
    read = [Signal(Topic(topic), subject) for each in written for topic, subject in json.loads(each)[1:]]
    assert read == told
    assert list(payloads("me", [])) == []


async def test_alone_nobody_is_told_anything() -> None:
    signals, heard = NoSignals(), []
    signals.listen(heard.append)
    signals.tell(Signal(Topic.PLACES))
    await signals.flush()
    await signals.run()
    assert heard == []
