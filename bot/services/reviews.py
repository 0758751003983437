"""At its review date a decision's voters are asked whether it was done: by a poll of its own, in the same channels."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.community import PostKind
from bot.domain.electorate import ANYONE, Invited
from bot.domain.errors import DomainError
from bot.domain.followup import FollowUp
from bot.domain.ids import ChannelId, PollId, Subject
from bot.domain.poll import QUESTION_CHARS, Closed, Poll, Rules, shorten
from bot.domain.text import say
from bot.locale.speech import Speech, speech
from bot.ports import Clock, UnitOfWork, Work
from bot.services.asking import NewPoll
from bot.services.polls import Polls

log = structlog.get_logger(__name__)

ASKED_FOR: Final = timedelta(days=7)
ROOM_FOR_WORDS: Final = 60
"""Characters of the question that are not the decision's own."""


class Reviews:
    def __init__(self, work: UnitOfWork, polls: Polls, clock: Clock) -> None:
        self._work, self._polls, self._clock = work, polls, clock

    async def keep(self) -> None:
        """Ask everything that is due by now. Raises StoreUnavailable."""
        now = self._clock.now()
        async with self._work.reading() as work:
            due = await work.follow_ups.to_review(now)
        for kept in due:
            try:
                await self._ask(kept.subject, now)
            except DomainError as error:
                # of one decision, and no other shall wait for it
                log.warning("reviews.not-asked", poll=kept.subject, error=error.text.key)

    async def _ask(self, subject: Subject, now: datetime) -> None:
        async with self._work.writing() as work:
            decision = await work.polls.lock(PollId(subject))
            kept = await work.follow_ups.lock(subject)
            if kept is None or kept.review is not None or not isinstance(decision.state, Closed):
                return
            channels = await _channels(work, decision)
            if not channels:
                return  # until one of them is connected again
            community = await work.communities.get(decision.community)
            asked = _question(kept, decision, speech(community.language, community.timezone), now)
            review = await self._polls.launch_within(work, asked, decision.author, channels, now)
            await work.follow_ups.save(replace(kept, review=review.id))
        self._polls.launched(review.id)


def _question(kept: FollowUp, decision: Poll, spoken: Speech, now: datetime) -> NewPoll:
    """To those who could vote on it, under the same promise; where that took an invitation, to everybody."""
    rules, said = decision.rules, kept.statement
    about = shorten(decision.question, QUESTION_CHARS - ROOM_FOR_WORDS)
    words = say("review-about", what=said.what) if said is not None else None
    return NewPoll(
        community=decision.community,
        question=spoken.say(say("review-question", question=about)),
        options=tuple(spoken.say(answer) for answer in (say("review-yes"), say("review-partly"), say("review-no"))),
        description=spoken.say(words) if words is not None else "",
        closes_at=now + ASKED_FOR,
        rules=Rules(
            secrecy=rules.secrecy,
            eligibility=ANYONE if isinstance(rules.eligibility, Invited) else rules.eligibility,
        ),
    )


async def _channels(work: Work, decision: Poll) -> list[ChannelId]:
    """Those that showed it and are still connected."""
    shown = [post.channel for post in await work.posts.of_poll(decision.id) if post.kind is PostKind.CARD]
    return [number for number in dict.fromkeys(shown) if (await work.channels.get(number)).connected]
