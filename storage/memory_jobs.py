"""Jobs in memory, and the engine that does them: the same promises, as long as the program lives."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.domain.ids import JobId
from bot.ports import Attempt, Clock, Done, GivenUp, Job, JobCounts, JobReport, JobState, Next

if TYPE_CHECKING:
    from storage.memory import MemoryUnitOfWork, Tables

REST: Final = 0.02
"""Seconds between two looks; a look costs next to nothing here."""


class Stage(StrEnum):
    WAITING = "waiting"
    UNDER_WAY = "under-way"
    OVER = "over"
    ABANDONED = "abandoned"


_STATES: Final = {
    Stage.WAITING: JobState.QUEUED,
    Stage.UNDER_WAY: JobState.RUNNING,
    Stage.ABANDONED: JobState.GIVEN_UP,
}


@dataclass(frozen=True, slots=True)
class Kept:
    job: Job
    due: datetime
    """Of the next attempt."""
    stage: Stage = Stage.WAITING
    failures: int = 0
    reason: str = ""


class MemoryJobs:
    """Implements `bot.ports.JobStore`."""

    def __init__(self, tables: Tables) -> None:
        self._jobs = tables.jobs

    async def enqueue(self, job: Job) -> None:
        self._jobs.setdefault(job.id, Kept(job, job.due))

    async def cancel(self, job: JobId) -> bool:
        kept = self._jobs.get(job)
        if kept is None or kept.stage not in (Stage.WAITING, Stage.UNDER_WAY):
            return False
        self._jobs[job] = replace(kept, stage=Stage.OVER)
        return True


class MemoryJobEngine:
    """Implements `bot.ports.JobEngine` over the same tables."""

    def __init__(self, work: MemoryUnitOfWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def run(self, attempt: Attempt) -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                for kept in await self._claim():
                    group.create_task(self._do(kept, attempt))
                await self._clock.sleep(REST)

    async def keep(self, attempt: Attempt) -> int:
        """Attempt everything that is due by now, side by side, and wait for it; how many jobs that were."""
        claimed = await self._claim()
        await asyncio.gather(*(self._do(kept, attempt) for kept in claimed))
        return len(claimed)

    async def _claim(self) -> list[Kept]:
        now = self._clock.now()
        async with self._work.turn:
            due = [kept for kept in self._work.tables.jobs.values() if kept.stage is Stage.WAITING and kept.due <= now]
            for kept in due:
                self._put(replace(kept, stage=Stage.UNDER_WAY))
        return due

    async def _do(self, kept: Kept, attempt: Attempt) -> None:
        after = replace(kept, stage=Stage.WAITING)  # where it is called away from here: to be done again
        try:
            match await attempt(kept.job, kept.failures):
                case Done():
                    after = replace(kept, stage=Stage.OVER)
                case Next(wait, failures, reason):
                    after = replace(
                        kept, stage=Stage.WAITING, due=self._clock.now() + wait, failures=failures, reason=reason
                    )
                case GivenUp(failures, reason):
                    after = replace(kept, stage=Stage.ABANDONED, failures=failures, reason=reason)
        finally:
            async with self._work.turn:
                # meanwhile it may have been cancelled
                if self._work.tables.jobs[kept.job.id].stage is Stage.UNDER_WAY:
                    self._put(after)

    async def reports(self, *, limit: int, states: Sequence[JobState] = tuple(JobState)) -> Sequence[JobReport]:
        found = [
            JobReport(job=kept.job, state=_STATES[kept.stage], failures=kept.failures, reason=kept.reason)
            for kept in self._work.tables.jobs.values()
            if kept.stage in _STATES and _STATES[kept.stage] in states
        ]
        return found[:limit]

    async def counts(self) -> JobCounts:
        stages = [kept.stage for kept in self._work.tables.jobs.values()]
        return JobCounts(stages.count(Stage.WAITING), stages.count(Stage.UNDER_WAY), stages.count(Stage.ABANDONED))

    def _put(self, kept: Kept) -> None:
        self._work.tables.jobs[kept.job.id] = kept
