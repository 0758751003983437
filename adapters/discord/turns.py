"""One person's presses are dealt with in the order they came, so that the last one is what counts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    def __init__(self) -> None:
        self._waiting: dict[int, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of(self, person: int) -> AsyncIterator[None]:
        lock, waiting = self._waiting.get(person, (asyncio.Lock(), 0))
        self._waiting[person] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._waiting.pop(person)
            if waiting > 1:
                self._waiting[person] = (lock, waiting - 1)
