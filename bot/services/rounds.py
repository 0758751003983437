"""What is looked after again and again: a look, a rest, and patience where the database is away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from bot.domain.errors import StoreUnavailable
from bot.ports import Clock


async def go_round(look: Callable[[], Awaitable[None]], every: timedelta, clock: Clock, log: Any, name: str) -> None:
    """Until cancelled. What else than StoreUnavailable `look` raises is raised here."""
    while True:
        try:
            await look()
        except StoreUnavailable as error:
            log.warning(f"{name}.store-unavailable", reason=error.reason)
        await clock.sleep(every.total_seconds())
