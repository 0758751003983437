"""Who wants to be written to in private."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.broadcast import Subscriber
from bot.domain.community import Person
from bot.domain.ids import CommunityId, PersonId, Platform
from storage.dialects import upsert
from storage.tables import subscribers


def among(community: CommunityId, started: datetime) -> ColumnElement[bool]:
    """Who belongs to a broadcast that started then: who left or blocked us later still does, to be counted as that."""
    return and_(
        subscribers.c.community_id == community,
        subscribers.c.since <= started,
        or_(subscribers.c.left_at.is_(None), subscribers.c.left_at > started),
        or_(subscribers.c.blocked_at.is_(None), subscribers.c.blocked_at > started),
    )


class SqlSubscribers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def join(self, community: CommunityId, person: Person, language: str | None, now: datetime) -> bool:
        before = await self.find(community, person.id)
        if before is not None and before.is_in:
            same = (subscribers.c.community_id == community, subscribers.c.person_id == person.id)
            again = update(subscribers).where(*same).values(language=language, blocked_at=None)
            await self._connection.execute(again)
            return False
        new = {"language": language, "since": now, "left_at": None, "blocked_at": None}
        statement = upsert(self._connection, subscribers).values(
            community_id=community, platform=person.platform, person_id=person.id, **new
        )
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["community_id", "platform", "person_id"], set_=new)
        )
        return True

    async def leave(self, person: PersonId, now: datetime) -> bool:
        left = await self._connection.execute(
            update(subscribers)
            .where(subscribers.c.person_id == person, subscribers.c.left_at.is_(None))
            .values(left_at=now)
        )
        return left.rowcount > 0

    async def find(self, community: CommunityId, person: PersonId) -> Subscriber | None:
        found = select(subscribers).where(subscribers.c.community_id == community, subscribers.c.person_id == person)
        row = (await self._connection.execute(found)).one_or_none()
        if row is None:
            return None
        return Subscriber(
            CommunityId(row.community_id),
            PersonId(row.person_id),
            Platform(row.platform),
            row.language,
            row.since,
            row.left_at,
            row.blocked_at,
        )

    async def unreachable(self, people: Sequence[PersonId], now: datetime) -> None:
        if people:
            await self._connection.execute(
                update(subscribers)
                .where(subscribers.c.person_id.in_(people), subscribers.c.blocked_at.is_(None))
                .values(blocked_at=now)
            )

    async def reachable(self, person: PersonId) -> None:
        await self._connection.execute(
            update(subscribers)
            .where(subscribers.c.person_id == person, subscribers.c.blocked_at.is_not(None))
            .values(blocked_at=None)
        )

    async def count(self, community: CommunityId, now: datetime) -> Mapping[Platform, int]:
        found = (
            select(subscribers.c.platform, func.count())
            .where(among(community, now))
            .group_by(subscribers.c.platform)
            .order_by(subscribers.c.platform)
        )
        return {Platform(platform): count for platform, count in await self._connection.execute(found)}
