"""Communities, people and sign-in links in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.codes import OneTimeCode
from bot.domain.community import Community, Identity, Person, Role
from bot.domain.errors import NotFound
from bot.domain.ids import CommunityId, PersonId, Platform
from bot.domain.text import say

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryCommunities:
    def __init__(self, tables: Tables) -> None:
        self._communities = tables.communities

    async def ensure(self, community: Community) -> Community:
        return self._communities.setdefault(community.id, community)

    async def get(self, community: CommunityId) -> Community:
        if community not in self._communities:
            raise NotFound(say("error-community-unknown"))
        return self._communities[community]

    async def lock(self, community: CommunityId) -> Community:
        return await self.get(community)

    async def save(self, community: Community) -> None:
        self._communities[community.id] = community

    async def all(self) -> Sequence[Community]:
        return [community for _, community in sorted(self._communities.items())]


class MemoryPeople:
    def __init__(self, tables: Tables) -> None:
        self._people, self._roles = tables.people, tables.roles

    async def recognise(self, identity: Identity, new: PersonId) -> Person:
        known = await self.find(identity.platform, identity.native_id)
        person = known or Person(
            id=new, platform=identity.platform, native_id=identity.native_id, name=identity.name, language=None
        )
        self._people[person.id] = replace(person, name=identity.name or person.name)
        return self._people[person.id]

    async def recognise_all(self, strangers: Sequence[tuple[Identity, PersonId]]) -> Sequence[Person]:
        return [await self.recognise(identity, new) for identity, new in strangers]

    async def find(self, platform: Platform, native_id: str) -> Person | None:
        return next(
            (each for each in self._people.values() if (each.platform, each.native_id) == (platform, native_id)), None
        )

    async def get(self, person: PersonId) -> Person:
        if person not in self._people:
            raise NotFound(say("error-person-unknown"))
        return self._people[person]

    async def names(self, wanted: Iterable[PersonId]) -> Mapping[PersonId, str]:
        return {person: self._people[person].name for person in wanted if person in self._people}

    async def choose_language(self, person: PersonId, language: str) -> None:
        if person in self._people:
            self._people[person] = replace(self._people[person], language=language)

    async def grant(self, community: CommunityId, person: PersonId, role: Role) -> None:
        self._roles[community, person] = role

    async def role(self, community: CommunityId, person: PersonId) -> Role:
        return self._roles.get((community, person), Role.VOTER)

    async def organisers(self, community: CommunityId) -> Sequence[Person]:
        team = await self.team(community)
        found = [person for person, role in team if role.covers(Role.ORGANISER)]
        return sorted(found, key=lambda person: (person.name, person.id))

    async def team(self, community: CommunityId) -> Sequence[tuple[Person, Role]]:
        found = [
            (self._people[person], role)
            for (where, person), role in self._roles.items()
            if where == community and role is not Role.VOTER
        ]
        return sorted(found, key=lambda each: (-each[1].rank, each[0].name, each[0].id))

    async def roles_of(self, person: PersonId) -> Mapping[CommunityId, Role]:
        mine = sorted((where, role) for (where, who), role in self._roles.items() if who == person)
        return {where: role for where, role in mine if role is not Role.VOTER}


class MemorySignIns:
    def __init__(self, tables: Tables) -> None:
        self._codes = tables.sign_ins

    async def add(self, code: OneTimeCode) -> None:
        self._codes[code.digest] = code

    async def find(self, digest: str) -> OneTimeCode | None:
        return self._codes.get(digest)

    async def use(self, digest: str, by: PersonId, now: datetime) -> bool:
        code = self._codes.get(digest)
        if code is None or code.used_at is not None or code.expires_at <= now:
            return False
        self._codes[digest] = replace(code, used_at=now, used_by=by)
        return True
