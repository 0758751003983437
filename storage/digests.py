"""Digests: who wants one, how often, and which one is to be told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import time
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.digest import Digest
from bot.domain.ids import ChannelId, CommunityId, PersonId, Platform
from bot.domain.rhythm import Every, Rhythm
from storage.dialects import upsert
from storage.tables import digests, people


class SqlDigests:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, digest: Digest) -> None:
        new = _values(digest)
        statement = upsert(self._connection, digests).values(**new)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["community_id", "person_id"], set_=new)
        )

    async def lock(self, community: CommunityId, person: PersonId) -> Digest | None:
        # SQLite leaves FOR UPDATE out: there a writing transaction holds the only write lock from its beginning
        found = select(digests).where(*_same(community, person)).with_for_update()
        return _digest((await self._connection.execute(found)).one_or_none())

    async def find(self, community: CommunityId, person: PersonId) -> Digest | None:
        return _digest((await self._connection.execute(select(digests).where(*_same(community, person)))).one_or_none())

    async def remove(self, community: CommunityId, person: PersonId) -> bool:
        return (await self._connection.execute(delete(digests).where(*_same(community, person)))).rowcount > 0

    async def all(self) -> Sequence[Digest]:
        rows = await self._connection.execute(select(digests).order_by(digests.c.community_id, digests.c.person_id))
        return [_sure(row) for row in rows]

    async def due(self, on: Collection[Platform], *, limit: int) -> Sequence[Digest]:
        found = (
            select(digests)
            .join(people, people.c.id == digests.c.person_id)
            .where(digests.c.due_at.is_not(None), people.c.platform.in_(on))
            .order_by(digests.c.due_at, digests.c.person_id)
            .limit(limit)
        )
        return [_sure(row) for row in await self._connection.execute(found)]


def _same(community: CommunityId, person: PersonId) -> tuple[Any, Any]:
    return digests.c.community_id == community, digests.c.person_id == person


def _values(digest: Digest) -> dict[str, Any]:
    return {
        "community_id": digest.community,
        "person_id": digest.person,
        "channel_id": digest.channel,
        "every": digest.rhythm.every.value,
        "day": digest.rhythm.day,
        "minute": digest.rhythm.at.hour * 60 + digest.rhythm.at.minute,
        "next_at": digest.next_at,
        "due_at": digest.due_at,
        "told_at": digest.told_at,
    }


def _digest(row: Row[Any] | None) -> Digest | None:
    return _sure(row) if row is not None else None


def _sure(row: Row[Any]) -> Digest:
    return Digest(
        community=CommunityId(row.community_id),
        person=PersonId(row.person_id),
        channel=ChannelId(row.channel_id) if row.channel_id is not None else None,
        rhythm=Rhythm(Every(row.every), time(*divmod(row.minute, 60)), row.day),
        next_at=row.next_at,
        due_at=row.due_at,
        told_at=row.told_at,
    )
