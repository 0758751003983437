"""The log of sealed ballots, but for its writing while people vote: that is the ballot box's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ballot_log import Head, Opening
from bot.domain.ids import PollId, VoterKey
from storage.dialects import upsert
from storage.mapping import choices_of
from storage.tables import ballot_keys, heads, leaves, openings, polls, waiting_leaves

# CROSS JOIN keeps the order of the loops: SQLite would go through the log for the order's sake, and through all the
# keys for each of its leaves
OPENING: Final = text(
    "INSERT INTO openings (poll_id, position, choices, key)"
    " SELECT ballot_keys.poll_id, leaves.position, ballot_keys.choices, ballot_keys.key"
    " FROM ballot_keys CROSS JOIN leaves"
    " WHERE ballot_keys.poll_id = :poll AND leaves.poll_id = ballot_keys.poll_id AND leaves.leaf = ballot_keys.leaf"
    " ORDER BY leaves.position"
)


class SqlBallotLog:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def leaf(self, poll: PollId, voter: VoterKey) -> str | None:
        found = select(ballot_keys.c.leaf).where(ballot_keys.c.poll_id == poll, ballot_keys.c.voter_key == voter)
        return (await self._connection.execute(found)).scalar_one_or_none()

    async def leaves(self, poll: PollId, *, first: int | None = None) -> Sequence[str]:
        found = select(leaves.c.leaf).where(leaves.c.poll_id == poll).order_by(leaves.c.position)
        if first is not None:
            found = found.where(leaves.c.position < first)
        return list((await self._connection.execute(found)).scalars())

    async def append_waiting(self, poll: PollId) -> int:
        ends = select(func.coalesce(func.max(leaves.c.position) + 1, 0)).where(leaves.c.poll_id == poll)
        size: int = (await self._connection.execute(ends)).scalar_one()
        taken = delete(waiting_leaves).where(waiting_leaves.c.poll_id == poll).returning(waiting_leaves.c.leaf)
        waiting = sorted((await self._connection.execute(taken)).scalars())
        if waiting:
            rows = [
                {"poll_id": poll, "position": position, "leaf": leaf}
                for position, leaf in enumerate(waiting, start=size)
            ]
            await self._connection.execute(insert(leaves), rows)
        return size + len(waiting)

    async def open_ballots(self, poll: PollId) -> int:
        await self._connection.execute(OPENING, {"poll": poll})
        opened = select(func.count()).select_from(openings).where(openings.c.poll_id == poll)
        return int((await self._connection.execute(opened)).scalar_one())

    async def shut_ballots(self, poll: PollId) -> None:
        await self._connection.execute(delete(openings).where(openings.c.poll_id == poll))

    async def untie(self, poll: PollId) -> None:
        await self._connection.execute(delete(ballot_keys).where(ballot_keys.c.poll_id == poll))

    async def openings(self, poll: PollId) -> Sequence[Opening]:
        found = select(openings).where(openings.c.poll_id == poll).order_by(openings.c.position)
        rows = await self._connection.execute(found)
        return [Opening(row.position, choices_of(row.choices), row.key) for row in rows]

    async def add_head(self, poll: PollId, head: Head) -> None:
        statement = upsert(self._connection, heads).values(
            poll_id=poll, size=head.size, root=head.root, at=head.at, path=list(head.path)
        )
        await self._connection.execute(statement.on_conflict_do_nothing(index_elements=["poll_id", "size"]))

    async def heads(self, poll: PollId) -> Sequence[Head]:
        found = select(heads).where(heads.c.poll_id == poll).order_by(heads.c.size)
        return [_head(row) for row in await self._connection.execute(found)]

    async def last_head(self, poll: PollId) -> Head | None:
        found = select(heads).where(heads.c.poll_id == poll).order_by(heads.c.size.desc()).limit(1)
        row = (await self._connection.execute(found)).one_or_none()
        return _head(row) if row is not None else None

    async def grown(self, since: datetime, *, limit: int) -> Sequence[PollId]:
        ends = select(func.max(leaves.c.position)).where(leaves.c.poll_id == polls.c.id).scalar_subquery()
        size = select(func.max(heads.c.size)).where(heads.c.poll_id == polls.c.id).scalar_subquery()
        at = select(func.max(heads.c.at)).where(heads.c.poll_id == polls.c.id).scalar_subquery()
        found = (
            select(polls.c.id)
            .where(polls.c.receipts, polls.c.state == "open")
            .where(ends >= func.coalesce(size, 0), (at.is_(None)) | (at <= since))
            .order_by(polls.c.id)
            .limit(limit)
        )
        return [PollId(number) for number in (await self._connection.execute(found)).scalars()]


def _head(row: Row[Any]) -> Head:
    return Head(row.size, row.root, row.at, tuple(row.path))
