"""The one workflow: attempt a job, then enqueue the next attempt, or end.

What a step came to is kept before the next one begins. A process that dies in the middle is taken over by another,
which repeats the step that was under way and none that was finished.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from dbos import DBOS

from bot.ports import Done, GivenUp, Next
from storage.jobs import FLOW, job_of
from storage.jobs_host import Abandoned, host_here

MOST_DEATHS: Final = 10
"""Processes that may die over one attempt: more, and it is the job that kills them."""


@DBOS.step(name="attempt")
def _attempt(number: str, kind: str, about: str, due: int, failures: int) -> list[str | float | int]:
    match host_here().attempt(job_of(number, kind, about, due), failures):
        case Done():
            return ["done"]
        case Next(after, failed, reason):
            return ["next", after.total_seconds(), failed, reason]
        case GivenUp(failed, reason):
            return ["given-up", failed, reason]


@DBOS.step(name="enqueue")
def _enqueue(
    number: str, kind: str, about: str, due: int, serial: int, wait: float, failures: int, reason: str
) -> None:
    host_here().enqueue(
        job_of(number, kind, about, due), timedelta(seconds=wait), serial=serial, failures=failures, reason=reason
    )


@DBOS.workflow(name=FLOW, max_recovery_attempts=MOST_DEATHS)
def job(number: str, kind: str, about: str, due: int, serial: int, failures: int, reason: str) -> None:  # noqa: ARG001  # kept for reports
    match _attempt(number, kind, about, due, failures):
        case ["next", float(wait) | int(wait), int(failed), str(why)]:
            _enqueue(number, kind, about, due, serial + 1, wait, failed, why)
        case ["given-up", int(_), str(why)]:
            raise Abandoned(why)
