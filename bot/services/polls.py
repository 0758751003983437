"""A poll's life, one transaction a step: what changes, and the posts that must follow, are written together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain import amendment, lifecycle
from bot.domain.amendment import Remap
from bot.domain.community import PostKind
from bot.domain.errors import WrongState
from bot.domain.ids import ChannelId, EventKey, OptionId, PersonId, PollId
from bot.domain.poll import Cancelled, Closed, Note, Open, Poll, Rules, shorten
from bot.domain.text import say
from bot.domain.wording import same_label
from bot.ports import Chance, Clock, UnitOfWork, Work
from bot.services.asking import NewPoll, checked, new_poll_id
from bot.services.ballot_log import seal, shred, unseal
from bot.services.merging import settle_strays
from bot.services.once import once
from bot.services.posting import announce, follow_close
from bot.services.secret_polls import begun, check_secret, ended
from bot.services.steps import BeforeClose, Echo, Step, nothing

REASON_CHARS: Final = 300
REOPENED: Final = "reopened"
"""Why a result was not delivered, where its poll was opened again before: nothing went wrong."""


class Polls:
    """Every method may raise DomainError or StoreUnavailable; then nothing was changed."""

    def __init__(
        self,
        work: UnitOfWork,
        clock: Clock,
        chance: Chance,
        on_change: Callable[[PollId], None],
        *,
        echoes: Sequence[Echo] = (),
        before_close: BeforeClose = nothing,
        on_unlinked: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_unlinked` is told that something was deleted which has to be wiped, too."""
        self._work, self._clock, self._chance, self._on_change = work, clock, chance, on_change
        self._echoes, self._before_close, self._on_unlinked = echoes, before_close, on_unlinked

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
        await begun(work, poll)
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
            await begun(work, poll)
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
                    await begun(work, poll)
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

    async def fix_question(self, poll_id: PollId, question: str, event: EventKey | None) -> Poll:
        return await self._step(poll_id, event, lambda poll, now: amendment.fix_question(poll, question, now))

    async def fix_option(self, poll_id: PollId, number: OptionId, label: str, event: EventKey | None) -> Poll:
        return await self._step(poll_id, event, lambda poll, now: amendment.fix_option(poll, number, label, now))

    async def change_rules(self, poll_id: PollId, change: Callable[[Rules], Rules], event: EventKey | None) -> Poll:
        return await self._step(poll_id, event, lambda poll, now: amendment.change_rules(poll, change(poll.rules), now))

    async def add_option(self, poll_id: PollId, label: str, by: PersonId | None, event: EventKey | None) -> Poll:
        def step(poll: Poll, now: datetime) -> Poll:
            if by is not None and not poll.is_open:
                raise WrongState(say("error-not-open"))
            return amendment.add_option(poll, label, by, now)

        return await self._step(poll_id, event, step)

    async def voters_option(self, poll_id: PollId, label: str, by: PersonId, event: EventKey | None) -> OptionId:
        """The option of that label: added by a voter, or the one that is there already."""
        now = self._clock.now()
        async with self._work.writing() as work:
            poll = await work.polls.lock(poll_id)
            twin = next((each for each in poll.standing if same_label(each.label) == same_label(label)), None)
            if twin is not None:
                return twin.id
            await once(work, event, now)
            if not poll.accepts_ballots(now):
                raise WrongState(say("error-not-open"))
            poll = amendment.add_option(poll, label, by, now)
            await work.polls.save(poll)
        self._on_change(poll_id)
        return poll.options[-1].id

    async def remove_option(self, poll_id: PollId, number: OptionId, event: EventKey | None) -> tuple[Poll, int]:
        """The poll, and how many ballots held the option."""
        return await self._remap(poll_id, event, lambda poll, now: amendment.remove_option(poll, number, now))

    async def merge_options(
        self, poll_id: PollId, number: OptionId, into: OptionId, event: EventKey | None
    ) -> tuple[Poll, int]:
        return await self._remap(poll_id, event, lambda poll, now: amendment.merge_options(poll, number, into, now))

    # ------------------------------------------------------------ inside one transaction

    async def _launch(self, work: Work, poll: Poll, channels: Sequence[ChannelId], now: datetime) -> None:
        await announce(work, poll, channels, now)
        await self._tell(work, Step.LAUNCHED, poll, now)

    async def _tell(self, work: Work, step: Step, poll: Poll, now: datetime) -> None:
        for echo in self._echoes:
            await echo(work, step, poll, now)

    async def _step(
        self,
        poll_id: PollId,
        event: EventKey | None,
        step: Callable[[Poll, datetime], Poll],
        told_as: Step = Step.FIXED,
    ) -> Poll:
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            poll = step(lifecycle.as_of(await work.polls.lock(poll_id), now), now)
            check_secret(poll.rules)
            await work.polls.save(poll)
            if told_as is Step.CANCELLED:
                await shred(work, poll)
            await ended(work, poll, now)
            await self._tell(work, told_as, poll, now)
        self._over(poll)
        return poll

    async def _remap(
        self, poll_id: PollId, event: EventKey | None, step: Callable[[Poll, datetime], tuple[Poll, Remap]]
    ) -> tuple[Poll, int]:
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            poll, remap = step(lifecycle.as_of(await work.polls.lock(poll_id), now), now)
            await work.polls.save(poll)
            # the ballots of a secret poll bear no time but its opening
            at = poll.state.since if poll.rules.secret and isinstance(poll.state, Open) else now
            touched = await work.ballots.remap(poll_id, remap, at)
            if poll.rules.secret and poll.is_open:
                await work.secrecy.remapped(poll_id, remap)
            await self._tell(work, Step.FIXED, poll, now)
        self._on_change(poll_id)
        return poll, touched

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

    def _over(self, poll: Poll) -> None:
        """Committed."""
        self._on_change(poll.id)
        if poll.rules.secret and isinstance(poll.state, Closed | Cancelled):
            self._on_unlinked()
