"""The queue of updates: kept until confirmed, delivered again until then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

from tests.platforms.telegram_errors import OTHER_POLLER, conflict

Update = dict[str, Any]
ON_REQUEST: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that a bot gets only when it names them in `allowed_updates`."""


class UpdateQueue:
    """`longest_wait`: real seconds that a long poll is held at most, whatever timeout the bot names."""

    def __init__(self, longest_wait: float) -> None:
        self.longest_wait = longest_wait
        self.allowed: frozenset[str] = frozenset()
        self.pending: dict[int, Update] = {}
        self.sent: dict[int, Update] = {}
        self.on_push: Callable[[], None] = lambda: None
        self._again: list[Update] = []
        self._paused = False
        self._reversed = False
        self._next_id = 700_000_001
        self._waiter: asyncio.Future[None] | None = None

    def push(self, kind: str, payload: Any) -> int | None:
        """The new update's id, None when the bot did not ask for this kind."""
        if kind not in self.allowed if self.allowed else kind in ON_REQUEST:
            return None
        number, self._next_id = self._next_id, self._next_id + 1
        self.pending[number] = self.sent[number] = {"update_id": number, kind: payload}
        self._wake()
        return number

    def allow(self, kinds: Sequence[str] | None) -> None:
        if kinds is not None:
            self.allowed = frozenset(kinds)

    @property
    def paused(self) -> bool:
        return self._paused

    @paused.setter
    def paused(self, paused: bool) -> None:
        self._paused = paused
        self._wake()

    def again(self, number: int) -> None:
        self._again.append(self.sent[number])
        self._wake()

    def reverse_next(self) -> None:
        self._reversed = True

    def drop_pending(self) -> None:
        self.pending.clear()

    def confirm(self, offset: int) -> None:
        """Everything before `offset` is forgotten; a negative one keeps only so many from the end."""
        if offset < 0:
            offset = next(iter(list(self.pending)[offset:]), 0)
        for number in [each for each in self.pending if each < offset]:
            del self.pending[number]

    def batch(self, limit: int) -> list[Update]:
        if self._paused:
            return []
        again, self._again = self._again[:limit], self._again[limit:]
        batch = [*again, *self.pending.values()][:limit] if again else list(self.pending.values())[:limit]
        if self._reversed and len(batch) > 1:
            self._reversed = False
            batch.reverse()
        return batch

    def poll(self, offset: int, limit: int, timeout: float) -> list[Update] | Coroutine[Any, Any, list[Update]]:
        self.stop_polling(OTHER_POLLER)
        self.confirm(offset)
        found = self.batch(limit)
        return found if found or timeout <= 0 else self._wait(limit, min(timeout, self.longest_wait))

    def stop_polling(self, why: str) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(conflict(why))

    async def _wait(self, limit: int, seconds: float) -> list[Update]:
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await waiter
        except TimeoutError:
            return []
        finally:
            if self._waiter is waiter:
                self._waiter = None
        return self.batch(limit)

    def _wake(self) -> None:
        if self._paused:
            return
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        self.on_push()
