"""The disk is full, of SQLite and of PostgreSQL: voters are told, nothing acknowledged is lost, and it goes on."""

from __future__ import annotations

import errno
import itertools
import os
import pwd
import resource
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.domain.conversation import Tone
from bot.domain.tally.plurality import recount
from tests.house import house, words
from tests.postgres import NoPostgres, postgres_server

MOST = 30_000
"""Voters who fit, at the very most, into what is left of the disk."""


@dataclass
class Disk:
    url: str
    """Of the database on it."""
    fill: Callable[[], None]
    make_room: Callable[[], None]


@pytest.fixture(params=["tmpfs", "limit", "postgresql"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    """A small disk of its own; and, for machines where none may be mounted, a limit on the size of every file."""
    match request.param:
        case "limit":
            yield from limited(tmp_path)
        case "tmpfs":
            with small_disk(tmp_path, "12m") as (fill, make_room):
                yield Disk(f"sqlite:///{tmp_path}/ascolto.db", fill, make_room)
        case _:
            yield from tablespace()


def limited(folder: Path) -> Iterator[Disk]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill() -> None:
        largest = max(file.stat().st_size for file in folder.iterdir())
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, before[1]))

    def make_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    yield Disk(f"sqlite:///{folder}/ascolto.db", fill, make_room)
    make_room()


def tablespace() -> Iterator[Disk]:
    """A database of a PostgreSQL whose tables lie on a small disk, and its log elsewhere."""
    try:
        with postgres_server() as server, tempfile.TemporaryDirectory(prefix="ascolto-disk-") as name:
            folder = Path(name)
            folder.chmod(0o755)
            with small_disk(folder, "32m") as (fill, make_room):
                place = folder / "tables"
                place.mkdir()
                if os.geteuid() == 0:
                    nobody = pwd.getpwnam("nobody")
                    os.chown(place, nobody.pw_uid, nobody.pw_gid)
                url = server.fresh()
                database = url.rpartition("/")[2]
                with server.connect("postgres") as connection:
                    connection.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
                    connection.execute(f"ALTER DATABASE {database} SET TABLESPACE small")
                yield Disk(url, fill, make_room)
                server.pull_the_plug()  # which lets go of the disk
    except NoPostgres as reason:
        pytest.skip(str(reason))


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
    """What fills it to the last byte, and what makes room again."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk may be mounted here: {mounted.stderr.decode().strip()}")
    filler = folder / "filler"

    def fill() -> None:
        try:
            with filler.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
        except OSError as error:
            assert error.errno == errno.ENOSPC  # noqa: PT017  # the end of the filling, not what is tested

    try:
        yield fill, filler.unlink
    finally:
        subprocess.run(["umount", folder], check=True)


async def test_the_disk_is_full(disk: Disk) -> None:
    async with house(disk.url) as home:
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
