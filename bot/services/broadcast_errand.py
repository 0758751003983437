"""One platform's share of one broadcast, from where it stands until it is done, halted or taken over."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain import lifecycle
from bot.domain.broadcast import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Exceptional,
    Hindrance,
    Leg,
    Recipient,
    StopReason,
)
from bot.domain.errors import NotFound, StoreUnavailable
from bot.locale.speech import best_language
from bot.ports import Clock, Letter, UnitOfWork, Work
from bot.services.broadcast_batch import Batch, obstacle, progress_of
from bot.services.broadcast_courier import Courier
from bot.services.broadcast_letters import Letters

log = structlog.get_logger(__name__)

BATCH: Final = 20
BATCHES: Final = 3
"""Under way at once, so that the last letters of one, and its storing, keep nobody waiting."""
UNCONFIRMED: Final = BATCH * BATCHES
"""People written to and not written down yet, at most."""
READ_AHEAD: Final = timedelta(seconds=5)
"""So long at most a person's turn may come after they were read: who leaves then is written to once more."""
LEASE: Final = timedelta(seconds=10)
"""How long a leg stays its runner's without a sign of life."""
WATCH_EVERY: Final = timedelta(seconds=3)
RETRY: Final = timedelta(seconds=1)


class Errand:
    def __init__(
        self,
        work: UnitOfWork,
        letters: Letters,
        courier: Courier,
        clock: Clock,
        runner: str,
        broadcast: Broadcast,
        leg: Leg,
    ) -> None:
        self._work, self._letters, self._courier, self._clock = work, letters, courier, clock
        self._runner, self._broadcast, self._leg = runner, broadcast, leg
        self._cursor = leg.cursor
        """As it stands in the database."""
        self._page: list[Recipient] = []
        self._read_to, self._is_last_page = leg.cursor, leg.exhausted
        self._next_try: datetime | None = None
        """When the first of those who were not reached is to be tried again."""
        self._language = ""
        self._halted = self._lost = False
        self._wake = asyncio.Event()

    def look_again(self) -> None:
        """The broadcast may have been paused or ended, or its poll have changed."""
        self._wake.set()

    def halt(self) -> None:
        """Send nothing more; what is under way is written down."""
        self._halted = True
        self._wake.set()

    async def run(self) -> None:
        """Raises StoreUnavailable where the database is away; what was sent is written down before."""
        watching = asyncio.ensure_future(self._watch())
        try:
            async with self._work.reading() as work:
                self._language = (await work.communities.get(self._broadcast.community)).language
                self._next_try = await work.legs.next_due(self._broadcast, self._leg)
            await self._work_off()
        finally:
            self._halted = True
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            if not self._lost:
                with suppress(StoreUnavailable):
                    async with self._work.writing() as work:
                        await work.legs.release(self._leg, self._runner)

    # ------------------------------------------------------------

    async def _work_off(self) -> None:
        """While some batches are being sent, those before are written down, and the next one is read."""
        under_way: deque[asyncio.Task[None]] = deque()
        ahead: Batch | None = None
        exhausted = self._leg.exhausted
        try:
            while not self._halted:
                if self._courier.is_hopeless:
                    await self._stop(BroadcastState.PAUSED, StopReason.REFUSED)
                elif self._next_try is not None and self._next_try <= self._clock.now():
                    # after what is under way, which may be about the same people
                    await _over(under_way)
                    await self._try_again()
                elif not exhausted:
                    batch = ahead if ahead is not None else await self._next()
                    if batch is None:
                        break
                    exhausted = batch.exhausted
                    before = under_way[-1] if under_way else None
                    under_way.append(asyncio.create_task(self._carry(batch, before)))
                    ahead = await self._next() if not exhausted else None
                    await _over(under_way, BATCHES - 1)
                else:
                    await _over(under_way)
                    if self._halted or await self._is_done():
                        break
        except asyncio.CancelledError:
            for each in under_way:
                each.cancel()
            raise
        finally:
            # also where the database went away meanwhile: what was sent must be written down
            await asyncio.gather(*under_way)

    async def _next(self) -> Batch | None:
        """None where there is nothing to be told any more."""
        if not self._page and not self._is_last_page:
            limit = max(BATCH, int(self._courier.per_second * READ_AHEAD.total_seconds()))
            async with self._work.reading() as work:
                why = await self._obstacle(work)
                page = await work.legs.page(self._broadcast, self._leg, self._read_to, limit=limit)
            if why is not None:
                await self._stop(BroadcastState.STOPPED, why)
                return None
            self._page, self._is_last_page = list(page), len(page) < limit
        recipients, self._page = self._page[:BATCH], self._page[BATCH:]
        if recipients:
            self._read_to = recipients[-1].person.id
        letters = await self._letters_for(recipients)
        return Batch(recipients, letters, self._read_to, exhausted=self._is_last_page and not self._page)

    async def _try_again(self) -> None:
        async with self._work.reading() as work:
            due = await work.legs.due(self._broadcast, self._leg, self._clock.now(), limit=BATCH)
        if due and not self._halted:
            batch = Batch(due, await self._letters_for(due), self._cursor, again=True)
            await self._carry(batch, None)
        async with self._work.reading() as work:
            self._next_try = await work.legs.next_due(self._broadcast, self._leg)

    async def _letters_for(self, recipients: Sequence[Recipient]) -> Mapping[str, Letter]:
        languages = {self._language_of(each) for each in recipients}
        return {each: await self._letters.of(self._broadcast, self._leg.platform, each) for each in languages}

    def _language_of(self, recipient: Recipient) -> str:
        return best_language(recipient.person.language or recipient.language, self._language)

    async def _is_done(self) -> bool:
        """All are settled; else wait a little for those who are to be tried again."""
        if self._next_try is not None:
            await self._pause(min(self._next_try - self._clock.now(), WATCH_EVERY))
            return False
        async with self._work.writing() as work:
            await work.legs.settle(self._leg)
            if all(leg.is_done for leg in await work.legs.of(self._broadcast.id)):
                now = self._clock.now()
                await work.broadcasts.step(self._broadcast.id, [BroadcastState.SENDING], BroadcastState.DONE, now)
        return True

    async def _obstacle(self, work: Work) -> StopReason | None:
        try:
            poll = lifecycle.as_of(await work.polls.get(self._broadcast.poll), self._clock.now())
        except NotFound:
            return StopReason.POLL_CANCELLED
        return obstacle(self._broadcast.kind, poll)

    async def _stop(self, state: BroadcastState, why: StopReason) -> None:
        self.halt()
        async with self._work.writing() as work:
            await work.broadcasts.step(self._broadcast.id, [BroadcastState.SENDING], state, self._clock.now(), why)

    # ------------------------------------------------------------ one batch

    async def _carry(self, batch: Batch, before: asyncio.Task[None] | None) -> None:
        """Send it, and write it down after the one before."""
        fates = await asyncio.gather(*(self._fate(each, batch.letters) for each in batch.recipients))
        if before is not None:
            await before
        if not self._lost:
            await self._write_down(batch, fates)

    async def _fate(self, recipient: Recipient, letters: Mapping[str, Letter]) -> Exceptional | bool:
        """True: sent; False: nothing to send."""
        if recipient.gone or (recipient.voted and self._broadcast.kind is BroadcastKind.POLL):
            return False
        if recipient.blocked:
            return Exceptional(person=recipient.person.id, what=Hindrance.BLOCKED, tries=recipient.tries)
        letter = letters[self._language_of(recipient)]
        key = f"{self._broadcast.id}-{recipient.person.id}"
        missed = await self._courier.deliver(recipient, letter, key, lambda: self._halted)
        return True if missed is None else missed

    async def _write_down(self, batch: Batch, fates: Sequence[Exceptional | bool]) -> None:
        progress = progress_of(batch, fates, self._cursor)
        blocked = [each.person for each in progress.exceptional if each.what is Hindrance.BLOCKED]
        while True:
            try:
                async with self._work.writing() as work:
                    now = self._clock.now()
                    state = await work.legs.advance(self._leg, self._runner, self._cursor, progress, now + LEASE)
                    if state is not None:
                        await work.subscribers.unreachable(blocked, now)
                break
            except StoreUnavailable as error:
                # what was sent must be written down: nothing else is sent before that
                log.warning("broadcast.not-written-down", broadcast=self._broadcast.id, reason=error.reason)
                await self._clock.sleep(RETRY.total_seconds())
        if state is None:
            log.warning("broadcast.taken-over", broadcast=self._broadcast.id, platform=self._leg.platform)
            self._lost = True
            self.halt()
            return
        self._cursor = progress.cursor
        due = [each.due_at for each in progress.exceptional if each.due_at is not None]
        self._next_try = min([*due, *([self._next_try] if self._next_try is not None else [])], default=None)
        if state is not BroadcastState.SENDING:
            self.halt()

    # ------------------------------------------------------------ signs of life

    async def _watch(self) -> None:
        """Keep the claim, and notice that the broadcast was paused, ended or taken over, or its poll closed."""
        while not self._halted:
            self._wake.clear()
            try:
                now = self._clock.now()
                async with self._work.writing() as work:
                    claimed = await work.legs.claim(self._leg, self._runner, now, now + LEASE)
                    broadcast = await work.broadcasts.get(self._broadcast.id)
                    why = await self._obstacle(work)
                if claimed is None:
                    self._lost = True
                if claimed is None or broadcast.state is not BroadcastState.SENDING:
                    self.halt()
                elif why is not None:
                    await self._stop(BroadcastState.STOPPED, why)
            except StoreUnavailable as error:
                log.warning("broadcast.store-unavailable", reason=error.reason)
            await self._pause(WATCH_EVERY)

    async def _pause(self, span: timedelta) -> None:
        sleeping = asyncio.ensure_future(self._clock.sleep(max(span.total_seconds(), 0)))
        waking = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({sleeping, waking}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            waking.cancel()


async def _over(under_way: deque[asyncio.Task[None]], left: int = 0) -> None:
    """Wait until no more than `left` of them are under way."""
    while len(under_way) > left:
        await under_way.popleft()
