"""What becomes of decisions and ideas."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.followup import Change, Deed, FollowUp, Stage, Standing, Statement, Topic
from bot.domain.ids import ChannelId, CommunityId, PersonId, PollId, Subject
from bot.ports.followups import Owing
from storage.dialects import upsert
from storage.tables import follow_up_changes, follow_ups, monthly_rooms, polls


class SqlFollowUps:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, follow_up: FollowUp) -> None:
        await self._connection.execute(follow_ups.insert().values(**_values(follow_up)))

    async def find(self, subject: Subject) -> FollowUp | None:
        found = select(follow_ups).where(follow_ups.c.subject == subject)
        return _maybe((await self._connection.execute(found)).one_or_none())

    async def lock(self, subject: Subject) -> FollowUp | None:
        # SQLite leaves FOR UPDATE out: there a writing transaction holds the only write lock from its beginning
        found = select(follow_ups).where(follow_ups.c.subject == subject).with_for_update()
        return _maybe((await self._connection.execute(found)).one_or_none())

    async def save(self, follow_up: FollowUp) -> None:
        await self._connection.execute(
            update(follow_ups).where(follow_ups.c.subject == follow_up.subject).values(**_values(follow_up))
        )

    async def note(self, after: FollowUp, deed: Deed, *, reason: str, at: datetime, by: PersonId | None) -> Change:
        last = select(func.max(follow_up_changes.c.number)).where(follow_up_changes.c.subject == after.subject)
        number = ((await self._connection.execute(last)).scalar_one() or 0) + 1
        change = Change(subject=after.subject, number=number, deed=deed, stage=after.stage, reason=reason, at=at, by=by)
        await self._connection.execute(
            follow_up_changes.insert().values(
                subject=change.subject,
                number=change.number,
                deed=change.deed.value,
                stage=change.stage.value,
                reason=change.reason,
                at=change.at,
                by_id=change.by,
            )
        )
        return change

    async def changes(self, subject: Subject) -> Sequence[Change]:
        found = select(follow_up_changes).where(follow_up_changes.c.subject == subject)
        rows = await self._connection.execute(found.order_by(follow_up_changes.c.number))
        return [change_of(row) for row in rows]

    async def changed(self, community: CommunityId, after: datetime, until: datetime) -> Sequence[Change]:
        within = (follow_up_changes.c.at > after) & (follow_up_changes.c.at <= until)
        found = (
            select(follow_up_changes)
            .join(follow_ups, follow_ups.c.subject == follow_up_changes.c.subject)
            .where(follow_ups.c.community_id == community, within)
            .order_by(follow_up_changes.c.at, follow_up_changes.c.subject, follow_up_changes.c.number)
        )
        return [change_of(row) for row in await self._connection.execute(found)]

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
        found = select(follow_ups).where(follow_ups.c.community_id == community, follow_ups.c.topic == topic.value)
        if stages:
            found = found.where(follow_ups.c.stage.in_([each.value for each in stages]))
        if owners:
            found = found.where(follow_ups.c.owner_id.in_(owners))
        if unanswered:
            closed = select(polls.c.id).where(polls.c.id == follow_ups.c.subject, polls.c.state == "closed")
            found = found.where(follow_ups.c.stated_at.is_(None), closed.exists())
        if before is not None:
            began, subject = follow_ups.c.began_at, follow_ups.c.subject
            same = and_(began == before.began_at, subject > before.subject)
            found = found.where(or_(began < before.began_at, same))
        found = found.order_by(follow_ups.c.began_at.desc(), follow_ups.c.subject).limit(limit)
        return [_sure(row) for row in await self._connection.execute(found)]

    async def owing(self, closed_before: datetime, nagged: int) -> Sequence[Owing]:
        found = (
            select(follow_ups, polls.c.closed_at)
            .join(polls, polls.c.id == follow_ups.c.subject)
            .where(
                follow_ups.c.topic == Topic.DECISION.value,
                follow_ups.c.stated_at.is_(None),
                follow_ups.c.nagged < nagged,
                polls.c.state == "closed",
                polls.c.closed_at <= closed_before,
            )
            .order_by(polls.c.closed_at, follow_ups.c.subject)
        )
        return [Owing(_sure(row), row.closed_at) for row in await self._connection.execute(found)]

    async def to_review(self, now: datetime) -> Sequence[FollowUp]:
        found = (
            select(follow_ups)
            .join(polls, polls.c.id == follow_ups.c.subject)
            .where(
                follow_ups.c.topic == Topic.DECISION.value,
                follow_ups.c.review.is_(None),
                follow_ups.c.review_at <= now,
                follow_ups.c.stage.not_in([each.value for each in Stage if each.needs_reason]),
                polls.c.state == "closed",
            )
            .order_by(follow_ups.c.review_at, follow_ups.c.subject)
        )
        return [_sure(row) for row in await self._connection.execute(found)]

    async def switch_monthly(self, room: ChannelId, next_at: datetime | None) -> None:
        if next_at is None:
            await self._connection.execute(delete(monthly_rooms).where(monthly_rooms.c.channel_id == room))
            return
        statement = upsert(self._connection, monthly_rooms).values(channel_id=room, next_at=next_at)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["channel_id"], set_={"next_at": next_at})
        )

    async def monthly(self, room: ChannelId) -> datetime | None:
        found = select(monthly_rooms.c.next_at).where(monthly_rooms.c.channel_id == room)
        return (await self._connection.execute(found)).scalar_one_or_none()

    async def monthly_due(self, now: datetime) -> Mapping[ChannelId, datetime]:
        found = select(monthly_rooms).where(monthly_rooms.c.next_at <= now).order_by(monthly_rooms.c.channel_id)
        return {ChannelId(row.channel_id): row.next_at for row in await self._connection.execute(found)}

    async def forget_names(self, before: datetime) -> int:
        named = (follow_up_changes.c.at < before) & follow_up_changes.c.by_id.is_not(None)
        return (await self._connection.execute(update(follow_up_changes).where(named).values(by_id=None))).rowcount


def change_of(row: Row[Any]) -> Change:
    return Change(
        subject=Subject(row.subject),
        number=row.number,
        deed=Deed(row.deed),
        stage=Stage(row.stage),
        reason=row.reason,
        at=row.at,
        by=PersonId(row.by_id) if row.by_id is not None else None,
    )


def _values(kept: FollowUp) -> dict[str, Any]:
    said = kept.statement
    return {
        "subject": kept.subject,
        "topic": kept.topic.value,
        "community_id": kept.community,
        "owner_id": kept.owner,
        "stage": kept.stage.value,
        "standing": said.standing.value if said is not None else None,
        "reason": said.reason if said is not None else None,
        "what": said.what if said is not None else None,
        "why": said.why if said is not None else None,
        "who": said.who if said is not None else None,
        "by_when": said.by_when if said is not None else None,
        "stated_at": said.at if said is not None else None,
        "review_at": kept.review_at,
        "review": kept.review,
        "nagged": kept.nagged,
        "began_at": kept.began_at,
    }


def _maybe(row: Row[Any] | None) -> FollowUp | None:
    return _sure(row) if row is not None else None


def _sure(row: Row[Any]) -> FollowUp:
    said = None
    if row.stated_at is not None:
        said = Statement(
            standing=Standing(row.standing),
            reason=row.reason or "",
            what=row.what,
            why=row.why or "",
            who=row.who or "",
            by_when=row.by_when or "",
            at=row.stated_at,
        )
    return FollowUp(
        subject=Subject(row.subject),
        topic=Topic(row.topic),
        community=CommunityId(row.community_id),
        owner=PersonId(row.owner_id) if row.owner_id is not None else None,
        stage=Stage(row.stage),
        statement=said,
        review_at=row.review_at,
        review=PollId(row.review) if row.review is not None else None,
        nagged=row.nagged,
        began_at=row.began_at,
    )
