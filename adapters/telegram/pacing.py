"""Staying below Telegram's limits: 30 messages a second in all, 1 a second in a chat, 20 a minute in a group.

Announcements never wait in line: what may not go out now is told its time, and the newest state is asked for again
then, so that a burst of votes costs one edit. Answers to people wait their short turn, and announcements leave room
for them. After a 429 nothing goes where it came from before its time; where two chats are refused at once it is the
bot that is meant, not the chats.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from adapters.telegram.limits import CHAT_PER_SECOND, GROUP_PER_MINUTE, KEPT_FOR_ANSWERS, PER_SECOND
from bot.ports import Clock

ANNOUNCEMENT: Final = "announcement"
"""Given as `rate_limit_args` with what may come later: posts and their edits."""
_FREE: Final = ("answer", "get", "set", "delete", "leave", "close", "logout")
"""Beginnings of methods that Telegram does not count as messages."""
_SECOND: Final = timedelta(seconds=1)
_MINUTE: Final = timedelta(minutes=1)
_TRIES: Final = 3
LONGEST_WAIT: Final = timedelta(minutes=2)
"""An answer that would come later than that is given up: nobody waits for it any more."""
LONGEST_TOAST_WAIT: Final = timedelta(seconds=10)
MOST_WAITING: Final = 40
"""Answers that wait for one chat: two minutes' worth of a group."""


@dataclass(slots=True)
class _Window:
    """Times of the last requests: at most `most` within `span`."""

    span: timedelta
    most: int
    times: deque[datetime] = field(default_factory=deque)

    def wait(self, now: datetime, kept: int) -> timedelta:
        while self.times and not now - self.span < self.times[0] <= now:  # the second: the clock was set back
            self.times.popleft()
        most = max(self.most - kept, 1)
        if len(self.times) < most:
            return timedelta(0)
        return self.times[len(self.times) - most] + self.span - now


@dataclass(slots=True)
class PacingFigures:
    """Counted since the start; read by the metrics."""

    held_back: int = 0
    refused: int = 0
    """429 answers."""


class Pacer(BaseRateLimiter[str]):
    """One for the bot. `clock` tells the time and sleeps."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._bot = _Window(_SECOND, PER_SECOND)
        self._chats: dict[int, list[_Window]] = {}
        self._barred: dict[int | None, tuple[datetime, datetime]] = {}
        """From when until when; over as well where the clock was set back to before it began."""
        self._waiting: Counter[int | None] = Counter()
        self.figures = PacingFigures()

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: str | None,
    ) -> Any:
        """Raises RetryAfter for an announcement that has to wait; anything else waits here."""
        if endpoint.lower().startswith(_FREE):
            return await self._free(callback, args, kwargs)
        chat = data.get("chat_id")
        room = int(chat) if isinstance(chat, int) or (isinstance(chat, str) and chat.lstrip("-").isdigit()) else None
        cost = len(data.get("media", ())) or 1
        for last in (*[False] * (_TRIES - 1), True):
            await self._turn(room, rate_limit_args == ANNOUNCEMENT, cost)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                self._refused(room, error)
                if last or rate_limit_args == ANNOUNCEMENT:
                    raise
        raise AssertionError("unreachable")

    async def _free(self, callback: Callable[..., Coroutine[Any, Any, Any]], args: Any, kwargs: dict[str, Any]) -> Any:
        """A tap must be answered even where Telegram asks for a pause first."""
        for _ in range(_TRIES - 1):
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                self.figures.refused += 1
                if _span(error) > LONGEST_TOAST_WAIT:
                    raise
                await self._clock.sleep(_span(error).total_seconds())
        return await callback(*args, **kwargs)

    async def _turn(self, chat: int | None, announcement: bool, cost: int) -> None:
        """Take one's turn, or raise RetryAfter with the time until it comes."""
        while True:
            now = self._clock.now()
            wait = self._wait(chat, now, KEPT_FOR_ANSWERS if announcement else 0)
            if wait <= timedelta(0):
                for window in (self._bot, *self._windows(chat)):
                    window.times.extend([now] * cost)
                return
            self.figures.held_back += 1
            if announcement or wait > LONGEST_WAIT or self._waiting[chat] >= MOST_WAITING:
                raise RetryAfter(wait)
            self._waiting[chat] += 1
            try:
                await self._clock.sleep(wait.total_seconds())
            finally:
                self._waiting[chat] -= 1
                if not self._waiting[chat]:
                    del self._waiting[chat]

    def _wait(self, chat: int | None, now: datetime, kept: int) -> timedelta:
        waits = [window.wait(now, kept) for window in (self._bot, *self._windows(chat))]
        for place in (None, chat):
            since, until = self._barred.get(place, (now, now))
            if since <= now:
                waits.append(until - now)
        return max(waits)

    def _windows(self, chat: int | None) -> list[_Window]:
        if chat is None:
            return []
        if chat not in self._chats:
            if len(self._chats) > 10_000:
                self._chats = {each: windows for each, windows in self._chats.items() if windows[-1].times}
            windows = [_Window(_SECOND, CHAT_PER_SECOND)]
            if chat < 0:  # a group or channel
                windows.append(_Window(_MINUTE, GROUP_PER_MINUTE))
            self._chats[chat] = windows
        return self._chats[chat]

    def _refused(self, chat: int | None, error: RetryAfter) -> None:
        self.figures.refused += 1
        now = self._clock.now()
        self._barred = {place: span for place, span in self._barred.items() if span[0] <= now < span[1]}
        elsewhere = any(place is not None and place != chat for place in self._barred)
        self._barred[None if elsewhere else chat] = (now, now + _span(error))


def _span(error: RetryAfter) -> timedelta:
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
