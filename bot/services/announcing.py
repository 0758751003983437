"""Delivering posts: each stale post is brought up to its poll's state, at most once per channel's interval.

What has to be delivered is never remembered here only: a post is stale while it lags behind its poll's version, so
whatever a crash interrupts is found again by the next sweep, and the newest state is the one that goes out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.ballot import Refusal
from bot.domain.card import Control
from bot.domain.community import Channel, Community, Person, Post, PostKind
from bot.domain.conversation import Reply, Say, Tone
from bot.domain.errors import (
    ChannelGone,
    DeliveryError,
    NotFound,
    StoreUnavailable,
    Throttled,
    UnsupportedFeature,
)
from bot.domain.ids import Platform, PollId, PostId
from bot.domain.picture import Theme
from bot.locale.speech import Speech, best_language, speech
from bot.ports import CardContent, ChannelAdapter, Clock, ResultContent, UnitOfWork
from bot.services.capacity import choose
from bot.services.presentation import present
from bot.services.reading import Count, Reading, read_count
from bot.services.summaries import result_text, summary_text
from bot.services.waiting import Wait

log = structlog.get_logger(__name__)

SWEEP: Final = timedelta(seconds=15)
"""How often everything is looked over, for what another process or a crash left behind."""
RETRY: Final = timedelta(seconds=5)
PAGE: Final = 200
THEMES: Final = {Platform("discord"): Theme.DARK}


@dataclass(slots=True)
class DeliveryFigures:
    """Counted since the start; read by the metrics."""

    posted: int = 0
    edited: int = 0
    coalesced: int = 0
    """Changes of a poll that went out together with a later one."""
    failed: int = 0


class Announcing:
    def __init__(
        self,
        work: UnitOfWork,
        reading: Reading,
        adapters: Mapping[Platform, ChannelAdapter],
        clock: Clock,
    ) -> None:
        self._work, self._reading, self._clock = work, reading, clock
        self._adapters = adapters
        self._not_before: dict[PostId, Wait] = {}
        self._changed: set[PollId] = set()
        self._deferred: dict[PollId, Wait] = {}
        self._wake = asyncio.Event()
        self.figures = DeliveryFigures()

    def changed(self, poll: PollId) -> None:
        """Tell that a poll has a newer version. Cheap, never blocks; call it on the event loop."""
        if poll in self._changed or poll in self._deferred:
            self.figures.coalesced += 1
        self._changed.add(poll)
        self._wake.set()

    async def run(self) -> None:
        """Deliver until cancelled. Survives any failure of a platform or of the database."""
        next_sweep = self._clock.now()
        while True:
            now = self._clock.now()
            try:
                if now >= next_sweep or next_sweep > now + SWEEP:  # the second: the clock was set back
                    await self.sweep()
                    next_sweep = now + SWEEP
                else:
                    await self.deliver_changed()
            except StoreUnavailable as error:
                log.warning("announcing.store-unavailable", reason=error.reason)
                next_sweep = self._clock.now() + RETRY
            await self._rest(next_sweep)

    async def sweep(self) -> None:
        """Deliver everything that is stale and may go out now; the rest is remembered for its time."""
        async with self._work.reading() as work:
            stale = await work.posts.stale(limit=PAGE)
        for post in stale:
            await self._attempt(post)

    async def deliver_changed(self) -> None:
        """Deliver the posts of polls told as changed, as far as their interval allows."""
        polls, self._changed = self._changed, set()
        for poll in polls:
            async with self._work.reading() as work:
                posts = await work.posts.of_poll(poll)
            for post in posts:
                if post.failed is None and (post.reference is None or post.kind is PostKind.CARD):
                    await self._attempt(post)

    async def _rest(self, next_sweep: datetime) -> None:
        """Until something changes, a deferred post may go out, or the next sweep is due."""
        self._ripen(self._clock.now())  # also when there is no time to rest: a busy poll holds up no quiet one
        if self._changed:
            return
        self._wake.clear()
        until = min([next_sweep, *(wait.until for wait in self._deferred.values())])
        wait = max(0.0, (until - self._clock.now()).total_seconds())
        sleeping = asyncio.ensure_future(self._clock.sleep(wait))
        waking = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({sleeping, waking}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            waking.cancel()
        self._ripen(self._clock.now())

    def _ripen(self, now: datetime) -> None:
        """Polls whose wait is over are changed again."""
        ripe = [poll for poll, wait in self._deferred.items() if not wait.lasts(now)]
        for poll in ripe:
            del self._deferred[poll]
            self._changed.add(poll)
        self._not_before = {post: wait for post, wait in self._not_before.items() if wait.lasts(now)}

    async def _attempt(self, post: Post) -> None:
        now = self._clock.now()
        wait = self._not_before.get(post.id)
        if wait is not None and wait.lasts(now):
            self._defer(post, wait)
            return
        try:
            await self._deliver(post)
        except Throttled as error:
            self._defer(post, Wait.asked(now, error.retry_after))
        except (ChannelGone, UnsupportedFeature) as error:
            await self._give_up(post, error)
        except DeliveryError as error:
            log.warning("announcing.delivery-failed", post=post.id, error=repr(error))
            self._defer(post, Wait(now, now + RETRY))
        except NotFound:
            log.info("announcing.poll-gone", post=post.id)
        except StoreUnavailable:
            raise
        except Exception:
            # one post that cannot be drawn or sent must not silence all the others
            log.exception("announcing.post-broken", post=post.id)
            self._defer(post, Wait(now, now + RETRY))

    def _defer(self, post: Post, wait: Wait) -> None:
        self._not_before[post.id] = wait
        sooner = self._deferred.get(post.poll)
        if sooner is None or wait.until < sooner.until:
            self._deferred[post.poll] = wait

    async def _give_up(self, post: Post, error: DeliveryError) -> None:
        self.figures.failed += 1
        log.warning("announcing.given-up", post=post.id, error=repr(error))
        async with self._work.writing() as work:
            await work.posts.failed(post.id, type(error).__name__)
            if isinstance(error, ChannelGone):
                channel = await work.channels.get(post.channel)
                await work.channels.save(replace(channel, connected=False))

    async def _deliver(self, post: Post) -> None:
        delivery = await self._prepare(post)
        if delivery is None:
            return
        match delivery.post.kind:
            case PostKind.CARD:
                await self._deliver_card(delivery)
            case PostKind.RESULT:
                await self._deliver_result(delivery)
            case PostKind.SUMMARY:
                await self._deliver_summary(delivery)

    async def _prepare(self, post: Post) -> _Delivery | None:
        """What is to be delivered, read in one transaction; None where there is nothing to do any more."""
        async with self._work.reading() as work:
            fresh = await work.posts.get(post.id)
            channel = await work.channels.get(fresh.channel)
            adapter = self._adapters.get(channel.platform)
            if adapter is None:
                # its platform is switched off for now; the sweep comes back to it
                return None
            community = await work.communities.get(channel.community)
            count = await read_count(work, fresh.poll, None, over_time=fresh.kind is not PostKind.CARD)
            author = await work.people.get(count.poll.author)
            refusals = await work.ballots.refusals(fresh.poll) if fresh.kind is PostKind.SUMMARY else {}
        if fresh.failed is not None:  # meanwhile: its poll was opened again
            return None
        shown = fresh.reference is not None
        if shown and (fresh.kind is not PostKind.CARD or fresh.shown_version >= count.poll.version):
            return None
        return _Delivery(fresh, adapter, channel, community, count, author, refusals)

    async def _deliver_card(self, delivery: _Delivery) -> None:
        adapter, channel, post, count = delivery.adapter, delivery.channel, delivery.post, delivery.count
        capabilities = await adapter.capabilities(channel)
        control = choose(count.poll, capabilities)
        card = present(count.poll, count.tally, delivery.speech, self._clock.now(), control)
        if post.reference is None:
            reference = await adapter.post(channel, post.id, CardContent(card))
            self.figures.posted += 1
        else:
            reference = post.reference
            await adapter.edit(channel, reference, CardContent(card))
            self.figures.edited += 1
        # set before the marking, which may fail: the next edit must keep its distance all the same
        now = self._clock.now()
        self._not_before[post.id] = Wait(now, now + capabilities.edit_interval)
        await self._mark(post, reference, card.version)

    async def _deliver_result(self, delivery: _Delivery) -> None:
        count, spoken = delivery.count, delivery.speech
        theme = THEMES.get(delivery.channel.platform, Theme.LIGHT)
        pictures = await self._reading.draw(count, spoken, theme, delivery.community.name, split=False)
        card = present(count.poll, count.tally, spoken, self._clock.now(), Control.NONE)
        content = ResultContent(card, result_text(count.poll, count.tally, spoken), pictures)
        reference = await delivery.adapter.post(delivery.channel, delivery.post.id, content)
        self.figures.posted += 1
        await self._mark(delivery.post, reference, card.version)

    async def _deliver_summary(self, delivery: _Delivery) -> None:
        count, community = delivery.count, delivery.community
        language = best_language(delivery.author.language, community.language)
        words = summary_text(
            count.poll, count.tally, delivery.refusals, count.moments, speech(language, community.timezone)
        )
        await delivery.adapter.whisper(
            delivery.channel, delivery.author, Reply((Say(words, Tone.INFO),)), delivery.post.id
        )
        self.figures.posted += 1
        await self._mark(delivery.post, "whispered", count.poll.version)

    async def _mark(self, post: Post, reference: str, version: int) -> None:
        async with self._work.writing() as work:
            await work.posts.delivered(post.id, reference, version)


@dataclass(frozen=True, slots=True)
class _Delivery:
    """One post with all that its rendering needs, as of one moment."""

    post: Post
    adapter: ChannelAdapter
    channel: Channel
    community: Community
    count: Count
    author: Person
    refusals: Mapping[Refusal, int]

    @property
    def speech(self) -> Speech:
        return speech(self.community.language, self.community.timezone)
