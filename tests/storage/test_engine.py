"""Whoever opens the SQLite file opens it alike: durable at every commit, rules kept, written back in large pieces."""

from __future__ import annotations

from pathlib import Path

from storage.engine import CHECKPOINT_PAGES, async_engine, parse_url, sync_engine
from storage.jobs_database import close_for_good, jobs_engine

WANTED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "wal_autocheckpoint": CHECKPOINT_PAGES}


async def test_every_connection_to_a_file_is_set_alike(tmp_path: Path) -> None:
    url = parse_url(f"sqlite:///{tmp_path}/ascolto.db")
    stores, writer, jobs = async_engine(url), sync_engine(url), jobs_engine(url)
    async with stores.connect() as connection:
        found = [
            {name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one() for name in WANTED},
        ]
    await stores.dispose()
    for engine in (writer, jobs):
        with engine.connect() as connection:
            found.append({name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in WANTED})
    writer.dispose()
    close_for_good(jobs)
    assert found == [WANTED] * 3
