"""Leases in memory; their time is the clock that the memory was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.ports import Clock
from bot.ports.leases import LONGEST_LEASE, Lease

if TYPE_CHECKING:
    from storage.memory import Tables


@dataclass(frozen=True, slots=True)
class KeptLease:
    lease: Lease
    until: datetime
    """Long ago where it was released."""


class MemoryLeases:
    def __init__(self, tables: Tables, clock: Clock) -> None:
        self._leases, self._clock = tables.leases, clock

    async def take(self, name: str, holder: str, span: timedelta) -> Lease | None:
        if span > LONGEST_LEASE:
            raise ValueError(f"a lease of {span} is too long")
        kept = self._leases.get(name)
        lasts = kept is not None and self._lasts(kept)
        if kept is None:
            lease = Lease(name, holder, 1)
        elif lasts and kept.lease.holder != holder:
            return None
        else:
            lease = kept.lease if lasts else Lease(name, holder, kept.lease.fence + 1)
        self._leases[name] = KeptLease(lease, self._clock.now() + span)
        return lease

    async def release(self, name: str, holder: str) -> None:
        kept = self._leases.get(name)
        if kept is not None and kept.lease.holder == holder:
            self._leases[name] = KeptLease(kept.lease, self._clock.now())

    async def stands(self, lease: Lease) -> bool:
        kept = self._leases.get(lease.name)
        return kept is not None and kept.lease == lease and self._lasts(kept)

    async def held(self) -> Sequence[Lease]:
        found = [kept.lease for kept in self._leases.values() if self._lasts(kept)]
        return sorted(found, key=lambda lease: lease.name)

    def _lasts(self, kept: KeptLease) -> bool:
        now = self._clock.now()
        return now < kept.until <= now + LONGEST_LEASE
