"""What becomes of a decision: begun with its poll, moved from stage to stage, and answered by its owner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.domain import followup
from bot.domain.audit import Act
from bot.domain.community import Role
from bot.domain.errors import NotAllowed, NotFound, WrongState
from bot.domain.followup import Deed, FollowUp, Stage, Standing, Topic
from bot.domain.ids import EventKey, PersonId, PollId, Subject
from bot.domain.poll import Closed, Poll
from bot.domain.text import say
from bot.ports import Clock, UnitOfWork, Work
from bot.services.actor import Actor
from bot.services.once import once
from bot.services.posting import follow_statement
from bot.services.recording import record, record_of
from bot.services.steps import Step


async def begin(work: Work, poll: Poll, owner: PersonId, review_at: datetime | None, now: datetime) -> FollowUp:
    """From now on that poll is a decision which `owner` answers for; in the transaction that launches it."""
    begun = FollowUp(subject=Subject(poll.id), community=poll.community, owner=owner, review_at=review_at, began_at=now)
    await work.follow_ups.add(begun)
    return begun


class FollowUps:
    """Every method may raise DomainError or StoreUnavailable; then nothing was changed.

    `on_change` is told of which polls something new is to be shown.
    """

    def __init__(self, work: UnitOfWork, clock: Clock, on_change: Callable[[PollId], None]) -> None:
        self._work, self._clock, self._on_change = work, clock, on_change

    async def stage(self, actor: Actor, subject: Subject, to: Stage, reason: str, event: EventKey | None) -> FollowUp:
        """For an organiser and for whoever answers for it."""
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            before, poll = await _own(work, actor, subject)
            after, because = followup.stage(before, to, reason)
            await work.follow_ups.save(after)
            await work.follow_ups.note(after, Deed.STAGED, reason=because, at=now, by=actor.person.id)
            await _record(work, actor, Act.STAGED, after, now, {"stage": to.value})
            await work.polls.save(poll.changed())
        self._on_change(poll.id)
        return after

    async def state(
        self,
        actor: Actor,
        subject: Subject,
        standing: Standing,
        *,
        what: str,
        why: str,
        who: str = "",
        by_when: str = "",
        reason: str = "",
        event: EventKey | None,
    ) -> FollowUp:
        """The word on a closed decision, in the place of an earlier one, told where the poll was shown.

        From an organiser, or from whoever answers for it.
        """
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            before, poll = await _own(work, actor, subject)
            if not isinstance(poll.state, Closed):
                raise WrongState(say("error-statement-open"))
            after = followup.state(
                before, standing, what=what, why=why, who=who, by_when=by_when, reason=reason, now=now
            )
            assert after.statement is not None  # just made
            await work.follow_ups.save(after)
            because = after.statement.reason
            change = await work.follow_ups.note(after, Deed.STATED, reason=because, at=now, by=actor.person.id)
            await _record(work, actor, Act.STATED, after, now, {"standing": standing.value})
            poll = poll.changed()
            await work.polls.save(poll)
            await follow_statement(work, poll, change.number, now)
        self._on_change(poll.id)
        return after


async def begun_anew(work: Work, step: Step, poll: Poll, _now: datetime) -> None:
    """An `Echo`: a decision that is opened again is decided anew, and what was said on it is said no more."""
    if step is not Step.REOPENED:
        return
    kept = await work.follow_ups.lock(Subject(poll.id))
    if kept is not None:
        await work.follow_ups.save(replace(kept, statement=None, nagged=0))


async def _own(work: Work, actor: Actor, subject: Subject) -> tuple[FollowUp, Poll]:
    """Both locked. Raises NotFound, and NotAllowed for who neither organises nor answers for it."""
    found = await work.follow_ups.find(subject)
    if found is None or found.community != actor.community.id or found.topic is not Topic.DECISION:
        raise NotFound(say("error-no-decision", id=subject))
    # the poll first, as every step of its life does
    poll = await work.polls.lock(PollId(subject))
    found = await work.follow_ups.lock(subject)
    assert found is not None  # none is ever deleted
    if not actor.role.covers(Role.ORGANISER):
        accounts = {account.id for account in await work.links.accounts(actor.person.id)}
        if found.owner not in accounts:
            raise NotAllowed(say("error-not-yours"))
    return found, poll


async def _record(work: Work, actor: Actor, act: Act, after: FollowUp, now: datetime, detail: dict[str, str]) -> None:
    """Who answers for a decision acts with privilege, also where they are a voter otherwise."""
    if actor.role is Role.VOTER:
        await record_of(work, actor.person.id, actor.role, act, after.community, now, after.subject, detail)
    else:
        await record(work, act, after.community, now, after.subject, detail)
