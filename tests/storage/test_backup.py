"""Backup and restore: whole or not at all, into either database, and never over what is there unless it is said."""

from __future__ import annotations

import gzip
import json
import os
import random
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from bot.domain.errors import StoreUnavailable
from storage.engine import parse_url
from storage.migrate import NewerSchema, _config, is_current, migrate
from storage.moving.backup import Kept, backup, check, restore
from storage.moving.carrying import Carried
from storage.moving.errors import CannotCarry, Damaged, Holds, UnderWay
from tests.postgres import Server
from tests.storage.filled import JOBS, VOTERS, ask_for_jobs, everything, fill, jobs_of, opened
from tests.storage.hall import HandClock
from tests.storage.test_migrate import _OLD_ROWS


def saved(url: str, file: Path, *, force: bool = False) -> Kept:
    return backup(parse_url(url), file, HandClock(), lambda *_: None, force=force)


def restored(file: Path, url: str, *, replace: bool = False) -> Carried:
    return restore(file, parse_url(url), HandClock(), lambda *_: None, replace=replace)


def checked(file: Path) -> Kept:
    return check(file, lambda *_: None)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Another, empty database: each of the two is restored into each."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/restored/ascolto.db"
    server: Server = request.getfixturevalue("postgres")
    return server.fresh()


async def test_what_was_backed_up_comes_back_in_either_database(database: str, empty: str, tmp_path: Path) -> None:
    await fill(database)
    ask_for_jobs(database)
    before = everything(database)
    file = tmp_path / "ascolto.backup"
    written = saved(database, file)
    assert everything(database) == before
    assert file.stat().st_mode & 0o777 == 0o600
    assert written.tables["ballots"].rows == VOTERS
    assert checked(file).tables == written.tables
    receipt = restored(file, empty)
    assert receipt.tables == written.tables
    assert everything(empty) == before
    assert jobs_of(empty) == JOBS
    assert await is_current(parse_url(empty))
    assert _named(tmp_path, "backup") == ["ascolto.backup"]


async def test_a_backup_holds_no_draw_of_a_poll_that_runs(database: str, tmp_path: Path) -> None:
    """Who knows its nonce before the close can steer it."""
    await fill(database)
    told, secret = "0" * 64, "5ec2e7" + "0" * 58
    _write(database, f"INSERT INTO draws (poll_id, nonce, made_at) VALUES ('p1', '{secret}', 1)")
    saved(database, tmp_path / "kept")
    restored(tmp_path / "kept", f"sqlite:///{tmp_path}/restored.db")
    back = everything(f"sqlite:///{tmp_path}/restored.db")["draws"]
    assert [row[:2] for row in back] == [("p3", told)]
    assert secret.encode() not in gzip.decompress((tmp_path / "kept").read_bytes())


async def test_the_same_data_gives_the_same_proofs_whatever_keeps_it(database: str, empty: str, tmp_path: Path) -> None:
    await fill(database)
    first = saved(database, tmp_path / "first")
    restored(tmp_path / "first", empty)
    assert saved(empty, tmp_path / "second").tables == first.tables


async def test_it_holds_one_moment_though_others_write_meanwhile(database: str, tmp_path: Path) -> None:
    await fill(database)
    before = everything(database)

    def write(what: str, _done: int, _total: int) -> None:
        if what == "writing people":
            _write(database, "UPDATE ballots SET choices = '3'")
            _write(database, "UPDATE people SET name = 'changed'")

    backup(parse_url(database), tmp_path / "moment", HandClock(), write)
    restored(tmp_path / "moment", f"sqlite:///{tmp_path}/restored.db")
    assert everything(f"sqlite:///{tmp_path}/restored.db") == before != everything(database)


async def test_a_file_that_is_there_is_not_overwritten_unless_it_is_said(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path}/ascolto.db", tmp_path / "taken"
    await fill(url)
    file.write_text("precious")
    with pytest.raises(Holds, match="--force"):
        saved(url, file)
    assert file.read_text() == "precious"
    saved(url, file, force=True)
    assert checked(file).tables["ballots"].rows == VOTERS


async def test_a_backup_that_breaks_leaves_the_old_one(database: str, tmp_path: Path) -> None:
    await fill(database)
    saved(database, tmp_path / "kept")
    before = (tmp_path / "kept").read_bytes()

    def broken(what: str, _done: int, _total: int) -> None:
        if what == "writing ballots":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backup(parse_url(database), tmp_path / "kept", HandClock(), broken, force=True)
    assert (tmp_path / "kept").read_bytes() == before
    assert _named(tmp_path, "kept") == ["kept"]


async def test_a_draft_left_by_a_crash_is_begun_anew_and_one_in_work_is_left_alone(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path}/ascolto.db", tmp_path / "kept"
    await fill(url)
    (tmp_path / ".kept.draft").write_text("half of a backup")
    (tmp_path / ".kept.lock").touch()
    refused: list[str] = []

    def another(what: str, _done: int, _total: int) -> None:
        if what == "writing ballots":
            with pytest.raises(UnderWay) as error:
                saved(url, file)
            refused.append(str(error.value))

    backup(parse_url(url), file, HandClock(), another)
    assert refused
    assert checked(file).tables["ballots"].rows == VOTERS
    assert _named(tmp_path, "kept") == ["kept"]


async def test_restoring_over_something_needs_a_word_for_it(database: str, tmp_path: Path) -> None:
    await fill(database)
    saved(database, tmp_path / "kept")
    _write(database, "UPDATE people SET name = 'changed'")
    changed = everything(database)
    with pytest.raises(Holds, match="--replace"):
        restored(tmp_path / "kept", database)
    assert everything(database) == changed
    restored(tmp_path / "kept", database, replace=True)
    assert everything(database) != changed


