"""Misfortunes that a test orders: refusals, and answers that get lost."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from typing import Any

from tests.platforms.telegram_errors import ApiError


class Faults:
    """A method's name, or "*" for whichever comes next."""

    def __init__(self) -> None:
        self._refusals: dict[str, deque[ApiError]] = {}
        self._drops: Counter[str] = Counter()

    def fail(
        self, method: str, code: int, description: str, parameters: Mapping[str, Any] | None = None, times: int = 1
    ) -> None:
        self._refusals.setdefault(method.lower(), deque()).extend([ApiError(code, description, parameters)] * times)

    def drop(self, method: str, times: int = 1) -> None:
        self._drops[method.lower()] += times

    def refusal(self, method: str) -> ApiError | None:
        if not self._refusals:
            return None
        for name in (method.lower(), "*"):
            if waiting := self._refusals.get(name):
                return waiting.popleft()
        return None

    def is_dropped(self, method: str) -> bool:
        if not self._drops:
            return False
        for name in (method.lower(), "*"):
            if self._drops[name]:
                self._drops[name] -= 1
                return True
        return False
