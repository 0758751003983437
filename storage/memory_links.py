"""Linked accounts in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.community import Person
from bot.domain.ids import PersonId, PollId, VoterKey
from storage.memory_people import MemoryPeople

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryLinks:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def keep_code(self, person: PersonId, digest: str, expires_at: datetime) -> None:
        self._tables.link_codes[person] = (digest, expires_at)

    async def take_code(self, digest: str) -> tuple[PersonId, datetime] | None:
        for person, (kept, expires_at) in self._tables.link_codes.items():
            if kept == digest:
                del self._tables.link_codes[person]
                return person, expires_at
        return None

    async def accounts(self, person: PersonId) -> Sequence[Person]:
        known = await MemoryPeople(self._tables).get(person)
        first = known.same_as or known.id
        accounts = [each for each in self._tables.people.values() if first in (each.id, each.same_as)]
        return sorted(accounts, key=lambda each: (each.id != first, each.id))

    async def count_as(self, person: PersonId, same_as: PersonId | None) -> None:
        self._tables.people[person] = replace(self._tables.people[person], same_as=same_as)

    async def open_polls_of(self, voters: Collection[VoterKey]) -> Sequence[PollId]:
        polls = self._tables.polls
        return sorted({poll for poll, voter in self._tables.ballots if voter in voters and polls[poll].is_open})

    async def strays(self, poll: PollId) -> Sequence[tuple[VoterKey, VoterKey]]:
        linked = {VoterKey(each.id): each.same_as for each in self._tables.people.values() if each.same_as is not None}
        found = sorted(voter for where, voter in self._tables.ballots if where == poll and voter in linked)
        return [(voter, VoterKey(str(linked[voter]))) for voter in found]
