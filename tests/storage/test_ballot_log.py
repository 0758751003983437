"""Opening a poll's ballots looks each of them up in the log: going through the log for each would take hours."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from storage.ballot_log import OPENING
from tests.storage.hall import sqlite_hall


def test_sqlite_looks_every_leaf_up_by_its_index(tmp_path: Path) -> None:
    with sqlite_hall(tmp_path / "hall.db") as hall, hall.engine.connect() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {OPENING.text}"), {"poll": "p0000001"}).all()
    searches = [row[3] for row in plan if row[3].startswith(("SEARCH", "SCAN"))]
    assert [each.split()[1] for each in searches] == ["ballot_keys", "leaves"]
    assert "(poll_id=? AND leaf=?)" in searches[1]
