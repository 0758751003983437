"""Who follows decisions, and until when they were told what became of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.followup import Change
from bot.domain.ids import CommunityId, PersonId, Platform


class FollowerStore(Protocol):
    """Following is asking for an outcome (`SubscriptionStore`); what came before the asking is no news."""

    async def due(
        self,
        community: CommunityId,
        until: datetime,
        on: Collection[Platform],
        *,
        limit: int,
        after: PersonId | None = None,
    ) -> Sequence[PersonId]:
        """Who is to be told of something that changed up to `until`, by id; those behind `after` where it is given.

        On the platforms `on`.
        """
        ...

    async def news(self, community: CommunityId, person: PersonId, until: datetime) -> Sequence[Change]:
        """What changed up to then that they follow and were not told, the earliest first."""
        ...

    async def told(self, community: CommunityId, person: PersonId, until: datetime) -> None:
        """Everything up to then. Never sets it back."""
        ...

    async def mute_all(self, person: PersonId) -> int:
        """They follow no decision any more; how many there were."""
        ...
