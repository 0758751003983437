"""Linked accounts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.community import Person
from bot.domain.ids import PersonId, PollId, VoterKey
from storage.dialects import upsert
from storage.people import SqlPeople, person_of
from storage.tables import ballots, people, polls
from storage.tables_electorates import link_codes


class SqlLinks:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep_code(self, person: PersonId, digest: str, expires_at: datetime) -> None:
        statement = upsert(self._connection, link_codes).values(person_id=person, digest=digest, expires_at=expires_at)
        changed = {name: statement.excluded[name] for name in ("digest", "expires_at")}
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=changed))

    async def take_code(self, digest: str) -> tuple[PersonId, datetime] | None:
        taken = delete(link_codes).where(link_codes.c.digest == digest).returning(*link_codes.c)
        row = (await self._connection.execute(taken)).one_or_none()
        return (PersonId(row.person_id), row.expires_at) if row is not None else None

    async def accounts(self, person: PersonId) -> Sequence[Person]:
        known = await SqlPeople(self._connection).get(person)
        first = known.same_as or known.id
        found = select(people).where(or_(people.c.id == first, people.c.same_as == first))
        accounts = [person_of(row) for row in await self._connection.execute(found)]
        return sorted(accounts, key=lambda each: (each.id != first, each.id))

    async def count_as(self, person: PersonId, same_as: PersonId | None) -> None:
        await self._connection.execute(update(people).where(people.c.id == person).values(same_as=same_as))

    async def open_polls_of(self, voters: Collection[VoterKey]) -> Sequence[PollId]:
        cast = select(ballots.c.poll_id).where(ballots.c.poll_id == polls.c.id, ballots.c.voter_key.in_(voters))
        found = select(polls.c.id).where(polls.c.state == "open", cast.exists()).order_by(polls.c.id)
        return [PollId(number) for number in (await self._connection.execute(found)).scalars()]

    async def strays(self, poll: PollId) -> Sequence[tuple[VoterKey, VoterKey]]:
        # from the few linked people to the ballots, by both primary keys
        found = (
            select(people.c.id, people.c.same_as)
            .join(ballots, (ballots.c.poll_id == poll) & (ballots.c.voter_key == people.c.id))
            .where(people.c.same_as.is_not(None))
            .order_by(people.c.id)
        )
        return [(VoterKey(row.id), VoterKey(row.same_as)) for row in await self._connection.execute(found)]
