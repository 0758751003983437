"""One digest a day of what became of the decisions that somebody follows, told by whom their platform is served.

What is to be told follows from the changes and from until when a person was told: a crash between telling and noting
tells it again under the same key, which shows it once. A day without news is silent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from bot.domain.community import Community
from bot.domain.conversation import OfferCommand, Part, Reply, Say, Tone
from bot.domain.errors import ChannelGone, DeliveryError, StoreUnavailable, Throttled, UnsupportedFeature
from bot.domain.followup import Change, Deed, FollowUp
from bot.domain.ids import PersonId, Platform, PollId, Subject
from bot.domain.poll import Poll, shorten
from bot.domain.rhythm import Every, Rhythm
from bot.domain.text import Text, say
from bot.locale.speech import Speech, best_language, speech
from bot.ports import ChannelAdapter, Clock, UnitOfWork, Work
from bot.services.aftermath import statement_lines
from bot.services.followup_words import STAGES
from bot.services.jobs import stamp
from bot.services.rounds import go_round

log = structlog.get_logger(__name__)

DAILY: Final = Rhythm(Every.DAY, time(18))
"""By the community's clock."""
SETTLING: Final = timedelta(minutes=1)
"""A change is written with its time a moment before it can be read."""
EVERY: Final = timedelta(seconds=30)
AT_ONCE: Final = 50
LISTED: Final = 8
"""Decisions in one digest: more are told by their number. Each can be muted by a button of its own."""
MOST_CHARS: Final = 1600
"""So that every platform can show it in one message, unless a single decision has more to tell."""
QUESTION_CHARS: Final = 80
_WORDS_CHARS: Final = 200
_STEPS: Final = 3
"""Of one decision, the last."""
_LABEL_CHARS: Final = 40


class NewsDelivery:
    def __init__(self, work: UnitOfWork, adapters: Mapping[Platform, ChannelAdapter], clock: Clock) -> None:
        self._work, self._adapters, self._clock = work, adapters, clock

    async def run(self) -> None:
        """Tell until cancelled."""
        await go_round(self.tell, EVERY, self._clock, log, "news")

    async def tell(self) -> None:
        """Everybody who is to be told by now. Raises StoreUnavailable."""
        async with self._work.reading() as work:
            communities = await work.communities.all()
        for community in communities:
            until = last_time(DAILY, self._clock.now() - SETTLING, ZoneInfo(community.timezone))
            for platform in self._adapters:
                await self._tell_all(community, until, platform)

    async def _tell_all(self, community: Community, until: datetime, platform: Platform) -> None:
        last: PersonId | None = None
        while True:
            async with self._work.reading() as work:
                due = await work.followers.due(community.id, until, [platform], limit=AT_ONCE, after=last)
            for person in due:
                try:
                    await self._tell(community, person, until)
                except StoreUnavailable:
                    raise
                except Throttled as error:
                    log.warning("news.throttled", community=community.id, error=repr(error))
                    return  # so are all others there; they are found again
                except DeliveryError as error:
                    log.warning("news.not-delivered", community=community.id, error=repr(error))
                except Exception:
                    # one that cannot be told must not silence the others
                    log.exception("news.broken", community=community.id)
            if len(due) < AT_ONCE:
                return
            last = due[-1]

    async def _tell(self, community: Community, number: PersonId, until: datetime) -> None:
        async with self._work.reading() as work:
            person = await work.people.get(number)
            rooms = await work.channels.of_community(community.id)
            changes = await work.followers.news(community.id, number, until)
            spoken = speech(best_language(person.language, community.language), community.timezone)
            reply = await news_reply(work, community, changes, spoken)
        if changes:
            room = next((room for room in rooms if room.platform == person.platform), None)
            key = f"news-{community.id}-{number}-{stamp(until)}"
            try:
                await self._adapters[person.platform].panel(room, person, reply, key)
            except (ChannelGone, UnsupportedFeature) as error:
                # who blocked us or whose room is gone hears nothing of this one; the next one is tried again
                log.info("news.not-shown", community=community.id, error=repr(error))
        async with self._work.writing() as work:
            await work.followers.told(community.id, number, until)


def last_time(rhythm: Rhythm, now: datetime, zone: ZoneInfo) -> datetime:
    """The last of a daily rhythm that lies not after `now`."""
    at = rhythm.next_after(now - timedelta(days=2), zone)
    while (following := rhythm.next_after(at, zone)) <= now:
        at = following
    return at


async def news_reply(work: Work, community: Community, changes: Sequence[Change], spoken: Speech) -> Reply:
    """By decision, what became of it; and how to hear no more of it."""
    told: dict[Subject, list[Change]] = {}
    for change in changes:
        told.setdefault(change.subject, []).append(change)
    blocks, mutes = [spoken.say(say("news-title", community=community.name))], list[Part]()
    for subject, of_it in list(told.items())[:LISTED]:
        poll, kept = await work.polls.get(PollId(subject)), await work.follow_ups.find(subject)
        block = "\n".join(_lines(poll, kept, of_it, spoken))
        if mutes and sum(map(len, blocks)) + len(block) > MOST_CHARS:
            break
        blocks.append(block)
        label = say("offer-mute", question=shorten(poll.question, _LABEL_CHARS))
        mutes.append(OfferCommand(spoken.say(label), f"/mute {subject}"))
    if len(told) > len(mutes):
        blocks.append(spoken.say(say("digest-more", count=len(told) - len(mutes))))
    mutes.append(OfferCommand(spoken.say(say("offer-mute-all")), "/mute all"))
    return Reply((Say("\n\n".join(blocks), Tone.INFO), *mutes))


def _lines(poll: Poll, kept: FollowUp | None, changes: Sequence[Change], spoken: Speech) -> list[str]:
    """The question; each stage that it came to; of what was said only what is said now."""
    lines = [f"• {shorten(poll.question, QUESTION_CHARS)}"]
    lines += [spoken.say(_step(change)) for change in [each for each in changes if each.deed is Deed.STAGED][-_STEPS:]]
    said = kept.statement if kept is not None else None
    if said is not None and any(change.deed is Deed.STATED for change in changes):
        lines += [shorten(spoken.say(line), _WORDS_CHARS) for line in statement_lines(said)]
    elif len(lines) == 1:
        lines.append(spoken.say(say("news-taken-back")))
    return lines


def _step(change: Change) -> Text:
    stage = STAGES[change.stage]
    return (
        say("news-stage-because", stage=stage, reason=change.reason)
        if change.reason
        else say("news-stage", stage=stage)
    )
