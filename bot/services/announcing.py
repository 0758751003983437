"""Delivering posts: each stale post is brought up to its poll's state, at most once per channel's interval.

What has to be delivered is never remembered here only: a post is stale while it lags behind its poll's version, so
whatever a crash interrupts is found again by the next sweep, and the newest state is the one that goes out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.community import Channel, DeletedPosts, Post, PostKind, Trouble
from bot.domain.errors import (
    ChannelGone,
    DeliveryError,
    NoRight,
    NotFound,
    PostGone,
    PostSpent,
    StoreUnavailable,
    Throttled,
    UnsupportedFeature,
)
from bot.domain.ids import Platform, PollId, PostId
from bot.domain.poll import Open, Scheduled
from bot.ports import NO_TRACES, ChannelAdapter, Clock, Tracer, UnitOfWork
from bot.services.delivery import Delivery, read_delivery, turn
from bot.services.finishing import to_its_end
from bot.services.leasing import FREE, Fence
from bot.services.places import Places
from bot.services.reading import Reading
from bot.services.reminders import OVERTAKEN
from bot.services.showing import Showing
from bot.services.undelivered import DELETED
from bot.services.waiting import Wait

log = structlog.get_logger(__name__)

SWEEP: Final = timedelta(seconds=15)
"""How often everything is looked over, for what another process or a crash left behind."""
RETRY: Final = timedelta(seconds=5)
IN_HAND: Final = timedelta(seconds=3)
"""How long the delivery in hand may take to end once the program is to stop: broken off, it might be made twice."""
ELSEWHERE: Final = timedelta(seconds=20)
"""So long the summary waits for what other platforms are still to show: it says what did not arrive there."""
OUTCOMES_AT_ONCE: Final = 20
OUTCOME_LASTS: Final = timedelta(days=1)  # how long it is tried to whisper an outcome; later it is no news
PAGE: Final = 200
MOST_CHANGED: Final = 10_000  # polls told as changed; beyond that, also while another process delivers, a sweep is due


class Announcing:
    """Serves the platforms of `adapters`, and of their channels those that `serves` says; posts elsewhere are others'.

    `share`: of how many that divide the same channels this is one.
    """

    def __init__(
        self,
        work: UnitOfWork,
        reading: Reading,
        adapters: Mapping[Platform, ChannelAdapter],
        clock: Clock,
        *,
        places: Places,
        deleted_posts: DeletedPosts = DeletedPosts.REPOST,
        public_url: str = "",
        serves: Callable[[Channel], bool] = lambda _: True,
        share: int = 1,
        tracer: Tracer = NO_TRACES,
    ) -> None:
        """`public_url`: where the polls' pages are; empty where no link to them is to be shown."""
        self._work, self._clock, self._showing = work, clock, Showing(reading, adapters, clock, public_url, tracer)
        self._rulings = reading.rulings
        self._adapters, self._places, self._deleted_posts = adapters, places, deleted_posts
        self._serves, self._page = serves, PAGE * share
        self._not_before: dict[PostId, Wait] = {}
        self._changed: set[PollId] = set()
        self._deferred: dict[PollId, Wait] = {}
        self._wake = asyncio.Event()
        self._fence, self._look_everywhere = FREE, False
        self._swept: Post | None = None
        """Where the last look at what is stale ended; None: at its end, so the next one begins anew."""
        self.figures = self._showing.figures

    def changed(self, poll: PollId) -> None:
        """Tell that a poll has a newer version. Cheap, never blocks; call it on the event loop."""
        if poll in self._changed or poll in self._deferred:
            self.figures.coalesced += 1
        self._changed.add(poll)
        if len(self._changed) > MOST_CHANGED:
            self._changed.clear()
            self._look_everywhere = True
        self._wake.set()

    def look_everywhere(self) -> None:
        """Changes may have been missed: the next step is a sweep. Cheap; call it on the event loop."""
        self._look_everywhere = True
        self._wake.set()

    async def run(self, fence: Fence = FREE) -> None:
        """Deliver until cancelled, as long as `fence` stands. Survives any failure of a platform or of the database."""
        self._fence, self._swept = fence, None
        next_sweep = self._clock.now()
        while True:
            now = self._clock.now()
            try:
                back = next_sweep > now + SWEEP  # the clock was set back
                if now >= next_sweep or back or self._look_everywhere:
                    self._look_everywhere = False
                    await self.sweep()
                    next_sweep = now + SWEEP
                # also where page after page is swept: what changes now does not wait for all that is old
                await self.deliver_changed()
            except StoreUnavailable as error:
                log.warning("announcing.store-unavailable", reason=error.reason)
                next_sweep = self._clock.now() + RETRY
            await self._rest(next_sweep)

    async def sweep(self) -> None:
        """Deliver a page of what is stale and may go out now; the rest is remembered for its time.

        Where there is more than a page, another sweep follows at once and goes on behind it: rooms that have to wait
        with all they are owed hold up no other.
        """
        async with self._work.reading() as work:
            stale = await work.posts.stale(limit=self._page, on=self._adapters.keys(), after=self._swept)
        self._swept = stale[-1] if len(stale) == self._page else None
        self._look_everywhere = self._look_everywhere or self._swept is not None
        await self._in_turn(stale)

    async def deliver_changed(self) -> None:
        """Deliver the posts of polls told as changed, as far as their interval allows."""
        polls, self._changed = self._changed, set()
        for poll in polls:
            async with self._work.reading() as work:
                posts = await work.posts.of_poll(poll, on=self._adapters.keys())
            await self._in_turn(
                [post for post in posts if post.failed is None and (not post.reference or post.kind is PostKind.CARD)]
            )

    async def _in_turn(self, posts: Sequence[Post]) -> None:
        """Rooms first, then people; of many who asked for an outcome a few at a time, so that other polls go on."""
        told, now = 0, self._clock.now()
        for post in sorted(posts, key=turn):
            if post.kind is PostKind.OUTCOME and not self._waits(post, now):
                if told == OUTCOMES_AT_ONCE:
                    self._changed.add(post.poll)
                    continue
                told += 1
            await to_its_end(self._attempt(post), IN_HAND)

    def _waits(self, post: Post, now: datetime) -> bool:
        wait = self._not_before.get(post.id)
        return wait is not None and wait.lasts(now)

    async def _rest(self, next_sweep: datetime) -> None:
        """Until something changes, a deferred post may go out, or the next sweep is due."""
        self._ripen(self._clock.now())  # also when there is no time to rest: a busy poll holds up no quiet one
        if self._changed or self._look_everywhere:
            return
        self._wake.clear()
        until = min([next_sweep, *(wait.until for wait in self._deferred.values())])
        # no longer than a sweep's distance: set back at this very moment, the clock would make it an hour
        wait = min(max(0.0, (until - self._clock.now()).total_seconds()), SWEEP.total_seconds())
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
        except PostGone as error:
            await self._post_gone(post, error)
        except (ChannelGone, UnsupportedFeature) as error:
            await self._give_up(post, type(error).__name__, error)
        except DeliveryError as error:
            if post.kind is PostKind.OUTCOME and now > post.created_at + OUTCOME_LASTS:
                await self._give_up(post, type(error).__name__, error)
                return
            log.warning("announcing.delivery-failed", post=post.id, error=repr(error))
            self._defer(post, Wait(now, now + RETRY))
        except NotFound:
            log.info("announcing.poll-gone", post=post.id)
            self._defer(post, Wait(now, now + SWEEP))
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

    async def _give_up(self, post: Post, reason: str, error: DeliveryError) -> None:
        self.figures.failed += 1
        log.warning("announcing.given-up", post=post.id, error=repr(error))
        async with self._work.writing() as work:
            await work.posts.failed(post.id, reason)
            channel = await work.channels.get(post.channel)
        # who cannot be whispered to may have blocked the bot, and the room is still there
        if isinstance(error, ChannelGone) and channel.connected and post.kind in (PostKind.CARD, PostKind.RESULT):
            trouble = Trouble.NO_RIGHT if isinstance(error, NoRight) else Trouble.GONE
            await self._places.lost(channel.platform, channel.address, trouble)

    async def _post_gone(self, post: Post, error: PostGone) -> None:
        """A deleted card comes back while people can vote, where the operator wants that; else it stays away."""
        async with self._work.reading() as work:
            poll = await work.polls.get(post.poll)
        retired = self._deleted_posts is DeletedPosts.RETIRE and not isinstance(error, PostSpent)
        if retired or not isinstance(poll.state, Open | Scheduled):
            await self._give_up(post, DELETED, error)
            return
        log.info("announcing.posted-anew", post=post.id)
        async with self._work.writing() as work:
            await work.posts.lost(post.id)
        now = self._clock.now()
        self._defer(post, Wait(now, now + RETRY))

    async def _deliver(self, post: Post) -> None:
        async with self._work.reading() as work:
            if not await self._fence.stands(work):
                log.warning("announcing.overtaken", post=post.id)
                now = self._clock.now()
                self._defer(post, Wait(now, now + RETRY))
                return
            delivery = await read_delivery(work, post.id, self._rulings)
        if not delivery.is_due:
            return
        now = self._clock.now()
        if not self._serves(delivery.channel):
            self._defer(post, Wait(now, now + SWEEP))
            return
        if delivery.post.kind is PostKind.SUMMARY and self._is_early(delivery):
            self._defer(post, Wait(now, now + RETRY))
            return
        if delivery.is_overtaken(now):
            async with self._work.writing() as work:
                await work.posts.failed(post.id, OVERTAKEN)
            return
        shown = await self._showing.show(delivery)
        if shown.rest:
            # set before the marking, which may fail: the next edit must keep its distance all the same
            now = self._clock.now()
            self._not_before[post.id] = Wait(now, now + shown.rest)
        async with self._work.writing() as work:
            await work.posts.delivered(post.id, shown.reference, shown.version)

    def _is_early(self, delivery: Delivery) -> bool:
        elsewhere = delivery.awaited - self._adapters.keys()
        return bool(elsewhere) and self._clock.now() < delivery.post.created_at + ELSEWHERE
