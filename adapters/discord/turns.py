"""One person's presses are dealt with in the order they came, so that the last one is what counts.

Whoever comes takes a number at once and may wait for its turn later: each press has to be acknowledged in three
seconds, however long the ones before it take.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Turn = Callable[[], Awaitable[None]]


class Turns:
    def __init__(self) -> None:
        self._last: dict[int, asyncio.Future[None]] = {}

    @property
    def waiting(self) -> bool:
        return bool(self._last)

    @asynccontextmanager
    async def of(self, person: int) -> AsyncIterator[Turn]:
        """What is given waits until all that came before are done; entering itself never waits."""
        before = self._last.get(person)
        done = asyncio.get_running_loop().create_future()
        self._last[person] = done

        async def turn() -> None:
            if before is not None:
                await asyncio.shield(before)

        def finish(_: object = None) -> None:
            done.set_result(None)
            if self._last.get(person) is done:
                del self._last[person]

        try:
            yield turn
        finally:
            # who gives up early must not let those behind overtake those before
            if before is None or before.done():
                finish()
            else:
                before.add_done_callback(finish)
