"""Jobs that are still to be done, from one database to another: told anew to the engine there, each with its attempts.

The engine's own tables are not copied, since they are different in every database and belong to its processes: what is
waiting or under way is read from them, in the same snapshot as all else, and enqueued in the same transaction. What
was done or given up stays behind. A job that is under way at that moment is begun again, as after a crash.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import URL, Connection, inspect, text

from storage.jobs import FLOW, RUNNING, SCHEMA, WAITING, attempt_of, client_on, job_of
from storage.jobs_database import jobs_engine, make_tables

Waiting = tuple[str, str, str, int, int, int, str]
"""What an attempt is told: the job's id, kind, subject and due time in microseconds; the attempt's number, the failures
before it, and the reason of the last."""
_KINDS: Final = (str, str, str, int, int, int, str)


def waiting_jobs(connection: Connection) -> Sequence[Waiting]:
    """In order; none where the engine never ran."""
    schema = _schema(connection)
    if not inspect(connection).has_table("workflow_status", schema):
        return []
    place = f"{schema}." if schema else ""
    states = ", ".join(f"'{state}'" for state in (*WAITING, *RUNNING))
    found = connection.execute(
        text(
            f"SELECT given.inputs FROM {place}workflow_status AS flow"  # noqa: S608  # constants
            f" JOIN {place}workflow_input AS given ON given.workflow_uuid = flow.workflow_uuid"
            f" WHERE flow.name = '{FLOW}' AND flow.status IN ({states})"
        )
    )
    return sorted(waiting_of(json.loads(inputs)["positionalArgs"]) for inputs in found.scalars())


def waiting_of(values: Any) -> Waiting:
    """Raises ValueError for what is no job."""
    if not isinstance(values, list) or tuple(map(type, values)) != _KINDS:
        raise ValueError("not a job")
    number, kind, about, due, serial, failures, reason = values
    return number, kind, about, due, serial, failures, reason


def prepare_jobs(url: URL) -> None:
    """The engine's tables, in a transaction of its own. Raises SQLAlchemy's errors."""
    engine = jobs_engine(url)
    try:
        make_tables(engine)
    finally:
        engine.dispose()


def clear_jobs(connection: Connection) -> None:
    """Whatever the engine remembers of a database that is emptied; its tables stay as they are."""
    names = inspect(connection).get_table_names(SCHEMA)
    full = ", ".join(f'{SCHEMA}."{name}"' for name in names if name != "dbos_migrations")
    if full:
        connection.execute(text(f"TRUNCATE {full}"))


def enqueue_jobs(connection: Connection, jobs: Sequence[Waiting], now: datetime) -> None:
    """In the caller's transaction; each waits until it is due."""
    if not jobs:
        return
    client = client_on(connection.engine)
    for number, kind, about, due, serial, failures, reason in jobs:
        job = job_of(number, kind, about, due)
        wait = max(job.due - now, timedelta(0))
        options, values = attempt_of(job, wait, serial=serial, failures=failures, reason=reason)
        client.enqueue_in_transaction(connection, options, *values)


def _schema(connection: Connection) -> str | None:
    return None if connection.dialect.name == "sqlite" else SCHEMA
