"""Signals between processes over PostgreSQL's LISTEN and NOTIFY.

One connection does nothing but listen. What is told goes out over the ordinary pool, a few times a second however much
there is to tell: a poll with a thousand votes a second costs as many notifications as one with three.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import psycopg
import structlog
from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.errors import StoreUnavailable
from bot.ports import Clock
from bot.ports.signals import Listener, Signal, Topic
from storage.engine import listening_engine
from storage.faults import store_faults

log = structlog.get_logger(__name__)

CHANNEL: Final = "ascolto"
INTERVAL: Final = timedelta(milliseconds=250)
"""Between two tellings; the first after a silence goes out at once."""
PAYLOAD_BYTES: Final = 7_999
"""https://www.postgresql.org/docs/current/sql-notify.html: shorter than 8000 bytes."""
MOST_WAITING: Final = 2_000
"""Signals that wait; more than that say "anything may have changed" as well."""
STILL_THERE: Final = timedelta(seconds=5)
"""After so much silence the listening connection is asked whether it still is one."""
RETRY: Final = timedelta(seconds=1)


@dataclass(slots=True)
class SignalFigures:
    """Counted since the start; read by the metrics."""

    sent: int = 0
    received: int = 0
    broken: int = 0
    """Times that the listening connection broke, or could not be made."""
    listening: bool = False


class NoSignals:
    """Implements `bot.ports.Signals` where one process has the database for itself."""

    def tell(self, signal: Signal) -> None:
        """Nobody is there."""

    def listen(self, listener: Listener) -> None:
        """Nobody tells anything."""

    async def run(self) -> None:
        """Nothing to do."""

    async def flush(self) -> None:
        """Nothing waits."""


class PostgresSignals:
    """Implements `bot.ports.Signals`. `sender` is another one in every process, so that none hears itself."""

    def __init__(self, url: URL, engine: AsyncEngine, clock: Clock, sender: str) -> None:
        self._url, self._engine, self._clock, self._sender = url, engine, clock, sender
        self._listeners: list[Listener] = []
        self._waiting: dict[Signal, None] = {}
        self._wake = asyncio.Event()
        self.figures = SignalFigures()

    def tell(self, signal: Signal) -> None:
        if len(self._waiting) >= MOST_WAITING:
            self._waiting = {Signal(Topic.ANYTHING): None}
        self._waiting[signal] = None
        self._wake.set()

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._tell_on())
            group.create_task(self._listen_on())

    async def flush(self) -> None:
        waiting, self._waiting = self._waiting, {}
        try:
            with store_faults():
                async with self._engine.begin() as connection:
                    for payload in payloads(self._sender, list(waiting)):
                        await connection.execute(
                            text("SELECT pg_notify(:channel, :payload)"), {"channel": CHANNEL, "payload": payload}
                        )
        except BaseException:
            self._waiting = waiting | self._waiting
            raise
        self.figures.sent += len(waiting)

    async def _tell_on(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            pause = INTERVAL
            try:
                await self.flush()
            except StoreUnavailable as error:
                log.warning("signals.not-told", reason=error.reason)
                self._wake.set()
                pause = RETRY
            await self._clock.sleep(pause.total_seconds())

    async def _listen_on(self) -> None:
        engine = listening_engine(self._url)
        try:
            while True:
                try:
                    await self._listen(engine)
                except (DBAPIError, psycopg.Error, OSError) as error:
                    log.warning("signals.deaf", error=repr(error))
                    self.figures.broken += 1
                finally:
                    self.figures.listening = False
                await self._clock.sleep(RETRY.total_seconds())
        finally:
            await engine.dispose()

    async def _listen(self, engine: AsyncEngine) -> None:
        """Until the connection breaks."""
        async with engine.connect() as connection:
            await connection.execute(text(f"LISTEN {CHANNEL}"))
            driver = (await connection.get_raw_connection()).driver_connection
            assert isinstance(driver, psycopg.AsyncConnection)
            self.figures.listening = True
            # what was told while nobody listened here
            self._pass_on([Signal(Topic.ANYTHING)])
            while True:
                async for each in driver.notifies(timeout=STILL_THERE.total_seconds()):
                    self._pass_on(self._read(each.payload))
                async with asyncio.timeout(STILL_THERE.total_seconds()):
                    await connection.execute(text("SELECT 1"))

    def _read(self, payload: str) -> Sequence[Signal]:
        """Another version of the program may speak in other words: what is not understood means anything."""
        try:
            read = json.loads(payload)
            if not isinstance(read, list):
                raise ValueError(payload)
            sender, *told = read
            signals = [Signal(Topic(topic), str(subject)) for topic, subject in told]
        except (ValueError, TypeError):
            return [Signal(Topic.ANYTHING)]
        if sender == self._sender:
            return ()
        self.figures.received += len(signals)
        return signals

    def _pass_on(self, signals: Sequence[Signal]) -> None:
        for signal in signals:
            for listener in self._listeners:
                listener(signal)


def payloads(sender: str, signals: Sequence[Signal]) -> Iterator[str]:
    """As few as hold them all, each within PostgreSQL's limit."""
    head, rows = json.dumps(sender), ""
    for signal in signals:
        row = f",{json.dumps([signal.topic.value, signal.subject], separators=(',', ':'))}"
        if rows and len(head) + len(rows) + len(row) + 2 > PAYLOAD_BYTES:
            yield f"[{head}{rows}]"
            rows = ""
        rows += row
    if rows:
        yield f"[{head}{rows}]"
