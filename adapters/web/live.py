"""Who is looking on, and what they are told: that something changed, never what; each then asks for their own view."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from adapters.web.limits import (
    MOST_STREAMS,
    REMEMBERED,
    SPREAD_MS_EACH,
    SPREAD_MS_MOST,
    STREAMS_AN_ADDRESS,
    STREAMS_EACH,
)
from bot.domain.ids import ChannelId, PollId


@dataclass(frozen=True, slots=True)
class Happening:
    """Something new in a room, or a newer version of a poll; neither: more than is remembered, look at everything."""

    room: ChannelId | None = None
    poll: PollId | None = None
    version: int = 0


ANYTHING: Final = Happening()


@dataclass(frozen=True, slots=True)
class Told:
    """`happening` is None for a heartbeat; `mark` is where to go on after a broken connection, empty for: not yet."""

    happening: Happening | None
    mark: str


@dataclass(eq=False, slots=True)
class _Stream:
    owners: tuple[str, str]
    """The visitor and the address they come from."""
    room: ChannelId | None
    poll: PollId | None
    pending: dict[tuple[ChannelId | None, PollId | None], Happening] = field(default_factory=dict)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, happenings: Iterable[Happening]) -> None:
        for happening in happenings:
            if happening.poll is not None and self.poll is not None and self.poll != happening.poll:
                continue
            if happening.room is not None and self.room != happening.room:
                continue
            # of many changes only the newest is told
            self.pending[happening.room, happening.poll] = happening
            self.wake.set()


class Hub:
    """One for the process. Telling never blocks; a slow reader is told once of many changes.

    `life` is different in every process, so that a mark of an earlier one is not mistaken for one of ours.
    """

    def __init__(self, life: str = "", relay: Callable[[Happening], None] = lambda _: None) -> None:
        self._life, self._relay = life, relay
        self._number = 0
        self._remembered: deque[Happening] = deque(maxlen=REMEMBERED)
        self._streams: set[_Stream] = set()
        self._owned: Counter[str] = Counter()
        self._closed = False

    @property
    def mark(self) -> str:
        """Now. A stream `since` this mark tells what happens from here on, also if it begins later."""
        return f"{self._life}-{self._number}"

    def tell(self, happening: Happening) -> None:
        """It happened in this process: lookers-on of the others are told by `relay`."""
        self.heard(happening)
        self._relay(happening)

    def heard(self, happening: Happening) -> None:
        """It happened in another process."""
        self._number += 1
        self._remembered.append(happening)
        for stream in self._streams:
            stream.tell((happening,))

    async def stream(
        self,
        visitor: str,
        heartbeat: float,
        *,
        room: ChannelId | None = None,
        poll: PollId | None = None,
        since: str = "",
        address: str = "",
    ) -> AsyncIterator[Told]:
        """What happened since that mark, or from now on where there is none. Ends when the hub closes."""
        stream = _Stream((f"visitor {visitor}", f"address {address}"), room, poll)
        if since:
            stream.tell(self._missed(since))
        self._streams.add(stream)
        self._owned.update(stream.owners)
        try:
            # with something waiting, the mark comes with it: a connection that breaks before must not skip it
            yield Told(None, "" if stream.pending else self.mark)
            while not self._closed:
                try:
                    await asyncio.wait_for(stream.wake.wait(), heartbeat)
                except TimeoutError:
                    yield Told(None, "" if stream.pending else self.mark)
                    continue
                stream.wake.clear()
                pending, stream.pending = list(stream.pending.values()), {}
                mark = self.mark
                for place, happening in enumerate(pending, 1):
                    yield Told(happening, mark if place == len(pending) else "")
        finally:
            self._streams.discard(stream)
            self._owned -= Counter(stream.owners)  # drops what falls to zero

    def _missed(self, since: str) -> Iterable[Happening]:
        life, _, number = since.rpartition("-")
        known = life == self._life and number.isascii() and number.isdigit() and len(number) < 16
        missed = self._number - int(number) if known else -1
        if not 0 <= missed <= len(self._remembered):
            return (ANYTHING,)
        return list(self._remembered)[len(self._remembered) - missed :]

    def has_room_for(self, visitor: str, address: str = "") -> bool:
        """Whether this visitor may open one more stream from this address."""
        return (
            len(self._streams) < MOST_STREAMS
            and self._owned[f"visitor {visitor}"] < STREAMS_EACH
            and self._owned[f"address {address}"] < STREAMS_AN_ADDRESS
        )

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        for stream in self._streams:
            stream.wake.set()

    @property
    def looking_on(self) -> int:
        return len(self._streams)

    @property
    def spread(self) -> int:
        """Milliseconds over which lookers-on spread their questions, so that votes are not kept waiting."""
        return min(len(self._streams) * SPREAD_MS_EACH, SPREAD_MS_MOST)
