"""Why people object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import PollId, VoterKey
from bot.domain.method import AGAINST
from bot.domain.objection import Reason
from bot.ports.quarantine import Decision
from storage.dialects import upsert
from storage.mapping import choices_written
from storage.tables import ballots
from storage.tables_decisions import objections, objectors
from storage.tables_electorates import quarantined


class SqlObjections:
    """Implements `bot.ports.objections.ObjectionStore`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, poll: PollId, voter: VoterKey, number: str, reason: str, now: datetime) -> None:
        statement = upsert(self._connection, objections).values(
            number=number, poll_id=poll, voter_key=voter, reason=reason, at=now
        )
        changed = {name: statement.excluded[name] for name in ("reason", "at")}
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["poll_id", "voter_key"], set_=changed)
        )

    async def keep_apart(self, poll: PollId, voter: VoterKey, number: str, reason: str) -> bool:
        mine = (objectors.c.poll_id == poll) & (objectors.c.voter_key == voter)
        if (await self._connection.execute(select(objectors.c.poll_id).where(mine))).one_or_none() is not None:
            return False
        await self._connection.execute(insert(objectors).values(poll_id=poll, voter_key=voter))
        await self._connection.execute(insert(objections).values(poll_id=poll, number=number, reason=reason))
        return True

    async def own(self, poll: PollId, voter: VoterKey) -> str | None:
        mine = (objections.c.poll_id == poll) & (objections.c.voter_key == voter)
        found: str | None = (
            await self._connection.execute(select(objections.c.reason).where(mine))
        ).scalar_one_or_none()
        return found

    async def counted(self, poll: PollId) -> Sequence[Reason]:
        cast = (ballots.c.poll_id == objections.c.poll_id) & (ballots.c.voter_key == objections.c.voter_key)
        aside = (quarantined.c.poll_id == objections.c.poll_id) & (quarantined.c.voter_key == objections.c.voter_key)
        undone = aside & quarantined.c.decision.is_distinct_from(Decision.ACCEPTED.value)
        objects = (ballots.c.choices == choices_written((AGAINST,))) & quarantined.c.voter_key.is_(None)
        found = (
            select(objections.c.reason, objections.c.voter_key)
            .select_from(objections.outerjoin(ballots, cast).outerjoin(quarantined, undone))
            .where(objections.c.poll_id == poll, or_(objections.c.voter_key.is_(None), objects))
            .order_by(objections.c.number)
        )
        return [
            Reason(row.reason, VoterKey(row.voter_key) if row.voter_key is not None else None)
            for row in await self._connection.execute(found)
        ]

    async def drop(self, poll: PollId, voter: VoterKey) -> bool:
        mine = (objections.c.poll_id == poll) & (objections.c.voter_key == voter)
        return (await self._connection.execute(delete(objections).where(mine))).rowcount > 0

    async def forget(self, voter: VoterKey) -> int:
        deleted = await self._connection.execute(delete(objections).where(objections.c.voter_key == voter))
        return deleted.rowcount


async def follow(connection: AsyncConnection, poll: PollId, keys: Mapping[VoterKey, VoterKey]) -> None:
    """Ballots have new keys: their reasons too. What stood under a new key already had no ballot, and goes."""
    known = select(objections.c.voter_key).where(objections.c.poll_id == poll)
    there = set((await connection.execute(known)).scalars())
    moved = [{"old": old, "new": new} for old, new in keys.items() if old in there]
    if not moved:
        return
    here = objections.c.poll_id == poll
    await connection.execute(delete(objections).where(here, objections.c.voter_key == bindparam("new")), moved)
    await connection.execute(
        update(objections).where(here, objections.c.voter_key == bindparam("old")).values(voter_key=bindparam("new")),
        moved,
    )


async def unlinked(connection: AsyncConnection, poll: PollId, number: Callable[[], str], *, told: bool) -> None:
    """A secret poll is over: nothing says any more who gave a reason. With `told` the reasons are written anew.

    They stand under fresh numbers and in the order of these, which are chance; else they are deleted.
    """
    await connection.execute(delete(objectors).where(objectors.c.poll_id == poll))
    gone = delete(objections).where(objections.c.poll_id == poll).returning(objections.c.reason)
    reasons = sorted((await connection.execute(gone)).scalars())
    if told and reasons:
        rows = sorted((number(), reason) for reason in reasons)
        await connection.execute(
            insert(objections), [{"poll_id": poll, "number": key, "reason": reason} for key, reason in rows]
        )


async def take_back(connection: AsyncConnection, poll: PollId, voter: VoterKey) -> None:
    """In a running secret poll a ballot was taken out, and with it that its voter gave a reason."""
    await connection.execute(delete(objectors).where(objectors.c.poll_id == poll, objectors.c.voter_key == voter))
