"""Drafts: polls that only their author sees, kept for a preview, changed, discarded."""

from __future__ import annotations

from datetime import datetime

from bot.domain import lifecycle
from bot.domain.ids import EventKey, PersonId, PollId
from bot.domain.poll import Poll
from bot.ports import Chance, Clock, UnitOfWork, Work
from bot.services.asking import NewPoll, checked, new_poll_id, own_draft
from bot.services.once import once


class Drafts:
    """Every method may raise DomainError or StoreUnavailable; then nothing was changed."""

    def __init__(self, work: UnitOfWork, clock: Clock, chance: Chance) -> None:
        self._work, self._clock, self._chance = work, clock, chance

    async def keep(
        self,
        new: NewPoll,
        author: PersonId,
        opens_at: datetime | None,
        event: EventKey | None,
        replaces: PollId | None = None,
    ) -> Poll:
        """A checked draft, kept for its preview; it takes the place of the draft `replaces`."""
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            return await self.keep_within(work, new, author, now, opens_at, replaces)

    async def keep_within(
        self,
        work: Work,
        new: NewPoll,
        author: PersonId,
        now: datetime,
        opens_at: datetime | None,
        replaces: PollId | None,
    ) -> Poll:
        """The same within the caller's transaction."""
        poll = checked(new, author, now, replaces or new_poll_id(self._chance))
        lifecycle.check_deadline(poll.closes_at, now, opens_at)
        lifecycle.check_reminder(poll.closes_at, poll.remind, opens_at or now)
        if replaces is not None:
            await own_draft(work, replaces, author)
            await work.polls.delete_draft(replaces)
        await work.polls.add(poll)
        return poll

    async def discard(self, poll_id: PollId, author: PersonId, event: EventKey | None) -> None:
        async with self._work.writing() as work:
            await once(work, event, self._clock.now())
            await own_draft(work, poll_id, author)
            await work.polls.delete_draft(poll_id)
