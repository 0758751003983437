"""Polls with their options."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, insert, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import NotFound
from bot.domain.ids import CommunityId, PollId
from bot.domain.poll import Poll
from bot.domain.text import say
from storage.countings import counting_of
from storage.dialects import upsert
from storage.mapping import option_values, poll_of, poll_values
from storage.tables import options, polls


class SqlPolls:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, poll: Poll) -> None:
        await self._connection.execute(insert(polls).values(**poll_values(poll)))
        await self._connection.execute(insert(options), option_values(poll))

    async def get(self, poll: PollId) -> Poll:
        return await self._one(poll, select(polls).where(polls.c.id == poll))

    async def lock(self, poll: PollId) -> Poll:
        # SQLite leaves FOR UPDATE out: there a writing transaction holds the only write lock from its beginning
        return await self._one(poll, select(polls).where(polls.c.id == poll).with_for_update())

    async def save(self, poll: Poll) -> None:
        values = poll_values(poll)
        del values["id"]
        await self._connection.execute(update(polls).where(polls.c.id == poll.id).values(**values))
        statement = upsert(self._connection, options)
        changed = {name: statement.excluded[name] for name in ("label", "removed", "merged_into")}
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["poll_id", "number"], set_=changed), option_values(poll)
        )

    async def delete_draft(self, poll: PollId) -> None:
        # the options go with their poll, and so stay where it was launched meanwhile
        await self._connection.execute(delete(polls).where(polls.c.id == poll, polls.c.state == "draft"))

    async def recent(self, community: CommunityId, *, limit: int, states: Sequence[str] = ()) -> Sequence[Poll]:
        found = (
            select(polls)
            .where(polls.c.community_id == community)
            .order_by(polls.c.created_at.desc(), polls.c.id.desc())
            .limit(limit)
        )
        if states:
            found = found.where(polls.c.state.in_(states))
        return await self._many(found)

    async def due(self, now: datetime) -> Sequence[PollId]:
        opening = select(polls.c.id, polls.c.opens_at.label("at")).where(
            polls.c.state == "scheduled", polls.c.opens_at <= now
        )
        closing = select(polls.c.id, polls.c.closes_at.label("at")).where(
            polls.c.state == "open", polls.c.closes_at <= now
        )
        both = union_all(opening, closing).subquery()
        rows = await self._connection.execute(select(both.c.id).order_by(both.c.at, both.c.id))
        return [PollId(row.id) for row in rows]

    async def next_due(self) -> datetime | None:
        opening = select(func.min(polls.c.opens_at)).where(polls.c.state == "scheduled")
        closing = select(func.min(polls.c.closes_at)).where(polls.c.state == "open")
        moments = [(await self._connection.execute(query)).scalar_one_or_none() for query in (opening, closing)]
        return min((moment for moment in moments if moment is not None), default=None)

    async def early(self) -> Sequence[PollId]:
        counted = polls.c.counting.is_not(None)
        found = select(polls.c.id, polls.c.counting).where(polls.c.state == "open", counted).order_by(polls.c.id)
        rows = await self._connection.execute(found)
        return [PollId(row.id) for row in rows if counting_of(row.counting).closes_early]

    async def to_remind(self) -> Sequence[Poll]:
        wanted = and_(polls.c.remind_seconds.is_not(None), polls.c.closes_at.is_not(None))
        found = select(polls).where(wanted, polls.c.state.in_(("scheduled", "open")))
        return await self._many(found.order_by(polls.c.closes_at, polls.c.id))

    async def _one(self, poll: PollId, found: Select[Any]) -> Poll:
        several = await self._many(found)
        if not several:
            raise NotFound(say("error-poll-unknown", id=str(poll)[:40]))
        return several[0]

    async def _many(self, found: Select[Any]) -> list[Poll]:
        rows = (await self._connection.execute(found)).all()
        wanted = [row.id for row in rows]
        chosen = select(options).where(options.c.poll_id.in_(wanted)).order_by(options.c.poll_id, options.c.number)
        by_poll: dict[str, list[Row[Any]]] = {row.id: [] for row in rows}
        if wanted:
            for option in await self._connection.execute(chosen):
                by_poll[option.poll_id].append(option)
        return [poll_of(row, by_poll[row.id]) for row in rows]
