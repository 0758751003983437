"""Whatever people do with roles, in whatever order: a community that was claimed always has an owner."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.audit import Act
from bot.domain.community import Community, Identity, Role
from bot.domain.errors import DomainError
from bot.domain.ids import PersonId, Platform
from bot.services.access import Access
from bot.services.codes import Codes
from bot.services.privacy import Privacy
from bot.services.recording import acting
from bot.services.roles import Roles
from storage.memory import MemoryUnitOfWork
from tests.builders import COMMUNITY
from tests.fakes.clock import FakeChance, FakeClock

PEOPLE = [Identity(Platform("web"), name, name, "en") for name in ("ada", "ben", "eve")]


@dataclass(frozen=True)
class Grant:
    by: int
    whom: int
    role: Role


@dataclass(frozen=True)
class Hand:
    """`by` makes a code, and `to` enters it."""

    by: int
    to: int
    role: Role


@dataclass(frozen=True)
class Leave:
    who: int


@dataclass(frozen=True)
class Claim:
    who: int


someone = st.integers(0, len(PEOPLE) - 1)
role = st.sampled_from(Role)
deeds = st.lists(
    st.one_of(
        st.builds(Grant, someone, someone, role),
        st.builds(Hand, someone, someone, role),
        st.builds(Leave, someone),
        st.builds(Claim, someone),
    ),
    max_size=25,
)


@given(deeds)
def test_a_claimed_community_always_has_an_owner_and_every_change_a_line(
    what: list[Grant | Hand | Leave | Claim],
) -> None:
    asyncio.run(_play(what))


async def _play(what: list[Grant | Hand | Leave | Claim]) -> None:
    clock, chance = FakeClock(), FakeChance()
    work = MemoryUnitOfWork(clock)
    async with work.writing() as within:
        await within.communities.ensure(Community(id=COMMUNITY, name="Choir", language="en", timezone="UTC"))
    access = Access(work, clock, chance, COMMUNITY)
    roles, codes = Roles(work, clock), Codes(work, access, clock, chance)
    privacy = Privacy(work, access, clock, chance, lambda _poll: None)
    claimed = False
    for deed in what:
        before = await held(work)
        owners = {person for person, has in before.items() if has is Role.OWNER}
        with suppress(DomainError):
            match deed:
                case Claim(who):
                    code = await access.invite_organiser(timedelta(hours=1))
                    claimed = (await codes.enter(code, PEOPLE[who])).role is not None or claimed
                case Leave(who):
                    await privacy.forget(await access.recognise(PEOPLE[who]), None)
                case Grant(by, whom, role):
                    actor = await access.recognise(PEOPLE[by])
                    target = (await access.recognise(PEOPLE[whom])).person.id
                    with acting(actor):
                        await roles.grant(actor, target, role, None)
                    assert actor.person.id in owners, "only an owner gives roles"
                case Hand(by, to, role):
                    actor = await access.recognise(PEOPLE[by])
                    with acting(actor):
                        code = await codes.make(actor, role, None)
                    assert actor.person.id in owners, "only an owner makes codes"
                    await codes.enter(code, PEOPLE[to])
        after = await held(work)
        if claimed:
            assert Role.OWNER in after.values(), deed
        if isinstance(deed, Grant) and after != before:
            async with work.reading() as reading:
                (line,) = await reading.audit.recent(COMMUNITY, limit=1)
            assert line.act is Act.GRANTED
            assert line.detail["before"] != line.detail["after"]


async def held(work: MemoryUnitOfWork) -> dict[PersonId, Role]:
    async with work.reading() as reading:
        return {person.id: role for person, role in await reading.people.team(COMMUNITY)}