async def test_a_broken_file_is_recognised_wherever_it_is_broken(database: str, tmp_path: Path) -> None:
    await fill(database)
    saved(database, tmp_path / "kept")
    before = everything(database)
    whole = (tmp_path / "kept").read_bytes()
    broken = tmp_path / "broken"
    chance = random.Random(5)
    places = [0, 1, 2, 11, len(whole) - 1, len(whole) - 5, *(chance.randrange(len(whole)) for _ in range(40))]
    for place in places:
        broken.write_bytes(whole[:place])
        with pytest.raises(Damaged):
            checked(broken)
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << chance.randrange(8)
        broken.write_bytes(spoilt)
        try:
            checked(broken)
        except Damaged:
            continue
        # gzip's head has some bytes without a meaning
        assert gzip.decompress(bytes(spoilt)) == gzip.decompress(whole)
    broken.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Damaged, match="ends too early"):
        restored(broken, database, replace=True)
    assert everything(database) == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda lines: lines[:-1], "too early"),
        (lambda lines: [*lines, b"[]"], "damaged"),
        (lambda lines: [lines[0], *lines[2:]], "damaged"),
        (lambda lines: [line.replace(b'"web"', b'"wab"') for line in lines], "damaged"),
        (lambda lines: [line for line in lines if not line.startswith(b'["lobby"')], "damaged"),
        (lambda lines: [lines[0], *sorted(lines[1:-1]), lines[-1]], "damaged"),
        (lambda lines: [lines[0].replace(b'"tables"', b'"tablets"'), *lines[1:]], "damaged"),
        (lambda lines: [lines[0].replace(b'"polls":3', b'"polls":4'), *lines[1:]], "damaged"),
        (lambda lines: [lines[0].replace(b'"voter_key"', b'"voter"'), *lines[1:]], "does not hold the tables"),
        (lambda _: [b"{}"], "no backup"),
        (lambda _: [b"\xff\xfe"], "no backup"),
        (lambda _: [], "no backup"),
    ],
)
async def test_a_file_that_was_written_by_hand_is_recognised(tmp_path: Path, change: object, words: str) -> None:
    url = f"sqlite:///{tmp_path}/ascolto.db"
    await fill(url)
    saved(url, tmp_path / "kept")
    lines = gzip.decompress((tmp_path / "kept").read_bytes()).splitlines()
    assert callable(change)
    _pack(tmp_path / "forged", change(lines))
    with pytest.raises(Damaged, match=words):
        restored(tmp_path / "forged", f"sqlite:///{tmp_path}/new.db")
    assert not (tmp_path / "new.db").exists()


async def test_what_is_no_backup_at_all(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    with pytest.raises(CannotCarry, match="No such file"):
        restored(tmp_path / "none", url)
    with pytest.raises(CannotCarry, match="directory"):
        restored(tmp_path, url)
    await fill(f"sqlite:///{tmp_path}/ascolto.db")
    with pytest.raises(Damaged, match="no backup"):
        restored(tmp_path / "ascolto.db", url)


async def test_a_backup_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ascolto.db"
    await fill(url)
    saved(url, tmp_path / "kept")
    first, *rest = gzip.decompress((tmp_path / "kept").read_bytes()).splitlines()
    for change in ({"schema": "9999"}, {"ascolto-backup": 2}):
        _pack(tmp_path / "newer", [json.dumps({**json.loads(first), **change}).encode(), *rest])
        with pytest.raises(NewerSchema, match="newer version"):
            restored(tmp_path / "newer", url, replace=True)
    _write(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchema, match="newer version"):
        saved(url, tmp_path / "another")
    with pytest.raises(NewerSchema, match="newer version"):
        restored(tmp_path / "kept", url, replace=True)


async def test_an_older_backup_comes_back_in_the_newest_shape(empty_database: str, empty: str, tmp_path: Path) -> None:
    engine = opened(empty_database)
    with engine.begin() as connection:
        command.upgrade(_config(connection), "0001")
        for line in (
            *_OLD_ROWS,
            "INSERT INTO tallies VALUES ('p1', 'web', 1, 1)",
            "INSERT INTO turnouts VALUES ('p1', 'web', 1)",
        ):
            connection.execute(text(line))
    engine.dispose()
    assert saved(empty_database, tmp_path / "old").revision == "0001"
    await migrate(parse_url(empty_database))
    restored(tmp_path / "old", empty)
    assert await is_current(parse_url(empty))
    assert everything(empty) == everything(empty_database)


async def test_a_folder_that_is_not_there_or_not_ours(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ascolto.db"
    await fill(url)
    with pytest.raises(StoreUnavailable, match="No such file"):
        saved(url, tmp_path / "nowhere" / "kept")
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable, match="Not a directory"):
        saved(url, tmp_path / "file" / "kept")
    with pytest.raises(CannotCarry, match="no database"):
        saved(f"sqlite:///{tmp_path}/none.db", tmp_path / "kept")
    os.symlink(tmp_path / "elsewhere", tmp_path / "link")
    with pytest.raises(Holds):
        saved(url, tmp_path / "link")


def _named(folder: Path, part: str) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if part in path.name)


def _pack(file: Path, lines: list[bytes]) -> None:
    file.write_bytes(gzip.compress(b"".join(line + b"\n" for line in lines)))


def _write(url: str, change: str) -> None:
    engine = opened(url)
    with engine.begin() as connection:
        connection.execute(text(change))
    engine.dispose()
