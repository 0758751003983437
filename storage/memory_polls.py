"""Polls in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.errors import NotFound
from bot.domain.ids import CommunityId, PollId
from bot.domain.poll import Draft, Poll, Scheduled, state_name
from bot.domain.text import say

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryPolls:
    def __init__(self, tables: Tables) -> None:
        self._polls = tables.polls

    async def add(self, poll: Poll) -> None:
        if poll.id in self._polls:
            raise ValueError(f"poll {poll.id} is there already")
        self._polls[poll.id] = poll

    async def get(self, poll: PollId) -> Poll:
        if poll not in self._polls:
            raise NotFound(say("error-poll-unknown", id=str(poll)[:40]))
        return self._polls[poll]

    async def lock(self, poll: PollId) -> Poll:
        return await self.get(poll)

    async def save(self, poll: Poll) -> None:
        self._polls[poll.id] = poll

    async def delete_draft(self, poll: PollId) -> None:
        known = self._polls.get(poll)
        if known is not None and isinstance(known.state, Draft):
            del self._polls[poll]

    async def recent(self, community: CommunityId, *, limit: int, states: Sequence[str] = ()) -> Sequence[Poll]:
        found = [
            poll
            for poll in self._polls.values()
            if poll.community == community and (not states or state_name(poll) in states)
        ]
        return sorted(found, key=lambda poll: (poll.created_at, poll.id), reverse=True)[:limit]

    async def due(self, now: datetime) -> Sequence[PollId]:
        due = sorted((at, poll) for poll, at in self._times().items() if at <= now)
        return [poll for _, poll in due]

    async def next_due(self) -> datetime | None:
        return min(self._times().values(), default=None)

    async def early(self) -> Sequence[PollId]:
        return sorted(poll.id for poll in self._polls.values() if poll.is_open and poll.rules.counting.closes_early)

    async def to_remind(self) -> Sequence[Poll]:
        found = [poll for poll in self._polls.values() if isinstance(poll.state, Scheduled) or poll.is_open]
        timed = [(poll.closes_at, poll.id, poll) for poll in found if poll.closes_at is not None and poll.remind]
        return [poll for _, _, poll in sorted(timed, key=lambda each: each[:2])]

    def _times(self) -> dict[PollId, datetime]:
        """When each scheduled poll opens, and each open one closes."""
        times: dict[PollId, datetime] = {}
        for poll in self._polls.values():
            if isinstance(poll.state, Scheduled):
                times[poll.id] = poll.state.opens_at
            elif poll.is_open and poll.closes_at is not None:
                times[poll.id] = poll.closes_at
        return times
