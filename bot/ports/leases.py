"""Leases: of many processes one at a time does a piece of work, for as long as it shows that it is alive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

LONGEST_LEASE: Final = timedelta(minutes=1)
"""So that one that reaches further into the future can only come of a clock that was set back, and binds nobody."""


@dataclass(frozen=True, slots=True)
class Lease:
    name: str
    holder: str
    fence: int
    """Greater with every change of holder: who comes with a smaller one has been overtaken."""


class LeaseStore(Protocol):
    """All times are the database's own: the clocks of the processes that ask have no say.

    A name has at most one holder at any moment of that clock.
    """

    async def take(self, name: str, holder: str, span: timedelta) -> Lease | None:
        """The lease until `span` from now: one that is free or over, or one's own again; None while another holds it.

        Held without a gap it keeps its fence. `span` is at most LONGEST_LEASE, else ValueError.
        """
        ...

    async def release(self, name: str, holder: str) -> None:
        """Free at once. Nothing where `holder` does not hold it."""
        ...

    async def stands(self, lease: Lease) -> bool:
        """Whether it is held now, by that holder and with that fence."""
        ...

    async def held(self) -> Sequence[Lease]:
        """Those that are held now, by name."""
        ...
