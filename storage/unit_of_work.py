"""One transaction at a time over an engine, with every store looking through it."""

from __future__ import annotations

from asyncio import timeout
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.errors import StoreUnavailable
from bot.domain.ids import JobId
from bot.ports import Job, JobStore
from storage.audit import SqlAudit
from storage.ballot_log import SqlBallotLog
from storage.ballots import SqlBallots
from storage.broadcast_legs import SqlLegs
from storage.broadcasts import SqlBroadcasts
from storage.digests import SqlDigests
from storage.draws import SqlDraws
from storage.engine import WRITES
from storage.faults import store_faults
from storage.followers import SqlFollowers
from storage.followups import SqlFollowUps
from storage.invitations import SqlInvitations
from storage.leases import SqlLeases
from storage.links import SqlLinks
from storage.notes import SqlNotes
from storage.nudges import SqlNudges
from storage.objections import SqlObjections
from storage.people import SqlCommunities, SqlPeople, SqlSignIns
from storage.personal import SqlPersonal
from storage.places import SqlChannels, SqlEvents, SqlPosts, SqlRooms
from storage.poll_keys import NoPollKeys, PollKeys
from storage.polls import SqlPolls
from storage.quarantine import SqlQuarantine
from storage.repeats import SqlRepeats
from storage.reports import SqlReports, SqlSubscriptions
from storage.secrecy import SqlSecrecy
from storage.subscribers import SqlSubscribers
from storage.turns import Turns, turns_of

PATIENCE_SECONDS: Final = 15.0
"""Until a transaction that cannot even begin is given up: a crowd gets through in that time, a silent database does not
answer any more."""


@dataclass(frozen=True, slots=True)
class SqlWork:
    """Implements `bot.ports.Work`."""

    communities: SqlCommunities
    people: SqlPeople
    sign_ins: SqlSignIns
    channels: SqlChannels
    polls: SqlPolls
    ballots: SqlBallots
    posts: SqlPosts
    events: SqlEvents
    rooms: SqlRooms
    notes: SqlNotes
    reports: SqlReports
    subscriptions: SqlSubscriptions
    personal: SqlPersonal
    leases: SqlLeases
    jobs: JobStore
    repeats: SqlRepeats
    digests: SqlDigests
    subscribers: SqlSubscribers
    broadcasts: SqlBroadcasts
    legs: SqlLegs
    ballot_log: SqlBallotLog
    audit: SqlAudit
    invitations: SqlInvitations
    links: SqlLinks
    quarantine: SqlQuarantine
    secrecy: SqlSecrecy
    follow_ups: SqlFollowUps
    draws: SqlDraws
    followers: SqlFollowers
    nudges: SqlNudges
    objections: SqlObjections


JobsWithin = Callable[[AsyncConnection], JobStore]
"""The jobs of the transaction that a connection is in."""


class NoEngine:
    """Where no job engine is at hand: whoever wants a job kept must not believe it is."""

    async def enqueue(self, job: Job) -> None:
        raise RuntimeError(f"there is no job engine to keep {job.id}")

    async def cancel(self, job: JobId) -> bool:  # noqa: ARG002  # there cannot be one
        return False


def no_engine(_connection: AsyncConnection) -> JobStore:
    return NoEngine()


class SqlUnitOfWork:
    """Implements `bot.ports.UnitOfWork`. `turns`: taken with all who write from this process, where given."""

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        jobs: JobsWithin = no_engine,
        turns: Turns | None = None,
        patience: float = PATIENCE_SECONDS,
        poll_keys: PollKeys | None = None,
    ) -> None:
        self._engine, self._jobs, self._patience = engine, jobs, patience
        self._poll_keys = poll_keys or NoPollKeys()
        self._writer = engine.execution_options(**{WRITES: True})
        # REPEATABLE READ: a reading block sees the database as it was when it began, as SQLite's always does
        on_postgresql = engine.dialect.name == "postgresql"
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if on_postgresql else {}
        self._reader = engine.execution_options(**options)
        self._turns = turns or turns_of(engine.dialect.name)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[SqlWork]:
        is_done = False
        try:
            with store_faults():
                async with AsyncExitStack() as stack:
                    connection = await self._begun(stack, self._writer.begin(), self._turns.awaited())
                    yield _work(connection, self._jobs(connection), self._poll_keys)
                    is_done = True
        except StoreUnavailable as error:
            # a connection that broke during the commit took the answer with it
            if is_done and getattr(error.__cause__, "connection_invalidated", False):
                raise StoreUnavailable(error.reason, may_be_kept=True) from error
            raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlWork]:
        with store_faults():
            async with AsyncExitStack() as stack:
                connection = await self._begun(stack, self._reader.connect())
                yield _work(connection, self._jobs(connection), self._poll_keys)

    async def _begun(
        self,
        stack: AsyncExitStack,
        beginning: AbstractAsyncContextManager[AsyncConnection],
        turn: AbstractAsyncContextManager[object] | None = None,
    ) -> AsyncConnection:
        """Waits its turn and for the database, which may be silent, but not for ever. Raises StoreUnavailable."""
        try:
            async with timeout(self._patience):
                if turn is not None:
                    await stack.enter_async_context(turn)
                return await stack.enter_async_context(beginning)
        except TimeoutError as error:
            raise StoreUnavailable("the database does not answer") from error


def _work(connection: AsyncConnection, jobs: JobStore, poll_keys: PollKeys) -> SqlWork:
    return SqlWork(
        communities=SqlCommunities(connection),
        people=SqlPeople(connection),
        sign_ins=SqlSignIns(connection),
        channels=SqlChannels(connection),
        polls=SqlPolls(connection),
        ballots=SqlBallots(connection),
        posts=SqlPosts(connection),
        events=SqlEvents(connection),
        rooms=SqlRooms(connection),
        notes=SqlNotes(connection),
        reports=SqlReports(connection),
        subscriptions=SqlSubscriptions(connection),
        personal=SqlPersonal(connection),
        leases=SqlLeases(connection),
        jobs=jobs,
        repeats=SqlRepeats(connection),
        digests=SqlDigests(connection),
        subscribers=SqlSubscribers(connection),
        broadcasts=SqlBroadcasts(connection),
        legs=SqlLegs(connection),
        ballot_log=SqlBallotLog(connection),
        audit=SqlAudit(connection),
        invitations=SqlInvitations(connection),
        links=SqlLinks(connection),
        quarantine=SqlQuarantine(connection),
        secrecy=SqlSecrecy(connection, poll_keys),
        follow_ups=SqlFollowUps(connection),
        draws=SqlDraws(connection),
        followers=SqlFollowers(connection),
        nudges=SqlNudges(connection),
        objections=SqlObjections(connection),
    )
