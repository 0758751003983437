"""Who wants to be told how a poll ended."""

from __future__ import annotations

from bot.domain.errors import WrongState
from bot.domain.ids import EventKey, PersonId, PollId
from bot.domain.poll import Closed, Open, Scheduled
from bot.domain.text import say
from bot.ports import Clock, UnitOfWork
from bot.services.once import once


class Following:
    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def toggle(self, poll_id: PollId, person: PersonId, event: EventKey | None) -> bool:
        """Whether the person will be told now. Raises WrongState for a poll that has no outcome to come."""
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            # locked, so that nobody asks in vain while it is being closed
            poll = await work.polls.lock(poll_id)
            if isinstance(poll.state, Closed):
                raise WrongState(say("error-already-closed", at=poll.state.at))
            if not isinstance(poll.state, Open | Scheduled):
                raise WrongState(say("error-not-open"))
            if await work.subscriptions.remove(poll_id, person):
                return False
            return await work.subscriptions.add(poll_id, person, now)

    async def mute(self, poll_id: PollId, person: PersonId) -> bool:
        """They hear no more of it, whatever becomes of it; twice is once. True where they would have."""
        async with self._work.writing() as work:
            return await work.subscriptions.remove(poll_id, person)

    async def mute_all(self, person: PersonId) -> int:
        """The same for every decision that they follow; how many there were."""
        async with self._work.writing() as work:
            return await work.followers.mute_all(person)
