"""The audit log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import Act, AuditEntry
from bot.domain.community import Role
from bot.domain.ids import CommunityId, PersonId
from storage.tables import audit


class SqlAudit:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, entry: AuditEntry) -> None:
        await self._connection.execute(
            audit.insert().values(
                at=entry.at,
                community_id=entry.community,
                person_id=entry.person,
                role=entry.role.value if entry.role is not None else None,
                act=entry.act.value,
                subject=entry.subject,
                detail=dict(entry.detail),
            )
        )

    async def recent(self, community: CommunityId, *, limit: int, before: int | None = None) -> Sequence[AuditEntry]:
        found = select(audit).where(audit.c.community_id == community).order_by(audit.c.number.desc()).limit(limit)
        if before is not None:
            found = found.where(audit.c.number < before)
        return [entry_of(row) for row in await self._connection.execute(found)]

    async def forget(self, before: datetime) -> int:
        return (await self._connection.execute(delete(audit).where(audit.c.at < before))).rowcount


def entry_of(row: Row[Any]) -> AuditEntry:
    return AuditEntry(
        number=row.number,
        at=row.at,
        community=CommunityId(row.community_id),
        person=PersonId(row.person_id) if row.person_id is not None else None,
        role=Role(row.role) if row.role is not None else None,
        act=Act(row.act),
        subject=row.subject,
        detail=row.detail,
    )
