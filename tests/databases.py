"""Databases for the tests that are made already: the tables are made once for each worker, and copied for each test.

What makes and changes tables has tests of its own (tests/storage/test_migrate.py), which begin with an empty database.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from pathlib import Path

from storage.engine import parse_url
from storage.migrate import migrate


def prepared_sqlite(file: Path) -> str:
    """The URL of a new database in `file` with all its tables; of the one that is there, where there is one."""
    if not file.exists():
        shutil.copyfile(_template(), file)
    return f"sqlite:///{file}"


def migrated(url: str) -> None:
    """Also for a caller within a running event loop."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, migrate(parse_url(url))).result()


@cache
def _template() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="ascolto-template-")
    _KEPT.append(folder)
    file = Path(folder.name) / "template.db"
    migrated(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


_KEPT: list[tempfile.TemporaryDirectory[str]] = []
"""Until the worker ends."""
