"""Group commit: casts that wait together are stored in one transaction, and each is answered after its commit.

    event loop                                          writer thread
    cast ──▶ waiting ──▶ hand over all that wait ─────▶ one transaction
       ◀── answer each ◀───────────────────────────────┘ committed

While a transaction runs the next batch gathers by itself: nobody waits for company, and the batches are as large
as the crowd. Handing over always happens at the end of a turn of the event loop, when everybody who was just
answered had their say: two threads that both want the interpreter at once cost more than they gain.

A database that is silent is another matter than one that fails: after `patience` everybody is told that their vote may
not be stored, and whoever comes then is told so at once, until the database has answered again. What was given up is
not committed any more: its voter may have voted again meanwhile, elsewhere, and that later wish must stand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from queue import SimpleQueue
from threading import Thread
from time import perf_counter
from types import TracebackType
from typing import Final, Self

from sqlalchemy import Engine

from bot.domain.ballot import Cast, Receipt
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import PollId
from bot.ports import NO_TRACES, Chance, Clock, Tracer
from storage.batch import BatchWriter, Settled, refuse_all
from storage.poll_keys import PollKeys
from storage.turns import Turns

MOST_WAITING: Final = 100_000
"""Beyond so many waiting casts the next is refused at once: better than an answer after minutes."""
MOST_AT_ONCE: Final = 4_000
"""Casts in one transaction; answering them holds the event loop for some milliseconds."""
SILENT: Final = "the database does not answer"
PATIENCE_SECONDS: Final = 12.0
"""How long a batch may take until its voters are told to vote again: longer than SQLite waits for its write lock."""


@dataclass(frozen=True, slots=True)
class BoxStatistics:
    """What the box has done since it was made, and who waits now."""

    batches: int = 0
    casts: int = 0
    """Answered with a receipt."""
    failed: int = 0
    """Answered with StoreUnavailable after having waited."""
    turned_away: int = 0
    """Answered with StoreUnavailable at once, because too many waited."""
    largest_batch: int = 0
    seconds_writing: float = 0.0
    """In transactions, commits included."""
    waiting: int = 0
    """Not yet answered, those being written included."""


_Waiting = list[tuple[Cast, "asyncio.Future[Receipt]"]]


@dataclass(slots=True)
class _Batch:
    """`is_given_up` is set by the event loop and read by the writer, before it commits."""

    casts: _Waiting
    is_given_up: bool = False

    def given_up(self) -> bool:
        return self.is_given_up


class GroupCommitBallotBox:
    """The ballot box over SQLite or PostgreSQL, open within `async with`, once.

    Leaving the block answers everybody who still waits. `on_change` is called on the event loop after each
    commit that changed ballots, with the polls they belong to; what it raises goes to the loop's exception
    handler and disturbs nobody. Polls that give receipts need `chance`.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        *,
        on_change: Callable[[frozenset[PollId]], None] | None = None,
        most_waiting: int = MOST_WAITING,
        most_at_once: int = MOST_AT_ONCE,
        patience: float = PATIENCE_SECONDS,
        turns: Turns | None = None,
        tracer: Tracer = NO_TRACES,
        poll_keys: PollKeys | None = None,
        chance: Chance | None = None,
    ) -> None:
        self._tracer = tracer
        self._writer = BatchWriter(engine, clock, turns, poll_keys, chance)
        self._on_change = on_change
        self._most_waiting = most_waiting
        self._most_at_once = most_at_once
        self._patience = patience
        self._totals = BoxStatistics()
        # only the event loop touches these; the two threads meet in `_batches` and in call_soon_threadsafe
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: _Waiting = []
        self._being_written: _Batch | None = None
        self._idle = True
        self._is_silent = False
        self._growing_impatient: asyncio.TimerHandle | None = None
        self._closing: asyncio.Future[None] | None = None
        self._batches: SimpleQueue[_Batch | None] = SimpleQueue()

    @property
    def statistics(self) -> BoxStatistics:
        batch = self._being_written
        in_hand = len(batch.casts) if batch is not None and not batch.is_given_up else 0
        return replace(self._totals, waiting=len(self._waiting) + in_hand)

    async def __aenter__(self) -> Self:
        if self._loop is not None:
            raise RuntimeError("a ballot box is opened once")
        self._loop = asyncio.get_running_loop()
        # a daemon: a process whose loop died inside the block must not hang here; what was answered is committed
        Thread(target=self._write, args=(self._loop,), name="ballot-box", daemon=True).start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        finished = self._closing = asyncio.get_running_loop().create_future()
        if self._idle or self._is_silent:
            self._finish(finished)
        cancelled: asyncio.CancelledError | None = None
        while not finished.done():
            try:
                await asyncio.shield(finished)
            except asyncio.CancelledError as cancel:
                cancelled = cancel  # obeyed once everybody who waits has an answer
        if cancelled is not None:
            raise cancelled

    async def cast(self, cast: Cast) -> Receipt:
        """Store one wish and say what happened, after the commit, as `bot.ports.BallotBox` promises it.

        A caller that is cancelled while waiting leaves its wish behind, and it is stored.
        """
        loop, waiting = self._loop, self._waiting
        if loop is None or self._closing is not None:
            raise StoreUnavailable("the ballot box is closed")
        if self._is_silent or len(waiting) >= self._most_waiting:
            self._totals = replace(self._totals, turned_away=self._totals.turned_away + 1)
            raise StoreUnavailable(SILENT if self._is_silent else "busy")
        answer: asyncio.Future[Receipt] = loop.create_future()
        waiting.append((cast, answer))
        if self._idle:
            self._idle = False
            loop.call_soon(self._hand_over)
        return await answer

    def _hand_over(self) -> None:
        casts, self._waiting = self._waiting[: self._most_at_once], self._waiting[self._most_at_once :]
        batch = self._being_written = _Batch(casts)
        self._growing_impatient = asyncio.get_running_loop().call_later(self._patience, self._lose_patience)
        self._batches.put(batch)

    def _lose_patience(self) -> None:
        """Everybody who waits is told; the writer is still in the database, and learns of it when that answers."""
        batch, self._is_silent = self._being_written, True
        assert batch is not None
        batch.is_given_up = True
        refused, self._waiting = [*batch.casts, *self._waiting], []
        self._totals = replace(self._totals, failed=self._totals.failed + len(refused))
        self._settle(refused, refuse_all(len(refused), TimeoutError(SILENT)))
        if self._closing is not None:
            self._finish(self._closing)

    def _settle(self, casts: _Waiting, settled: Settled) -> int:
        """How many of them were answered with a receipt."""
        receipts = 0
        for (_, caller), answer in zip(casts, settled.answers, strict=True):
            if isinstance(answer, Receipt):
                receipts += 1
                if not caller.done():  # done: cancelled, the client went away; or told already
                    caller.set_result(answer)
            elif not caller.done():
                caller.set_exception(answer)
        return receipts

    def _answer(self, batch: _Batch, settled: Settled, seconds: float) -> None:
        if self._growing_impatient is not None:
            self._growing_impatient.cancel()
        self._being_written, self._is_silent = None, False
        receipts = self._settle(batch.casts, settled)
        totals = self._totals
        self._totals = replace(
            totals,
            batches=totals.batches + 1,
            casts=totals.casts + (0 if batch.is_given_up else receipts),
            failed=totals.failed + (0 if batch.is_given_up else len(batch.casts) - receipts),
            largest_batch=max(totals.largest_batch, len(batch.casts)),
            seconds_writing=totals.seconds_writing + seconds,
        )
        self._tell(settled.changed)
        self._go_on(settled.away)

    def _tell(self, changed: frozenset[PollId]) -> None:
        if not changed or self._on_change is None:
            return
        try:
            self._on_change(changed)
        except Exception as error:
            trouble = {"message": "on_change of the ballot box failed", "exception": error}
            asyncio.get_running_loop().call_exception_handler(trouble)

    def _go_on(self, away: Exception | None) -> None:
        if not self._waiting:
            self._idle = True
            if self._closing is not None:
                self._finish(self._closing)
        elif away is not None and self._closing is not None:
            # on the way out nobody waits, batch after batch, for a database that is away
            rest, self._waiting = _Batch(self._waiting), []
            self._answer(rest, refuse_all(len(rest.casts), away), 0.0)
        else:
            asyncio.get_running_loop().call_soon(self._hand_over)

    def _finish(self, finished: asyncio.Future[None]) -> None:
        self._batches.put(None)
        if not finished.done():
            finished.set_result(None)

    def _write(self, loop: asyncio.AbstractEventLoop) -> None:
        """The writer thread."""
        while (batch := self._batches.get()) is not None:
            started = perf_counter()
            with self._tracer.span("ballots.transaction", ballots=len(batch.casts)):
                settled = self._writer.settle([cast for cast, _ in batch.casts], batch.given_up)
            try:
                loop.call_soon_threadsafe(self._answer, batch, settled, perf_counter() - started)
            except RuntimeError:
                if loop.is_closed():
                    return  # without leaving the block: nobody is there to be answered
                raise
