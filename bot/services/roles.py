"""Who has which role in a community: read and changed by its owners, of whom one always remains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.audit import Act
from bot.domain.community import Person, Role
from bot.domain.errors import NotAllowed
from bot.domain.ids import CommunityId, EventKey, PersonId
from bot.domain.text import say
from bot.ports import Clock, UnitOfWork, Work
from bot.services.actor import Actor
from bot.services.once import once
from bot.services.recording import record


@dataclass(frozen=True, slots=True)
class Granted:
    person: Person
    before: Role
    after: Role


class Roles:
    """Every method may raise DomainError or StoreUnavailable; then nothing was changed."""

    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def team(self, community: CommunityId) -> Sequence[tuple[Person, Role]]:
        """Everybody who is more than a voter, the highest role first."""
        async with self._work.reading() as work:
            return await work.people.team(community)

    async def grant(self, actor: Actor, person: PersonId, role: Role, event: EventKey | None) -> Granted:
        """Raises NotAllowed for who owns the community no more, and where nobody would own it."""
        now, community = self._clock.now(), actor.community.id
        async with self._work.writing() as work:
            await once(work, event, now)
            await must_own(work, actor)
            known = await work.people.get(person)
            before = await work.people.role(community, person)
            if before is Role.OWNER and role is not Role.OWNER:
                await must_not_be_the_last(work, community, person)
            if before is not role:
                await work.people.grant(community, person, role)
                await record(work, Act.GRANTED, community, now, person, {"before": before.value, "after": role.value})
        return Granted(known, before, role)


async def must_own(work: Work, actor: Actor) -> None:
    """Asked again within the transaction, with the community locked: two owners may be taking each other's role."""
    await work.communities.lock(actor.community.id)
    if await work.people.role(actor.community.id, actor.person.id) is not Role.OWNER:
        raise NotAllowed(say("error-owners-only"))


async def must_not_be_the_last(work: Work, community: CommunityId, person: PersonId) -> None:
    """Of a locked community. Raises NotAllowed."""
    owners = {each.id for each, role in await work.people.team(community) if role is Role.OWNER}
    if owners == {person}:
        name = (await work.communities.get(community)).name
        raise NotAllowed(say("error-last-owner", community=name))
