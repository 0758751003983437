"""A digest: how a community's polls stand, told to one organiser in private, in a rhythm of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.ids import ChannelId, CommunityId, PersonId
from bot.domain.rhythm import Rhythm


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    community: CommunityId
    person: PersonId
    channel: ChannelId | None
    """Where it was asked for: it is told there where the platform has no private messages."""
    rhythm: Rhythm
    next_at: datetime
    due_at: datetime | None = None
    """The run that has come round and is not told yet."""
    told_at: datetime
    """Until when everything was told, or when it was asked for."""

    def gone_round(self, now: datetime, zone: ZoneInfo) -> Digest:
        """One is to be told now; whatever was missed besides is part of it."""
        return replace(self, next_at=self.rhythm.next_after(max(now, self.next_at), zone), due_at=self.next_at)

    def told(self, now: datetime) -> Digest:
        return replace(self, due_at=None, told_at=now)
