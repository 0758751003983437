"""One-time codes, as a store."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.domain.codes import OneTimeCode
from bot.domain.ids import PersonId


class SignInStore(Protocol):
    async def add(self, code: OneTimeCode) -> None: ...

    async def find(self, digest: str) -> OneTimeCode | None: ...

    async def use(self, digest: str, by: PersonId, now: datetime) -> bool:
        """True for exactly one caller: the first with this unexpired digest."""
        ...
