"""Broadcasts in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.broadcast import (
    Broadcast,
    BroadcastId,
    BroadcastState,
    Exceptional,
    FailureReason,
    Hindrance,
    Leg,
    Progress,
    Recipient,
    StopReason,
    Subscriber,
)
from bot.domain.errors import NotFound
from bot.domain.ids import CommunityId, PersonId, Platform, PollId
from bot.domain.text import say
from storage.broadcast_legs import FARTHEST_CLAIM
from storage.memory_subscribers import is_among

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryBroadcasts:
    def __init__(self, tables: Tables) -> None:
        self._broadcasts = tables.broadcasts

    async def add(self, broadcast: Broadcast) -> None:
        self._broadcasts[broadcast.id] = broadcast

    async def get(self, broadcast: BroadcastId) -> Broadcast:
        if broadcast not in self._broadcasts:
            raise NotFound(say("error-broadcast-unknown", id=broadcast[:40]))
        return self._broadcasts[broadcast]

    async def recent(self, community: CommunityId, *, limit: int) -> Sequence[Broadcast]:
        return _newest(each for each in self._broadcasts.values() if each.community == community)[:limit]

    async def of_poll(self, poll: PollId) -> Sequence[Broadcast]:
        return _newest(each for each in self._broadcasts.values() if each.poll == poll)

    async def untold(self, *, limit: int) -> Sequence[Broadcast]:
        found = [each for each in self._broadcasts.values() if not each.told or each.state.is_under_way]
        return sorted(found, key=lambda each: (each.created_at, each.id))[:limit]

    async def step(
        self,
        broadcast: BroadcastId,
        before: Sequence[BroadcastState],
        after: BroadcastState,
        now: datetime,
        reason: StopReason | None = None,
    ) -> bool:
        known = self._broadcasts.get(broadcast)
        if known is None or known.state not in before:
            return False
        started = now if after is BroadcastState.SENDING else None
        ended = after in (BroadcastState.CANCELLED, BroadcastState.STOPPED, BroadcastState.DONE)
        self._broadcasts[broadcast] = replace(
            known,
            state=after,
            reason=reason,
            started_at=known.started_at or started,
            finished_at=now if ended else None,
            told=False,
        )
        return True

    async def told(self, broadcast: BroadcastId, state: BroadcastState) -> None:
        if self._broadcasts[broadcast].state is state:
            self._broadcasts[broadcast] = replace(self._broadcasts[broadcast], told=True)

    async def forget_previews(self, before: datetime) -> int:
        old = [
            each.id
            for each in self._broadcasts.values()
            if each.state is BroadcastState.PREPARING and each.created_at < before
        ]
        for number in old:
            del self._broadcasts[number]
        return len(old)


class MemoryLegs:
    def __init__(self, tables: Tables) -> None:
        self._tables, self._legs, self._exceptional = tables, tables.legs, tables.exceptional

    async def open(self, broadcast: BroadcastId, counts: Mapping[Platform, int]) -> None:
        for platform, count in counts.items():
            self._legs[broadcast, platform] = Leg(broadcast=broadcast, platform=platform, recipients=count)

    async def of(self, broadcast: BroadcastId) -> Sequence[Leg]:
        found = [leg for leg in self._legs.values() if leg.broadcast == broadcast]
        return sorted(found, key=lambda leg: leg.platform)

    async def failures(self, broadcast: BroadcastId) -> Mapping[FailureReason, int]:
        return Counter(
            each.reason
            for (number, _), (_, each) in self._exceptional.items()
            if number == broadcast and each.reason is not None
        )

    async def to_run(self, platform: Platform, *, limit: int) -> Sequence[Leg]:
        def sending(leg: Leg) -> bool:
            return self._tables.broadcasts[leg.broadcast].state is BroadcastState.SENDING

        found = [leg for leg in self._legs.values() if leg.platform == platform and not leg.is_done and sending(leg)]
        return sorted(found, key=lambda leg: (str(self._tables.broadcasts[leg.broadcast].started_at), leg.broadcast))[
            :limit
        ]

    async def claim(self, leg: Leg, runner: str, now: datetime, until: datetime) -> Leg | None:
        known = self._known(leg)
        last = known.runner_until
        held = known.runner not in (None, runner) and last is not None and now < last <= now + FARTHEST_CLAIM
        return None if held else self._keep(replace(known, runner=runner, runner_until=until))

    async def release(self, leg: Leg, runner: str) -> None:
        known = self._known(leg)
        if known.runner == runner:
            self._keep(replace(known, runner=None, runner_until=None))

    async def page(self, broadcast: Broadcast, leg: Leg, after: PersonId | None, *, limit: int) -> Sequence[Recipient]:
        assert broadcast.started_at is not None  # a preview has no legs
        found = [
            each
            for each in self._tables.subscribers.values()
            if is_among(each, broadcast.community, broadcast.started_at)
            and each.platform == leg.platform
            and (after is None or each.person > after)
        ]
        found.sort(key=lambda each: each.person)
        return [self._recipient(broadcast, each, 0) for each in found[:limit]]

    async def due(self, broadcast: Broadcast, leg: Leg, now: datetime, *, limit: int) -> Sequence[Recipient]:
        found = [(at, each) for at, each in self._waiting(broadcast, leg) if at <= now]
        return [
            self._recipient(broadcast, self._tables.subscribers[broadcast.community, each.person], each.tries)
            for _, each in found[:limit]
        ]

    async def next_due(self, broadcast: Broadcast, leg: Leg) -> datetime | None:
        return next((at for at, _ in self._waiting(broadcast, leg)), None)

    async def settle(self, leg: Leg) -> None:
        self._keep(replace(self._known(leg), waiting=0))

    async def advance(
        self, leg: Leg, runner: str, old: PersonId | None, progress: Progress, until: datetime
    ) -> BroadcastState | None:
        known = self._known(leg)
        if known.runner != runner or known.cursor != old:
            return None
        asked = {*progress.reached, *(each.person for each in progress.exceptional)}
        retried = [key for key in self._retries(leg) if key[1] in asked]
        fates = [each.what for each in progress.exceptional]
        self._keep(
            replace(
                known,
                cursor=progress.cursor,
                exhausted=known.exhausted or progress.exhausted,
                sent=known.sent + progress.sent,
                skipped=known.skipped + progress.skipped,
                blocked=known.blocked + fates.count(Hindrance.BLOCKED),
                failed=known.failed + fates.count(Hindrance.FAILED),
                waiting=known.waiting + fates.count(Hindrance.RETRY) - len(retried),
                runner_until=until,
            )
        )
        for key in retried:
            del self._exceptional[key]
        for each in progress.exceptional:
            self._exceptional[leg.broadcast, each.person] = (leg.platform, each)
        return self._tables.broadcasts[leg.broadcast].state

    # ------------------------------------------------------------

    def _known(self, leg: Leg) -> Leg:
        return self._legs[leg.broadcast, leg.platform]

    def _keep(self, leg: Leg) -> Leg:
        self._legs[leg.broadcast, leg.platform] = leg
        return leg

    def _retries(self, leg: Leg) -> dict[tuple[BroadcastId, PersonId], Exceptional]:
        return {
            key: each
            for key, (platform, each) in self._exceptional.items()
            if key[0] == leg.broadcast and platform == leg.platform and each.what is Hindrance.RETRY
        }

    def _waiting(self, broadcast: Broadcast, leg: Leg) -> list[tuple[datetime, Exceptional]]:
        found = [
            (each.due_at, each)
            for each in self._retries(leg).values()
            if each.due_at is not None and (broadcast.community, each.person) in self._tables.subscribers
        ]
        return sorted(found, key=lambda pair: (pair[0], pair[1].person))

    def _recipient(self, broadcast: Broadcast, subscriber: Subscriber, tries: int) -> Recipient:
        return Recipient(
            person=self._tables.people[subscriber.person],
            language=subscriber.language,
            tries=tries,
            gone=not subscriber.is_in,
            blocked=subscriber.blocked_at is not None,
            voted=(broadcast.poll, self._tables.people[subscriber.person].voter) in self._tables.ballots
            or (broadcast.poll, PersonId(self._tables.people[subscriber.person].voter)) in self._tables.participations,
        )


def _newest(found: Iterable[Broadcast]) -> list[Broadcast]:
    confirmed = [each for each in found if each.state is not BroadcastState.PREPARING]
    return sorted(sorted(confirmed, key=lambda each: each.id), key=lambda each: each.created_at, reverse=True)
