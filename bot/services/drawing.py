"""Charts off the event loop: one thread draws, finished pictures are kept for the next who asks."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

from bot.domain.picture import Picture
from bot.ports import ChartRenderer

KEPT = 64
"""Pictures, of some 40–100 kB each."""


class Drawing:
    """Use as an async context manager; the thread ends with it."""

    def __init__(self, renderer: ChartRenderer) -> None:
        self._renderer = renderer
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")
        self._done: OrderedDict[Picture, bytes] = OrderedDict()
        self._under_way: dict[Picture, asyncio.Future[bytes]] = {}

    async def __aenter__(self) -> Drawing:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(wait=True, cancel_futures=True)

    async def draw(self, picture: Picture) -> bytes:
        """The PNG of `picture`; equal pictures are drawn once, also when asked for at the same time."""
        if picture in self._done:
            self._done.move_to_end(picture)
            return self._done[picture]
        running = self._under_way.get(picture)
        if running is None:
            running = asyncio.get_running_loop().run_in_executor(self._thread, self._renderer.render, picture)
            self._under_way[picture] = running
            running.add_done_callback(lambda future: self._keep(picture, future))
        # shielded: a reader who goes away must not cancel the drawing for the others
        return await asyncio.shield(running)

    def _keep(self, picture: Picture, future: asyncio.Future[bytes]) -> None:
        self._under_way.pop(picture, None)
        if not future.cancelled() and future.exception() is None:
            self._done[picture] = future.result()
            while len(self._done) > KEPT:
                self._done.popitem(last=False)
