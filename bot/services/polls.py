"""A poll's life, one transaction a step: what changes, and the posts that must follow, are written together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain import lifecycle
from bot.domain.closing_early import spared_votes
from bot.domain.community import PostKind
from bot.domain.errors import WrongState
from bot.domain.ids import ChannelId, EventKey, PersonId, PollId
from bot.domain.poll import Note, Poll, shorten
from bot.domain.text import say
from bot.ports import Work
from bot.services.amending import Amending
from bot.services.asking import NewPoll, checked, new_poll_id
from bot.services.ballot_log import seal, unseal
from bot.services.draws import opened
from bot.services.merging import settle_strays
from bot.services.once import once
from bot.services.posting import announce, follow_close
from bot.services.secret_polls import ballots_tally, ended
from bot.services.steps import Step

REASON_CHARS: Final = 300
REOPENED: Final = "reopened"
"""Why a result was not delivered, where its poll was opened again before: nothing went wrong."""


class _StillOpen(Exception):
    """Takes back what was tried."""


class Polls(Amending):
    """Every method may raise DomainError or StoreUnavailable; then nothing was changed."""

    async def launch(
        self,
        new: NewPoll,
        author: PersonId,
        channels: Sequence[ChannelId],
        opens_at: datetime | None,
        event: EventKey | None,
    ) -> Poll:
        """Draft and launch in one step, announced in `channels`."""
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            poll = await self.launch_within(work, new, author, channels, now, opens_at)
        self._on_change(poll.id)
        return poll

    async def launch_within(
        self,
        work: Work,
        new: NewPoll,
        author: PersonId,
        channels: Sequence[ChannelId],
        now: datetime,
        opens_at: datetime | None = None,
        *,
        notes: tuple[Note, ...] = (),
    ) -> Poll:
        """The same within the caller's transaction; `launched` is to be told once that is over."""
        draft = checked(new, author, now, new_poll_id(self._chance))
        poll = lifecycle.launch(replace(draft, notes=notes), now, opens_at)
        await work.polls.add(poll)
        await opened(work, poll, self._chance, now)
        await self._launch(work, poll, channels, now)
        return poll

    def launched(self, poll: PollId) -> None:
        """`launch_within` was committed."""
        self._on_change(poll)

    async def launch_draft(
        self, poll_id: PollId, channels: Sequence[ChannelId], opens_at: datetime | None, event: EventKey | None
    ) -> Poll:
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            poll = lifecycle.launch(await work.polls.lock(poll_id), now, opens_at)
            await work.polls.save(poll)
            await opened(work, poll, self._chance, now)
            await self._launch(work, poll, channels, now)
        self._on_change(poll.id)
        return poll

    async def keep_times(self, polls: Sequence[PollId]) -> None:
        """Open and close polls as their times say by now, all of them or none; nothing where times were moved."""
        now = self._clock.now()
        stepped, unlinked = [], False
        async with self._work.writing() as work:
            for poll_id in sorted(polls):  # in the order in which the ballot box locks them
                poll = before = await work.polls.lock(poll_id)
                if poll.is_due_to_open(now):
                    poll = lifecycle.open_scheduled(poll, now)
                    await work.polls.save(poll)
                    await opened(work, poll, self._chance, now)
                    await self._tell(work, Step.OPENED, poll, now)
                if poll.is_due_to_close(now):
                    poll = await self._close(work, poll, now, by_deadline=True)
                    unlinked |= poll.rules.secret
                if poll is not before:
                    stepped.append(poll_id)
        for poll_id in stepped:
            self._on_change(poll_id)
        if unlinked:
            self._on_unlinked()

    async def close(self, poll_id: PollId, event: EventKey | None) -> Poll:
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            closed = await self._close(work, await work.polls.lock(poll_id), now, by_deadline=False)
        self._over(closed)
        return closed

    async def close_early(self, poll_id: PollId) -> bool:
        """Close a poll that no vote still to come can change; False, and nothing changed, where one may.

        It is asked under the poll's lock, of the ballots as they stand there: those that came meanwhile count.
        """
        now = self._clock.now()
        try:
            async with self._work.writing() as work:
                poll = await work.polls.lock(poll_id)
                if not poll.accepts_ballots(now):
                    return False
                # who had voted twice counts once, as it will when it is closed
                await settle_strays(work, poll)
                if spared_votes(poll, await ballots_tally(work, poll)) is None:
                    raise _StillOpen
                closed = await self._close(work, poll, now, by_deadline=False)
        except _StillOpen:
            return False
        self._over(closed)
        return True

    async def reopen(self, poll_id: PollId, closes_at: datetime | None, event: EventKey | None) -> Poll:
        """Its result and summary, where they were not delivered yet, are no result any more and stay away."""
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            if (await work.polls.get(poll_id)).rules.secret:
                raise WrongState(say("error-secret-reopen"))
            if await work.personal.is_detached(poll_id):
                raise WrongState(say("error-voters-forgotten"))
            poll = lifecycle.reopen(lifecycle.as_of(await work.polls.lock(poll_id), now), now, closes_at)
            # who linked their accounts meanwhile, and had voted with two of them, counts once from now on
            await settle_strays(work, poll)
            await work.polls.save(poll)
            await unseal(work, poll)
            # what the draw hangs on was told with the result: nobody shall vote who knows it
            await opened(work, poll, self._chance, now)
            for post in await work.posts.of_poll(poll_id):
                if post.kind is not PostKind.CARD and post.reference is None and post.failed is None:
                    await work.posts.failed(post.id, REOPENED)
            await self._tell(work, Step.REOPENED, poll, now)
        self._on_change(poll_id)
        return poll

    async def extend(self, poll_id: PollId, closes_at: datetime | None, event: EventKey | None) -> Poll:
        return await self._step(poll_id, event, lambda poll, now: lifecycle.extend(poll, now, closes_at), Step.MOVED)

    async def remind(self, poll_id: PollId, before: timedelta | None, event: EventKey | None) -> Poll:
        """So long before the deadline the channels are reminded; None: not at all."""
        return await self._step(poll_id, event, lambda poll, now: lifecycle.remind(poll, now, before), Step.MOVED)

    async def cancel(self, poll_id: PollId, reason: str, event: EventKey | None) -> Poll:
        words = shorten(reason, REASON_CHARS)
        return await self._step(poll_id, event, lambda poll, now: lifecycle.cancel(poll, now, words), Step.CANCELLED)

    # ------------------------------------------------------------ inside one transaction

    async def _launch(self, work: Work, poll: Poll, channels: Sequence[ChannelId], now: datetime) -> None:
        await announce(work, poll, channels, now)
        await self._tell(work, Step.LAUNCHED, poll, now)

    async def _close(self, work: Work, poll: Poll, now: datetime, *, by_deadline: bool) -> Poll:
        closed = lifecycle.close(poll, now, by_deadline=by_deadline)
        await settle_strays(work, poll)
        await self._before_close(work, poll, now)
        await work.polls.save(closed)
        await seal(work, closed, now)
        await ended(work, closed, now)
        await follow_close(work, closed, now)
        await self._tell(work, Step.CLOSED, closed, now)
        return closed
