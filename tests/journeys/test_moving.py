"""A database is moved while a program of its own process is voting into it: no vote that was acknowledged is lost."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest

from storage.engine import parse_url
from storage.migrate import migrate
from tests.builders import poll
from tests.postgres import Server
from tests.storage.hall import Hall

ROOT = Path(__file__).parents[2]
WARM = 200
"""Votes before each move."""


class Voting:
    """What the voting process has said so far."""

    def __init__(self, process: Process) -> None:
        self.stored: set[int] = set()
        self.refused: dict[int, str] = {}
        self.process = process

    async def hear(self, votes: float = float("inf")) -> None:
        """Until so many more are stored, or the process has ended."""
        assert self.process.stdout is not None
        enough = len(self.stored) + votes
        while len(self.stored) < enough and (line := (await self.process.stdout.readline()).decode()):
            deed, number, *reason = line.split(maxsplit=2)
            if deed == "stored":
                self.stored.add(int(number))
            else:
                self.refused[int(number)] = "".join(reason)


async def bot(folder: Path, url: str, *arguments: str) -> tuple[int | None, str, str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": url, "LOG_LEVEL": "warning", "PORT": "0"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *("-m", "bot", *arguments), cwd=folder, env=environment, stdout=PIPE, stderr=PIPE
    )
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


@pytest.mark.parametrize("way", ["up", "down"])
async def test_votes_go_on_while_the_database_is_moved(postgres: Server, tmp_path: Path, way: str) -> None:
    file, server = f"sqlite:///{tmp_path}/ascolto.db", postgres.fresh()
    source, to = (file, server) if way == "up" else (server, file)
    await migrate(parse_url(source))
    here = Hall(source)
    here.add(poll())
    process = await asyncio.create_subprocess_exec(
        sys.executable, *("-m", "tests.journeys.moving_process", source), cwd=ROOT, stdout=PIPE
    )
    voting = Voting(process)

    await voting.hear(WARM)
    before = set(voting.stored)
    code, receipt, trouble = await heard_meanwhile(voting, bot(tmp_path, source, "move", "--to", to))
    assert code == 0, trouble
    assert "is not in the new one" in receipt
    there = Hall(to)
    copied = numbers(there)
    assert before <= copied
    assert there.is_honest()
    there.engine.dispose()

    await voting.hear(WARM)
    assert not any("moved" in reason for reason in voting.refused.values())
    before = set(voting.stored)
    code, receipt, trouble = await heard_meanwhile(
        voting, bot(tmp_path, source, "move", "--to", to, "--switch", "--replace")
    )
    assert code == 0, trouble
    await voting.hear()
    assert await process.wait() == 0
    assert "The old database is closed" in receipt
    there = Hall(to)
    # every one that was acknowledged, and none that was refused
    assert numbers(there) == voting.stored == numbers(here)
    assert before <= voting.stored
    assert voting.refused
    assert there.is_honest()
    assert re.search(rf"^  ballots +{len(voting.stored):,} ", receipt, re.MULTILINE)
    there.engine.dispose()
    here.engine.dispose()

    code, _, words = await bot(tmp_path, source, "run")
    assert code == 1
    assert "This database was moved to" in words
    assert "Traceback" not in words
    code, words, _ = await bot(tmp_path, source, "doctor")
    assert code == 1
    assert "This database was moved to" in " ".join(words.split())
    assert (await bot(tmp_path, source, "reopen"))[0] == 0
    assert (await bot(tmp_path, source, "doctor"))[0] == 0


async def heard_meanwhile(voting: Voting, command: object) -> tuple[int | None, str, str]:
    """What the command gives; the voting process is listened to, so that it never waits for us."""
    running = asyncio.ensure_future(command)  # type: ignore[arg-type]  # a coroutine of three
    hearing = asyncio.ensure_future(voting.hear())
    await asyncio.wait({running, hearing}, return_when=asyncio.FIRST_COMPLETED)
    done: tuple[int | None, str, str] = await running
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    return done


def numbers(hall: Hall) -> set[int]:
    return {int(voter.removeprefix("voter-")) for voter in hall.ballots()}
