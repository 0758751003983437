"""The log of sealed ballots: what is appended when, the heads published of it, and what is opened at the close.

A leaf that was appended at once would tell when its voter voted, to the second. So leaves wait in a pool: once ten are
there, all but five drawn at random are appended together, in the order of their bytes. The order of the log says
nothing finer than that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.ballot import Choices

FULL: Final = 10
"""So many waiting leaves are not kept waiting any longer."""
LEFT: Final = 5
"""So many of them wait on with the next ones."""


@dataclass(frozen=True, slots=True)
class Head:
    """How far the log had come at a moment, and the root of all its leaves until there."""

    size: int
    root: str
    """In hexadecimal, as all hashes here."""
    at: datetime
    path: tuple[str, ...] = ()
    """The proof that this log begins with that of the head before; empty for the first one."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A ballot that counts, opened: with its key anybody can make the leaf at its position again."""

    position: int
    choices: Choices
    """As they were cast: what became of an option that was merged or removed later, the poll says."""
    key: str


@dataclass(frozen=True, slots=True)
class PublishedLog:
    """What everybody may see of a poll's log by now."""

    heads: Sequence[Head]
    is_over: bool
    """The ballots are published."""


def ripe(waiting: Collection[str], token: Callable[[int], bytes]) -> list[str]:
    """The waiting leaves that are to be appended now, in their order; none while too few wait."""
    if len(waiting) < FULL:
        return []
    drawn = sorted(sorted(waiting), key=lambda _: token(8))
    return sorted(drawn[LEFT:])
