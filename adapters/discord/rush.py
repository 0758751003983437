"""Many press at once: all of them are acknowledged before any of them is counted.

Discord gives three seconds for the one and fifteen minutes for the other. Without this the first to press would have
their receipts while the last are told that the interaction failed, on a machine that is slow or busy.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Final

LONGEST: Final = timedelta(seconds=1)
"""For how long counting waits: people go on pressing, and one acknowledgement that hangs holds up nobody else."""


class Rush:
    def __init__(self) -> None:
        self._under_way = 0
        self._over = asyncio.Event()
        self._over.set()

    @contextmanager
    def acknowledging(self) -> Iterator[None]:
        self._under_way += 1
        self._over.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._over.set()

    async def over(self) -> None:
        """Until none is being acknowledged, or it took too long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST.total_seconds()):
                await self._over.wait()
