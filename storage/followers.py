"""Who follows decisions, and until when they were told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.followup import Change
from bot.domain.ids import CommunityId, PersonId, Platform
from storage.dialects import upsert
from storage.followups import change_of
from storage.tables import follow_up_changes, follow_ups, news_told, people, subscriptions


class SqlFollowers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def due(
        self,
        community: CommunityId,
        until: datetime,
        on: Collection[Platform],
        *,
        limit: int,
        after: PersonId | None = None,
    ) -> Sequence[PersonId]:
        found = _untold(select(subscriptions.c.person_id).distinct(), community, until)
        found = found.join(people, people.c.id == subscriptions.c.person_id).where(people.c.platform.in_(on))
        if after is not None:
            found = found.where(subscriptions.c.person_id > after)
        found = found.order_by(subscriptions.c.person_id).limit(limit)
        return [PersonId(person) for person in await self._connection.scalars(found)]

    async def news(self, community: CommunityId, person: PersonId, until: datetime) -> Sequence[Change]:
        found = _untold(select(follow_up_changes), community, until).where(subscriptions.c.person_id == person)
        order = (follow_up_changes.c.at, follow_up_changes.c.subject, follow_up_changes.c.number)
        return [change_of(row) for row in await self._connection.execute(found.order_by(*order))]

    async def told(self, community: CommunityId, person: PersonId, until: datetime) -> None:
        statement = upsert(self._connection, news_told).values(community_id=community, person_id=person, told_at=until)
        later = statement.excluded.told_at > news_told.c.told_at
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["community_id", "person_id"], set_={"told_at": statement.excluded.told_at}, where=later
            )
        )

    async def mute_all(self, person: PersonId) -> int:
        decisions = select(follow_ups.c.subject)
        mine = (subscriptions.c.person_id == person) & subscriptions.c.poll_id.in_(decisions)
        return (await self._connection.execute(delete(subscriptions).where(mine))).rowcount


def _untold(chosen: Select[Any], community: CommunityId, until: datetime) -> Select[Any]:
    """What is chosen, of changes up to `until` that somebody follows and was not told."""
    told = (news_told.c.community_id == community) & (news_told.c.person_id == subscriptions.c.person_id)
    return (
        chosen.select_from(subscriptions)
        .join(follow_ups, follow_ups.c.subject == subscriptions.c.poll_id)
        .join(follow_up_changes, follow_up_changes.c.subject == follow_ups.c.subject)
        .outerjoin(news_told, told)
        .where(
            follow_ups.c.community_id == community,
            follow_up_changes.c.at <= until,
            follow_up_changes.c.at > subscriptions.c.at,
            or_(news_told.c.told_at.is_(None), follow_up_changes.c.at > news_told.c.told_at),
        )
    )
