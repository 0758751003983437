"""One-time codes entered: the first who does gets the role, and everybody else reads why not."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.audit import Act
from bot.domain.codes import (
    CODE_BYTES,
    CODE_LASTS,
    MOST_CODE_CHARS,
    CodeFault,
    OneTimeCode,
    digest_of,
    fault_of,
)
from bot.domain.community import Identity, Role
from bot.domain.ids import CommunityId, EventKey, PersonId, encode
from bot.domain.text import Text, say
from bot.ports import Chance, Clock, UnitOfWork, Work
from bot.services.access import Access
from bot.services.actor import Actor
from bot.services.once import once
from bot.services.recording import record, record_of
from bot.services.roles import must_own

_REFUSED = {
    CodeFault.UNKNOWN: say("code-unknown"),
    CodeFault.EXPIRED: say("code-expired"),
    CodeFault.USED: say("code-used"),
    CodeFault.VOID: say("code-void"),
}


@dataclass(frozen=True, slots=True)
class Entered:
    """`role` is what the person is now; None: the code gave nothing, and `text` says why."""

    role: Role | None
    text: Text


class Codes:
    """Every method may raise StoreUnavailable; then nothing was changed."""

    def __init__(self, work: UnitOfWork, access: Access, clock: Clock, chance: Chance) -> None:
        self._work, self._access, self._clock, self._chance = work, access, clock, chance

    async def make(self, actor: Actor, role: Role, event: EventKey | None) -> str:
        """A code for one person, good for a day. Raises NotAllowed for who owns the community no more."""
        now, code = self._clock.now(), encode(self._chance.token(CODE_BYTES))
        async with self._work.writing() as work:
            await once(work, event, now)
            await must_own(work, actor)
            await work.sign_ins.add(
                OneTimeCode(
                    digest=digest_of(code),
                    expires_at=now + CODE_LASTS,
                    community=actor.community.id,
                    role=role,
                    made_by=actor.person.id,
                )
            )
            await record(work, Act.CODE_MADE, actor.community.id, now, detail={"role": role.value})
        return code

    async def enter(self, code: str, identity: Identity) -> Entered:
        """Entered again by the same person it says the same again. Who is refused is not written down."""
        now, digest = self._clock.now(), digest_of(code.strip()[:MOST_CODE_CHARS])
        async with self._work.writing() as work:
            known = await work.sign_ins.find(digest)
            number = (known.community if known is not None else None) or self._access.home
            community = await work.communities.lock(number)
            # as it is now that everybody else who claims this community has done so, or waits
            known = await work.sign_ins.find(digest)
            person = await work.people.find(identity.platform, identity.native_id)
            fault = fault_of(known, person.id if person is not None else None, now)
            if fault is not None or known is None:
                return Entered(None, _REFUSED[fault or CodeFault.UNKNOWN])
            if not await _still_stands(work, known, number):
                return Entered(None, _REFUSED[CodeFault.VOID])
            who = (await self._access.meet(work, identity)).id
            before = await work.people.role(number, who)
            if known.used_at is not None:
                return Entered(before, welcome(before, community.name))
            if not await work.sign_ins.use(digest, who, now):
                return Entered(None, _REFUSED[CodeFault.USED])
            given = known.role or await _claimed(work, number)
            role = before if before.covers(given) else given
            await work.people.grant(number, who, role)
            await record_of(work, who, role, Act.CODE_USED, number, now, detail=_change(before, role))
        return Entered(role, welcome(role, community.name))


def _change(before: Role, after: Role) -> dict[str, str]:
    return {"before": before.value, "after": after.value}


async def _claimed(work: Work, community: CommunityId) -> Role:
    """The community is its first bearer's; it is locked, so that of two who come at once one is the first."""
    owned = any(role is Role.OWNER for _, role in await work.people.team(community))
    return Role.ORGANISER if owned else Role.OWNER


async def _still_stands(work: Work, code: OneTimeCode, community: CommunityId) -> bool:
    """Whoever lost the right to give roles gives none by codes left behind; one that was used stays used."""
    if code.made_by is None or code.used_at is not None:
        return True
    return await work.people.role(community, PersonId(code.made_by)) is Role.OWNER


def welcome(role: Role, community: str) -> Text:
    match role:
        case Role.OWNER:
            return say("code-owner", community=community)
        case Role.ORGANISER:
            return say("code-organiser", community=community)
        case Role.MODERATOR:
            return say("code-moderator", community=community)
        case Role.VOTER:
            # it was used, and what it gave was taken back since
            return say("code-used")
