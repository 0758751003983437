"""A database is moved while a program of its own process is voting into it: no vote that was acknowledged is lost."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import psycopg
import pytest

from storage.engine import is_sqlite, parse_url
from storage.migrate import migrate
from tests.builders import poll
from tests.postgres import Server
from tests.storage.filled import everything, fill
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


async def started(folder: Path, url: str, *arguments: str) -> Process:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": url, "LOG_LEVEL": "warning", "PORT": "0"}
    return await asyncio.create_subprocess_exec(
        sys.executable, *("-m", "bot", *arguments), cwd=folder, env=environment, stdout=PIPE, stderr=PIPE
    )


async def bot(folder: Path, url: str, *arguments: str) -> tuple[int | None, str, str]:
    process = await started(folder, url, *arguments)
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


KILLS = 4
UNDER_WAY = 4
"""What the command ends with where somebody else is filling the target."""


@pytest.mark.parametrize("way", ["up", "down"])
async def test_a_move_killed_half_way_leaves_nothing_and_is_simply_repeated(
    postgres: Server, tmp_path: Path, way: str
) -> None:
    file, server = f"sqlite:///{tmp_path}/ascolto.db", postgres.fresh()
    source, to = (file, server) if way == "up" else (server, file)
    await fill(source)
    before = everything(source)
    for kill in range(KILLS):
        process = await started(tmp_path, source, "move", "--to", to, "--switch")
        async with asyncio.timeout(60):
            while process.returncode is None and not await asyncio.to_thread(being_filled, to):  # noqa: ASYNC110  # no bell
                await asyncio.sleep(0.002)
        await asyncio.sleep(0.04 * kill)
        if process.returncode is None:
            process.kill()
        await process.communicate()
        assert everything(source) == before
    code, trouble = UNDER_WAY, ""
    while code == UNDER_WAY:  # until the server has noticed that the last one is dead
        code, _, trouble = await bot(tmp_path, source, "move", "--to", to, "--switch", "--replace")
    assert code == 0 or "This database was moved to" in trouble  # the latter where a kill came after the end
    assert everything(to) == before


def being_filled(to: str) -> bool:
    """Somebody has begun: from now on anything may be half done."""
    url = parse_url(to)
    if is_sqlite(url):
        file = Path(str(url.database))
        return file.with_name(f".{file.name}.draft").exists()
    with psycopg.connect(to) as connection:
        held = (
            "SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
        return connection.execute(held).fetchone() is not None
