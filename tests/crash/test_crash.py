"""kill -9 in the middle of everything: a few lives here; fifty on each database by `make soak`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.crash.story import Plan, survive


async def test_nothing_acknowledged_is_lost(database: str, tmp_path: Path) -> None:
    plan = Plan(seed=20, kills=3, together=150, votes_a_life=(60, 400))
    ledger = await survive(database, tmp_path, plan, print_out)
    assert ledger.acknowledged > plan.kills * plan.votes_a_life[0]
    assert ledger.withdrawn
    assert ledger.unanswered  # nobody was in the middle of anything: these kills would prove little


def print_out(line: str) -> None:
    sys.stdout.write(f"{line}\n")
