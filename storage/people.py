"""Communities, people, roles and sign-in links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.codes import OneTimeCode
from bot.domain.community import Community, Identity, Person, Role
from bot.domain.errors import NotFound
from bot.domain.ids import CommunityId, PersonId, Platform
from bot.domain.text import say
from storage.dialects import json_text, recognising, upsert
from storage.sealing import Sealed
from storage.tables import communities, people, roles, sign_in_links

NAMES_AT_ONCE = 500
_SEALED = Sealed()


class SqlCommunities:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ensure(self, community: Community) -> Community:
        statement = upsert(self._connection, communities).values(
            id=community.id, name=community.name, language=community.language, timezone=community.timezone
        )
        await self._connection.execute(statement.on_conflict_do_nothing())
        return await self.get(community.id)

    async def get(self, community: CommunityId) -> Community:
        row = (await self._connection.execute(select(communities).where(communities.c.id == community))).one_or_none()
        if row is None:
            raise NotFound(say("error-community-unknown"))
        return _community(row)

    async def lock(self, community: CommunityId) -> Community:
        locked = select(communities).where(communities.c.id == community).with_for_update(key_share=True)
        row = (await self._connection.execute(locked)).one_or_none()
        if row is None:
            raise NotFound(say("error-community-unknown"))
        return _community(row)

    async def save(self, community: Community) -> None:
        await self._connection.execute(
            update(communities)
            .where(communities.c.id == community.id)
            .values(name=community.name, language=community.language, timezone=community.timezone)
        )

    async def all(self) -> Sequence[Community]:
        rows = await self._connection.execute(select(communities).order_by(communities.c.id))
        return [_community(row) for row in rows]


class SqlPeople:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def recognise(self, identity: Identity, new: PersonId) -> Person:
        return (await self.recognise_all([(identity, new)]))[0]

    async def recognise_all(self, strangers: Sequence[tuple[Identity, PersonId]]) -> Sequence[Person]:
        # one row a person, or PostgreSQL refuses; in one order, so that two processes wait for each other in it
        rows = {(identity.platform, identity.native_id): (identity.name, new) for identity, new in strangers}
        dialect = self._connection.dialect
        closed = [
            (new, platform, _SEALED.process_bind_param(number, dialect), _SEALED.process_bind_param(name, dialect))
            for (platform, number), (name, new) in sorted(rows.items())
        ]
        written = await self._connection.execute(recognising(self._connection), {"strangers": json_text(closed)})
        people_there = {(row.platform, row.native_id): _person(row) for row in written}
        return [people_there[identity.platform, identity.native_id] for identity, _ in strangers]

    async def find(self, platform: Platform, native_id: str) -> Person | None:
        found = select(people).where(people.c.platform == platform, people.c.native_id == native_id)
        row = (await self._connection.execute(found)).one_or_none()
        return _person(row) if row is not None else None

    async def get(self, person: PersonId) -> Person:
        row = (await self._connection.execute(select(people).where(people.c.id == person))).one_or_none()
        if row is None:
            raise NotFound(say("error-person-unknown"))
        return _person(row)

    async def names(self, wanted: Iterable[PersonId]) -> Mapping[PersonId, str]:
        keys = list(dict.fromkeys(wanted))
        found: dict[PersonId, str] = {}
        for start in range(0, len(keys), NAMES_AT_ONCE):
            page = select(people.c.id, people.c.name).where(people.c.id.in_(keys[start : start + NAMES_AT_ONCE]))
            found |= {PersonId(row.id): row.name for row in await self._connection.execute(page)}
        return found

    async def choose_language(self, person: PersonId, language: str) -> None:
        await self._connection.execute(update(people).where(people.c.id == person).values(language=language))

    async def grant(self, community: CommunityId, person: PersonId, role: Role) -> None:
        statement = upsert(self._connection, roles).values(community_id=community, person_id=person, role=role.value)
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["community_id", "person_id"], set_={"role": statement.excluded.role}
            )
        )

    async def role(self, community: CommunityId, person: PersonId) -> Role:
        found = select(roles.c.role).where(roles.c.community_id == community, roles.c.person_id == person)
        value = (await self._connection.execute(found)).scalar_one_or_none()
        return Role(value) if value is not None else Role.VOTER

    async def organisers(self, community: CommunityId) -> Sequence[Person]:
        found = [person for person, role in await self.team(community) if role.covers(Role.ORGANISER)]
        return sorted(found, key=lambda person: (person.name, person.id))

    async def team(self, community: CommunityId) -> Sequence[tuple[Person, Role]]:
        found = (
            select(people, roles.c.role)
            .join(roles, roles.c.person_id == people.c.id)
            .where(roles.c.community_id == community, roles.c.role != Role.VOTER.value)
        )
        team = [(_person(row), Role(row.role)) for row in await self._connection.execute(found)]
        # here and not in the database, where names may be sealed
        return sorted(team, key=lambda each: (-each[1].rank, each[0].name, each[0].id))

    async def roles_of(self, person: PersonId) -> Mapping[CommunityId, Role]:
        found = (
            select(roles)
            .where(roles.c.person_id == person, roles.c.role != Role.VOTER.value)
            .order_by(roles.c.community_id)
        )
        return {CommunityId(row.community_id): Role(row.role) for row in await self._connection.execute(found)}


class SqlSignIns:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, code: OneTimeCode) -> None:
        await self._connection.execute(
            sign_in_links.insert().values(
                digest=code.digest,
                expires_at=code.expires_at,
                community_id=code.community,
                role=code.role.value if code.role is not None else None,
                made_by=code.made_by,
                used_at=code.used_at,
                used_by=code.used_by,
            )
        )

    async def find(self, digest: str) -> OneTimeCode | None:
        found = select(sign_in_links).where(sign_in_links.c.digest == digest)
        row = (await self._connection.execute(found)).one_or_none()
        return _code(row) if row is not None else None

    async def use(self, digest: str, by: PersonId, now: datetime) -> bool:
        # one statement: of two who come at once, one finds it used
        used = await self._connection.execute(
            update(sign_in_links)
            .where(
                sign_in_links.c.digest == digest,
                sign_in_links.c.used_at.is_(None),
                sign_in_links.c.expires_at > now,
            )
            .values(used_at=now, used_by=by)
        )
        return used.rowcount == 1


def _code(row: Row[Any]) -> OneTimeCode:
    return OneTimeCode(
        digest=row.digest,
        expires_at=row.expires_at,
        community=CommunityId(row.community_id) if row.community_id is not None else None,
        role=Role(row.role) if row.role is not None else None,
        made_by=PersonId(row.made_by) if row.made_by is not None else None,
        used_at=row.used_at,
        used_by=PersonId(row.used_by) if row.used_by is not None else None,
    )


def _community(row: Row[Any]) -> Community:
    return Community(id=CommunityId(row.id), name=row.name, language=row.language, timezone=row.timezone)


def _person(row: Row[Any]) -> Person:
    return Person(
        id=PersonId(row.id),
        platform=Platform(row.platform),
        native_id=row.native_id,
        name=row.name,
        language=row.language,
    )
