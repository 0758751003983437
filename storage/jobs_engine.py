"""The job engine: DBOS at work in this process, on SQLite and PostgreSQL alike.

What it is used for, and what not: it keeps the jobs, hands each one that is due to one process, and remembers what was
finished. What a job does runs on the program's own event loop; when it is tried again is decided by `bot.services`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError as FutureCancelled
from contextlib import suppress
from datetime import timedelta
from functools import cached_property, partial
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeVar

import structlog
from sqlalchemy import URL, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import StoreUnavailable
from bot.ports import Attempt, Clock, Job, JobCounts, JobReport, JobState, JobStore, Verdict
from storage.faults import store_faults
from storage.jobs import (
    APPLICATION,
    FAILED,
    FLOW,
    QUEUE,
    RUNNING,
    SCHEMA,
    STATES,
    VERSION,
    WAITING,
    SqlJobs,
    attempt_of,
    client_on,
    milliseconds,
    report_of,
    workflows,
)
from storage.jobs_database import any_url, close_for_good, hush, jobs_engine, make_tables
from storage.jobs_host import Released, farewell, welcome
from storage.jobs_peers import Peers

if TYPE_CHECKING:
    from dbos import DBOSClient

log = structlog.get_logger(__name__)

AT_ONCE: Final = 6
POLLING: Final = 1.0
"""Seconds between two looks at the queue."""
BEAT: Final = 5.0
DEAD_AFTER: Final = 15.0
"""With a look every BEAT seconds, what a dead process left behind is taken over within 30 s."""
DRAIN: Final = 5.0
"""Seconds that a stopping process gives to the jobs under way."""
SOON: Final = timedelta(seconds=15)
"""Three beats: a job that is due before then wakes the engine where it sleeps."""
KEPT: Final = timedelta(days=7)
KEPT_FAILED: Final = timedelta(days=30)
TIDY: Final = 3600.0
PAGE: Final = 500

T = TypeVar("T")


class DbosJobs:
    """Implements `bot.ports.JobEngine`. One `run` at a time in a process: the engine has one place for all of it."""

    def __init__(
        self,
        url: URL,
        clock: Clock,
        me: str,
        *,
        polling: float = POLLING,
        beat: float = BEAT,
        dead: float = DEAD_AFTER,
        drain: float = DRAIN,
    ) -> None:
        """`me`: what no other process is called, nor was. The rest are seconds."""
        self._engine = jobs_engine(url)
        self._clock, self._polling, self._beat, self._drain = clock, polling, beat, drain
        self._peers = Peers(self._engine, me, monotonic, dead)
        self._me = me
        self._attempt: Attempt | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._under_way: set[asyncio.Task[Verdict]] = set()
        self._wake, self._launched = asyncio.Event(), False
        self._tidied = -TIDY
        self.seen = JobCounts()
        """How many there were at the last look, some seconds ago."""

    @cached_property
    def _client(self) -> DBOSClient:
        """Made when it is first needed: to load the engine takes a tenth of a second and some megabytes."""
        hush()
        return client_on(self._engine)

    async def prepare(self) -> None:
        """Make the engine's tables. Raises StoreUnavailable."""
        await self._blocking(partial(make_tables, self._engine))

    def within(self, connection: AsyncConnection) -> JobStore:
        return SqlJobs(connection, lambda: self._client, self._clock, self._enqueued)

    def _enqueued(self, wait: timedelta) -> None:
        if wait <= SOON:
            self._wake.set()

    def close(self) -> None:
        close_for_good(self._engine)

    # ------------------------------------------------------------ looking

    async def reports(self, *, limit: int, states: Sequence[JobState] = tuple(JobState)) -> Sequence[JobReport]:
        wanted = [name for name, state in STATES.items() if state in states]
        found = await self._blocking(lambda: self._client.list_workflows(name=FLOW, status=wanted, limit=limit))
        return [report_of(each) for each in found]

    async def counts(self) -> JobCounts:
        return await self._blocking(self._count)

    def _count(self) -> JobCounts:
        flows = workflows(self._engine.dialect.name)
        counted = dict.fromkeys(JobState, 0)
        asked = select(flows.c.status, func.count()).where(flows.c.name == FLOW, flows.c.status.in_(STATES))
        with self._engine.begin() as connection:
            for status, number in connection.execute(asked.group_by(flows.c.status)):
                counted[STATES[status]] += number
        return JobCounts(counted[JobState.QUEUED], counted[JobState.RUNNING], counted[JobState.GIVEN_UP])

    # ------------------------------------------------------------ working

    async def run(self, attempt: Attempt) -> None:
        welcome(self)
        self._attempt, self._loop = attempt, asyncio.get_running_loop()
        try:
            await self._sleep()
            await self._begin()
            while True:
                try:
                    await self._blocking(self._look_after)
                except StoreUnavailable as error:
                    log.warning("jobs.store-unavailable", reason=error.reason)
                await asyncio.sleep(self._beat)
        finally:
            await self._end()

    async def _sleep(self) -> None:
        """Until there is something to do soon: the engine costs a dozen threads and looks at its queue all the time."""
        while not self._wake.is_set():
            try:
                if await self._blocking(self._is_wanted):
                    return
            except StoreUnavailable as error:
                log.warning("jobs.store-unavailable", reason=error.reason)
            waking = asyncio.ensure_future(self._wake.wait())
            try:
                await asyncio.wait({waking}, timeout=self._beat)
            finally:
                waking.cancel()

    def _is_wanted(self) -> bool:
        """Whether anything is due soon, or was left behind; and see who is alive meanwhile."""
        self._peers.dead()
        flows = workflows(self._engine.dialect.name)
        soon = milliseconds(self._clock.now() + SOON)
        due = or_(flows.c.status.in_(("ENQUEUED", *RUNNING)), flows.c.delay_until_epoch_ms <= soon)
        unfinished = flows.c.status.in_((*WAITING, *RUNNING))
        with self._engine.begin() as connection:
            return connection.scalar(select(1).where(flows.c.name == FLOW, unfinished, due).limit(1)) is not None

    async def _begin(self) -> None:
        """Once the database is there."""
        while True:
            try:
                await self._blocking(self._launch)
            except StoreUnavailable as error:
                log.warning("jobs.store-unavailable", reason=error.reason)
                await asyncio.sleep(self._beat)
            else:
                return

    def _launch(self) -> None:
        from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer

        import storage.jobs_flow  # noqa: F401  # which tells the engine what there is to run

        hush()
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": any_url(self._engine),
            "system_database_engine": self._engine,
            "dbos_system_schema": SCHEMA,
            "application_version": VERSION,
            "executor_id": self._me,
            "serializer": DBOSPortableJSONSerializer(),
            "max_executor_threads": AT_ONCE + 2,
            # nothing here waits for a message; with it, a thread would wake a hundred times a second
            "use_listen_notify": False,
            "notification_listener_polling_interval_sec": self._polling,
            "enable_otlp": False,
            "log_level": "WARNING",
        }
        try:
            self._peers.beat()
            # before the launch, which looks for queues at once and then every second
            self._client.register_queue(QUEUE, worker_concurrency=AT_ONCE, polling_interval_sec=self._polling)
            DBOS(config=config)
            DBOS.launch()
            self._launched = True
        except BaseException:
            DBOS.destroy()
            raise

    def _look_after(self) -> None:
        """Show that this process lives, take over from those that do not, throw away what is long done."""
        self._peers.beat()
        self.seen = self._count()
        dead = self._peers.dead()
        if dead:
            from dbos import DBOS

            log.warning("jobs.taking-over", processes=dead)
            DBOS._recover_pending_workflows(dead)
            self._peers.forget(dead)
        if monotonic() - self._tidied >= TIDY:
            self._tidied = monotonic()
            self._tidy()

    def _tidy(self) -> None:
        now = self._clock.now()
        for statuses, kept in ((("SUCCESS", "CANCELLED"), KEPT), (FAILED, KEPT_FAILED)):
            while True:
                old = self._client.list_workflows(
                    status=list(statuses),
                    completed_before=(now - kept).isoformat(),
                    limit=PAGE,
                    load_input=False,
                    load_output=False,
                )
                self._client.delete_workflows([each.workflow_id for each in old])
                if len(old) < PAGE:
                    break

    async def _end(self) -> None:
        """Let what is under way come to its end, within reason; whatever is not finished then stays for others."""
        self._attempt = None
        self._wake.clear()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=self._drain)
        for task in self._under_way:
            task.cancel()
        await asyncio.to_thread(self._land)
        farewell(self)
        with suppress(StoreUnavailable):
            await self._blocking(self._peers.leave)

    def _land(self) -> None:
        if self._launched:
            from dbos import DBOS

            self._launched = False
            DBOS.destroy()

    # ------------------------------------------------------------ what workflows call, in threads of the engine's

    def attempt(self, job: Job, failures: int) -> Verdict:
        assert self._loop is not None
        try:
            return asyncio.run_coroutine_threadsafe(self._on_the_loop(job, failures), self._loop).result()
        except (FutureCancelled, RuntimeError) as error:  # the second: the loop is closed
            raise Released from error

    async def _on_the_loop(self, job: Job, failures: int) -> Verdict:
        attempt, task = self._attempt, asyncio.current_task()
        if attempt is None or task is None:
            raise asyncio.CancelledError
        self._under_way.add(task)
        try:
            return await attempt(job, failures)
        finally:
            self._under_way.discard(task)

    def enqueue(self, job: Job, wait: timedelta, *, serial: int, failures: int, reason: str) -> None:
        options, values = attempt_of(job, wait, serial=serial, failures=failures, reason=reason)
        self._client.enqueue(options, *values)

    async def _blocking(self, call: Callable[[], T]) -> T:
        """Raises StoreUnavailable where the database does not answer."""

        def faults() -> T:
            with store_faults():
                return call()

        return await asyncio.to_thread(faults)
