"""The nonces that draws hang on."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.domain.ids import PollId


class DrawStore(Protocol):
    """As secret as keys while their polls run: no log, no export and no backup has them."""

    async def make(self, poll: PollId, nonce: bytes, at: datetime) -> None:
        """Keep the nonce of a locked poll that opens; of one that opens again, in place of that which was told."""
        ...

    async def nonce(self, poll: PollId) -> bytes | None:
        """None where the poll has no draw."""
        ...
