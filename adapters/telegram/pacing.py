"""Staying below Telegram's limits: 30 messages a second in all, 1 a second in a chat, 20 a minute in a group.

Broadcasts come last, and evenly, so that an answer finds a free place soon; and as long as people are being answered
they leave some of the places free.

Announcements never wait in line: what may not go out now is told its time, and the newest state is asked for again
then, so that a burst of votes costs one edit. Answers to people wait their short turn, and announcements leave room
for them. After a 429 nothing goes where it came from before its time; where two chats are refused at once it is the
bot that is meant, not the chats.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from adapters.telegram.limits import (
    BROADCASTS_PER_SECOND,
    CHAT_PER_SECOND,
    GROUP_PER_MINUTE,
    KEPT_FOR_ANSWERS,
    KEPT_FROM_BROADCASTS,
    PER_SECOND,
)
from bot.ports import Clock

ANNOUNCEMENT: Final = "announcement"
"""Given as `rate_limit_args` with what may come later: posts and their edits."""
BROADCAST: Final = "broadcast"
"""The same for what nobody waits for: it takes its turn, one after another, behind everything else."""
_FREE: Final = ("answer", "get", "set", "delete", "leave", "close", "logout")
"""Beginnings of methods that Telegram does not count as messages."""
_SECOND: Final = timedelta(seconds=1)
_MINUTE: Final = timedelta(minutes=1)
_NOTHING: Final = timedelta(0)
_TRIES: Final = 3
SLACK: Final = timedelta(seconds=0.9)
"""So much of a delay a broadcast makes up for, at twice its pace; the bot's own window holds all the same."""
ANSWERS_LAST: Final = timedelta(seconds=10)
"""Whoever was answered will ask again: so long a broadcast leaves room for it."""
MOST_BRAKES: Final = 5
"""Each takes a tenth of the pace away: half of it stays."""
BRAKE_LASTS: Final = timedelta(minutes=2)
CHATS_KEPT: Final = 2_000
"""A broadcast meets a million; those that were written to a second ago are forgotten."""
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

    def is_over(self, now: datetime) -> bool:
        """Nothing in it counts any more."""
        return not self.times or not now - self.span < self.times[-1] <= now


@dataclass(slots=True)
class PacingFigures:
    """Counted since the start; read by the metrics."""

    held_back: int = 0
    seconds_held_back: float = 0.0
    """Of those that waited here; announcements wait elsewhere, where newer states take their place."""
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
        self._line = asyncio.Lock()
        """Of broadcasts: who stands at its head waits for the bot's next free place."""
        self._next_place: datetime | None = None
        self._not_before = datetime.min.replace(tzinfo=UTC)
        self._answered_at: datetime | None = None
        self._braked, self._braked_at = 0, datetime.min.replace(tzinfo=UTC)
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
        """Raises RetryAfter for an announcement that has to wait, and for what Telegram refused; else it waits here."""
        if endpoint.lower().startswith(_FREE):
            return await self._free(callback, args, kwargs)
        chat = data.get("chat_id")
        room = int(chat) if isinstance(chat, int) or (isinstance(chat, str) and chat.lstrip("-").isdigit()) else None
        cost = len(data.get("media", ())) or 1
        if rate_limit_args == BROADCAST:
            return await self._broadcast(room, callback, args, kwargs)
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

    async def _broadcast(
        self, chat: int | None, callback: Callable[..., Coroutine[Any, Any, Any]], args: Any, kwargs: dict[str, Any]
    ) -> Any:
        """Tried once: whoever sends many must know of a refusal, and hold them all back."""
        await self._place_in_line(chat)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            self._slow_down()
            self._refused(chat, error)
            raise

    def _slow_down(self) -> None:
        """A refusal means that even this was too fast: a little slower from now on, for some minutes."""
        now = self._clock.now()
        known = self._brakes(now)
        # of several that were under way together, one counts
        if known == 0 or now - self._braked_at >= _SECOND * 2:
            self._braked, self._braked_at = min(known + 1, MOST_BRAKES), now

    def _brakes(self, now: datetime) -> int:
        over = (now - self._braked_at) // BRAKE_LASTS if self._braked_at <= now else MOST_BRAKES
        return max(self._braked - over, 0)

    def _step(self, now: datetime) -> timedelta:
        """From one broadcast message to the next."""
        return _SECOND / (BROADCASTS_PER_SECOND * (1 - self._brakes(now) / 10))

    async def _place_in_line(self, chat: int | None) -> None:
        while True:
            async with self._line:
                while True:
                    now = self._clock.now()
                    own = self._longest([window.wait(now, 0) for window in self._windows(chat)], (chat,), now)
                    if own > _NOTHING:
                        break  # this chat alone has to wait, and must not keep the others waiting
                    wait = self._longest([self._bot.wait(now, self._kept(now)), self._spaced(now)], (None,), now)
                    if wait <= _NOTHING:
                        step = self._step(now)
                        self._next_place = max(self._next_place or now, now - SLACK) + step
                        self._not_before = now + step / 2
                        for window in (self._bot, *self._windows(chat)):
                            window.times.append(now)
                        return
                    await self._clock.sleep(wait.total_seconds())
            await self._clock.sleep(own.total_seconds())

    def _spaced(self, now: datetime) -> timedelta:
        if self._next_place is None:
            return _NOTHING
        place = max(self._next_place, self._not_before)
        # far ahead only where the clock was set back
        return place - now if place - now < _SECOND else _NOTHING

    def _kept(self, now: datetime) -> int:
        """What a broadcast leaves free: nothing, while nobody is being answered anyway."""
        busy = self._answered_at is not None and now - ANSWERS_LAST < self._answered_at <= now
        return KEPT_FROM_BROADCASTS if busy else 0

    async def _turn(self, chat: int | None, announcement: bool, cost: int) -> None:
        """Take one's turn, or raise RetryAfter with the time until it comes."""
        while True:
            now = self._clock.now()
            wait = self._wait(chat, now, KEPT_FOR_ANSWERS if announcement else 0)
            if wait <= _NOTHING:
                for window in (self._bot, *self._windows(chat)):
                    window.times.extend([now] * cost)
                self._answered_at = now
                return
            self._answered_at = now
            self.figures.held_back += 1
            if announcement or wait > LONGEST_WAIT or self._waiting[chat] >= MOST_WAITING:
                raise RetryAfter(wait)
            self._waiting[chat] += 1
            self.figures.seconds_held_back += wait.total_seconds()
            try:
                await self._clock.sleep(wait.total_seconds())
            finally:
                self._waiting[chat] -= 1
                if not self._waiting[chat]:
                    del self._waiting[chat]

    def _wait(self, chat: int | None, now: datetime, kept: int) -> timedelta:
        waits = [window.wait(now, kept) for window in (self._bot, *self._windows(chat))]
        return self._longest(waits, (None, chat), now)

    def _longest(self, waits: Sequence[timedelta], places: Sequence[int | None], now: datetime) -> timedelta:
        """Of `waits`, and of what Telegram itself asked for at `places`."""
        asked = [self._barred.get(place, (now, now)) for place in places]
        return max([_NOTHING, *waits, *(until - now for since, until in asked if since <= now)])

    def _windows(self, chat: int | None) -> list[_Window]:
        if chat is None:
            return []
        if chat not in self._chats:
            if len(self._chats) > CHATS_KEPT:
                now = self._clock.now()
                self._chats = {each: known for each, known in self._chats.items() if not known[-1].is_over(now)}
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
