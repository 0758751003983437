"""Bringing private views up to date: of presses that follow one another, the last alone is drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable
from itertools import count

Wait = Callable[[], Awaitable[None]]


class Views:
    """Telegram takes one edit a second in a chat, and a paper is pressed faster than that."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._waiting: defaultdict[tuple[int, int], set[int]] = defaultdict(set)

    async def draw(self, message: tuple[int, int], turn: Wait, view: Wait) -> None:
        """`view`, once `turn` has come, unless a later one of that message waits for its own.

        Who gets no turn leaves the line by the error that says so, and the one before is the last again.
        """
        number = next(self._numbers)
        self._waiting[message].add(number)
        try:
            await turn()
            if number == max(self._waiting[message]):
                await view()
        finally:
            self._waiting[message].discard(number)
            if not self._waiting[message]:
                del self._waiting[message]
