"""Updates taken in: those of one person in their order, each confirmed once its effect is stored.

A person's answers keep their order too, but they are another line: whoever waits there, since Telegram takes no more
messages for now, keeps no update unconfirmed. Telegram gives out only the hundred oldest, so that a hundred commands
of one person would else make the bot deaf to everyone.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Final

import structlog
from telegram import Update

from adapters.telegram.inbound import Inbound
from bot.domain.errors import StoreUnavailable, Throttled

log = structlog.get_logger(__name__)

MOST_ANSWERS: Final = 2_000
"""Answers under way; beyond that an update is confirmed only with its answer, which slows Telegram down."""
ANSWERS_OF_ONE: Final = 8
"""Answers that one person may have waiting; what they ask for beyond that is done, and not answered."""
IN_HAND: Final = timedelta(seconds=2)
"""How long updates and answers that were begun may take to end when the program stops."""


@dataclass(slots=True)
class _Turns:
    """One person's: `acting` for effects, `answering` for what they are told of them."""

    acting: asyncio.Lock = field(default_factory=asyncio.Lock)
    answering: asyncio.Lock = field(default_factory=asyncio.Lock)
    updates: int = 0
    answers: int = 0


class Intake:
    """Takes updates, those of one person in their order. An answer that has to wait its turn keeps nobody waiting."""

    def __init__(self, inbound: Inbound) -> None:
        self._inbound = inbound
        self._turns: dict[int, _Turns] = {}
        self._group = asyncio.TaskGroup()
        self._in_hand: set[asyncio.Task[bool]] = set()
        self._answering = 0
        self._open = False

    async def __aenter__(self) -> Intake:
        await self._group.__aenter__()
        self._open = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open = False
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=IN_HAND.total_seconds())
        await self._group.__aexit__(kind, error, trace)

    async def take(self, update: Update) -> bool:
        """True once its effect is stored, so that it may be confirmed; false where it must be delivered again."""
        if not self._open:
            return False  # posted to us while we start or stop
        stored = asyncio.Event()
        task = self._group.create_task(self._carry_out(update, stored))
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)
        if self._answering > MOST_ANSWERS:
            return await task
        waiting = asyncio.ensure_future(stored.wait())
        try:
            await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        return task.result() if task.done() else True

    async def _carry_out(self, update: Update, stored: asyncio.Event) -> bool:
        person = update.effective_user.id if update.effective_user is not None else 0
        turns = self._turns.setdefault(person, _Turns())
        turns.updates += 1
        self._answering += 1
        try:
            await self._in_turn(update, stored, turns)
        except StoreUnavailable as error:
            log.warning("telegram.store-unavailable", update=update.update_id, reason=error.reason)
            return stored.is_set()
        except Exception:
            # an update that cannot be handled must not stand in the way of all that follow
            log.exception("telegram.update-broken", update=update.update_id)
            return True
        finally:
            self._answering -= 1
            turns.updates -= 1
            if not turns.updates:
                del self._turns[person]
        return True

    async def _in_turn(self, update: Update, stored: asyncio.Event, turns: _Turns) -> None:
        held: asyncio.Lock | None = turns.acting
        waits = False

        async def done() -> None:
            nonlocal held, waits
            if stored.is_set():
                return
            stored.set()
            if turns.answers >= ANSWERS_OF_ONE:
                raise Throttled(timedelta(0))
            turns.answers += 1
            waits = True
            turns.acting.release()
            held = None
            await turns.answering.acquire()
            held = turns.answering

        await turns.acting.acquire()
        try:
            await self._inbound.take(update, done)
        finally:
            if held is not None:
                held.release()
            turns.answers -= waits
