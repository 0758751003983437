"""Polls that are asked again and again: beginning, ending, and launching one when its time has come round.

One job carries one run. It launches the poll, moves the repeat on and enqueues the next run, all in one transaction;
a job that finds that the repeat has moved on already does nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from bot.domain.audit import Act
from bot.domain.errors import BadInput, NotFound
from bot.domain.ids import CommunityId, EventKey, JobId, PersonId, RepeatId, encode
from bot.domain.poll import Note, check_description, check_labels, check_question
from bot.domain.repeat import PUNCTUAL, Repeat, check_running_time
from bot.domain.text import say
from bot.ports import Chance, Clock, Done, Job, UnitOfWork, Work
from bot.services.asking import NewPoll, NewRepeat
from bot.services.jobs import stamp
from bot.services.once import once
from bot.services.polls import Polls
from bot.services.recording import record

log = structlog.get_logger(__name__)

KIND: Final = "repeat"


class Repeats:
    """Every method may raise DomainError or StoreUnavailable; then nothing was changed."""

    def __init__(self, work: UnitOfWork, polls: Polls, clock: Clock, chance: Chance) -> None:
        self._work, self._polls, self._clock, self._chance = work, polls, clock, chance

    async def begin(self, new: NewRepeat, author: PersonId, event: EventKey | None) -> Repeat:
        """The first poll is launched when the rhythm next comes round."""
        now, asked = self._clock.now(), new.asked
        async with self._work.writing() as work:
            await once(work, event, now)
            zone = await _zone(work, asked.community)
            check_running_time(new.runs_for, asked.remind, now, zone)
            repeat = Repeat(
                id=RepeatId(encode(self._chance.token(5))),
                community=asked.community,
                author=author,
                question=check_question(asked.question),
                description=check_description(asked.description),
                options=check_labels(asked.options),
                rules=asked.rules,
                native=asked.native,
                remind=asked.remind,
                channels=tuple(dict.fromkeys(new.channels)),
                rhythm=new.rhythm,
                runs_for=new.runs_for,
                next_at=new.rhythm.next_after(now, zone),
                created_at=now,
            )
            await work.repeats.add(repeat)
            await _enqueue(work, repeat)
            await record(work, Act.REPEAT_BEGUN, repeat.community, now, repeat.id, {"question": repeat.question})
        return repeat

    async def running(self, community: CommunityId) -> Sequence[Repeat]:
        async with self._work.reading() as work:
            return await work.repeats.of_community(community)

    async def end(self, number: RepeatId, community: CommunityId, event: EventKey | None) -> Repeat:
        """No more polls are launched; one that is running runs on."""
        now = self._clock.now()
        async with self._work.writing() as work:
            await once(work, event, now)
            repeat = await work.repeats.lock(number)
            if repeat.community != community:
                raise NotFound(say("error-repeat-unknown", id=str(number)[:40]))
            ended = repeat.ended(now)
            await work.repeats.save(ended)
            await work.jobs.cancel(_job_of(repeat))
            await record(work, Act.REPEAT_ENDED, community, now, number, {"question": repeat.question})
        return ended

    async def restore(self) -> None:
        """Enqueue every next run anew: a database that was moved or restored brings no queue with it."""
        async with self._work.writing() as work:
            for repeat in await work.repeats.running():
                await _enqueue(work, repeat)

    async def come_round(self, about: str) -> Done:
        """Launch the poll of one run. What was missed is made good once, and the poll says so."""
        number, _, run = about.partition(" ")
        now = self._clock.now()
        async with self._work.writing() as work:
            repeat = await work.repeats.lock(RepeatId(number))
            if repeat.ended_at is not None or stamp(repeat.next_at) != run:
                return Done()
            zone = await _zone(work, repeat.community)
            following = repeat.gone_round(now, zone)
            channels = []
            for channel in repeat.channels:
                found = await work.channels.get(channel)
                if found.connected and found.community == repeat.community:
                    channels.append(channel)
            poll = None
            if channels:
                new = NewPoll(
                    community=repeat.community,
                    question=repeat.question,
                    description=repeat.description,
                    options=repeat.options,
                    rules=repeat.rules,
                    closes_at=repeat.closes_at(now, zone),
                    native=repeat.native,
                    remind=repeat.remind,
                )
                notes = _late(repeat, now, zone)
                try:
                    poll = await self._polls.launch_within(work, new, repeat.author, channels, now, notes=notes)
                except BadInput as error:
                    # a rule that became stricter since: this run is lost, and the rhythm goes on
                    log.warning("repeats.refused", repeat=repeat.id, error=error.text.key)
            else:
                log.warning("repeats.no-channel", repeat=repeat.id)
            await work.repeats.save(following)
            await _enqueue(work, following)
        if poll is not None:
            self._polls.launched(poll.id)
        return Done()


def _late(repeat: Repeat, now: datetime, zone: ZoneInfo) -> tuple[Note, ...]:
    """What people read where the program was not there in time."""
    if now - repeat.next_at <= PUNCTUAL:
        return ()
    missed = repeat.rhythm.missed(repeat.next_at, now, zone)
    log.warning("repeats.late", repeat=repeat.id, planned=repeat.next_at.isoformat(), missed=missed)
    return (Note(now, say("note-late-run", at=repeat.next_at, missed=missed)),)


async def _enqueue(work: Work, repeat: Repeat) -> None:
    about = f"{repeat.id} {stamp(repeat.next_at)}"
    await work.jobs.enqueue(Job(id=_job_of(repeat), kind=KIND, about=about, due=repeat.next_at))


def _job_of(repeat: Repeat) -> JobId:
    """Of its next run."""
    return JobId(f"{KIND}-{repeat.id}-{stamp(repeat.next_at)}")


async def _zone(work: Work, community: CommunityId) -> ZoneInfo:
    return ZoneInfo((await work.communities.get(community)).timezone)
