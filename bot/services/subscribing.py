"""Who wants to be written to in private: they say so themselves, and whoever says no is believed until they say yes."""

from __future__ import annotations

from bot.domain.community import Identity
from bot.ports import Clock, UnitOfWork
from bot.services.access import Access, Actor


class Subscribing:
    def __init__(self, work: UnitOfWork, access: Access, clock: Clock) -> None:
        self._work, self._access, self._clock = work, access, clock

    async def join(self, actor: Actor) -> bool:
        """True where they were not in before."""
        async with self._work.writing() as work:
            return await work.subscribers.join(
                actor.community.id, actor.person, actor.speech.language, self._clock.now()
            )

    async def started(self, actor: Actor) -> bool:
        """They pressed Start: in, unless they once said no. Whether they are in now."""
        async with self._work.reading() as work:
            known = await work.subscribers.find(actor.community.id, actor.person.id)
        if known is not None and not known.is_in:
            await self._is_reachable(actor)
            return False
        await self.join(actor)
        return True

    async def leave(self, actor: Actor) -> bool:
        """Nothing more in private that they did not ask for; True where broadcasts were to come, of any community."""
        now = self._clock.now()
        async with self._work.writing() as work:
            left = await work.subscribers.leave(actor.person.id, now)
            if await work.subscribers.find(actor.community.id, actor.person.id) is None:
                # the *no* of somebody who never was in is remembered, too
                await work.subscribers.join(actor.community.id, actor.person, actor.speech.language, now)
                await work.subscribers.leave(actor.person.id, now)
        return left

    async def reachable(self, identity: Identity, *, now: bool) -> None:
        """The platform says that somebody blocked the bot, or lets it write again. A stranger is none of ours."""
        async with self._work.reading() as work:
            person = await work.people.find(identity.platform, identity.native_id)
        if person is None:
            return
        async with self._work.writing() as work:
            if now:
                await work.subscribers.reachable(person.id)
            else:
                await work.subscribers.unreachable([person.id], self._clock.now())

    async def _is_reachable(self, actor: Actor) -> None:
        async with self._work.writing() as work:
            await work.subscribers.reachable(actor.person.id)
