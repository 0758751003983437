"""Finishing what is in hand: a step that was begun is not broken off because the program is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import structlog

log = structlog.get_logger(__name__)


async def to_its_end(step: Coroutine[Any, Any, None], within: timedelta) -> None:
    """Do it. Called away meanwhile, it is finished all the same, where that takes no longer than `within`."""
    doing = asyncio.ensure_future(step)
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait({doing}, timeout=within.total_seconds())
        doing.cancel()
        await asyncio.wait({doing})
        if not doing.cancelled() and doing.exception() is not None:
            log.warning("finishing.failed", error=repr(doing.exception()))
        raise
