"""Doing jobs: who does which kind, how often a failure is tried again, and when a job is given up."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.errors import NotFound, Throttled
from bot.domain.patience import Patience
from bot.ports import Again, Attempt, Chance, Clock, Done, GivenUp, Handler, Job, JobEngine, Next, Verdict

log = structlog.get_logger(__name__)

UNKNOWN: Final = timedelta(minutes=10)
"""How long a kind of job that this version does not know rests, until a newer one may come by."""
REASON_CHARS: Final = 300


def stamp(at: datetime) -> str:
    """A moment as part of a job's id, and of what it is about."""
    return f"{at:%Y%m%dT%H%M%S}"


@dataclass(frozen=True, slots=True)
class Kind:
    """Who does one kind of job, and with how much patience."""

    handler: Handler
    patience: Patience = field(default_factory=Patience)


class Jobs:
    def __init__(self, kinds: Mapping[str, Kind], clock: Clock, chance: Chance) -> None:
        self._kinds, self._clock, self._chance = kinds, clock, chance

    async def run(self, engine: JobEngine) -> None:
        """Do what is due until cancelled."""
        attempt: Attempt = self.attempt
        await engine.run(attempt)

    async def attempt(self, job: Job, failures: int) -> Verdict:
        """Do it once and say how it goes on. Raises nothing, but where it is cancelled itself."""
        early = job.due - self._clock.now()
        if early > timedelta(0):
            # this machine's clock is behind that of whoever enqueued it, or was set back
            return Next(early, failures)
        kind = self._kinds.get(job.kind)
        if kind is None:
            log.info("jobs.kind-unknown", job=job.id, kind=job.kind)
            return Next(UNKNOWN, failures)
        try:
            said = await kind.handler(job.about)
        except asyncio.CancelledError:
            raise
        except NotFound as error:
            log.info("jobs.subject-gone", job=job.id, kind=job.kind, error=error.text.key)
            return Done()
        except Exception as error:
            return self._failed(job, kind.patience, failures + 1, error)
        match said:
            case Done():
                return said
            case Again(after):
                return Next(after, 0)

    def _failed(self, job: Job, patience: Patience, failures: int, error: Exception) -> Verdict:
        reason = f"{type(error).__name__}: {error}"[:REASON_CHARS]
        if patience.is_over(failures):
            log.error("jobs.given-up", job=job.id, kind=job.kind, failures=failures, reason=reason, exc_info=error)
            return GivenUp(failures, reason)
        chance = int.from_bytes(self._chance.token(4), "big") / 2**32
        wait = patience.wait(failures, chance)
        if isinstance(error, Throttled):
            wait = max(wait, error.retry_after)
        log.warning(
            "jobs.failed", job=job.id, kind=job.kind, failures=failures, wait=wait.total_seconds(), reason=reason
        )
        return Next(wait, failures, reason)
