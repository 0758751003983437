"""kill -9 in the middle of voting: what was acknowledged is there, nothing is there twice, the count is true."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.domain.poll import Rules
from tests.builders import poll
from tests.storage.hall import Hall, postgres_hall, sqlite_hall

KILLS = 3
VOTERS = 1200
ROOT = Path(__file__).parents[2]


async def cast_until(url: str, lines: dict[int, str], enough: int) -> set[int]:
    """Send every line to a process of its own and kill it after `enough` answers; the numbers of those answered."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.journeys.voting_process", url),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("".join(f"{number} {line}\n" for number, line in lines.items()).encode())
    answered: set[int] = set()
    killed = False
    while answer := await process.stdout.readline():
        if not answer.endswith(b"\n"):
            break  # cut in two by the kill: not an acknowledgement
        answered.add(int(answer.split()[0]))
        if not killed and len(answered) >= enough:
            killed = True
            process.kill()  # what it wrote before dying is still read to the end
    assert killed, "the process ended by itself"
    process.stdin.close()
    await process.wait()
    return answered


async def survive(hall: Hall) -> None:
    """Everybody toggles one option with an event of their own, and sends it again after every crash.

    An event never acts twice, whether its acknowledgement was read, lost or never written.
    """
    hall.add(poll(rules=Rules(most_choices=3)))
    lines = {number: f"voter-{number} {number % 3 + 1} tap-{number}" for number in range(VOTERS)}
    acknowledged: set[int] = set()
    for kill in range(KILLS):
        acknowledged |= await cast_until(hall.url, lines, enough=VOTERS * (kill + 1) // (KILLS + 2))
        stored = hall.ballots()
        for number in acknowledged:
            assert stored[f"voter-{number}"] == (str(number % 3 + 1), "web")
        assert hall.is_honest()
    await cast_until(hall.url, lines, enough=VOTERS)
    assert hall.ballots() == {f"voter-{number}": (str(number % 3 + 1), "web") for number in lines}
    assert hall.is_honest()


async def test_kill_minus_nine(database: str, tmp_path: Path) -> None:
    if database.startswith("postgresql"):
        with postgres_hall(database) as hall:
            await survive(hall)
        return
    with sqlite_hall(tmp_path / "hall.db") as hall:
        await survive(hall)
        assert hall.integrity() == "ok"
