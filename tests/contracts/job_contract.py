"""What every job engine promises. A subclass supplies `place` and `workshop`, and nothing else.

Times are real here: the engine keeps them by the machine's own clock, in threads that no clock of ours can move. So
what must wait is due in a fraction of a second, and no test measures how long anything took: it looks at the order in
which things happened, and at the clock inside the job, which must not be before the job was due.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.clock import SystemChance, SystemClock
from bot.domain.errors import DeliveryUncertain, NotFound, StoreUnavailable
from bot.domain.ids import JobId
from bot.domain.patience import Patience
from bot.domain.text import say
from bot.ports import Again, Done, Job, JobCounts, JobEngine, JobState, UnitOfWork
from bot.services.jobs import Jobs, Kind

HASTY = Patience(tries=3, first=timedelta(milliseconds=10))
PATIENCE_SECONDS = 30
CLOCK = SystemClock()


@dataclass
class Workshop:
    work: UnitOfWork
    engine: JobEngine

    async def enqueue(self, *jobs: Job) -> None:
        async with self.work.writing() as work:
            for job in jobs:
                await work.jobs.enqueue(job)

    async def cancel(self, number: str) -> bool:
        async with self.work.writing() as work:
            return await work.jobs.cancel(JobId(number))

    @asynccontextmanager
    async def at_work(self, kinds: Mapping[str, Kind]) -> AsyncIterator[None]:
        working = asyncio.ensure_future(Jobs(kinds, CLOCK, SystemChance()).run(self.engine))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                yield
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working

    async def until(self, counts: JobCounts) -> None:
        """Ask, without resting, until so many jobs are in each state."""
        while await self.engine.counts() != counts:
            await _turn()


async def _turn() -> None:
    """Let others go on: a database rings no bell when a job is done."""
    await asyncio.sleep(0)


@dataclass
class Diary:
    """Writes down what was done; `waiting_for` comes back once a line is there."""

    lines: list[str] = field(default_factory=list)
    times: dict[str, datetime] = field(default_factory=dict)
    _written: asyncio.Event = field(default_factory=asyncio.Event)

    async def write(self, about: str) -> Done:
        self.lines.append(about)
        self.times[about] = CLOCK.now()
        self._written.set()
        return Done()

    async def waiting_for(self, line: str) -> None:
        while line not in self.lines:
            self._written.clear()
            await self._written.wait()


def job(number: str, *, kind: str = "write", about: str | None = None, after: float = 0) -> Job:
    """`after`: seconds from now until it is due."""
    return Job(id=JobId(number), kind=kind, about=about or number, due=CLOCK.now() + timedelta(seconds=after))


class JobContract:
    def workshop(self, place: Any) -> AbstractAsyncContextManager[Workshop]:
        """Over what `place`, the subclass's fixture, keeps: opened again, the same jobs are there."""
        raise NotImplementedError

    async def test_it_is_enqueued_with_its_transaction_or_not_at_all(self, place: Any) -> None:
        diary = Diary()
        async with self.workshop(place) as shop:
            await shop.enqueue(job("kept"))
            with suppress(ZeroDivisionError):
                async with shop.work.writing() as work:
                    await work.jobs.enqueue(job("rolled-back"))
                    raise ZeroDivisionError
            await shop.enqueue(job("last"))
            async with shop.at_work({"write": Kind(diary.write)}):
                await diary.waiting_for("last")
                await shop.until(JobCounts())
            assert sorted(diary.lines) == ["kept", "last"]

    async def test_the_same_id_twice_is_once_also_when_it_is_done(self, place: Any) -> None:
        diary = Diary()
        async with self.workshop(place) as shop:
            await shop.enqueue(job("one", about="first"), job("one", about="second"))
            async with shop.at_work({"write": Kind(diary.write)}):
                await diary.waiting_for("first")
                await shop.until(JobCounts())
                await shop.enqueue(job("one", about="third"), job("two", about="other"))
                await diary.waiting_for("other")
                await shop.until(JobCounts())
        assert diary.lines == ["first", "other"]

    async def test_it_is_not_begun_before_it_is_due(self, place: Any) -> None:
        diary = Diary()
        async with self.workshop(place) as shop:
            await shop.enqueue(job("first"))
            async with shop.at_work({"write": Kind(diary.write)}):
                await diary.waiting_for("first")  # everybody is awake, and would begin what is there
                late = job("late", after=0.4)
                await shop.enqueue(late)
                await diary.waiting_for("late")
        assert diary.times["late"] >= late.due

    async def test_a_failure_is_tried_again_until_it_works(self, place: Any) -> None:
        diary, failures = Diary(), [DeliveryUncertain(), StoreUnavailable("locked")]

        async def stumble(about: str) -> Done:
            if failures:
                raise failures.pop()
            return await diary.write(about)

        async with self.workshop(place) as shop:
            await shop.enqueue(job("hard", kind="stumble"))
            async with shop.at_work({"stumble": Kind(stumble, HASTY)}):
                await diary.waiting_for("hard")
                await shop.until(JobCounts())
        assert failures == []

    async def test_what_never_works_is_given_up_and_shown(self, place: Any) -> None:
        tried: list[str] = []

        async def break_down(about: str) -> Done:
            tried.append(about)
            raise ValueError("of no use")

        async with self.workshop(place) as shop:
            await shop.enqueue(job("hopeless", kind="break"))
            async with shop.at_work({"break": Kind(break_down, HASTY)}):
                await shop.until(JobCounts(given_up=1))
            [shown] = await shop.engine.reports(limit=10)
            assert (shown.job.id, shown.state, shown.failures) == ("hopeless", JobState.GIVEN_UP, 3)
            assert shown.reason == "ValueError: of no use"
            assert await shop.engine.reports(limit=10, states=(JobState.QUEUED,)) == []
        assert len(tried) == 3

    async def test_it_goes_on_as_long_as_it_says_again(self, place: Any) -> None:
        diary = Diary()
        steps = iter(["one", "two", "three", "four", "five"])

        async def walk(_about: str) -> Done | Again:
            step = next(steps)
            await diary.write(step)
            return Done() if step == "five" else Again(timedelta(0))

        async with self.workshop(place) as shop:
            await shop.enqueue(job("walk", kind="walk"))
            async with shop.at_work({"walk": Kind(walk, HASTY)}):
                await diary.waiting_for("five")
                await shop.until(JobCounts())
        assert diary.lines == ["one", "two", "three", "four", "five"]

    async def test_what_is_cancelled_is_not_begun(self, place: Any) -> None:
        diary = Diary()
        async with self.workshop(place) as shop:
            await shop.enqueue(job("off"), job("on"), job("other"))
            assert await shop.cancel("off")
            assert not await shop.cancel("off")
            assert not await shop.cancel("nobody")
            with suppress(ZeroDivisionError):
                async with shop.work.writing() as work:
                    assert await work.jobs.cancel(JobId("on"))
                    raise ZeroDivisionError
            async with shop.at_work({"write": Kind(diary.write)}):
                await diary.waiting_for("on")
                await shop.until(JobCounts())
        assert sorted(diary.lines) == ["on", "other"]

    async def test_what_is_cancelled_under_way_is_not_tried_again(self, place: Any) -> None:
        tried: list[str] = []
        async with self.workshop(place) as shop:

            async def refuse(about: str) -> Done:
                tried.append(about)
                assert await shop.cancel("futile")
                raise ValueError("once")

            await shop.enqueue(job("futile", kind="refuse"))
            async with shop.at_work({"refuse": Kind(refuse, HASTY)}):
                await shop.until(JobCounts())
                diary = Diary()
            async with shop.at_work({"write": Kind(diary.write)}):
                await shop.enqueue(job("after"))
                await diary.waiting_for("after")
                await shop.until(JobCounts())
        assert tried == ["futile"]

    async def test_it_is_still_there_when_everything_was_closed_and_opened_again(self, place: Any) -> None:
        diary, began, never = Diary(), asyncio.Event(), asyncio.Event()

        async def dawdle(_about: str) -> Done:
            began.set()
            await never.wait()
            return Done()

        async with self.workshop(place) as shop:
            await shop.enqueue(job("under-way", kind="dawdle"))
            async with shop.at_work({"dawdle": Kind(dawdle)}):
                await began.wait()
            await shop.enqueue(job("waits"))
        async with (
            self.workshop(place) as shop,
            shop.at_work({"write": Kind(diary.write), "dawdle": Kind(diary.write)}),
        ):
            await diary.waiting_for("waits")
            await diary.waiting_for("under-way")
            await shop.until(JobCounts())
        assert sorted(diary.lines) == ["under-way", "waits"]

    async def test_a_kind_that_nobody_knows_stays_queued(self, place: Any) -> None:
        diary = Diary()
        async with self.workshop(place) as shop:
            await shop.enqueue(job("riddle", kind="of-a-newer-version"), job("plain"))
            async with shop.at_work({"write": Kind(diary.write)}):
                await diary.waiting_for("plain")
                await shop.until(JobCounts(queued=1))
            [shown] = await shop.engine.reports(limit=10)
            assert (shown.job.id, shown.state, shown.failures) == ("riddle", JobState.QUEUED, 0)

    async def test_what_is_about_something_gone_ends_quietly(self, place: Any) -> None:
        async def look(_about: str) -> Done:
            raise NotFound(say("error-poll-unknown", id="p0000001"))

        async with self.workshop(place) as shop:
            await shop.enqueue(job("gone", kind="look"))
            async with shop.at_work({"look": Kind(look, HASTY)}):
                await shop.until(JobCounts())
            assert await shop.engine.reports(limit=10) == []

    async def test_one_job_that_takes_long_holds_up_no_other(self, place: Any) -> None:
        diary, go = Diary(), asyncio.Event()

        async def dawdle(about: str) -> Done:
            await go.wait()
            return await diary.write(about)

        async with self.workshop(place) as shop:
            await shop.enqueue(job("long", kind="dawdle"), job("short"))
            async with shop.at_work({"write": Kind(diary.write), "dawdle": Kind(dawdle)}):
                await diary.waiting_for("short")
                await shop.until(JobCounts(running=1))
                await shop.enqueue(job("later"))
                await diary.waiting_for("later")
                go.set()
                await diary.waiting_for("long")
                await shop.until(JobCounts())
        assert diary.lines == ["short", "later", "long"]
