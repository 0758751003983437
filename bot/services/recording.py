"""Writing the audit log, in the very transaction of the act.

Who acts is known for the length of one request (`acting`); what was done is said by the service that does it
(`record`), so that no service has to be told who calls it. What the program does by itself is nobody's act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from bot.domain.audit import Act, AuditEntry
from bot.domain.community import Role
from bot.domain.ids import CommunityId, PersonId
from bot.domain.poll import Cancelled, Poll
from bot.ports import Work
from bot.services.actor import Actor
from bot.services.steps import Step


@dataclass(frozen=True, slots=True)
class Acting:
    person: PersonId
    role: Role
    inherited: bool = False
    """The role is not granted here: the platform says that the person runs the place."""


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """What is recorded meanwhile, is recorded as done by `actor`."""
    token = _acting.set(Acting(actor.person.id, actor.role, actor.inherits))
    try:
        yield
    finally:
        _acting.reset(token)


async def record(
    work: Work,
    act: Act,
    community: CommunityId,
    now: datetime,
    subject: str = "",
    detail: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Kept with the transaction of `work`, or not at all. What a voter does, or nobody, is no privileged act."""
    who = _acting.get()
    if who is not None and who.role is not Role.VOTER:
        inherited = {"inherited": "yes"} if who.inherited else {}
        await record_of(work, who.person, who.role, act, community, now, subject, {**detail, **inherited})


async def record_of(
    work: Work,
    person: PersonId | None,
    role: Role | None,
    act: Act,
    community: CommunityId,
    now: datetime,
    subject: str = "",
    detail: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """The same for somebody in particular; None: for the operator, at the machine."""
    await work.audit.add(
        AuditEntry(at=now, community=community, person=person, role=role, act=act, subject=subject, detail=detail)
    )


ACTS: Final = {
    Step.LAUNCHED: Act.LAUNCHED,
    Step.CLOSED: Act.CLOSED,
    Step.REOPENED: Act.REOPENED,
    Step.MOVED: Act.MOVED,
    Step.CANCELLED: Act.CANCELLED,
    Step.FIXED: Act.FIXED,
}


async def record_step(work: Work, step: Step, poll: Poll, now: datetime) -> None:
    """An `Echo`: every step of a poll's life that somebody makes it take."""
    act = ACTS.get(step)
    if act is None:
        return
    detail = {}
    if act in (Act.LAUNCHED, Act.REOPENED, Act.MOVED) and poll.closes_at is not None:
        detail["closes_at"] = poll.closes_at.isoformat()
    if isinstance(poll.state, Cancelled) and poll.state.reason:
        detail["reason"] = poll.state.reason
    await record(work, act, poll.community, now, poll.id, detail)
