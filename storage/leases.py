"""Leases in the database: one row a name, which is never deleted, so that its fence only grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import BigInteger, ColumnElement, and_, case, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports.leases import LONGEST_LEASE, Lease
from storage.dialects import upsert
from storage.tables_leases import leases

_MICROSECOND: Final = timedelta(microseconds=1)
_NOW: Final[Mapping[str, ColumnElement[int]]] = {
    # not now(), which is when the transaction began: whoever waited for the row would judge it by a time long past
    "postgresql": literal_column("CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)", BigInteger),
    "sqlite": literal_column("CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)", BigInteger),
}


class SqlLeases:
    """Implements `bot.ports.LeaseStore`; times are microseconds of the database's clock since 1970."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._now = _NOW[connection.dialect.name]
        farthest = self._now + LONGEST_LEASE // _MICROSECOND
        self._lasts = and_(leases.c.holder != "", leases.c.until > self._now, leases.c.until <= farthest)

    async def take(self, name: str, holder: str, span: timedelta) -> Lease | None:
        if span > LONGEST_LEASE:
            raise ValueError(f"a lease of {span} is too long")
        until = self._now + span // _MICROSECOND
        mine = leases.c.holder == holder
        grown = case((and_(mine, self._lasts), leases.c.fence), else_=leases.c.fence + 1)
        statement = upsert(self._connection, leases).values(name=name, holder=holder, fence=1, until=until)
        taken = await self._connection.scalar(
            statement.on_conflict_do_update(
                index_elements=["name"],
                set_={"holder": holder, "fence": grown, "until": until},
                where=or_(mine, ~self._lasts),
            ).returning(leases.c.fence)
        )
        return None if taken is None else Lease(name, holder, taken)

    async def release(self, name: str, holder: str) -> None:
        mine = and_(leases.c.name == name, leases.c.holder == holder)
        await self._connection.execute(update(leases).where(mine).values(holder="", until=0))

    async def stands(self, lease: Lease) -> bool:
        found = select(leases.c.fence).where(leases.c.name == lease.name, leases.c.holder == lease.holder, self._lasts)
        return await self._connection.scalar(found) == lease.fence

    async def held(self) -> Sequence[Lease]:
        rows = await self._connection.execute(select(leases).where(self._lasts).order_by(leases.c.name))
        return [Lease(row.name, row.holder, row.fence) for row in rows]
