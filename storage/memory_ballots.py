"""Ballots in memory; the tally is always counted anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.amendment import Remap
from bot.domain.ballot import Ballot, Choices, Refusal
from bot.domain.ids import PollId, VoterKey
from bot.domain.tally.plurality import Tally, recount
from bot.ports import MomentCount
from storage.ballots import remapped
from storage.memory_ballot_log import follow_ballot

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryBallots:
    def __init__(self, tables: Tables) -> None:
        self._tables, self._ballots, self._refusals = tables, tables.ballots, tables.refusals

    async def get(self, poll: PollId, voter: VoterKey) -> Ballot | None:
        return self._ballots.get((poll, voter))

    async def of_voter(self, voter: VoterKey, *, limit: int) -> Sequence[Ballot]:
        found = sorted((each for each in self._ballots.values() if each.voter == voter), key=lambda each: each.poll)
        return sorted(found, key=lambda ballot: ballot.changed_at, reverse=True)[:limit]

    async def all(self, poll: PollId, *, limit: int | None = None) -> Sequence[Ballot]:
        found = [each for each in self._ballots.values() if each.poll == poll]
        return sorted(found, key=lambda ballot: (ballot.cast_at, ballot.voter))[:limit]

    async def tally(self, poll: PollId) -> Tally:
        return recount(await self.all(poll))

    async def kinds(self, poll: PollId) -> Mapping[Choices, int]:
        return Counter(each.choices for each in self._ballots.values() if each.poll == poll)

    async def over_time(self, poll: PollId, *, steps: int) -> Sequence[MomentCount]:
        moments = [ballot.cast_at for ballot in await self.all(poll)]
        if not moments:
            return []
        width = (moments[-1] - moments[0]) // max(steps - 1, 1) + timedelta(microseconds=1)
        latest: dict[int, MomentCount] = {}
        for voters, at in enumerate(moments, start=1):
            latest[(at - moments[0]) // width] = MomentCount(at, voters)
        return list(latest.values())

    async def refusals(self, poll: PollId) -> Mapping[Refusal, int]:
        return {reason: count for (where, reason), count in self._refusals.items() if where == poll}

    async def remap(self, poll: PollId, remap: Remap, now: datetime) -> int:
        touched = [each for each in self._ballots.values() if each.poll == poll and remap.gone in each.choices]
        for ballot in touched:
            choices = remapped(ballot.choices, remap)
            if choices:
                self._ballots[poll, ballot.voter] = replace(ballot, choices=choices, changed_at=now)
            else:
                del self._ballots[poll, ballot.voter]
                follow_ballot(self._tables, poll, ballot.voter)
        return len(touched)
