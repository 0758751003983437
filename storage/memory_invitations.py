"""Invitations in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.ids import PersonId, PollId
from bot.ports.invitations import Invitation, InvitationCount, Used

if TYPE_CHECKING:
    from storage.memory import Tables


@dataclass(frozen=True, slots=True)
class KeptInvitation:
    digest: str
    used_at: datetime | None = None
    used_by: PersonId | None = None


class MemoryInvitations:
    def __init__(self, tables: Tables) -> None:
        self._kept = tables.invitations

    async def invite(
        self,
        poll: PollId,
        new: Sequence[Invitation],
        now: datetime,  # noqa: ARG002  # nobody asks for it here
    ) -> Collection[str]:
        used = set()
        for each in new:
            known = self._kept.get((poll, each.guest))
            if known is not None and known.used_at is not None:
                used.add(each.guest)
            else:
                self._kept[poll, each.guest] = KeptInvitation(each.digest)
        return used

    async def use(self, poll: PollId, digest: str, person: PersonId, now: datetime) -> Used:
        for (where, guest), kept in self._kept.items():
            if (where, kept.digest) == (poll, digest):
                if kept.used_at is None:
                    self._kept[where, guest] = replace(kept, used_at=now, used_by=person)
                    return Used.NOW
                return Used.BEFORE if kept.used_by == person else Used.BY_ANOTHER
        return Used.UNKNOWN

    async def let_in(self, poll: PollId, people: Collection[PersonId]) -> bool:
        return any(where == poll and kept.used_by in people for (where, _), kept in self._kept.items())

    async def count(self, poll: PollId) -> InvitationCount:
        kept = [each for (where, _), each in self._kept.items() if where == poll]
        return InvitationCount(len(kept), sum(each.used_at is not None for each in kept))

    async def used_by(self, person: PersonId) -> Sequence[PollId]:
        return sorted({where for (where, _), kept in self._kept.items() if kept.used_by == person})
