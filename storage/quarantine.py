"""Ballots that are set aside."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ballot import Ballot
from bot.domain.ids import Platform, PollId, VoterKey
from bot.ports.quarantine import Decision, Newcomer
from storage.dialects import upsert
from storage.mapping import ballot_of
from storage.tables import ballots, people, polls
from storage.tables_electorates import quarantined

AT_ONCE = 500


class SqlQuarantine:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def arrivals(self, poll: PollId, since: datetime) -> Sequence[Newcomer]:
        same = (quarantined.c.poll_id == ballots.c.poll_id) & (quarantined.c.voter_key == ballots.c.voter_key)
        found = (
            select(
                ballots.c.voter_key,
                ballots.c.cast_at,
                people.c.platform,
                people.c.native_id,
                people.c.first_seen_at,
                quarantined.c.decision,
                quarantined.c.at,
            )
            .select_from(ballots.outerjoin(people, people.c.id == ballots.c.voter_key).outerjoin(quarantined, same))
            .where(ballots.c.poll_id == poll, ballots.c.cast_at >= since)
            .order_by(ballots.c.cast_at, ballots.c.voter_key)
        )
        return [
            Newcomer(
                voter=VoterKey(row.voter_key),
                at=row.cast_at,
                platform=Platform(row.platform) if row.platform is not None else None,
                native_id=row.native_id or "",
                first_seen=row.first_seen_at,
                accepted=row.decision == Decision.ACCEPTED.value,
                flagged=row.at is not None,
            )
            for row in await self._connection.execute(found)
        ]

    async def knew(self, before: datetime, *, most: int) -> int:
        some = select(people.c.id).where(people.c.first_seen_at < before).limit(most).subquery()
        return int((await self._connection.execute(select(func.count()).select_from(some))).scalar_one())

    async def flag(self, poll: PollId, voters: Collection[VoterKey], now: datetime) -> int:
        statement = upsert(self._connection, quarantined).on_conflict_do_nothing(
            index_elements=["poll_id", "voter_key"]
        )
        before = await self._count(poll)
        wanted = sorted(voters)
        for start in range(0, len(wanted), AT_ONCE):
            page = wanted[start : start + AT_ONCE]
            rows = [{"poll_id": poll, "voter_key": voter, "at": now} for voter in page]
            await self._connection.execute(statement, rows)
        return await self._count(poll) - before

    async def decide(self, poll: PollId, decision: Decision, now: datetime) -> int:
        flagged = update(quarantined).where(quarantined.c.poll_id == poll)
        decided = await self._connection.execute(flagged.values(decision=decision.value, decided_at=now))
        return decided.rowcount

    async def set_aside(self, poll: PollId) -> Sequence[Ballot]:
        same = (quarantined.c.poll_id == ballots.c.poll_id) & (quarantined.c.voter_key == ballots.c.voter_key)
        found = (
            select(ballots)
            .join(quarantined, same)
            .where(quarantined.c.poll_id == poll, quarantined.c.decision.is_distinct_from(Decision.ACCEPTED.value))
            .order_by(ballots.c.voter_key)
        )
        return [ballot_of(row) for row in await self._connection.execute(found)]

    async def running(self) -> Mapping[PollId, int]:
        found = select(polls.c.id, polls.c.version).where(polls.c.state == "open")
        return {PollId(row.id): row.version for row in await self._connection.execute(found)}

    async def _count(self, poll: PollId) -> int:
        counted = select(func.count()).where(quarantined.c.poll_id == poll)
        return int((await self._connection.execute(counted)).scalar_one())
