"""The jobs, put together: the engine that carries them, and who does which kind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import StoreUnavailable
from bot.domain.ids import PollId
from bot.domain.patience import Patience
from bot.metrics import Metrics, job_figures
from bot.ports import Chance, Clock, JobStore, UnitOfWork
from bot.services import digests, nudges, reminders, repeats, webhooks
from bot.services.digests import Digests
from bot.services.jobs import Jobs, Kind
from bot.services.nudges import Nudges, keep_nudges
from bot.services.polls import Polls
from bot.services.reminders import Reminders, keep_reminder
from bot.services.repeats import Repeats
from bot.services.steps import Echo
from bot.services.webhooks import FOR_A_DAY, Webhooks
from bot.settings import Settings
from bot.webhook_sender import webhook_sender

if TYPE_CHECKING:
    from storage.jobs_engine import DbosJobs

log = structlog.get_logger(__name__)

LASTING: Final = Patience(tries=100, first=timedelta(seconds=5), longest=timedelta(minutes=15))
"""About a day: after that a reminder is no news; and a rhythm must not break off over a night without a database."""


class JobRoom:
    """The engine, and what is done on it."""

    def __init__(self, engine: DbosJobs, clock: Clock, chance: Chance) -> None:
        self.engine, self._clock, self._chance = engine, clock, chance
        self._kinds: dict[str, Kind] = {}
        self._webhooks: Webhooks | None = None
        self._restoring: list[Callable[[], Awaitable[None]]] = []

    def within(self, connection: AsyncConnection) -> JobStore:
        return self.engine.within(connection)

    async def tell_by(self, settings: Settings, work: UnitOfWork, public_url: str, stack: AsyncExitStack) -> None:
        """Deliver to the operator's own program, where the settings name one."""
        if settings.webhook_url is None or settings.webhook_secret is None:
            return
        sender = await stack.enter_async_context(webhook_sender(settings.webhook_url.get_secret_value()))
        secret = settings.webhook_secret.get_secret_value()
        self._webhooks = Webhooks(work, self._clock, sender, secret=secret, public_url=public_url)
        self._kinds[webhooks.KIND] = Kind(self._webhooks.deliver, FOR_A_DAY)

    @property
    def echoes(self) -> tuple[Echo, ...]:
        """What follows from the steps of polls."""
        return (keep_reminder, keep_nudges, *((self._webhooks.enqueue,) if self._webhooks is not None else ()))

    def serve(self, work: UnitOfWork, polls: Polls, on_change: Callable[[PollId], None]) -> Repeats:
        """Take on what polls need: reminders of both kinds, and repeats."""
        repeating = Repeats(work, polls, self._clock, self._chance)
        reminding = Reminders(work, self._clock, on_change)
        self._kinds[reminders.KIND] = Kind(reminding.remind, LASTING)
        nudging = Nudges(work, self._clock, self._chance)
        self._kinds[nudges.KIND] = Kind(nudging.come_round, LASTING)
        self._kinds[repeats.KIND] = Kind(repeating.come_round, LASTING)
        self._restoring += [reminding.restore, nudging.restore, repeating.restore]
        return repeating

    def digest(self, work: UnitOfWork) -> Digests:
        """Take on digests."""
        digesting = Digests(work, self._clock)
        self._kinds[digests.KIND] = Kind(digesting.come_round, LASTING)
        self._restoring.append(digesting.restore)
        return digesting

    async def run(self) -> None:
        """Do what is due until cancelled, once it is certain that everything wanted is queued."""
        for restore in self._restoring:
            try:
                await restore()
            except StoreUnavailable as error:
                log.warning("jobs.not-restored", reason=error.reason)
        await Jobs(self._kinds, self._clock, self._chance).run(self.engine)


@asynccontextmanager
async def job_room(url: URL, clock: Clock, chance: Chance, metrics: Metrics) -> AsyncIterator[JobRoom]:
    """With the engine's tables made. Raises StoreUnavailable."""
    engine = (await asyncio.to_thread(_load))(url, clock, chance.token(10).hex())
    metrics.watch(lambda: job_figures(engine.seen))
    try:
        await engine.prepare()
        yield JobRoom(engine, clock, chance)
    finally:
        engine.close()


def _load() -> type[DbosJobs]:
    """The engine is a library of its own: off the event loop it keeps nobody waiting."""
    from storage.jobs_engine import DbosJobs

    return DbosJobs
