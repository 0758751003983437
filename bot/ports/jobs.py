"""Work that must not be lost and that no row's state tells: enqueued with what causes it, done by some process later.

What follows from a row's state is not a job: a deadline is kept by looking for what is due, a post by looking for what
is stale (docs/architecture.md, "Jobs").
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.domain.ids import JobId


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`kind` says who does it; `about` is all they need to know, written by the kind itself (an id, some JSON)."""

    id: JobId
    kind: str
    about: str
    due: datetime
    """Not before; how long after is up to the load, and a second or two without any."""


class JobStore(Protocol):
    """The jobs of one transaction: kept together with everything else done in it, or not at all."""

    async def enqueue(self, job: Job) -> None:
        """The same id twice is once, for a week after it was done too."""
        ...

    async def cancel(self, job: JobId) -> bool:
        """It is not begun any more, nor tried again where it is under way; True where there was something to stop.

        Its id stays taken.
        """
        ...


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing is left to do."""


@dataclass(frozen=True, slots=True)
class Again:
    """More is left: call the handler again after that time. This is no failure, and it may be said forever."""

    after: timedelta


Handler = Callable[[str], Awaitable[Done | Again]]
"""Does a job, told what it is about. A crash repeats it, so doing it twice must be harmless.

NotFound ends it: what it was about is gone. Whatever else it raises is a failure, tried again later.
"""


@dataclass(frozen=True, slots=True)
class Next:
    """The job is to be attempted again, `failures` attempts in a row having failed so far."""

    after: timedelta
    failures: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GivenUp:
    failures: int
    reason: str


Verdict = Done | Next | GivenUp
Attempt = Callable[[Job, int], Awaitable[Verdict]]
"""One attempt at a job after so many failures in a row. Raises nothing but CancelledError."""


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobReport:
    """A job that is not done, for the operator."""

    job: Job
    state: JobState
    failures: int
    reason: str
    """Of the last failure; empty where there was none."""


@dataclass(frozen=True, slots=True)
class JobCounts:
    queued: int = 0
    running: int = 0
    given_up: int = 0


class JobEngine(Protocol):
    """What carries the jobs: it knows when, where and how often, and nothing of what they are."""

    async def run(self, attempt: Attempt) -> None:
        """Attempt what is due, several at a time, until cancelled; takes over what dead processes left behind."""
        ...

    async def reports(self, *, limit: int, states: Sequence[JobState] = tuple(JobState)) -> Sequence[JobReport]:
        """The oldest first. Raises StoreUnavailable."""
        ...

    async def counts(self) -> JobCounts:
        """Raises StoreUnavailable."""
        ...
