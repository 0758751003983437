"""What adapters must remember across a restart."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import upsert
from storage.tables import notes


class SqlNotes:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, key: str, text: str, until: datetime | None) -> None:
        statement = upsert(self._connection, notes).values(key=key, text=text, expires_at=until)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["key"], set_={"text": text, "expires_at": until})
        )

    async def find(self, key: str, now: datetime) -> str | None:
        lasts = or_(notes.c.expires_at.is_(None), notes.c.expires_at > now)
        found: str | None = await self._connection.scalar(select(notes.c.text).where(notes.c.key == key, lasts))
        return found

    async def drop(self, key: str) -> None:
        await self._connection.execute(delete(notes).where(notes.c.key == key))

    async def drop_unchanged(self, key: str, text: str) -> bool:
        # in one statement: PostgreSQL looks again at a row that it had to wait for
        gone = await self._connection.execute(delete(notes).where(notes.c.key == key, notes.c.text == text))
        return gone.rowcount > 0

    async def forget(self, now: datetime) -> int:
        gone = await self._connection.execute(delete(notes).where(notes.c.expires_at <= now))
        return gone.rowcount
