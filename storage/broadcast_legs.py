"""Each platform's share of a broadcast: how far it has come, whose turn is next, and who was not reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.broadcast import (
    Broadcast,
    BroadcastId,
    BroadcastState,
    FailureReason,
    Hindrance,
    Leg,
    Progress,
    Recipient,
)
from bot.domain.community import Person
from bot.domain.ids import PersonId, Platform
from storage.dialects import upsert
from storage.subscribers import among
from storage.tables import (
    ballots,
    broadcast_exceptions,
    broadcast_legs,
    broadcasts,
    participations,
    people,
    subscribers,
)

FARTHEST_CLAIM: Final = timedelta(minutes=5)
"""A claim beyond that was made by a clock that has been set back since."""


class SqlLegs:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, broadcast: BroadcastId, counts: Mapping[Platform, int]) -> None:
        none = dict.fromkeys(("sent", "blocked", "failed", "skipped", "waiting"), 0)
        rows = [
            {"broadcast_id": broadcast, "platform": platform, "recipients": count, "exhausted": False, **none}
            for platform, count in counts.items()
        ]
        if rows:
            await self._connection.execute(insert(broadcast_legs), rows)

    async def of(self, broadcast: BroadcastId) -> Sequence[Leg]:
        found = select(broadcast_legs).where(broadcast_legs.c.broadcast_id == broadcast)
        return [_leg(row) for row in await self._connection.execute(found.order_by(broadcast_legs.c.platform))]

    async def failures(self, broadcast: BroadcastId) -> Mapping[FailureReason, int]:
        failed = (
            select(broadcast_exceptions.c.reason, func.count())
            .where(
                broadcast_exceptions.c.broadcast_id == broadcast,
                broadcast_exceptions.c.what == Hindrance.FAILED.value,
            )
            .group_by(broadcast_exceptions.c.reason)
        )
        return {FailureReason(reason): count for reason, count in await self._connection.execute(failed)}

    async def to_run(self, platform: Platform, *, limit: int) -> Sequence[Leg]:
        found = (
            select(broadcast_legs)
            .join(broadcasts, broadcasts.c.id == broadcast_legs.c.broadcast_id)
            .where(
                broadcasts.c.state == BroadcastState.SENDING.value,
                broadcast_legs.c.platform == platform,
                or_(broadcast_legs.c.exhausted.is_(False), broadcast_legs.c.waiting > 0),
            )
            .order_by(broadcasts.c.started_at, broadcasts.c.id)
            .limit(limit)
        )
        return [_leg(row) for row in await self._connection.execute(found)]

    async def claim(self, leg: Leg, runner: str, now: datetime, until: datetime) -> Leg | None:
        free = or_(
            broadcast_legs.c.runner.is_(None),
            broadcast_legs.c.runner == runner,
            broadcast_legs.c.runner_until <= now,
            broadcast_legs.c.runner_until > now + FARTHEST_CLAIM,
        )
        claimed = update(broadcast_legs).where(_same(leg), free).values(runner=runner, runner_until=until)
        row = (await self._connection.execute(claimed.returning(*broadcast_legs.c))).one_or_none()
        return _leg(row) if row is not None else None

    async def release(self, leg: Leg, runner: str) -> None:
        mine = and_(_same(leg), broadcast_legs.c.runner == runner)
        await self._connection.execute(update(broadcast_legs).where(mine).values(runner=None, runner_until=None))

    async def page(self, broadcast: Broadcast, leg: Leg, after: PersonId | None, *, limit: int) -> Sequence[Recipient]:
        assert broadcast.started_at is not None  # a preview has no legs
        found = _recipients(broadcast).where(
            among(broadcast.community, broadcast.started_at), subscribers.c.platform == leg.platform
        )
        if after is not None:
            found = found.where(subscribers.c.person_id > after)
        rows = await self._connection.execute(found.order_by(subscribers.c.person_id).limit(limit))
        return [_recipient(row) for row in rows]

    async def due(self, broadcast: Broadcast, leg: Leg, now: datetime, *, limit: int) -> Sequence[Recipient]:
        found = (
            _waiting(broadcast, leg)
            .where(broadcast_exceptions.c.due_at <= now)
            .order_by(broadcast_exceptions.c.due_at, broadcast_exceptions.c.person_id)
            .limit(limit)
        )
        return [_recipient(row, row.tries) for row in await self._connection.execute(found)]

    async def next_due(self, broadcast: Broadcast, leg: Leg) -> datetime | None:
        # of those who are still known here: who was erased meanwhile is waited for by nobody
        first = _waiting(broadcast, leg).order_by(broadcast_exceptions.c.due_at).limit(1)
        row = (await self._connection.execute(first)).one_or_none()
        return row.due_at if row is not None else None

    async def settle(self, leg: Leg) -> None:
        await self._connection.execute(update(broadcast_legs).where(_same(leg)).values(waiting=0))

    async def advance(
        self, leg: Leg, runner: str, old: PersonId | None, progress: Progress, until: datetime
    ) -> BroadcastState | None:
        here = broadcast_legs.c
        mine = and_(_same(leg), here.runner == runner, here.cursor.is_not_distinct_from(old))
        known = await self._known(leg, [*progress.reached, *(each.person for each in progress.exceptional)])
        fates = [each.what for each in progress.exceptional]
        stepped = await self._connection.execute(
            update(broadcast_legs)
            .where(mine)
            .values(
                cursor=progress.cursor,
                exhausted=True if progress.exhausted else here.exhausted,
                sent=here.sent + progress.sent,
                skipped=here.skipped + progress.skipped,
                blocked=here.blocked + fates.count(Hindrance.BLOCKED),
                failed=here.failed + fates.count(Hindrance.FAILED),
                waiting=here.waiting + fates.count(Hindrance.RETRY) - known,
                runner_until=until,
            )
        )
        if stepped.rowcount != 1:
            return None
        await self._write_down(leg, progress)
        state = await self._connection.execute(select(broadcasts.c.state).where(broadcasts.c.id == leg.broadcast))
        return BroadcastState(state.scalar_one())

    # ------------------------------------------------------------

    async def _known(self, leg: Leg, asked: Sequence[PersonId]) -> int:
        """How many of them were waiting for another try."""
        if not asked:
            return 0
        waiting = select(func.count()).where(_retries(leg), broadcast_exceptions.c.person_id.in_(asked))
        return (await self._connection.scalar(waiting)) or 0

    async def _write_down(self, leg: Leg, progress: Progress) -> None:
        if progress.reached:
            await self._connection.execute(
                delete(broadcast_exceptions).where(
                    broadcast_exceptions.c.broadcast_id == leg.broadcast,
                    broadcast_exceptions.c.person_id.in_(progress.reached),
                )
            )
        for each in progress.exceptional:
            new = {"what": each.what.value, "reason": _value(each.reason), "tries": each.tries, "due_at": each.due_at}
            statement = upsert(self._connection, broadcast_exceptions).values(
                broadcast_id=leg.broadcast, person_id=each.person, platform=leg.platform, **new
            )
            await self._connection.execute(
                statement.on_conflict_do_update(index_elements=["broadcast_id", "person_id"], set_=new)
            )


def _value(reason: FailureReason | None) -> str | None:
    return reason.value if reason is not None else None


def _same(leg: Leg) -> ColumnElement[bool]:
    return and_(broadcast_legs.c.broadcast_id == leg.broadcast, broadcast_legs.c.platform == leg.platform)


def _retries(leg: Leg) -> ColumnElement[bool]:
    return and_(
        broadcast_exceptions.c.broadcast_id == leg.broadcast,
        broadcast_exceptions.c.platform == leg.platform,
        broadcast_exceptions.c.what == Hindrance.RETRY.value,
    )


def _recipients(broadcast: Broadcast) -> Select[Any]:
    voter = func.coalesce(people.c.same_as, people.c.id)
    cast = or_(
        exists().where(ballots.c.poll_id == broadcast.poll, ballots.c.voter_key == voter),
        exists().where(participations.c.poll_id == broadcast.poll, participations.c.person_id == voter),
    )
    return select(
        people,
        subscribers.c.language.label("hint"),
        subscribers.c.left_at,
        subscribers.c.blocked_at,
        cast.label("voted"),
    ).join(people, people.c.id == subscribers.c.person_id)


def _waiting(broadcast: Broadcast, leg: Leg) -> Select[Any]:
    return (
        _recipients(broadcast)
        .add_columns(broadcast_exceptions.c.tries, broadcast_exceptions.c.due_at)
        .join(broadcast_exceptions, broadcast_exceptions.c.person_id == subscribers.c.person_id)
        .where(subscribers.c.community_id == broadcast.community, _retries(leg))
    )


def _recipient(row: Row[Any], tries: int = 0) -> Recipient:
    person = Person(
        id=PersonId(row.id),
        platform=Platform(row.platform),
        native_id=row.native_id,
        name=row.name,
        language=row.language,
    )
    return Recipient(
        person=person,
        language=row.hint,
        tries=tries,
        gone=row.left_at is not None,
        blocked=row.blocked_at is not None,
        voted=bool(row.voted),
    )


def _leg(row: Row[Any]) -> Leg:
    return Leg(
        broadcast=BroadcastId(row.broadcast_id),
        platform=Platform(row.platform),
        recipients=row.recipients,
        sent=row.sent,
        blocked=row.blocked,
        failed=row.failed,
        skipped=row.skipped,
        waiting=row.waiting,
        cursor=PersonId(row.cursor) if row.cursor is not None else None,
        exhausted=row.exhausted,
        runner=row.runner,
        runner_until=row.runner_until,
    )
