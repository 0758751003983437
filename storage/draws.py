"""The nonces of draws over SQL."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import PollId
from storage.dialects import upsert
from storage.tables_decisions import draws


class SqlDraws:
    """Implements `bot.ports.draws.DrawStore`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def make(self, poll: PollId, nonce: bytes, at: datetime) -> None:
        row = {"nonce": nonce.hex(), "made_at": at}
        statement = upsert(self._connection, draws).values(poll_id=poll, **row)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["poll_id"], set_=row))

    async def nonce(self, poll: PollId) -> bytes | None:
        kept = await self._connection.scalar(select(draws.c.nonce).where(draws.c.poll_id == poll))
        return bytes.fromhex(kept) if kept is not None else None
