"""Broadcasts: what is told to whom by whom, and in which state that is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, delete, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.broadcast import Broadcast, BroadcastId, BroadcastKind, BroadcastState, StopReason
from bot.domain.errors import NotFound
from bot.domain.ids import ChannelId, CommunityId, PersonId, PollId
from bot.domain.text import say
from storage.tables import Moment, broadcasts

_CONFIRMED: Final = broadcasts.c.state != BroadcastState.PREPARING.value
_UNDER_WAY: Final = tuple(state.value for state in BroadcastState if state.is_under_way)
_ENDS: Final = (BroadcastState.CANCELLED, BroadcastState.STOPPED, BroadcastState.DONE)


class SqlBroadcasts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, broadcast: Broadcast) -> None:
        await self._connection.execute(
            insert(broadcasts).values(
                id=broadcast.id,
                community_id=broadcast.community,
                poll_id=broadcast.poll,
                kind=broadcast.kind.value,
                state=broadcast.state.value,
                reason=broadcast.reason.value if broadcast.reason is not None else None,
                created_by=broadcast.created_by,
                channel_id=broadcast.channel,
                created_at=broadcast.created_at,
                started_at=broadcast.started_at,
                finished_at=broadcast.finished_at,
                told=broadcast.told,
            )
        )

    async def get(self, broadcast: BroadcastId) -> Broadcast:
        found = await self._broadcasts(select(broadcasts).where(broadcasts.c.id == broadcast))
        if not found:
            raise NotFound(say("error-broadcast-unknown", id=broadcast[:40]))
        return found[0]

    async def recent(self, community: CommunityId, *, limit: int) -> Sequence[Broadcast]:
        mine = select(broadcasts).where(broadcasts.c.community_id == community, _CONFIRMED)
        return await self._broadcasts(mine.order_by(broadcasts.c.created_at.desc(), broadcasts.c.id).limit(limit))

    async def of_poll(self, poll: PollId) -> Sequence[Broadcast]:
        found = select(broadcasts).where(broadcasts.c.poll_id == poll, _CONFIRMED)
        return await self._broadcasts(found.order_by(broadcasts.c.created_at.desc(), broadcasts.c.id))

    async def untold(self, *, limit: int) -> Sequence[Broadcast]:
        found = select(broadcasts).where(or_(broadcasts.c.told.is_(False), broadcasts.c.state.in_(_UNDER_WAY)))
        return await self._broadcasts(found.order_by(broadcasts.c.created_at, broadcasts.c.id).limit(limit))

    async def step(
        self,
        broadcast: BroadcastId,
        before: Sequence[BroadcastState],
        after: BroadcastState,
        now: datetime,
        reason: StopReason | None = None,
    ) -> bool:
        values: dict[str, Any] = {
            "state": after.value,
            "reason": reason.value if reason is not None else None,
            "told": False,
        }
        if after is BroadcastState.SENDING:
            values["started_at"] = func.coalesce(broadcasts.c.started_at, literal(now, Moment()))
        if after in _ENDS:
            values["finished_at"] = now
        stepped = await self._connection.execute(
            update(broadcasts)
            .where(broadcasts.c.id == broadcast, broadcasts.c.state.in_([each.value for each in before]))
            .values(**values)
        )
        return stepped.rowcount == 1

    async def told(self, broadcast: BroadcastId, state: BroadcastState) -> None:
        same = (broadcasts.c.id == broadcast, broadcasts.c.state == state.value)
        await self._connection.execute(update(broadcasts).where(*same).values(told=True))

    async def forget_previews(self, before: datetime) -> int:
        old = delete(broadcasts).where(~_CONFIRMED, broadcasts.c.created_at < before)
        return (await self._connection.execute(old)).rowcount

    async def _broadcasts(self, found: Select[Any]) -> list[Broadcast]:
        return [_broadcast(row) for row in await self._connection.execute(found)]


def _broadcast(row: Row[Any]) -> Broadcast:
    return Broadcast(
        id=BroadcastId(row.id),
        community=CommunityId(row.community_id),
        poll=PollId(row.poll_id),
        kind=BroadcastKind(row.kind),
        state=BroadcastState(row.state),
        reason=StopReason(row.reason) if row.reason is not None else None,
        created_by=PersonId(row.created_by),
        channel=ChannelId(row.channel_id) if row.channel_id is not None else None,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        told=row.told,
    )
