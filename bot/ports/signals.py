"""What processes tell each other: that something changed and which, never what; each then looks for itself.

A signal may be lost: whoever acts on one also looks by itself now and then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Topic(StrEnum):
    COUNTED = "counted"
    """A poll's ballots changed."""
    POLL = "poll"
    """A poll's words, rules or life changed."""
    ROOM = "room"
    """Something new stands in a web room, named by its channel."""
    SHOWN = "shown"
    """The web shows a newer state of a poll."""
    PLACES = "places"
    """Some room was connected, let go, lost or moved."""
    PEOPLE = "people"
    """Somebody's language, or the community's, changed."""
    LEASE = "lease"
    """A lease was given back."""
    ANYTHING = "anything"
    """Some signals may have been missed."""


@dataclass(frozen=True, slots=True)
class Signal:
    topic: Topic
    subject: str = ""
    """The id of what changed, where the topic has one."""


Listener = Callable[[Signal], None]


class Signals(Protocol):
    """Between the processes on one database; where there is one only, nobody is told and nothing heard."""

    def tell(self, signal: Signal) -> None:
        """Tell the others, soon. Cheap, never blocks; of equal signals that wait, one goes out."""
        ...

    def listen(self, listener: Listener) -> None:
        """Call it on the event loop with what the others tell."""
        ...

    async def run(self) -> None:
        """Tell and listen until cancelled, whatever the database does."""
        ...

    async def flush(self) -> None:
        """Tell what waits, now. Raises StoreUnavailable."""
        ...
