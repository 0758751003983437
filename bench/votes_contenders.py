"""Three ways to store votes, measured by `bench.votes`: the ballot box, one transaction per vote, the raw driver.

All write the same rows into the same tables, durably. Each takes votes made beforehand and reports the latency
of every vote, in seconds, by the clock on the wall.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Protocol

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.ballot import Cast, Choose
from bot.domain.ids import OptionId, Platform, PollId, VoterKey
from storage.ballot_box import GroupCommitBallotBox

POLL = PollId("p2k4h8qz")
WEB = Platform("web")
OPTIONS = 4

Vote = tuple[str, int]
"""Voter and option."""


@dataclass(frozen=True, slots=True)
class Run:
    """`latencies` of the votes stored within `seconds`; `pending`: how long those had waited who still waited."""

    seconds: float
    latencies: Sequence[float]
    pending: Sequence[float] = ()


class Contender(Protocol):
    def run(self, votes: Sequence[Vote], crowd: int, seconds: float) -> Run:
        """Let `crowd` voters vote, each again as soon as they are answered, until the time or the votes are over."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Box:
    """The product's way."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def run(self, votes: Sequence[Vote], crowd: int, seconds: float) -> Run:
        casts = [
            Cast(poll=POLL, voter=VoterKey(voter), action=Choose((OptionId(option),)), platform=WEB, channel=None)
            for voter, option in votes
        ]
        return asyncio.run(self._serve(iter(casts), crowd, seconds))

    async def _serve(self, casts: Iterator[Cast], crowd: int, seconds: float) -> Run:
        latencies: list[float] = []
        async with GroupCommitBallotBox(self._engine, SystemClock()) as box:
            await box.cast(next(casts))  # connected and warm, as a bot that has run for a minute
            begun = perf_counter()
            over = begun + seconds

            async def vote() -> None:
                now = perf_counter()
                for cast in casts:
                    await box.cast(cast)
                    asked, now = now, perf_counter()
                    latencies.append(now - asked)
                    if now > over:
                        return

            await asyncio.gather(*(vote() for _ in range(crowd)))
            return Run(perf_counter() - begun, latencies)


class OneByOne:
    """The plain way: one SQLAlchemy transaction per vote, `writers` at once: one on SQLite, which has one lock."""

    def __init__(self, engine: AsyncEngine, *, writers: int) -> None:
        self._engine = engine
        self._writers = writers

    def run(self, votes: Sequence[Vote], crowd: int, seconds: float) -> Run:
        return asyncio.run(self._serve(iter(votes), crowd, seconds))

    async def _serve(self, votes: Iterator[Vote], crowd: int, seconds: float) -> Run:
        latencies: list[float] = []
        pending: list[float] = []
        turn = asyncio.Semaphore(self._writers)
        await self._store(next(votes), turn)
        begun = perf_counter()
        over = begun + seconds

        async def vote() -> None:
            for each in votes:
                asked = perf_counter()
                stored = await self._store(each, turn, over)
                (latencies if stored else pending).append(perf_counter() - asked)
                if not stored or perf_counter() > over:
                    return

        await asyncio.gather(*(vote() for _ in range(crowd)))
        await self._engine.dispose()
        return Run(perf_counter() - begun, latencies, pending)

    async def _store(self, vote: Vote, turn: asyncio.Semaphore, over: float | None = None) -> bool:
        async with turn, self._engine.connect() as connection:
            if over is not None and perf_counter() > over:
                return False
            async with connection.begin():
                await _store_one(connection, *vote)
        return True


async def _store_one(connection: AsyncConnection, voter: str, option: int) -> None:
    now = int(datetime.now(UTC).timestamp() * 1_000_000)
    lock = " FOR NO KEY UPDATE" if connection.dialect.name == "postgresql" else ""
    poll = {"poll": POLL}
    await connection.execute(text("SELECT state, closes_at FROM polls WHERE id = :poll" + lock), poll)
    before = await connection.scalar(
        text("SELECT choices FROM ballots WHERE poll_id = :poll AND voter_key = :voter"), {**poll, "voter": voter}
    )
    await connection.execute(
        text(
            "INSERT INTO ballots (poll_id, voter_key, choices, platform, channel_id, cast_at, changed_at)"
            " VALUES (:poll, :voter, :choices, 'web', NULL, :now, :now) ON CONFLICT (poll_id, voter_key)"
            " DO UPDATE SET choices = excluded.choices, changed_at = excluded.changed_at"
        ),
        {**poll, "voter": voter, "choices": str(option), "now": now},
    )
    if before is not None:
        await connection.execute(
            text("UPDATE tallies SET votes = votes - 1 WHERE poll_id = :poll AND option_number = :option"),
            {**poll, "option": int(before)},
        )
    else:
        await connection.execute(_ADD_VOTERS, {**poll, "voters": 1})
    await connection.execute(_ADD_VOTES, {**poll, "option": option, "votes": 1})
    await connection.execute(text("UPDATE polls SET version = version + 1 WHERE id = :poll"), poll)


_ADD_VOTES = text(
    "INSERT INTO tallies (poll_id, platform, option_number, votes) VALUES (:poll, 'web', :option, :votes)"
    " ON CONFLICT (poll_id, platform, option_number) DO UPDATE SET votes = tallies.votes + excluded.votes"
)
_ADD_VOTERS = text(
    "INSERT INTO turnouts (poll_id, platform, voters) VALUES (:poll, 'web', :voters)"
    " ON CONFLICT (poll_id, platform) DO UPDATE SET voters = turnouts.voters + excluded.voters"
)

_UPSERT = (
    "INSERT INTO ballots (poll_id, voter_key, choices, platform, channel_id, cast_at, changed_at) VALUES {rows}"
    " ON CONFLICT (poll_id, voter_key) DO UPDATE SET choices = excluded.choices, platform = excluded.platform,"
    " channel_id = excluded.channel_id, changed_at = excluded.changed_at"
)
_TALLY = (
    "INSERT INTO tallies (poll_id, platform, option_number, votes) VALUES ({mark}, 'web', {mark}, {mark})"
    " ON CONFLICT (poll_id, platform, option_number) DO UPDATE SET votes = tallies.votes + excluded.votes"
)
_TURNOUT = (
    "INSERT INTO turnouts (poll_id, platform, voters) VALUES ({mark}, 'web', {mark})"
    " ON CONFLICT (poll_id, platform) DO UPDATE SET voters = turnouts.voters + excluded.voters"
)


class Raw:
    """The driver's limit: rows and counts made beforehand, nothing read, nothing checked, nobody answered.

    One upsert of as many rows as voters wait; `many` says whether as one statement of many rows or by the
    driver's `executemany`.
    """

    def __init__(self, connection: sqlite3.Connection | psycopg.Connection, *, many: bool) -> None:
        self._connection = connection
        self._many = many

    def run(self, votes: Sequence[Vote], crowd: int, seconds: float) -> Run:
        now = int(datetime.now(UTC).timestamp() * 1_000_000)
        mark = "?" if isinstance(self._connection, sqlite3.Connection) else "%s"
        row = f"({', '.join([mark] * 7)})"
        batches = []
        for start in range(0, len(votes) - crowd + 1, crowd):
            part = votes[start : start + crowd]
            rows = [(POLL, voter, str(option), "web", None, now, now) for voter, option in part]
            counts = Counter(option for _, option in part)
            tally = [(POLL, option, count) for option, count in counts.items()]
            batches.append((rows, [value for each in rows for value in each], tally))
        upsert = _UPSERT.format(rows=row if self._many else ", ".join([row] * crowd))
        cursor = self._connection.cursor()
        latencies: list[float] = []
        begun = last = perf_counter()
        for rows, values, tally in batches:
            cursor.execute("BEGIN IMMEDIATE" if mark == "?" else "BEGIN")
            if self._many:
                cursor.executemany(upsert, rows)
            else:
                cursor.execute(upsert, values)
            cursor.executemany(_TALLY.format(mark=mark), tally)
            cursor.execute(_TURNOUT.format(mark=mark), (POLL, crowd))
            cursor.execute("COMMIT")
            done = perf_counter()
            latencies += [done - last] * crowd
            last = done
            if done - begun > seconds:
                break
        return Run(last - begun, latencies)
