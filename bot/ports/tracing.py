"""Traces: which pieces of work a request was made of, and how long each took."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Final, Protocol


class Tracer(Protocol):
    def span(self, name: str, **facts: str | int) -> AbstractContextManager[object]:
        """A piece of work, for as long as the block lasts; one that raises is marked as failed.

        Within another one it is a part of that. Facts name platforms, kinds and numbers: never a person, never a poll.
        """
        ...


class _NoTraces:
    def span(self, name: str, **facts: str | int) -> AbstractContextManager[object]:  # noqa: ARG002  # nobody looks on
        return _NOTHING


_NOTHING: Final = nullcontext()
NO_TRACES: Final[Tracer] = _NoTraces()
"""Where nobody looks on: costs next to nothing."""
