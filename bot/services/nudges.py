"""Reminding people, each in private, that a decision closes in a day: those who asked about it, or can vote in it.

When is a job, as with the reminders of channels. It writes down whom, a page at a time, and locks the poll for each
page only. Telling them is for the processes that serve their platforms (`bot.services.nudge_delivery`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.domain.ids import JobId, PersonId, PollId, encode
from bot.domain.poll import Open, Poll, Scheduled
from bot.domain.text import say
from bot.locale.speech import Speech
from bot.ports import Chance, Clock, Done, Job, UnitOfWork, Work
from bot.services.jobs import stamp
from bot.services.steps import Step

KIND: Final = "nudge"
AHEAD: Final = timedelta(days=1)
"""So long before the close; and so far a deadline has to be moved until somebody is reminded of it again."""
PAGE: Final = 200
RUNNING_AT_MOST: Final = 10_000
KEY_BYTES: Final = 10
_SETS: Final = frozenset({Step.LAUNCHED, Step.MOVED, Step.REOPENED})
_ENDS: Final = frozenset({Step.CLOSED, Step.CANCELLED})


def nudge_at(poll: Poll) -> datetime | None:
    """When people are reminded of it: only of a decision, and where that is some time after its opening."""
    if poll.closes_at is None or not poll.rules.counting.binds:
        return None
    match poll.state:
        case Open(opening) | Scheduled(opening):
            at = poll.closes_at - AHEAD
            return at if at > opening else None
        case _:
            return None


async def keep_nudges(work: Work, step: Step, poll: Poll, now: datetime) -> None:
    """Enqueue the moment where it lies ahead; with the poll goes what was kept. A `bot.services.steps.Echo`."""
    if step in _ENDS:
        await work.nudges.forget(poll.id)
    at = nudge_at(poll)
    if step not in _SETS or at is None or at <= now:
        return
    await work.jobs.enqueue(
        Job(id=JobId(f"{KIND}-{poll.id}-{stamp(at)}"), kind=KIND, about=f"{poll.id} {stamp(at)}", due=at)
    )


class Nudges:
    def __init__(self, work: UnitOfWork, clock: Clock, chance: Chance) -> None:
        self._work, self._clock, self._chance = work, clock, chance

    async def restore(self) -> None:
        """Enqueue every moment anew: a database that was moved or restored brings no queue with it."""
        now = self._clock.now()
        async with self._work.writing() as work:
            for community in await work.communities.all():
                for poll in await work.polls.recent(community.id, limit=RUNNING_AT_MOST, states=("open", "scheduled")):
                    await keep_nudges(work, Step.MOVED, poll, now)

    async def come_round(self, about: str) -> Done:
        """Write down everybody who is to be reminded. Raises NotFound where the poll is gone."""
        number, _, run = about.partition(" ")
        last = await self._page(PollId(number), run, None)
        while last is not None:
            last = await self._page(PollId(number), run, last)
        return Done()

    async def _page(self, number: PollId, run: str, after: PersonId | None) -> PersonId | None:
        """Up to whom people were looked at; several accounts of one person are one."""
        async with self._work.writing() as work:
            poll = await work.polls.lock(number)
            at = nudge_at(poll)
            if at is None or stamp(at) != run or not poll.accepts_ballots(self._clock.now()):
                return None
            people, last = await work.nudges.wanted(poll, at, sent_since=at - AHEAD, after=after, limit=PAGE)
            alone = {each.voter: each.id for each in reversed(people)}
            keys = {person: f"{KIND}-{encode(self._chance.token(KEY_BYTES))}" for person in alone.values()}
            await work.nudges.plan(poll.id, at, keys)
        return last


def nudge_text(poll: Poll, speech: Speech, link: str) -> str:
    """The question, when it closes, and where one votes."""
    assert poll.closes_at is not None  # else nobody is reminded
    how = say("nudge-link", link=link) if link else say("nudge-vote")
    return "\n".join((poll.question, speech.say(say("nudge-closes", at=poll.closes_at)), speech.say(how)))
