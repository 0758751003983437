"""What becomes of a decision: begun with its poll, moved from stage to stage, and answered by its owner."""

from __future__ import annotations

from datetime import datetime

from bot.domain import followup
from bot.domain.audit import Act
from bot.domain.community import Role
from bot.domain.errors import NotAllowed, NotFound, WrongState
from bot.domain.followup import Deed, FollowUp, Stage, Standing
from bot.domain.ids import EventKey, PersonId, PollId, Subject
from bot.domain.poll import Closed, Poll
from bot.domain.text import say
from bot.ports import Clock, UnitOfWork, Work
from bot.services.actor import Actor
from bot.services.once import once
from bot.services.recording import record, record_of


async def begin(work: Work, poll: Poll, owner: PersonId, review_at: datetime | None, now: datetime) -> FollowUp:
    """From now on that poll is a decision which `owner` answers for; in the transaction that launches it."""
    begun = FollowUp(subject=Subject(poll.id), community=poll.community, owner=owner, review_at=review_at, began_at=now)
    await work.follow_ups.add(begun)
    return begun


class FollowUps:
    """Every method may raise DomainError or StoreUnavailable; then nothing was changed."""

    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def stage(self, actor: Actor, subject: Subject, to: Stage, reason: str, event: EventKey | None) -> FollowUp:
        """For an organiser and for whoever answers for it."""
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            before = await _own(work, actor, subject)
            after, because = followup.stage(before, to, reason)
            await work.follow_ups.save(after)
            await work.follow_ups.note(after, Deed.STAGED, reason=because, at=now, by=actor.person.id)
            await _record(work, actor, Act.STAGED, after, now, {"stage": to.value})
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
        """The word on a closed decision, in the place of an earlier one, from an organiser or who answers for it."""
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            before = await _own(work, actor, subject)
            # locked, so that it is not opened again meanwhile
            poll = await work.polls.lock(PollId(subject))
            if not isinstance(poll.state, Closed):
                raise WrongState(say("error-statement-open"))
            after = followup.state(
                before, standing, what=what, why=why, who=who, by_when=by_when, reason=reason, now=now
            )
            assert after.statement is not None  # just made
            await work.follow_ups.save(after)
            await work.follow_ups.note(after, Deed.STATED, reason=after.statement.reason, at=now, by=actor.person.id)
            await _record(work, actor, Act.STATED, after, now, {"standing": standing.value})
        return after


async def _own(work: Work, actor: Actor, subject: Subject) -> FollowUp:
    """Locked. Raises NotFound, and NotAllowed for who neither organises nor answers for it."""
    found = await work.follow_ups.lock(subject)
    if found is None or found.community != actor.community.id:
        raise NotFound(say("error-no-decision", id=subject))
    if not actor.role.covers(Role.ORGANISER):
        accounts = {account.id for account in await work.links.accounts(actor.person.id)}
        if found.owner not in accounts:
            raise NotAllowed(say("error-not-yours"))
    return found


async def _record(work: Work, actor: Actor, act: Act, after: FollowUp, now: datetime, detail: dict[str, str]) -> None:
    """Who answers for a decision acts with privilege, also where they are a voter otherwise."""
    if actor.role is Role.VOTER:
        await record_of(work, actor.person.id, actor.role, act, after.community, now, after.subject, detail)
    else:
        await record(work, act, after.community, now, after.subject, detail)
