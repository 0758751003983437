"""The steps of a poll's life as others hear of them, in the very transaction that makes them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum

from bot.domain.poll import Poll
from bot.ports import Work


class Step(StrEnum):
    LAUNCHED = "launched"
    """Open, or scheduled to open."""
    OPENED = "opened"
    """A scheduled one."""
    MOVED = "moved"
    """Another deadline, or another time to remind."""
    CLOSED = "closed"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    FIXED = "fixed"
    """Its words, options or rules are others now."""


Echo = Callable[[Work, Step, Poll, datetime], Awaitable[None]]
"""Writes what follows from a step, with the poll as it is after it. What it raises undoes the step."""

BeforeClose = Callable[[Work, Poll, datetime], Awaitable[None]]
"""Told within the transaction that closes a poll, while it is still open."""


async def nothing(_work: Work, _poll: Poll, _now: datetime) -> None:
    """Where nobody wants to be told."""
