"""The audit log, as a store: written to, read, and emptied from its old end; never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.audit import AuditEntry
from bot.domain.ids import CommunityId


class AuditStore(Protocol):
    async def add(self, entry: AuditEntry) -> None:
        """At the end; its number is given by the store."""
        ...

    async def recent(self, community: CommunityId, *, limit: int, before: int | None = None) -> Sequence[AuditEntry]:
        """The newest first; those numbered below `before` where given."""
        ...

    async def forget(self, before: datetime) -> int:
        """Delete what is older; how many."""
        ...
