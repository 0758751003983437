"""How fast a bot may write: over all chats, in one chat, in one group a minute."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.platforms.telegram_errors import too_many

MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodLimits:
    """Messages are what is sent; edits count in `per_second` and `per_group_minute`, and have their own cap."""

    per_second: int | None = 30
    per_chat_second: float | None = 1
    burst: int = 1
    """So many messages to one chat may come at once before `per_chat_second` holds."""
    per_group_minute: int | None = 20
    edits_per_minute: int | None = None
    """Edits in one chat."""


class Window:
    """At most so many within so many seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._times: deque[float] = deque()

    def wait(self, now: float, count: int) -> float:
        """Seconds until `count` more fit; 0 when they fit now, or when nothing stands in their way but themselves."""
        while self._times and self._times[0] <= now - self._seconds:
            self._times.popleft()
        over = len(self._times) + count - self._most
        if over <= 0 or not self._times:
            return 0.0
        return self._times[min(over, len(self._times)) - 1] + self._seconds - now

    def add(self, now: float, count: int) -> None:
        self._times.extend([now] * count)


class Pacing:
    """Nothing is limited while `limits` is None. A refusal lasts: what comes meanwhile is refused and counted too."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.limits: FloodLimits | None = None
        self.errors = 0
        self._windows: dict[tuple[str, int], Window] = {}
        self._closed: dict[tuple[str, int], float] = {}

    def spend(self, chat: int, *, is_group: bool, edit: bool = False, count: int = 1) -> None:
        """Counts what is about to be written, or refuses it with 429."""
        limits = self.limits
        if limits is None:
            return
        now = self._clock()
        wanted: list[tuple[str, int, int, float]] = []
        if limits.per_second is not None:
            wanted.append(("bot", 0, limits.per_second, 1.0))
        if limits.per_chat_second is not None and not edit:
            wanted.append(("chat", chat, limits.burst, limits.burst / limits.per_chat_second))
        if limits.per_group_minute is not None and is_group:
            wanted.append(("group", chat, limits.per_group_minute, MINUTE))
        if limits.edits_per_minute is not None and edit:
            wanted.append(("edits", chat, limits.edits_per_minute, MINUTE))
        waits = {
            key: self._wait(key, most, seconds, now, count) for *key_, most, seconds in wanted if (key := tuple(key_))
        }
        longest = max(waits.values(), default=0.0)
        if longest > 0:
            self.errors += 1
            for key, wait in waits.items():
                if wait > 0:
                    self._closed[key] = now + max(1, math.ceil(wait - 1e-9))
            raise too_many(max(1, math.ceil(longest - 1e-9)))
        for key in waits:
            self._windows[key].add(now, count)

    def _wait(self, key: tuple[str, int], most: int, seconds: float, now: float, count: int) -> float:
        closed = self._closed.get(key, 0.0) - now
        if closed > 1e-9:
            return closed
        return self._windows.setdefault(key, Window(most, seconds)).wait(now, count)
