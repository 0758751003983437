"""What the job engine keeps to itself: no pickles, no chatter, no rubbish, and who is taken for dead."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from dbos._migration import get_dbos_migrations, sqlite_migrations
from sqlalchemy import inspect, text
from sqlalchemy.exc import ProgrammingError

from bot.clock import SystemChance, SystemClock
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import JobId
from bot.ports import Done, Job, JobCounts, JobState
from bot.services.jobs import Jobs, Kind
from storage.engine import async_engine, parse_url, sync_engine
from storage.jobs import workflows
from storage.jobs_database import NEWEST, jobs_engine
from storage.jobs_engine import KEPT, KEPT_FAILED, DbosJobs
from storage.jobs_look import standing
from storage.jobs_peers import Peers
from storage.migrate import migrate
from storage.tables import job_workers
from storage.unit_of_work import SqlUnitOfWork
from tests.contracts.job_contract import HASTY, Diary, job
from tests.patience import PATIENCE
from tests.postgres import Server
from tests.storage.test_job_contract import BEAT, DRAIN, POLLING, sql_workshop


class Ahead:
    """The real clock, some days later: for throwing away what is long done."""

    def __init__(self, span: timedelta) -> None:
        self._span = span

    def now(self) -> datetime:
        return SystemClock().now() + self._span

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def fail(_about: str) -> Done:
    raise ValueError("it’s no use")


async def test_what_it_keeps_is_text_and_nothing_is_printed(database: str, capfd: pytest.CaptureFixture[str]) -> None:
    diary = Diary()
    async with sql_workshop(database) as shop:
        await shop.enqueue(job("fine", about="Città 🏖️"), job("futile", kind="fail"))
        async with shop.at_work({"write": Kind(diary.write), "fail": Kind(fail, HASTY)}):
            await diary.waiting_for("Città 🏖️")
            await shop.until(JobCounts(given_up=1))
    engine = sync_engine(parse_url(database))
    schema = workflows(engine.dialect.name).schema
    with engine.connect() as connection:
        for table in inspect(connection).get_table_names(schema=schema):
            if "serialization" in {column["name"] for column in inspect(connection).get_columns(table, schema=schema)}:
                name = f"{schema}.{table}" if schema else table
                kinds = set(connection.scalars(text(f"SELECT DISTINCT serialization FROM {name}")))
                assert kinds <= {"portable_json", None}
    engine.dispose()
    said = "".join(capfd.readouterr())
    assert "DBOS" not in said
    assert "Abandoned" not in said
    assert "postgresql://" not in said


async def test_what_is_long_done_is_thrown_away(database: str) -> None:
    diary = Diary()
    async with sql_workshop(database) as shop:
        await shop.enqueue(job("done"), job("futile", kind="fail"), job("far", after=10**7))
        async with shop.at_work({"write": Kind(diary.write), "fail": Kind(fail, HASTY)}):
            await diary.waiting_for("done")
            await shop.until(JobCounts(queued=1, given_up=1))
    for span, left in ((KEPT, {"ERROR", "DELAYED"}), (KEPT_FAILED, {"DELAYED"})):
        clock = Ahead(span + timedelta(days=1))
        jobs = DbosJobs(
            parse_url(database), clock, SystemChance().token(8).hex(), polling=POLLING, beat=BEAT, drain=DRAIN
        )
        # something that is due, so that the engine wakes
        engine = async_engine(parse_url(database))
        async with SqlUnitOfWork(engine, jobs=jobs.within).writing() as work:
            await work.jobs.enqueue(Job(id=JobId(f"wake-{span.days}"), kind="write", about="up", due=clock.now()))
        await engine.dispose()
        working = asyncio.ensure_future(Jobs({"write": Kind(diary.write)}, clock, SystemChance()).run(jobs))
        async with asyncio.timeout(PATIENCE):
            await until_left(database, left)
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        jobs.close()


async def until_left(database: str, left: set[str]) -> None:
    """Ask until it is so: a database rings no bell."""
    while statuses(database) - {"SUCCESS", "PENDING", "ENQUEUED"} != left or "done" in numbers(database):
        await asyncio.to_thread(statuses, database)


def statuses(database: str) -> set[str]:
    return {status for _, status in rows(database)}


def numbers(database: str) -> set[str]:
    return {number for number, _ in rows(database)}


def rows(database: str) -> list[tuple[str, str]]:
    engine = sync_engine(parse_url(database))
    flows = workflows(engine.dialect.name)
    with engine.connect() as connection:
        found = [(row.workflow_uuid, row.status) for row in connection.execute(flows.select())]
    engine.dispose()
    return found


async def test_who_stands_still_is_dead_and_who_beats_is_not(database: str) -> None:
    url = parse_url(database)
    await migrate(url)
    time = 100.0
    engine = jobs_engine(url)
    jobs = DbosJobs(url, SystemClock(), "looking-on")
    await jobs.prepare()
    watching = Peers(engine, "watching", lambda: time, dead_after=15)
    living, dying = (Peers(engine, name, lambda: time, dead_after=15) for name in ("living", "dying"))
    for peer in (watching, living, dying):
        peer.beat()
    assert watching.dead() == []
    for _ in range(3):
        time += 5
        living.beat()
        watching.beat()
    assert watching.dead() == ["dying"]
    dying.beat()  # it was only slow
    assert watching.dead() == []
    time += 20
    living.leave()
    assert watching.dead() == ["dying"]
    watching.forget(["dying"])
    assert watching.dead() == []
    with engine.connect() as connection:
        assert list(connection.scalars(job_workers.select().with_only_columns(job_workers.c.id))) == ["watching"]
    engine.dispose()
    jobs.close()


def test_the_engine_makes_its_tables_in_as_many_steps_as_we_know() -> None:
    """Where this fails after an update of DBOS, NEWEST is to follow."""
    assert len(sqlite_migrations) == len(get_dbos_migrations("dbos", False)) == NEWEST


async def test_two_processes_that_start_at_once_make_the_tables_once(database: str) -> None:
    url = parse_url(database)
    await migrate(url)
    both = [DbosJobs(url, SystemClock(), name) for name in ("one", "two")]
    await asyncio.gather(*(each.prepare() for each in both))
    assert [await each.counts() for each in both] == [JobCounts(), JobCounts()]
    for each in both:
        each.close()


async def test_the_doctor_sees_what_was_given_up(database: str) -> None:
    url = parse_url(database)
    assert await standing(url, SystemClock()) == (JobCounts(), ())
    async with sql_workshop(database) as shop:
        await shop.enqueue(job("futile", kind="fail"), job("far", after=10**6))
        async with shop.at_work({"fail": Kind(fail, HASTY)}):
            await shop.until(JobCounts(queued=1, given_up=1))
    counts, [shown] = await standing(url, SystemClock())
    assert counts == JobCounts(queued=1, given_up=1)
    assert (shown.state, shown.job.kind, shown.failures) == (JobState.GIVEN_UP, "fail", 3)


async def test_a_role_that_may_not_make_the_schema_is_told_what_to_do(postgres: Server) -> None:
    database = postgres.fresh()
    name = database.rsplit("/", 1)[1]
    with postgres.connect(name) as connection:
        with suppress(ProgrammingError):
            connection.execute("DROP ROLE IF EXISTS jobless")
        connection.execute("CREATE ROLE jobless LOGIN")
        connection.execute("GRANT CREATE ON SCHEMA public TO jobless")
        connection.commit()
    with pytest.raises(StoreUnavailable, match=f'may not make the schema dbos .*GRANT CREATE ON DATABASE "{name}"'):
        await migrate(parse_url(database.replace("postgres@", "jobless@")))
