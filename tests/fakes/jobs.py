"""Jobs that are done when a test says so, by the test's clock; kept with the transactions of a real database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import JobId
from bot.ports import Done, GivenUp, Job, Next
from bot.services.jobs import Jobs, Kind
from tests.fakes.clock import FakeChance, FakeClock


class FakeJobs:
    """`queued` holds the jobs that wait, with their time; `over` those that were done; `given_up` the hopeless."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.kinds: dict[str, Kind] = {}
        self.queued: dict[JobId, tuple[Job, datetime, int]] = {}
        self.over: set[JobId] = set()
        self.given_up: dict[JobId, str] = {}

    def within(self, connection: AsyncConnection) -> _Transaction:
        return _Transaction(self, connection)

    def serve(self, kinds: Mapping[str, Kind]) -> None:
        self.kinds.update(kinds)

    async def keep(self) -> None:
        """Do everything that is due by now, and what becomes due by it."""
        jobs = Jobs(self.kinds, self._clock, FakeChance())
        while due := [each for each in self.queued.values() if each[1] <= self._clock.now()]:
            for job, _, failures in due:
                verdict = await jobs.attempt(job, failures)
                if job.id not in self.queued:
                    continue  # cancelled meanwhile
                del self.queued[job.id]
                match verdict:
                    case Done():
                        self.over.add(job.id)
                    case Next(after, failed, _):
                        self.queued[job.id] = (job, self._clock.now() + after, failed)
                    case GivenUp(_, reason):
                        self.given_up[job.id] = reason

    def forget(self) -> None:
        """As if the program had never been told."""
        self.queued.clear()


class _Transaction:
    """Implements `bot.ports.JobStore`: what it is told counts from the commit on."""

    def __init__(self, shelf: FakeJobs, connection: AsyncConnection) -> None:
        self._shelf, self._connection = shelf, connection
        self._added: list[Job] = []
        self._cancelled: list[JobId] = []

    async def enqueue(self, job: Job) -> None:
        self._listen()
        self._added.append(job)

    async def cancel(self, job: JobId) -> bool:
        self._listen()
        self._cancelled.append(job)
        return job in self._shelf.queued

    def _listen(self) -> None:
        if not self._added and not self._cancelled:
            event.listen(self._connection.sync_connection, "commit", self._committed, once=True)

    def _committed(self, _connection: Connection) -> None:
        for job in self._added:
            if job.id not in self._shelf.over and job.id not in self._shelf.given_up:
                self._shelf.queued.setdefault(job.id, (job, job.due, 0))
        for number in self._cancelled:
            if self._shelf.queued.pop(number, None) is not None:
                self._shelf.over.add(number)
