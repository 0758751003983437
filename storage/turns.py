"""Whose turn it is to write: SQLite has one write lock, and whoever finds it taken sleeps and tries again.

Whoever writes without a rest, such as ten thousand polls that are closed one after the other, would let nobody else
in but by chance. Within this process the stores on the event loop and the ballot box in its thread therefore take
turns, in the order of asking; SQLite's own lock is left to keep other programs apart.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from typing import Protocol


class Turns(Protocol):
    def awaited(self) -> AbstractAsyncContextManager[object]:
        """One turn, waited for on the event loop."""
        ...

    def blocked(self, seconds: float) -> AbstractContextManager[object]:
        """One turn, waited for in a thread. Raises TimeoutError after `seconds`."""
        ...


class AtOnce:
    """PostgreSQL locks by row: nobody waits before that."""

    def awaited(self) -> AbstractAsyncContextManager[object]:
        return nullcontext()

    def blocked(self, seconds: float) -> AbstractContextManager[object]:  # noqa: ARG002  # there is nothing to wait for
        return nullcontext()


def turns_of(dialect: str) -> Turns:
    """One for all who write to a database from this process."""
    return InOrder() if dialect == "sqlite" else AtOnce()


class InOrder:
    """One after the other, threads and tasks alike."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._is_taken = False
        self._waiting: deque[Callable[[], None]] = deque()

    @asynccontextmanager
    async def awaited(self) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        mine: asyncio.Future[None] = loop.create_future()

        def arrive() -> None:
            if mine.done():  # called away while waiting
                self._pass_on()
            else:
                mine.set_result(None)

        def wake() -> None:
            try:
                loop.call_soon_threadsafe(arrive)
            except RuntimeError:  # the loop is closed, and nobody waits there any more
                self._pass_on()

        if not self._is_mine(wake):
            try:
                await mine
            except asyncio.CancelledError:
                if not mine.cancelled():  # at the very moment when it was ours
                    self._pass_on()
                raise
        try:
            yield
        finally:
            self._pass_on()

    @contextmanager
    def blocked(self, seconds: float) -> Iterator[None]:
        mine = threading.Event()
        wake = mine.set
        if not self._is_mine(wake) and not mine.wait(seconds) and self._gives_up(wake):
            raise TimeoutError("the database is being written by somebody else all the time")
        try:
            yield
        finally:
            self._pass_on()

    def _is_mine(self, wake: Callable[[], None]) -> bool:
        """At once; otherwise `wake` is called when it is."""
        with self._mutex:
            if self._is_taken:
                self._waiting.append(wake)
                return False
            self._is_taken = True
            return True

    def _gives_up(self, wake: Callable[[], None]) -> bool:
        """False where the turn came at this very moment."""
        with self._mutex:
            if wake not in self._waiting:
                return False
            self._waiting.remove(wake)
            return True

    def _pass_on(self) -> None:
        with self._mutex:
            following = self._waiting.popleft() if self._waiting else None
            self._is_taken = following is not None
        if following is not None:
            following()
