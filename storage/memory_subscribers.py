"""Who wants to be written to in private, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.broadcast import Subscriber
from bot.domain.community import Person
from bot.domain.ids import CommunityId, PersonId, Platform

if TYPE_CHECKING:
    from storage.memory import Tables


def is_among(subscriber: Subscriber, community: CommunityId, started: datetime) -> bool:
    return (
        subscriber.community == community
        and subscriber.since <= started
        and (subscriber.left_at is None or subscriber.left_at > started)
        and (subscriber.blocked_at is None or subscriber.blocked_at > started)
    )


class MemorySubscribers:
    def __init__(self, tables: Tables) -> None:
        self._subscribers = tables.subscribers

    async def join(self, community: CommunityId, person: Person, language: str | None, now: datetime) -> bool:
        before = self._subscribers.get((community, person.id))
        stays = before is not None and before.is_in
        since = before.since if before is not None and stays else now
        self._subscribers[community, person.id] = Subscriber(community, person.id, person.platform, language, since)
        return not stays

    async def leave(self, person: PersonId, now: datetime) -> bool:
        left = [key for key, each in self._subscribers.items() if each.person == person and each.is_in]
        for key in left:
            self._subscribers[key] = replace(self._subscribers[key], left_at=now)
        return bool(left)

    async def find(self, community: CommunityId, person: PersonId) -> Subscriber | None:
        return self._subscribers.get((community, person))

    async def unreachable(self, people: Sequence[PersonId], now: datetime) -> None:
        for key, each in self._subscribers.items():
            if each.person in people and each.blocked_at is None:
                self._subscribers[key] = replace(each, blocked_at=now)

    async def reachable(self, person: PersonId) -> None:
        for key, each in self._subscribers.items():
            if each.person == person:
                self._subscribers[key] = replace(each, blocked_at=None)

    async def count(self, community: CommunityId, now: datetime) -> Mapping[Platform, int]:
        found = Counter(each.platform for each in self._subscribers.values() if is_among(each, community, now))
        return dict(sorted(found.items()))
