"""The world around the program: time, chance, drawing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.domain.picture import Picture


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds` of this clock's time."""
        ...


class Chance(Protocol):
    def token(self, size: int) -> bytes:
        """`size` bytes that nobody can guess."""
        ...


class ChartRenderer(Protocol):
    def render(self, picture: Picture) -> bytes:
        """A PNG, 1200 px wide. Blocks for some milliseconds: call it in a thread. Any text is safe."""
        ...


class WebhookSender(Protocol):
    async def send(self, body: bytes, headers: Mapping[str, str]) -> int:
        """The status of the answer, whatever it was. Raises DeliveryUncertain where there was none."""
        ...
