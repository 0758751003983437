"""Telling those who are to be reminded of a decision, in the process that serves their platform, a few at a time.

Apart from the posts of polls, so that however many they are no card waits for them. Each is looked at once more right
before: whoever has voted meanwhile, or may not vote, is told nothing, and a poll that is over reminds nobody. Who it
was is not logged: of a secret poll that would tell when somebody voted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from bot.domain.community import Channel, Person
from bot.domain.conversation import OfferCommand, Reply, Say, Tone
from bot.domain.errors import ChannelGone, DeliveryError, StoreUnavailable, Throttled, UnsupportedFeature
from bot.domain.ids import Platform
from bot.domain.poll import Poll
from bot.domain.text import say
from bot.locale.speech import Speech, best_language, speech
from bot.ports import ChannelAdapter, Clock, Nudge, UnitOfWork, Work
from bot.services.eligibility import CannotTell, Electors
from bot.services.nudges import nudge_at, nudge_text
from bot.services.posting import homes_of
from bot.services.rounds import go_round
from bot.services.secret_polls import own_ballot

log = structlog.get_logger(__name__)

EVERY: Final = timedelta(seconds=15)
AT_ONCE: Final = 50
AGAIN: Final = timedelta(minutes=5)
"""After what did not arrive, or was begun by a process that is no more."""


@dataclass(frozen=True, slots=True)
class _Telling:
    poll: Poll
    person: Person
    channel: Channel
    speech: Speech


class NudgeDelivery:
    def __init__(
        self,
        work: UnitOfWork,
        adapters: Mapping[Platform, ChannelAdapter],
        electors: Electors,
        clock: Clock,
        public_url: str,
    ) -> None:
        self._work, self._adapters, self._electors, self._clock = work, adapters, electors, clock
        self._public_url = public_url

    async def run(self) -> None:
        """Tell until cancelled."""
        await go_round(self.tell, EVERY, self._clock, log, "nudges")

    async def tell(self) -> None:
        """Some of those that are due."""
        async with self._work.reading() as work:
            due = await work.nudges.due(self._adapters.keys(), self._clock.now(), limit=AT_ONCE)
        for nudge in due:
            try:
                await self._tell(nudge)
            except StoreUnavailable:
                raise
            except Throttled:
                return  # whoever was to be next would be refused, too
            except (DeliveryError, CannotTell) as error:
                log.warning("nudges.not-delivered", poll=nudge.poll, error=type(error).__name__)
            except Exception:
                # one that cannot be told must not silence the others
                log.exception("nudges.broken", poll=nudge.poll)

    async def _tell(self, nudge: Nudge) -> None:
        now = self._clock.now()
        async with self._work.writing() as work:
            # another process may serve the platform, too
            if not await work.nudges.claim(nudge, now, now + AGAIN):
                return
            telling = await self._prepared(work, nudge)
        if telling is None or await self._electors.objection(telling.poll, telling.person.voter) is not None:
            await self._done(nudge, told=False)
            return
        link = f"{self._public_url}/p/{nudge.poll}" if self._public_url else ""
        adapter = self._adapters[telling.person.platform]
        words = Say(nudge_text(telling.poll, telling.speech, link), Tone.INFO)
        # elsewhere it stands beside the poll, and disturbs nobody
        stop = (OfferCommand(telling.speech.say(say("nudge-stop")), "/unsubscribe"),) if adapter.private else ()
        try:
            await adapter.panel(telling.channel, telling.person, Reply((words, *stop)), nudge.key)
        except (ChannelGone, UnsupportedFeature) as error:
            log.info("nudges.not-shown", poll=nudge.poll, error=type(error).__name__)
            await self._done(nudge, told=False)
            if isinstance(error, ChannelGone) and adapter.private:
                # they blocked us: not tried again until they write
                async with self._work.writing() as work:
                    await work.subscribers.unreachable([nudge.person], self._clock.now())
            return
        await self._done(nudge, told=True)

    async def _prepared(self, work: Work, nudge: Nudge) -> _Telling | None:
        """None where there is no reason for it any more, or no way."""
        poll = await work.polls.get(nudge.poll)
        # moved farther away, it is planned anew when that comes
        at, now = nudge_at(poll), self._clock.now()
        if at is None or at > now or not poll.accepts_ballots(now):
            return None
        person = await work.people.get(nudge.person)
        if await own_ballot(work, poll, person.voter) is not None:
            return None
        if poll.rules.secret and self._adapters[person.platform].private is None:
            # what is shown to them stands in our own rooms, and so in every copy that is made of them
            return None
        home = (await homes_of(work, poll)).get(person.platform)
        if home is None:
            return None
        community = await work.communities.get(poll.community)
        reader = await work.subscribers.find(community.id, person.id)
        language = person.language or (reader.language if reader is not None else None)
        spoken = speech(best_language(language, community.language), community.timezone)
        return _Telling(poll, person, await work.channels.get(home), spoken)

    async def _done(self, nudge: Nudge, *, told: bool) -> None:
        async with self._work.writing() as work:
            await work.nudges.done(nudge, self._clock.now() if told else None)
