"""A clock that moves only when told to."""

from __future__ import annotations

import asyncio
import itertools
from datetime import datetime, timedelta

from tests.builders import NOON


class FakeClock:
    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waking: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + timedelta(seconds=seconds), waking))
        await waking

    def advance(self, **span: float) -> None:
        """Move on by `timedelta(**span)` and wake whoever slept until then; negative spans set the clock back."""
        self._now += timedelta(**span)
        due = [waking for when, waking in self._sleepers if when <= self._now]
        self._sleepers = [(when, waking) for when, waking in self._sleepers if when > self._now]
        for waking in due:
            if not waking.done():
                waking.set_result(None)

    def jump(self, **span: float) -> None:
        """As when somebody sets the clock: it is another time, and whoever sleeps sleeps on as long as before."""
        self._now += timedelta(**span)
        self._sleepers = [(when + timedelta(**span), waking) for when, waking in self._sleepers]


class FakeChance:
    """Tokens that are all different and the same in every run."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def token(self, size: int) -> bytes:
        return next(self._numbers).to_bytes(size, "big")
