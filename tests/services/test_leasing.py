"""Keeping leases: one at a time works, whatever happens to processes, their clocks and the database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.domain.errors import StoreUnavailable
from bot.services.leasing import FREE, Fence, Leasing
from storage.memory import MemoryUnitOfWork, MemoryWork
from tests.fakes.clock import FakeClock

SPAN = timedelta(seconds=12)


class Database(MemoryUnitOfWork):
    """In memory, and away when a test says so: refusing at once, or answering nothing at all."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.away = False
        self.mute = False

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[MemoryWork]:
        if self.mute:
            await asyncio.Event().wait()
        if self.away:
            raise StoreUnavailable("gone")
        async with super().writing() as work:
            yield work


class Worker:
    """Who does the work while their lease is held."""

    def __init__(self, name: str, database: Database, clock: FakeClock) -> None:
        self.given_back: list[str] = []
        self.database, self.working, self.fences = database, False, list[Fence]()
        self.leasing = Leasing(database, clock, name, SPAN, self.given_back.append)
        self.end = asyncio.Event()
        self.error: Exception | None = None
        self.running = asyncio.ensure_future(self.leasing.guard("telegram", self.work))

    async def work(self, fence: Fence) -> None:
        self.working = True
        self.fences.append(fence)
        try:
            await self.end.wait()
            if self.error is not None:
                raise self.error
        finally:
            self.working = False

    async def stop(self) -> None:
        self.running.cancel()
        await asyncio.wait({self.running})

    async def stands(self) -> bool:
        async with self.database.reading() as work:
            return await self.fences[-1].stands(work)


async def turns() -> None:
    """Everybody goes on as far as they can."""
    for _ in range(50):
        await asyncio.sleep(0)


@pytest.fixture
async def clock():
    return FakeClock()


@pytest.fixture
async def house(clock):
    database = Database(clock)
    workers: list[Worker] = []

    def worker(name: str) -> Worker:
        workers.append(Worker(name, database, clock))
        return workers[-1]

    yield database, worker
    for each in workers:
        await each.stop()


async def pass_time(clock: FakeClock, seconds: float, *workers: Worker) -> None:
    """Second by second; never do two work at once."""
    for _ in range(round(seconds * 2)):
        clock.advance(seconds=0.5)
        await turns()
        assert sum(each.working for each in workers) <= 1


async def test_one_works_and_the_other_waits_for_as_long_as_that_takes(house, clock) -> None:
    _, worker = house
    first = worker("first")
    await turns()
    second = worker("second")
    await pass_time(clock, 300, first, second)
    assert (first.working, second.working) == (True, False)
    assert len(first.fences) == 1
    assert (first.leasing.figures["telegram"].held, second.leasing.figures["telegram"].held) == (True, False)


async def test_a_clean_stop_lets_the_next_one_begin_at_once(house, clock) -> None:
    _, worker = house
    first = worker("first")
    await turns()
    second = worker("second")
    await turns()
    await first.stop()
    assert first.given_back == ["telegram"]
    second.leasing.freed("telegram")
    await turns()
    assert second.working
    assert second.fences[0].lease.fence == 2


async def test_a_dead_process_is_followed_within_its_span_and_a_third(house, clock) -> None:
    database, worker = house
    first = worker("first")
    await turns()
    second = worker("second")
    await turns()
    # as kill -9 leaves it: nobody renews, nobody gives back
    leases = dict(database.tables.leases)
    await first.stop()
    database.tables.leases.update(leases)
    assert not second.working
    await pass_time(clock, SPAN.total_seconds() * 4 / 3 + 1, second)
    assert second.working


async def test_who_cannot_reach_the_database_stops_before_anybody_else_begins(house, clock) -> None:
    database, worker = house
    first = worker("first")
    await turns()
    second = worker("second")
    await turns()
    database.away = True
    await pass_time(clock, SPAN.total_seconds() * 3 / 4, first, second)
    assert not first.working, "its lease may be over soon, and nobody tells"
    await pass_time(clock, 60, first, second)
    assert not second.working
    database.away = False
    await pass_time(clock, SPAN.total_seconds(), first, second)
    assert first.working != second.working
    assert first.leasing.figures["telegram"].lost == 1


async def test_a_database_that_answers_nothing_is_as_good_as_away(house, clock) -> None:
    database, worker = house
    first = worker("first")
    await turns()
    database.mute = True
    await pass_time(clock, SPAN.total_seconds() * 3 / 4 + 1, first)
    assert not first.working
    database.mute = False
    await pass_time(clock, SPAN.total_seconds() * 2, first)
    assert first.working
    assert first.fences[0] != first.fences[1], "what the first of them let through is over"


async def test_a_short_absence_of_the_database_disturbs_no_work(house, clock) -> None:
    database, worker = house
    first = worker("first")
    await turns()
    for _ in range(5):
        database.away = True
        await pass_time(clock, SPAN.total_seconds() / 3, first)
        database.away = False
        await pass_time(clock, SPAN.total_seconds() / 3, first)
    assert first.working
    assert len(first.fences) == 1


async def test_who_was_overtaken_stops_and_waits(house, clock) -> None:
    database, worker = house
    first = worker("first")
    await turns()
    assert await first.stands()
    # a process that stood still for longer than its span wakes up behind another's back
    async with database.writing() as work:
        await work.leases.release("telegram", "first")
        taken = await work.leases.take("telegram", "other", SPAN)
    assert taken is not None
    assert not await first.stands(), "what is asked in its transactions holds it back at once"
    await pass_time(clock, SPAN.total_seconds() / 3 + 1, first)
    assert not first.working


async def test_no_lease_stands_in_the_way_where_none_is_needed(house) -> None:
    database, _ = house
    async with database.reading() as work:
        assert await FREE.stands(work)


async def test_what_the_work_raises_is_raised_and_the_lease_given_back(house, clock) -> None:
    _, worker = house
    first = worker("first")
    await turns()
    first.error = RuntimeError("broken")
    first.end.set()
    await asyncio.wait({first.running})
    assert isinstance(first.running.exception(), RuntimeError)
    assert first.given_back == ["telegram"]
    second = worker("second")
    await turns()
    assert second.working


async def test_work_that_ends_by_itself_is_over(house, clock) -> None:
    _, worker = house
    first = worker("first")
    await turns()
    first.end.set()
    await asyncio.wait({first.running})
    assert first.running.exception() is None
    assert first.given_back == ["telegram"]


async def test_a_database_that_is_away_does_not_hold_up_the_end(house, clock) -> None:
    database, worker = house
    first = worker("first")
    await turns()
    database.away = True
    await first.stop()
    assert first.running.cancelled()
    assert not first.working
