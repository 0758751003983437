"""The real time and real chance; everything else is given them as arguments."""

from __future__ import annotations

import asyncio
import secrets
from datetime import UTC, datetime


class SystemClock:
    """Implements `bot.ports.Clock`."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class SystemChance:
    """Implements `bot.ports.Chance` with the operating system's own source."""

    def token(self, size: int) -> bytes:
        return secrets.token_bytes(size)
