"""Who is looking on, and what they are told: that something changed, never what; each then asks for their own view."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from adapters.web.limits import MOST_STREAMS, STREAMS_EACH
from bot.domain.ids import ChannelId, PollId


@dataclass(frozen=True, slots=True)
class Happening:
    """Something new in a room, or a newer version of a poll."""

    room: ChannelId | None = None
    poll: PollId | None = None


@dataclass(eq=False, slots=True)
class _Stream:
    visitor: str
    room: ChannelId | None
    poll: PollId | None
    pending: set[Happening] = field(default_factory=set)
    wake: asyncio.Event = field(default_factory=asyncio.Event)


class Hub:
    """One for the process. Telling never blocks; a slow reader is told once of many changes."""

    def __init__(self) -> None:
        self._streams: set[_Stream] = set()
        self._by_visitor: Counter[str] = Counter()
        self._closed = False

    def tell(self, happening: Happening) -> None:
        for stream in self._streams:
            if happening.poll is not None and stream.poll is not None and stream.poll != happening.poll:
                continue
            if happening.room is not None and stream.room != happening.room:
                continue
            stream.pending.add(happening)
            stream.wake.set()

    async def stream(
        self, visitor: str, heartbeat: float, *, room: ChannelId | None = None, poll: PollId | None = None
    ) -> AsyncIterator[Happening | None]:
        """What happens from now on; None as a heartbeat. Ends when the hub closes."""
        stream = _Stream(visitor, room, poll)
        self._streams.add(stream)
        self._by_visitor[visitor] += 1
        try:
            yield None
            while not self._closed:
                try:
                    await asyncio.wait_for(stream.wake.wait(), heartbeat)
                except TimeoutError:
                    yield None
                    continue
                stream.wake.clear()
                pending, stream.pending = stream.pending, set()
                for happening in pending:
                    yield happening
        finally:
            self._streams.discard(stream)
            self._by_visitor[visitor] -= 1
            if not self._by_visitor[visitor]:
                del self._by_visitor[visitor]

    def has_room_for(self, visitor: str) -> bool:
        """Whether this visitor may open one more stream."""
        return len(self._streams) < MOST_STREAMS and self._by_visitor[visitor] < STREAMS_EACH

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        for stream in self._streams:
            stream.wake.set()

    @property
    def looking_on(self) -> int:
        return len(self._streams)
