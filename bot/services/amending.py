"""What may still be changed of a poll, and how each of its steps is made: one transaction, with all that follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain import amendment, lifecycle
from bot.domain.amendment import Remap
from bot.domain.errors import WrongState
from bot.domain.ids import EventKey, OptionId, PersonId, PollId
from bot.domain.poll import Cancelled, Closed, Open, Poll, Rules
from bot.domain.text import say
from bot.domain.wording import same_label
from bot.ports import Chance, Clock, UnitOfWork, Work
from bot.services.ballot_log import shred
from bot.services.once import once
from bot.services.secret_polls import check_secret, ended
from bot.services.steps import BeforeClose, Echo, Step, nothing


class Amending:
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

    def _over(self, poll: Poll) -> None:
        """Committed."""
        self._on_change(poll.id)
        if poll.rules.secret and isinstance(poll.state, Closed | Cancelled):
            self._on_unlinked()
