"""Ballots that are set aside, in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.ballot import Ballot
from bot.domain.ids import PersonId, PollId, VoterKey
from bot.ports.quarantine import Decision, Newcomer

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryQuarantine:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def arrivals(self, poll: PollId, since: datetime) -> Sequence[Newcomer]:
        cast = [each for (where, _), each in self._tables.ballots.items() if where == poll]
        wanted = [each for each in cast if each.cast_at >= since]
        return [self._newcomer(each) for each in sorted(wanted, key=lambda ballot: (ballot.cast_at, ballot.voter))]

    def _newcomer(self, ballot: Ballot) -> Newcomer:
        person = self._tables.people.get(PersonId(ballot.voter))
        key = (ballot.poll, ballot.voter)
        return Newcomer(
            voter=ballot.voter,
            at=ballot.cast_at,
            platform=person.platform if person is not None else None,
            native_id=person.native_id if person is not None else "",
            first_seen=person.first_seen if person is not None else None,
            accepted=self._tables.quarantined.get(key) is Decision.ACCEPTED,
            flagged=key in self._tables.quarantined,
        )

    async def knew(self, before: datetime, *, most: int) -> int:
        seen = [each.first_seen for each in self._tables.people.values()]
        return min(most, sum(at is not None and at < before for at in seen))

    async def flag(self, poll: PollId, voters: Collection[VoterKey], now: datetime) -> int:  # noqa: ARG002  # not asked
        new = [voter for voter in voters if (poll, voter) not in self._tables.quarantined]
        for voter in new:
            self._tables.quarantined[poll, voter] = None
        return len(new)

    async def decide(self, poll: PollId, decision: Decision, now: datetime) -> int:  # noqa: ARG002  # nobody asks when
        flagged = [key for key in self._tables.quarantined if key[0] == poll]
        for key in flagged:
            self._tables.quarantined[key] = decision
        return len(flagged)

    async def set_aside(self, poll: PollId) -> Sequence[Ballot]:
        kept = self._tables.quarantined
        return [
            ballot
            for key, ballot in sorted(self._tables.ballots.items())
            if key[0] == poll and key in kept and kept[key] is not Decision.ACCEPTED
        ]

    async def running(self) -> Mapping[PollId, int]:
        return {number: poll.version for number, poll in self._tables.polls.items() if poll.is_open}
