"""Who is reminded in private before a decision closes, in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.community import Person
from bot.domain.electorate import Invited, is_settled
from bot.domain.ids import PersonId, Platform, PollId, VoterKey
from bot.domain.poll import Poll
from bot.ports.nudges import Nudge

if TYPE_CHECKING:
    from storage.memory import Tables


@dataclass(frozen=True, slots=True)
class KeptNudge:
    nudge: Nudge
    due_at: datetime | None
    told_at: datetime | None = None


class MemoryNudges:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def wanted(
        self, poll: Poll, at: datetime, *, sent_since: datetime, after: PersonId | None, limit: int
    ) -> tuple[Sequence[Person], PersonId | None]:
        known = {
            self._tables.people[person].voter
            for (where, person), kept in self._tables.nudges.items()
            if where == poll.id and (kept.nudge.at == at or (kept.told_at is not None and kept.nudge.at > sent_since))
        }
        unwilling = {
            each.person for each in self._tables.subscribers.values() if not each.is_in or each.blocked_at is not None
        }
        looked_at = sorted(each for each in self._asked(poll) if after is None or each > after)[:limit]
        asked = [self._tables.people[number] for number in looked_at if number not in unwilling]
        found = [each for each in asked if each.voter not in known and not self._voted(poll.id, each.voter)]
        return found, looked_at[-1] if looked_at else None

    async def plan(self, poll: PollId, at: datetime, keys: Mapping[PersonId, str]) -> None:
        for person, key in keys.items():
            self._tables.nudges[poll, person] = KeptNudge(Nudge(poll=poll, person=person, at=at, key=key), at)

    async def due(self, platforms: Collection[Platform], now: datetime, *, limit: int) -> Sequence[Nudge]:
        found = [
            (kept.due_at, kept.nudge.key, kept.nudge)
            for (_, person), kept in self._tables.nudges.items()
            if kept.due_at is not None and kept.due_at <= now and self._tables.people[person].platform in platforms
        ]
        return [nudge for _, _, nudge in sorted(found, key=lambda each: each[:2])][:limit]

    async def claim(self, nudge: Nudge, now: datetime, until: datetime) -> bool:
        kept = self._find(nudge)
        if kept is None or kept.due_at is None or kept.due_at > now:
            return False
        self._tables.nudges[nudge.poll, nudge.person] = replace(kept, due_at=until)
        return True

    async def done(self, nudge: Nudge, told_at: datetime | None) -> None:
        kept = self._find(nudge)
        if kept is not None:
            self._tables.nudges[nudge.poll, nudge.person] = replace(kept, due_at=None, told_at=told_at)

    async def forget(self, poll: PollId) -> None:
        gone = {key: kept for key, kept in self._tables.nudges.items() if key[0] == poll}
        shown = {kept.nudge.key for kept in gone.values()}
        for number in [number for number, each in self._tables.rooms.items() if each.key in shown]:
            del self._tables.rooms[number]
        for key in gone:
            del self._tables.nudges[key]

    def _find(self, nudge: Nudge) -> KeptNudge | None:
        kept = self._tables.nudges.get((nudge.poll, nudge.person))
        return kept if kept is not None and kept.nudge.key == nudge.key else None

    def _asked(self, poll: Poll) -> set[PersonId]:
        asked = {person for where, person in self._tables.subscriptions if where == poll.id}
        who = poll.rules.eligibility
        if isinstance(who, Invited):
            asked |= {
                kept.used_by
                for (where, _), kept in self._tables.invitations.items()
                if where == poll.id and kept.used_by is not None
            }
        elif is_settled(who):
            asked |= {person for community, person in self._tables.subscribers if community == poll.community}
        return asked

    def _voted(self, poll: PollId, voter: VoterKey) -> bool:
        return (poll, voter) in self._tables.ballots or (poll, PersonId(voter)) in self._tables.participations
