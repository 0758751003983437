"""The audit log in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.audit import AuditEntry
from bot.domain.ids import CommunityId

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryAudit:
    def __init__(self, tables: Tables) -> None:
        self._entries = tables.audit

    async def add(self, entry: AuditEntry) -> None:
        number = max(self._entries, default=0) + 1
        self._entries[number] = replace(entry, number=number, detail=dict(entry.detail))

    async def recent(self, community: CommunityId, *, limit: int, before: int | None = None) -> Sequence[AuditEntry]:
        newest = sorted(self._entries.items(), reverse=True)
        mine = [each for number, each in newest if each.community == community and (before is None or number < before)]
        return mine[:limit]

    async def forget(self, before: datetime) -> int:
        old = [number for number, entry in self._entries.items() if entry.at < before]
        for number in old:
            del self._entries[number]
        return len(old)
