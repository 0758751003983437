"""For the tests of the fake Telegram: it, a real python-telegram-bot before it, and a clock that a test moves."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
from PIL import Image
from telegram import Bot

from tests.platforms.telegram_server import TelegramServer


@dataclass
class MovedClock:
    """Both clocks of the server; nothing moves by itself."""

    time: float = 1_780_000_000.0

    def __call__(self) -> float:
        return self.time

    def pass_seconds(self, seconds: float) -> None:
        self.time += seconds


def words(text: str) -> str:
    """A pattern for a refusal: python-telegram-bot changes the case of Telegram's words."""
    return f"(?i){re.escape(text)}"


def _picture(width: int = 10, height: int = 10, colour: str = "red", kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, kind)
    return file.getvalue()


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def picture() -> Callable[..., bytes]:
    return _picture


@pytest.fixture
async def server(clock: MovedClock) -> AsyncIterator[TelegramServer]:
    async with TelegramServer(clock=clock, wall=clock, longest_poll=0.05) as server:
        yield server


@pytest.fixture
async def bot(server: TelegramServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    # python-telegram-bot warns where it still tells a span of time in seconds
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    async with Bot(server.token, base_url=server.base_url, base_file_url=server.base_file_url) as bot:
        yield bot
