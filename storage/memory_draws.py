"""The nonces of draws in memory."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.ids import PollId

if TYPE_CHECKING:
    from storage.memory import Tables


class MemoryDraws:
    """Implements `bot.ports.draws.DrawStore`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def make(self, poll: PollId, nonce: bytes, at: datetime) -> None:  # noqa: ARG002  # shown by no store
        self._tables.draws[poll] = nonce

    async def nonce(self, poll: PollId) -> bytes | None:
        return self._tables.draws.get(poll)
