"""What the operator wants to know of the way to Discord: what its limits cost, and how often the line broke.

The library keeps to the limits by itself and tells nobody, so requests are watched where they leave: what lies between
asking and leaving was waited.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

import aiohttp

NOTICED: Final = 0.05
"""Seconds; a shorter way to the wire is no wait for a limit."""
_asked: ContextVar[float | None] = ContextVar("asked", default=None)


@dataclass(slots=True)
class Left:
    """How many requests left for Discord, the library's own second tries among them."""

    requests: int = 0


_left: ContextVar[Left | None] = ContextVar("left", default=None)


@contextmanager
def counting() -> Iterator[Left]:
    """Around one call of the library's."""
    left = Left()
    before = _left.set(left)
    try:
        yield left
    finally:
        _left.reset(before)


@dataclass(slots=True)
class DiscordFigures:
    """Counted since the start."""

    held_back: int = 0
    """Messages and edits that waited for the headers' sake."""
    seconds_held_back: float = 0.0
    postponed: int = 0
    """Edits that had waited too long, and went out later with the newest state."""
    refused: int = 0
    """429 answers."""
    cuts: int = 0
    """Gateway connections that ended."""
    resumed: int = 0
    """Of those, the ones that went on where they were: nothing was missed."""
    sessions: int = 0
    """Gateway sessions that began."""

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Around whatever sends or edits a message."""
        began = _asked.set(perf_counter())
        try:
            yield
        finally:
            _asked.reset(began)

    def trace(self) -> aiohttp.TraceConfig:
        """To be given to the library's HTTP client."""
        watch = aiohttp.TraceConfig()
        watch.on_request_start.append(self._leaves)
        watch.on_request_end.append(self._answered)
        return watch

    async def _leaves(self, *_: Any) -> None:
        left = _left.get()
        if left is not None:
            left.requests += 1
        asked = _asked.get()
        if asked is None:
            return
        # what a second try waits is the answer's doing, and counted as refused
        _asked.set(None)
        waited = perf_counter() - asked
        if waited >= NOTICED:
            self.held_back += 1
            self.seconds_held_back += waited

    async def _answered(self, _session: Any, _context: Any, end: aiohttp.TraceRequestEndParams) -> None:
        self.refused += end.response.status == 429
