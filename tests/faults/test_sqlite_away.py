"""SQLite locked by another process, its disk full: voters are told, nothing acknowledged is lost, and it goes on."""

from __future__ import annotations

import errno
import itertools
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.domain.conversation import Tone
from bot.domain.tally.plurality import recount
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
MOST = 30_000
"""Voters who fit, at the very most, into what is left of the disk."""


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


@dataclass
class Disk:
    folder: Path
    fill: Callable[[], None]
    make_room: Callable[[], None]


@pytest.fixture(params=["tmpfs", "limit"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """A small disk of its own; and, for machines where none may be mounted, a limit on the size of every file."""
    if request.param == "limit":
        before = resource.getrlimit(resource.RLIMIT_FSIZE)

        def fill() -> None:
            largest = max(file.stat().st_size for file in tmp_path.iterdir())
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, before[1]))

        def make_room() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

        yield Disk(tmp_path, fill, make_room)
        make_room()
        return
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", tmp_path], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk may be mounted here: {mounted.stderr.decode().strip()}")
    filler = tmp_path / "filler"

    def fill_up() -> None:
        try:
            with filler.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
        except OSError as error:
            assert error.errno == errno.ENOSPC  # noqa: PT017  # the end of the filling, not what is tested

    yield Disk(tmp_path, fill_up, filler.unlink)
    subprocess.run(["umount", tmp_path], check=True)


async def test_the_disk_is_full(disk: Disk) -> None:
    async with house(f"sqlite:///{disk.folder}/ascolto.db") as home:
        await home.type("/poll Where? | Lake | City | Hill")
        poll = (await home.latest()).id
        await home.vote(poll, 0, 1)
        disk.fill()
        stored, refused = {0}, set()
        for who in itertools.count(1):
            assert who < MOST, "the disk never was full"
            reply = await home.vote(poll, who, who % 3 + 1)
            if reply.tone is Tone.DONE:
                stored.add(who)
                continue
            assert not reply.stored
            assert "may not be stored" in reply.text
            refused.add(who)
            if len(refused) == 20:
                break
        assert "Where?" in words(await home.type("/polls"))  # what is there can be read
        disk.make_room()
        for who in refused:
            assert (await home.vote(poll, who, who % 3 + 1)).tone is Tone.DONE
        async with home.work.reading() as work:
            ballots, tally = await work.ballots.all(poll), await work.ballots.tally(poll)
            names = await work.people.names(ballot.voter for ballot in ballots)  # type: ignore[misc]  # one key each
        assert set(names.values()) == {f"Follower {who}" for who in stored | refused}
        assert tally == recount(ballots)
        assert tally.voters == len(stored | refused)
