"""Digests: who gets one, when the next comes round, and what stands in it.

The wish is a row; when it comes round is a job, which marks the row as due and enqueues the next run in one
transaction. Telling it is for the process that serves the person's platform (`bot.services.digest_delivery`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.community import Community, Role
from bot.domain.digest import Digest
from bot.domain.ids import ChannelId, CommunityId, EventKey, JobId, PersonId
from bot.domain.outcome import outcome
from bot.domain.poll import Closed, Poll, shorten
from bot.domain.rhythm import Rhythm
from bot.domain.text import Text, say
from bot.locale.speech import Speech
from bot.ports import Clock, Done, Job, UnitOfWork, Work
from bot.services.access import Actor
from bot.services.jobs import stamp
from bot.services.once import once
from bot.services.presentation import status_words
from bot.services.reading import whole_tally
from bot.services.rulings import Rulings
from bot.services.summaries import headline

KIND: Final = "digest"
LISTED: Final = 12
"""Polls of a kind: more are told by their number, so that every platform can show it."""
LOOKED_OVER: Final = 50
QUESTION_CHARS: Final = 80


class Digests:
    """Every method may raise StoreUnavailable; then nothing was changed."""

    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def find(self, actor: Actor) -> Digest | None:
        async with self._work.reading() as work:
            return await work.digests.find(actor.community.id, actor.person.id)

    async def ask(self, actor: Actor, rhythm: Rhythm, channel: ChannelId | None, event: EventKey | None) -> Digest:
        """From now on, in the place of another rhythm."""
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            digest = Digest(
                community=actor.community.id,
                person=actor.person.id,
                channel=channel,
                rhythm=rhythm,
                next_at=rhythm.next_after(now, ZoneInfo(actor.community.timezone)),
                told_at=now,
            )
            await work.digests.save(digest)
            await _enqueue(work, digest)
        return digest

    async def end(self, actor: Actor, event: EventKey | None) -> bool:
        """False where there was none."""
        async with self._work.writing() as work:
            await once(work, event, self._clock.now())
            return await work.digests.remove(actor.community.id, actor.person.id)

    async def restore(self) -> None:
        """Enqueue every next run anew: what is queued already is so once."""
        async with self._work.writing() as work:
            for digest in await work.digests.all():
                await _enqueue(work, digest)

    async def come_round(self, about: str) -> Done:
        """It is to be told, and comes round again. Of who organises no more it was the last."""
        community, person, run = about.split()
        now = self._clock.now()
        async with self._work.writing() as work:
            digest = await work.digests.lock(CommunityId(community), PersonId(person))
            if digest is None or stamp(digest.next_at) != run:
                return Done()
            if not (await work.people.role(digest.community, digest.person)).covers(Role.ORGANISER):
                await work.digests.remove(digest.community, digest.person)
                return Done()
            zone = ZoneInfo((await work.communities.get(digest.community)).timezone)
            following = digest.gone_round(now, zone)
            await work.digests.save(following)
            await _enqueue(work, following)
        return Done()


async def digest_text(work: Work, community: Community, since: datetime, spoken: Speech) -> str:
    """What runs, with how many have voted; what closed since then, and how."""
    running = await work.polls.recent(community.id, limit=LOOKED_OVER, states=("open", "scheduled"))
    over = [
        poll
        for poll in await work.polls.recent(community.id, limit=LOOKED_OVER, states=("closed",))
        if isinstance(poll.state, Closed) and poll.state.at > since
    ]
    blocks = [spoken.say(say("digest-title", community=community.name))]
    blocks.append(await _listed(work, running, spoken, say("digest-running"), say("digest-nothing-runs")))
    blocks.append(await _listed(work, over, spoken, say("digest-over", at=since), say("digest-nothing-over", at=since)))
    return "\n\n".join(blocks)


async def _listed(work: Work, polls: Sequence[Poll], spoken: Speech, title: Text, none: Text) -> str:
    if not polls:
        return spoken.say(none)
    lines = [spoken.say(title)]
    for poll in polls[:LISTED]:
        tally = await whole_tally(work, poll)
        decision = await Rulings().of(work, poll)
        over = isinstance(poll.state, Closed)
        stands = headline(poll, outcome(poll, tally), decision) if over else status_words(poll)
        count = spoken.say(say("card-count", voters=tally.voters))
        lines.append(f"• {shorten(poll.question, QUESTION_CHARS)} – {spoken.say(stands)} – {count}")
    if len(polls) > LISTED:
        lines.append(spoken.say(say("digest-more", count=len(polls) - LISTED)))
    return "\n".join(lines)


async def _enqueue(work: Work, digest: Digest) -> None:
    run = stamp(digest.next_at)
    number = JobId(f"{KIND}-{digest.community}-{digest.person}-{run}")
    about = f"{digest.community} {digest.person} {run}"
    await work.jobs.enqueue(Job(id=number, kind=KIND, about=about, due=digest.next_at))
