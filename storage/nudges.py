"""Who is reminded in private before a decision closes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.community import Person
from bot.domain.electorate import Invited, is_settled
from bot.domain.ids import PersonId, Platform, PollId, VoterKey
from bot.domain.poll import Poll
from bot.ports.nudges import Nudge
from storage.dialects import upsert
from storage.people import person_of
from storage.tables import (
    ballots,
    invitations,
    nudges,
    participations,
    people,
    room_messages,
    subscribers,
    subscriptions,
)

_VOTER = func.coalesce(people.c.same_as, people.c.id)


class SqlNudges:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def wanted(
        self, poll: Poll, at: datetime, *, sent_since: datetime, after: PersonId | None, limit: int
    ) -> tuple[Sequence[Person], PersonId | None]:
        # who there is, and then who of them: in one statement all the others are looked at for every page, too
        asked = [each if after is None else each.where(each.selected_columns[0] > after) for each in _asked(poll)]
        page = union(*asked).subquery()
        looked_at = (await self._connection.execute(select(page.c[0]).order_by(page.c[0]).limit(limit))).scalars().all()
        found = select(people).where(people.c.id.in_(looked_at), *_not_voted(poll), ~_unwilling())
        some = [person_of(row) for row in await self._connection.execute(found.order_by(people.c.id))]
        known = await self._known({each.voter for each in some}, poll.id, at, sent_since)
        return [each for each in some if each.voter not in known], PersonId(looked_at[-1]) if looked_at else None

    async def plan(self, poll: PollId, at: datetime, keys: Mapping[PersonId, str]) -> None:
        if not keys:
            return
        statement = upsert(self._connection, nudges)
        new = {each: statement.excluded[each] for each in ("at", "key", "due_at", "told_at")}
        statement = statement.on_conflict_do_update(index_elements=["poll_id", "person_id"], set_=new)
        rows = [
            {"poll_id": poll, "person_id": person, "at": at, "key": key, "due_at": at, "told_at": None}
            for person, key in keys.items()
        ]
        await self._connection.execute(statement, rows)

    async def due(self, platforms: Collection[Platform], now: datetime, *, limit: int) -> Sequence[Nudge]:
        found = (
            select(nudges)
            .join(people, people.c.id == nudges.c.person_id)
            .where(nudges.c.due_at <= now, people.c.platform.in_(list(platforms)))
            .order_by(nudges.c.due_at, nudges.c.key)
            .limit(limit)
        )
        return [
            Nudge(poll=PollId(row.poll_id), person=PersonId(row.person_id), at=row.at, key=row.key)
            for row in await self._connection.execute(found)
        ]

    async def claim(self, nudge: Nudge, now: datetime, until: datetime) -> bool:
        taken = update(nudges).where(_same(nudge), nudges.c.due_at <= now).values(due_at=until)
        return (await self._connection.execute(taken)).rowcount == 1

    async def done(self, nudge: Nudge, told_at: datetime | None) -> None:
        over = update(nudges).where(_same(nudge)).values(due_at=None, told_at=told_at)
        await self._connection.execute(over)

    async def forget(self, poll: PollId) -> None:
        mine = nudges.c.poll_id == poll
        shown = select(nudges.c.key).where(mine)
        await self._connection.execute(delete(room_messages).where(room_messages.c.key.in_(shown)))
        await self._connection.execute(delete(nudges).where(mine))

    async def _known(
        self, voters: Collection[VoterKey], poll: PollId, at: datetime, sent_since: datetime
    ) -> Collection[VoterKey]:
        """For whom it is planned for this moment, or who was told not long before, on whichever account."""
        accounts = select(people).where(or_(people.c.id.in_(voters), people.c.same_as.in_(voters)))
        counts_as = {row.id: person_of(row).voter for row in await self._connection.execute(accounts)}
        told = and_(nudges.c.told_at.is_not(None), nudges.c.at > sent_since)
        found = select(nudges.c.person_id).where(
            nudges.c.poll_id == poll, nudges.c.person_id.in_(list(counts_as)), or_(nudges.c.at == at, told)
        )
        return {counts_as[person] for person in (await self._connection.execute(found)).scalars()}


def _same(nudge: Nudge) -> ColumnElement[bool]:
    return and_(nudges.c.poll_id == nudge.poll, nudges.c.person_id == nudge.person, nudges.c.key == nudge.key)


def _asked(poll: Poll) -> list[Select[Any]]:
    """The accounts that there is a reason to write to."""
    asked: list[Select[Any]] = [select(subscriptions.c.person_id).where(subscriptions.c.poll_id == poll.id)]
    who = poll.rules.eligibility
    if isinstance(who, Invited):
        guests = select(invitations.c.used_by).where(
            invitations.c.poll_id == poll.id, invitations.c.used_by.is_not(None)
        )
        asked.append(guests)
    elif is_settled(who):
        asked.append(select(subscribers.c.person_id).where(subscribers.c.community_id == poll.community))
    return asked


def _not_voted(poll: Poll) -> tuple[ColumnElement[bool], ...]:
    """Two of them, so that each is looked up by its index."""
    return (
        ~exists().where(ballots.c.poll_id == poll.id, ballots.c.voter_key == _VOTER),
        ~exists().where(participations.c.poll_id == poll.id, participations.c.person_id == _VOTER),
    )


def _unwilling() -> ColumnElement[bool]:
    no = or_(subscribers.c.left_at.is_not(None), subscribers.c.blocked_at.is_not(None))
    return exists().where(subscribers.c.person_id == people.c.id, no)
