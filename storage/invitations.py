"""Invitations: digests of links, and who used them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import PersonId, PollId
from bot.ports.invitations import Invitation, InvitationCount, Used
from storage.dialects import upsert
from storage.tables_electorates import invitations

AT_ONCE = 500


class SqlInvitations:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def invite(self, poll: PollId, new: Sequence[Invitation], now: datetime) -> Collection[str]:
        statement = upsert(self._connection, invitations)
        statement = statement.on_conflict_do_update(
            index_elements=["poll_id", "guest"],
            set_={"digest": statement.excluded.digest, "made_at": statement.excluded.made_at},
            where=invitations.c.used_at.is_(None),
        )
        used: set[str] = set()
        for start in range(0, len(new), AT_ONCE):
            page = new[start : start + AT_ONCE]
            rows = [{"poll_id": poll, "guest": each.guest, "digest": each.digest, "made_at": now} for each in page]
            await self._connection.execute(statement, rows)
            kept = select(invitations.c.guest).where(
                invitations.c.poll_id == poll,
                invitations.c.guest.in_([each.guest for each in page]),
                invitations.c.used_at.is_not(None),
            )
            used.update((await self._connection.execute(kept)).scalars())
        return used

    async def use(self, poll: PollId, digest: str, person: PersonId, now: datetime) -> Used:
        mine = (invitations.c.poll_id == poll) & (invitations.c.digest == digest)
        # one statement: of two who come at once, one finds it used
        taken = await self._connection.execute(
            update(invitations).where(mine, invitations.c.used_at.is_(None)).values(used_at=now, used_by=person)
        )
        if taken.rowcount == 1:
            return Used.NOW
        row = (await self._connection.execute(select(invitations.c.used_by).where(mine))).one_or_none()
        if row is None:
            return Used.UNKNOWN
        return Used.BEFORE if row.used_by == person else Used.BY_ANOTHER

    async def let_in(self, poll: PollId, people: Collection[PersonId]) -> bool:
        found = select(invitations.c.guest).where(invitations.c.poll_id == poll, invitations.c.used_by.in_(people))
        return (await self._connection.execute(found.limit(1))).first() is not None

    async def count(self, poll: PollId) -> InvitationCount:
        counted = select(func.count(), func.count(invitations.c.used_at)).where(invitations.c.poll_id == poll)
        made, used = (await self._connection.execute(counted)).one()
        return InvitationCount(made, used)

    async def used_by(self, person: PersonId) -> Sequence[PollId]:
        found = select(invitations.c.poll_id).where(invitations.c.used_by == person).distinct()
        rows = await self._connection.execute(found.order_by(invitations.c.poll_id))
        return [PollId(number) for number in rows.scalars()]
