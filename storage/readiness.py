"""Whether the tables are the ones that this program was written for: asked again and again, so it must be cheap."""

from __future__ import annotations

from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.faults import store_faults


class SchemaWatch:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._wanted = ScriptDirectory(str(Path(__file__).parent / "migrations")).get_current_head()

    async def is_ours(self) -> bool:
        """False where a newer program has changed them since. Raises StoreUnavailable."""
        with store_faults():
            async with self._engine.connect() as connection:
                found = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        return bool(found == self._wanted)
