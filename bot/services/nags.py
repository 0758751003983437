"""Reminding whoever answers for a closed decision that nothing is said on it yet; then saying so to everybody.

When one is due follows from when the poll was closed; how many went out is kept with the decision. So a restart
loses none and sends none twice, and of those that fell due meanwhile only the last goes out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.community import Post, PostKind
from bot.domain.followup import FollowUp
from bot.domain.ids import PollId, PostId, Subject
from bot.domain.poll import Closed, Poll
from bot.domain.text import say
from bot.locale.speech import Speech
from bot.ports import Clock, UnitOfWork, Work
from bot.services.aftermath import AWAITED_AFTER
from bot.services.posting import homes_of

DUE: Final = (timedelta(days=1), timedelta(days=2), AWAITED_AFTER)
"""After the close. All but the last are told in private; from the last on the cards say it."""


class Nags:
    def __init__(self, work: UnitOfWork, clock: Clock, on_change: Callable[[PollId], None]) -> None:
        self._work, self._clock, self._on_change = work, clock, on_change

    async def keep(self) -> None:
        """Everything that is due by now. Raises StoreUnavailable."""
        now = self._clock.now()
        async with self._work.reading() as work:
            owing = await work.follow_ups.owing(now - DUE[0], len(DUE))
        for each in owing:
            if _due(each.closed_at, now) > each.follow_up.nagged:
                await self._nag(PollId(each.follow_up.subject), now)

    async def _nag(self, number: PollId, now: datetime) -> None:
        async with self._work.writing() as work:
            poll = await work.polls.lock(number)
            kept = await work.follow_ups.lock(Subject(number))
            if kept is None or kept.statement is not None or not isinstance(poll.state, Closed):
                return
            due = _due(poll.state.at, now)
            if due <= kept.nagged:
                return
            if due < len(DUE):
                await _whisper(work, kept, poll, due, now)
            else:
                # so that the cards are shown anew, which say it from now on
                await work.polls.save(poll.changed())
            await work.follow_ups.save(replace(kept, nagged=due))
        self._on_change(number)


def _due(closed_at: datetime, now: datetime) -> int:
    """How many of them have fallen due."""
    return sum(now >= closed_at + span for span in DUE)


async def _whisper(work: Work, kept: FollowUp, poll: Poll, due: int, now: datetime) -> None:
    """To whoever answers for it, where they are known and can be reached."""
    if kept.owner is None:
        return
    home = (await homes_of(work, poll)).get((await work.people.get(kept.owner)).platform)
    if home is not None:
        kind = PostKind.NAG
        # a decision that was opened again and closed has another version
        name = PostId(f"{poll.id}-{kept.owner}-{kind.value}-{poll.version}-{due}")
        post = Post(id=name, poll=poll.id, channel=home, kind=kind, person=kept.owner, created_at=now)
        await work.posts.add(post)


def nag_text(poll: Poll, speech: Speech) -> str:
    """What is owed, since when, and how to say it."""
    assert isinstance(poll.state, Closed)  # else it is overtaken
    owed = speech.say(say("nag-owed", at=poll.state.at))
    return "\n".join((poll.question, owed, speech.say(say("nag-how", id=poll.id))))
