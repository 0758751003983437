"""SQLite locked by another process: voters are told, nothing acknowledged is lost, and it goes on."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.faults.outage import VOTERS, live_through
from tests.house import house, words

LOCKING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
"""


@dataclass
class OtherProgram:
    file: Path
    running: subprocess.Popen[str] | None = None

    def lock(self) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "-c", LOCKING, self.file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.running.stdout is not None
        assert self.running.stdout.readline() == "locked\n"

    def let_go(self) -> None:
        assert self.running is not None
        self.running.communicate("\n")


async def test_locked_by_another_program(tmp_path: Path) -> None:
    other = OtherProgram(tmp_path / "ascolto.db")
    async with house(f"sqlite:///{other.file}", patience=1.0) as home:
        outage = await live_through(home, other.lock, other.let_go)
        assert await outage.findings() == []
        assert outage.refusals >= VOTERS
        assert "Launched" in words(await home.type("/poll After? | a | b"))
