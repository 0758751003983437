"""Decisions begun: a poll with a rule that binds, and what its owner promised with it, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.errors import BadInput
from bot.domain.ids import ChannelId, EventKey, PersonId, PollId
from bot.domain.poll import Poll
from bot.domain.text import say
from bot.ports import Clock, UnitOfWork, Work
from bot.services import followups
from bot.services.asking import NewPoll
from bot.services.drafts import Drafts
from bot.services.once import once
from bot.services.polls import Polls
from bot.services.steps import Step

_KEPT: Final = timedelta(days=400)
"""With a draft that nobody launches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    owner: PersonId
    """Who answers for the decision."""
    review_at: datetime | None
    by: PersonId
    """Who asks for it."""


class Decisions:
    """Every method may raise DomainError or StoreUnavailable; then nothing was changed."""

    def __init__(self, work: UnitOfWork, polls: Polls, drafts: Drafts, clock: Clock) -> None:
        self._work, self._polls, self._drafts, self._clock = work, polls, drafts, clock

    async def launch(
        self,
        new: NewPoll,
        promise: Promise,
        channels: Sequence[ChannelId],
        opens_at: datetime | None,
        event: EventKey | None,
    ) -> Poll:
        """Asked in `channels`, now or when it opens."""
        now = self._clock.now()
        _check(new, promise, now)
        async with self._work.writing() as work:
            await once(work, event, now)
            poll = await self._polls.launch_within(work, new, promise.by, channels, now, opens_at)
            await followups.begin(work, poll, promise.owner, promise.review_at, now)
        self._polls.launched(poll.id)
        return poll

    async def draft(
        self,
        new: NewPoll,
        promise: Promise,
        opens_at: datetime | None,
        event: EventKey | None,
        replaces: PollId | None = None,
    ) -> Poll:
        """A draft that becomes a decision when it is launched; it takes the place of the draft `replaces`."""
        now = self._clock.now()
        _check(new, promise, now)
        async with self._work.writing() as work:
            await once(work, event, now)
            poll = await self._drafts.keep_within(work, new, promise.by, now, opens_at, replaces)
            review = promise.review_at.isoformat() if promise.review_at is not None else None
            kept = json.dumps({"owner": promise.owner, "review": review})
            await work.notes.keep(_note(poll.id), kept, now + _KEPT)
        return poll

    async def promise(self, draft: PollId) -> Promise | None:
        """What was promised with a draft."""
        async with self._work.reading() as work:
            return await _promised(work, await work.polls.get(draft), self._clock.now())


async def keep_promise(work: Work, step: Step, poll: Poll, now: datetime) -> None:
    """A draft that was launched is a decision from now on. A `bot.services.steps.Echo`."""
    if step is not Step.LAUNCHED or not poll.rules.counting.binds:
        return
    promise = await _promised(work, poll, now)
    if promise is not None:
        await followups.begin(work, poll, promise.owner, promise.review_at, now)
        await work.notes.drop(_note(poll.id))


async def _promised(work: Work, poll: Poll, now: datetime) -> Promise | None:
    kept = await work.notes.find(_note(poll.id), now)
    if kept is None:
        return None
    read = json.loads(kept)
    review = datetime.fromisoformat(read["review"]) if read["review"] else None
    return Promise(owner=PersonId(read["owner"]), review_at=review, by=poll.author)


def _check(new: NewPoll, promise: Promise, now: datetime) -> None:
    """Raises BadInput for a review before there is anything to be looked at."""
    review = promise.review_at
    if review is not None and review <= (new.closes_at or now):
        raise BadInput(say("error-review-early", at=review), part="--review")


def _note(poll: PollId) -> str:
    return f"decision-promise-{poll}"
