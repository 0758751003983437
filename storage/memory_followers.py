"""Who follows decisions, and until when they were told, in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.followup import Change
from bot.domain.ids import CommunityId, PersonId, Platform, Subject

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryFollowers:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def due(
        self,
        community: CommunityId,
        until: datetime,
        on: Collection[Platform],
        *,
        limit: int,
        after: PersonId | None = None,
    ) -> Sequence[PersonId]:
        people = sorted({person for _, person in self._tables.subscriptions if after is None or person > after})
        there = [person for person in people if self._tables.people[person].platform in on]
        return [person for person in there if await self.news(community, person, until)][:limit]

    async def news(self, community: CommunityId, person: PersonId, until: datetime) -> Sequence[Change]:
        tables = self._tables
        followed = {Subject(poll): at for (poll, who), at in tables.subscriptions.items() if who == person}
        told = tables.news_told.get((community, person))
        found = [
            change
            for change in tables.follow_up_changes.values()
            if change.subject in followed
            and tables.follow_ups[change.subject].community == community
            and followed[change.subject] < change.at <= until
            and (told is None or change.at > told)
        ]
        return sorted(found, key=lambda change: (change.at, change.subject, change.number))

    async def told(self, community: CommunityId, person: PersonId, until: datetime) -> None:
        before = self._tables.news_told.get((community, person), until)
        self._tables.news_told[community, person] = max(before, until)

    async def mute_all(self, person: PersonId) -> int:
        mine = [
            key for key in self._tables.subscriptions if key[1] == person and Subject(key[0]) in self._tables.follow_ups
        ]
        for key in mine:
            del self._tables.subscriptions[key]
        return len(mine)
