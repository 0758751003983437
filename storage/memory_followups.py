"""What becomes of decisions and ideas, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.followup import Change, Deed, FollowUp, Stage, Topic
from bot.domain.ids import ChannelId, CommunityId, PersonId, PollId, Subject
from bot.domain.poll import Closed
from bot.ports.followups import Owing

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryFollowUps:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._kept, self._changes = tables.follow_ups, tables.follow_up_changes

    async def add(self, follow_up: FollowUp) -> None:
        assert follow_up.subject not in self._kept  # as the primary key has it
        self._kept[follow_up.subject] = follow_up

    async def find(self, subject: Subject) -> FollowUp | None:
        return self._kept.get(subject)

    async def lock(self, subject: Subject) -> FollowUp | None:
        return self._kept.get(subject)

    async def save(self, follow_up: FollowUp) -> None:
        self._kept[follow_up.subject] = follow_up

    async def note(self, after: FollowUp, deed: Deed, *, reason: str, at: datetime, by: PersonId | None) -> Change:
        number = sum(subject == after.subject for subject, _ in self._changes) + 1
        change = Change(subject=after.subject, number=number, deed=deed, stage=after.stage, reason=reason, at=at, by=by)
        self._changes[change.subject, number] = change
        return change

    async def changes(self, subject: Subject) -> Sequence[Change]:
        return [change for (of, _), change in sorted(self._changes.items()) if of == subject]

    async def changed(self, community: CommunityId, after: datetime, until: datetime) -> Sequence[Change]:
        found = [
            (change.at, *key)
            for key, change in self._changes.items()
            if after < change.at <= until and self._kept[change.subject].community == community
        ]
        return [self._changes[subject, number] for _, subject, number in sorted(found)]

    async def log(
        self,
        community: CommunityId,
        *,
        limit: int,
        topic: Topic = Topic.DECISION,
        stages: Collection[Stage] = (),
        owners: Collection[PersonId] = (),
        unanswered: bool = False,
        before: FollowUp | None = None,
    ) -> Sequence[FollowUp]:
        mine = [
            each
            for each in self._kept.values()
            if (each.community, each.topic) == (community, topic) and (not stages or each.stage in stages)
        ]
        if owners:
            mine = [each for each in mine if each.owner in owners]
        if unanswered:
            closed = {each.subject for each, _ in self._closed()}
            mine = [each for each in mine if each.statement is None and each.subject in closed]
        listed = sorted(mine, key=_newest_first)
        if before is not None:
            listed = [each for each in listed if _newest_first(each) > _newest_first(before)]
        return listed[:limit]

    async def owing(self, closed_before: datetime, nagged: int) -> Sequence[Owing]:
        found = [
            Owing(each, at)
            for each, at in self._closed()
            if each.statement is None and each.nagged < nagged and at <= closed_before
        ]
        return sorted(found, key=lambda each: (each.closed_at, each.follow_up.subject))

    async def to_review(self, now: datetime) -> Sequence[FollowUp]:
        found = [
            (each.review_at, each.subject)
            for each, _ in self._closed()
            if each.review is None
            and each.review_at is not None
            and each.review_at <= now
            and not each.stage.needs_reason
        ]
        return [self._kept[subject] for _, subject in sorted(found)]

    async def switch_monthly(self, room: ChannelId, next_at: datetime | None) -> None:
        if next_at is None:
            self._tables.monthly_rooms.pop(room, None)
        else:
            self._tables.monthly_rooms[room] = next_at

    async def monthly(self, room: ChannelId) -> datetime | None:
        return self._tables.monthly_rooms.get(room)

    async def monthly_due(self, now: datetime) -> Mapping[ChannelId, datetime]:
        return {room: at for room, at in sorted(self._tables.monthly_rooms.items()) if at <= now}

    async def forget_names(self, before: datetime) -> int:
        named = [(key, each) for key, each in self._changes.items() if each.at < before and each.by is not None]
        for key, change in named:
            self._changes[key] = replace(change, by=None)
        return len(named)

    def _closed(self) -> Iterator[tuple[FollowUp, datetime]]:
        for each in self._kept.values():
            poll = self._tables.polls.get(PollId(each.subject))
            if each.topic is Topic.DECISION and poll is not None and isinstance(poll.state, Closed):
                yield each, poll.state.at


def _newest_first(kept: FollowUp) -> tuple[float, str]:
    return -kept.began_at.timestamp(), kept.subject
