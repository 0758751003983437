"""The monthly post, "You said / We did / We didn't, because", in every room where an owner turned it on.

When the next one is due is kept with the room, and moved on in the transaction that writes the post: a restart loses
none and makes none twice. A month in which nothing was decided or done is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.audit import Act
from bot.domain.community import Channel, Community, Post, PostKind
from bot.domain.errors import NotFound
from bot.domain.ids import ChannelId, EventKey, PollId, PostId, Subject
from bot.domain.month import Decided, Month, Step, month_before, month_of, next_report
from bot.domain.poll import Closed, shorten
from bot.domain.text import Text, say
from bot.locale.speech import Speech
from bot.ports import Clock, UnitOfWork, Work
from bot.services.decision_log import outcome_words
from bot.services.followup_words import STAGES
from bot.services.jobs import stamp
from bot.services.once import once
from bot.services.reading import read_count
from bot.services.recording import record
from bot.services.rulings import Rulings

LOOKED_OVER: Final = 500
"""Decisions, the newest of which are looked at for what happened in a month."""
LISTED: Final = 12
QUESTION_CHARS: Final = 100
LINE_CHARS: Final = 300


@dataclass(frozen=True, slots=True)
class Report:
    """A month with what its decisions are called."""

    month: Month
    questions: Mapping[Subject, str]


class Monthly:
    """Every method may raise StoreUnavailable; then nothing was changed."""

    def __init__(self, work: UnitOfWork, clock: Clock, on_change: Callable[[PollId], None], rulings: Rulings) -> None:
        self._work, self._clock, self._on_change, self._rulings = work, clock, on_change, rulings

    async def switch(
        self, community: Community, rooms: Sequence[Channel], event: EventKey | None, *, on: bool
    ) -> datetime | None:
        """From now on, or no more; when the next one comes. Twice is once."""
        now = self._clock.now()
        next_at = next_report(now, ZoneInfo(community.timezone)) if on else None
        async with self._work.writing() as work:
            await once(work, event, now)
            for room in rooms:
                await work.follow_ups.switch_monthly(room.id, next_at)
                await record(work, Act.MONTHLY, community.id, now, room.id, {"on": "yes" if on else "no"})
        return next_at

    async def next_at(self, room: ChannelId) -> datetime | None:
        """When the next one comes there; None where it is off."""
        async with self._work.reading() as work:
            return await work.follow_ups.monthly(room)

    async def preview(self, community: Community, spoken: Speech) -> str:
        """What was to be told of the last whole month; empty where nothing was."""
        async with self._work.reading() as work:
            return await monthly_post(work, community, self._clock.now(), spoken, self._rulings)

    async def keep(self) -> None:
        """Write every post that is due by now."""
        now = self._clock.now()
        async with self._work.reading() as work:
            due = await work.follow_ups.monthly_due(now)
        for room, at in due.items():
            await self._write(room, at, now)

    async def _write(self, room: ChannelId, at: datetime, now: datetime) -> None:
        anchor: PollId | None = None
        async with self._work.writing() as work:
            if (await work.follow_ups.monthly_due(now)).get(room) != at:
                return
            channel = await work.channels.get(room)
            community = await work.communities.get(channel.community)
            zone = ZoneInfo(community.timezone)
            if channel.connected and not (await report_of(work, community, now)).month.is_empty:
                anchor = await _newest(work, community)
            if anchor is not None:
                kind = PostKind.MONTHLY
                name = PostId(f"{anchor}-{room}-{kind.value}-{stamp(at)}")
                await work.posts.add(Post(id=name, poll=anchor, channel=room, kind=kind, created_at=now))
            await work.follow_ups.switch_monthly(room, next_report(now, zone))
        if anchor is not None:
            self._on_change(anchor)


async def report_of(work: Work, community: Community, at: datetime) -> Report:
    """Of the month before the one in which `at` lies."""
    after, until = month_before(at, ZoneInfo(community.timezone))
    decisions: list[Decided] = []
    questions: dict[Subject, str] = {}
    for kept in await work.follow_ups.log(community.id, limit=LOOKED_OVER):
        poll = await work.polls.get(PollId(kept.subject))
        changes = await work.follow_ups.changes(kept.subject)
        closed_at = poll.state.at if isinstance(poll.state, Closed) else None
        decisions.append(Decided(follow_up=kept, closed_at=closed_at, changes=changes))
        questions[kept.subject] = poll.question
    return Report(month_of(decisions, after, until), questions)


async def _newest(work: Work, community: Community) -> PollId:
    """The decision that the post stands with, so that it goes the way of every other post."""
    found = await work.follow_ups.log(community.id, limit=1)
    if not found:
        raise NotFound(say("error-no-such-poll"))
    return PollId(found[0].subject)


async def monthly_post(work: Work, community: Community, at: datetime, spoken: Speech, rulings: Rulings) -> str:
    """Of the month before the one in which `at` lies; empty where nothing happened."""
    report = await report_of(work, community, at)
    if report.month.is_empty:
        return ""
    counts = [await read_count(work, PollId(subject), None, rulings) for subject in report.month.said]
    outcomes = {Subject(count.poll.id): outcome_words(count) for count in counts}
    return monthly_text(report, outcomes, spoken)


def monthly_text(report: Report, outcomes: Mapping[Subject, Text], spoken: Speech) -> str:
    """The whole post. `outcomes`: what was decided, of what was closed in the month."""
    month = report.month
    blocks = [spoken.say(say("monthly-title", month=spoken.month(month.after)))]
    said = [say("monthly-line", question=_called(report, subject), words=outcomes[subject]) for subject in month.said]
    blocks += _block(say("monthly-said"), said, spoken)
    blocks += _block(say("monthly-did"), [_step(report, step) for step in month.done], spoken)
    blocks += _block(say("monthly-did-not"), [_step(report, step) for step in month.not_done], spoken)
    if month.said:
        share = round(100 * month.answered / len(month.said))
        figures = [say("monthly-answered", answered=month.answered, closed=len(month.said), percent=share)]
        if month.median_days is not None:
            figures.append(say("monthly-median", days=round(month.median_days, 1)))
        blocks.append("\n".join(spoken.say(figure) for figure in figures))
    return "\n\n".join(blocks)


def _block(title: Text, lines: Sequence[Text], spoken: Speech) -> list[str]:
    if not lines:
        return []
    shown = [shorten(spoken.say(line), LINE_CHARS) for line in lines[:LISTED]]
    if len(lines) > LISTED:
        shown.append(spoken.say(say("digest-more", count=len(lines) - LISTED)))
    return ["\n".join((spoken.say(title), *shown))]


def _step(report: Report, step: Step) -> Text:
    question = _called(report, step.subject)
    if step in report.month.not_done:
        return say("monthly-line", question=question, words=step.reason)
    stage = STAGES[step.stage]
    if not step.reason:
        return say("monthly-line", question=question, words=stage)
    return say("monthly-line-because", question=question, words=stage, reason=step.reason)


def _called(report: Report, subject: Subject) -> str:
    return shorten(report.questions[subject], QUESTION_CHARS)
