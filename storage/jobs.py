"""Jobs on DBOS: what is written, in the transaction of whoever causes a job. Nothing here runs anything.

One attempt at a job is one workflow. The first is called as the job is; each later one is enqueued by the one before,
with a number behind a tilde, and so a crash between the two enqueues it once all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine, TableClause, column, or_, table, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import JobId
from bot.ports import Clock, Job, JobReport, JobState
from storage.rights import JOBS
from storage.schema import EPOCH

if TYPE_CHECKING:
    from dbos import DBOSClient, EnqueueOptions, WorkflowStatus

APPLICATION: Final = "ascolto"
QUEUE: Final = "ascolto"
FLOW: Final = "job"
VERSION: Final = "1"
"""Of the workflow below, not of the program: an engine runs only what was enqueued for its own version."""
SCHEMA: Final = JOBS
"""Where the engine keeps its tables on PostgreSQL; SQLite has no schemas."""
SERIAL: Final = "~"

WAITING: Final = ("ENQUEUED", "DELAYED")
RUNNING: Final = ("PENDING",)
FAILED: Final = ("ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
STATES: Final = {
    **dict.fromkeys(WAITING, JobState.QUEUED),
    **dict.fromkeys(RUNNING, JobState.RUNNING),
    **dict.fromkeys(FAILED, JobState.GIVEN_UP),
}


def workflows(dialect: str) -> TableClause:
    """The engine's own table, as far as it is looked at here."""
    columns = (
        "workflow_uuid status name queue_name owner_xid executor_id application_name "
        "deduplication_id started_at_epoch_ms updated_at completed_at delay_until_epoch_ms"
    )
    schema = SCHEMA if dialect == "postgresql" else None
    return table("workflow_status", *map(column, columns.split()), schema=schema)


class SqlJobs:
    """Implements `bot.ports.JobStore` within one transaction."""

    def __init__(
        self,
        connection: AsyncConnection,
        client: Callable[[], DBOSClient],
        clock: Clock,
        on_enqueue: Callable[[timedelta], None],
    ) -> None:
        """`on_enqueue` is told how long the job waits, before it is certain that it will be there."""
        self._connection, self._client, self._clock, self._on_enqueue = connection, client, clock, on_enqueue

    async def enqueue(self, job: Job) -> None:
        wait = job.due - self._clock.now()
        self._on_enqueue(wait)
        chosen, values = attempt_of(job, wait)
        client = self._client()
        await self._connection.run_sync(lambda connection: client.enqueue_in_transaction(connection, chosen, *values))

    async def cancel(self, job: JobId) -> bool:
        flows = workflows(self._connection.dialect.name)
        now = milliseconds(self._clock.now())
        # as the engine's own cancelling does, which cannot be had inside a transaction of ours
        stopped = await self._connection.execute(
            update(flows)
            .where(
                or_(flows.c.workflow_uuid == job, flows.c.workflow_uuid.startswith(f"{job}{SERIAL}", autoescape=True)),
                flows.c.status.in_((*WAITING, *RUNNING)),
                flows.c.name == FLOW,
            )
            .values(
                status="CANCELLED",
                owner_xid=None,
                queue_name=None,
                deduplication_id=None,
                started_at_epoch_ms=None,
                updated_at=now,
                completed_at=now,
            )
        )
        return stopped.rowcount > 0


def attempt_of(
    job: Job, wait: timedelta, *, serial: int = 1, failures: int = 0, reason: str = ""
) -> tuple[EnqueueOptions, tuple[str | int, ...]]:
    """How the engine is asked for the `serial`th attempt, and what that attempt is told."""
    options: EnqueueOptions = {
        "workflow_name": FLOW,
        "queue_name": QUEUE,
        "workflow_id": job.id if serial == 1 else f"{job.id}{SERIAL}{serial}",
        "app_version": VERSION,
        "application_name": APPLICATION,
    }
    if wait > timedelta(0):
        options["delay_seconds"] = wait.total_seconds()
    due = (job.due - EPOCH) // timedelta(microseconds=1)
    return options, (job.id, job.kind, job.about, due, serial, failures, reason)


def job_of(number: str, kind: str, about: str, due: int) -> Job:
    return Job(id=JobId(number), kind=kind, about=about, due=EPOCH + timedelta(microseconds=due))


def report_of(status: WorkflowStatus) -> JobReport:
    told: Any = status.input
    number, kind, about, due, _, failures, reason = told["args"]
    error = status.error
    return JobReport(
        job=job_of(number, kind, about, due),
        state=STATES[status.status],
        failures=failures + (error is not None),
        reason=str(error) if error is not None else reason,
    )


def milliseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(milliseconds=1)


def client_on(engine: Engine) -> DBOSClient:
    """Connects when it is first used; shares the engine's connections."""
    from dbos import DBOSClient, DBOSPortableJSONSerializer

    return DBOSClient(
        system_database_engine=engine,
        dbos_system_schema=SCHEMA,
        application_name=APPLICATION,
        serializer=DBOSPortableJSONSerializer(),
        lazy=True,
        retry_connection_errors=False,
    )
