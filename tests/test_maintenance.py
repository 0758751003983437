"""Move, backup and restore as an operator meets them: sentences that say what to do, and exit codes for scripts."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.checkups import DatabaseState, database_findings
from bot.clock import SystemClock
from bot.compose_maintenance import maintain
from bot.doctor import Level
from bot.domain.audit import Act
from bot.domain.community import Role
from bot.domain.errors import StoreUnavailable
from bot.maintenance import STEP, Progress, add_commands
from bot.settings import Settings, setting_names
from storage.checkup import look_at
from storage.engine import parse_url, sync_engine
from storage.moving.move import move
from tests.builders import COMMUNITY
from tests.house import follower, house
from tests.postgres import Server
from tests.storage.filled import everything, fill

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in setting_names():
        monkeypatch.delenv(name, raising=False)


@dataclass(frozen=True, slots=True)
class Told:
    code: int
    out: str
    err: str


def told(url: str, *line: str) -> Told:
    """What the command does and says, in this process."""
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers(dest="command", required=True))
    out: list[str] = []
    err: list[str] = []
    settings = Settings(_env_file=None, database_url=SecretStr(url))
    code = maintain(parser.parse_args(line), settings, SystemClock(), out.append, err.append)
    return Told(code, "\n".join(out), "\n".join(err))


async def test_from_backup_to_restore_as_it_is_typed(tmp_path: Path) -> None:
    url, other, file = f"sqlite:///{tmp_path}/a.db", f"sqlite:///{tmp_path}/b.db", str(tmp_path / "kept")
    await fill(url)
    written = told(url, "backup", file)
    assert written.code == 0
    assert re.search(r"^  ballots +700  [0-9a-f]{32}$", written.out, re.MULTILINE)
    again = told(url, "backup", file)
    assert (again.code, "--force" in again.err) == (3, True)
    assert told(url, "backup", file, "--force").code == 0
    looked = told(url, "restore", "--check", file)
    assert (looked.code, "The backup is whole." in looked.out) == (0, True)
    assert told(other, "restore", file).code == 0
    assert everything(other) == everything(url)
    over = told(other, "restore", file)
    assert (over.code, "--replace" in over.err) == (3, True)
    assert told(other, "restore", file, "--replace").code == 0


async def test_from_move_to_reopening_as_it_is_typed(tmp_path: Path) -> None:
    url, to = f"sqlite:///{tmp_path}/a.db", f"sqlite:///{tmp_path}/b.db"
    await fill(url)
    moved = told(url, "move", "--to", to)
    assert moved.code == 0
    assert "This was a copy" in moved.out
    assert "secret.key" in moved.out
    again = told(url, "move", "--to", to)
    assert (again.code, "--replace" in again.err) == (3, True)
    assert "is closed" in told(url, "move", "--to", to, "--replace", "--switch").out
    assert "was moved to" in told(url, "move", "--to", to, "--replace", "--switch").err
    assert "open again" in told(url, "reopen").out
    assert "open already" in told(url, "reopen").out


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (("move", "--to", "mysql://x/y"), 2, "not supported"),
        (("move", "--to", "nonsense"), 2, "not a database URL"),
        (("move", "--to", "sqlite:///:memory:"), 2, "needs a file"),
        (("move", "--to", "postgresql+asyncpg://ada@127.0.0.1:1/none"), 1, "refused"),
        (("backup", "/nowhere/at/all/file"), 1, "No such file"),
        (("restore", "/nowhere/at/all/file"), 1, "No such file"),
    ],
)
async def test_what_cannot_be_is_said_in_a_sentence(
    tmp_path: Path, line: tuple[str, ...], code: int, words: str
) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    await fill(url)
    answer = told(url, *line)
    assert (answer.code, answer.out) == (code, "")
    assert words in answer.err


async def test_every_command_refuses_a_database_of_a_newer_program(database: str, tmp_path: Path) -> None:
    await fill(database)
    file = str(tmp_path / "kept")
    assert told(database, "backup", file).code == 0
    engine = sync_engine(parse_url(database))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for line in (
        ("backup", file, "--force"),
        ("restore", file, "--replace"),
        ("move", "--to", f"sqlite:///{tmp_path}/new.db"),
        ("reopen",),
    ):
        answer = told(database, *line)
        assert answer.code == 1
        assert "newer version" in answer.err


def test_progress_is_told_of_long_tables_only_and_not_too_often() -> None:
    said: list[str] = []
    progress = Progress(said.append)
    for done in range(5_000, STEP, 5_000):
        progress("copying options", done, STEP - 1)
    for done in range(5_000, 5 * STEP + 1, 5_000):
        progress("copying ballots", done, 5 * STEP)
    assert said == [f"copying ballots: {times * STEP:,} of {5 * STEP:,}" for times in range(1, 6)]


# -------------------------------------------------------------------- PostgreSQL that will not


@contextmanager
def guarded(postgres: Server, url: str) -> Iterator[str]:
    """The same database for a role with a password and no rights, whose name the server asks a password for."""
    name = url.rpartition("/")[2]
    with postgres.connect(name) as connection:
        [(file,)] = connection.execute("SHOW hba_file").fetchall()
        before = Path(file).read_text("utf-8")
        connection.execute("CREATE ROLE ada LOGIN PASSWORD 'lovelace'")
        try:
            Path(file).write_text(f"host all ada 127.0.0.1/32 scram-sha-256\n{before}", "utf-8")
            connection.execute("SELECT pg_reload_conf()")
            yield url.replace("//postgres@", "//ada:{password}@")
        finally:
            Path(file).write_text(before, "utf-8")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("DROP OWNED BY ada")
            connection.execute("DROP ROLE ada")


async def test_a_postgresql_without_password_right_or_database(postgres: Server, tmp_path: Path) -> None:
    here = f"sqlite:///{tmp_path}/a.db"
    await fill(here)
    with guarded(postgres, postgres.fresh()) as url:
        right = url.format(password="lovelace")
        for wrong, words in (
            (url.format(password="byron"), "look at the user and the password"),
            (url.replace(":{password}", ""), "look at the user and the password"),
            (right.rpartition("/")[0] + "/nowhere", "create the database"),
            (right, "GRANT CREATE ON SCHEMA public TO ada"),
        ):
            answer = told(here, "move", "--to", wrong)
            assert (answer.code, words in answer.err) == (1, True), answer.err
            assert "byron" not in answer.err
            assert "lovelace" not in answer.err
        facts = await look_at(parse_url(right))
        assert facts.lack is not None
        finding = _finding(facts.kind, facts.lack)
        assert "GRANT CREATE" in finding


async def test_a_postgresql_with_the_wrong_encoding_or_no_schema(postgres: Server, tmp_path: Path) -> None:
    here = f"sqlite:///{tmp_path}/a.db"
    await fill(here)
    for odd, words in (
        (postgres.fresh("SQL_ASCII"), "ENCODING 'UTF8'"),
        (postgres.fresh("LATIN1"), "ENCODING 'UTF8'"),
        (postgres.fresh() + "?options=-csearch_path%3Dnone", "CREATE SCHEMA"),
    ):
        answer = told(here, "move", "--to", odd)
        assert (answer.code, words in answer.err) == (1, True), answer.err
        facts = await look_at(parse_url(odd))
        assert facts.lack is not None
        assert words in _finding(facts.kind, facts.lack)


async def test_a_read_only_postgresql(postgres: Server, tmp_path: Path) -> None:
    here = f"sqlite:///{tmp_path}/a.db"
    await fill(here)
    answer = told(here, "move", "--to", postgres.fresh() + "?options=-cdefault_transaction_read_only%3Don")
    assert answer.code == 1
    assert "read-only" in answer.err


async def test_a_move_whose_connection_is_cut_leaves_nothing(postgres: Server, tmp_path: Path) -> None:
    here, there = f"sqlite:///{tmp_path}/a.db", postgres.fresh()
    await fill(here)
    with postgres.connect("postgres") as keeper:

        def cut(_what: str, _done: int, _total: int) -> None:
            keeper.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
                [there.rpartition("/")[2]],
            )

        with pytest.raises(StoreUnavailable):
            move(parse_url(here), parse_url(there), SystemClock(), cut)
    with psycopg.connect(there) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    assert told(here, "move", "--to", there).code == 0


def _finding(kind: str, lack: str) -> str:
    [found] = database_findings(
        DatabaseState(kind=kind, writable=True, revision=None, newest="1", known=True, lack=lack)
    )
    assert found.level is Level.ERROR
    return f"{found.what} {found.todo}"


# -------------------------------------------------------------------- a disk that is full


_LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""


@pytest.mark.parametrize("line", ["backup", "restore", "move"])
async def test_no_room(tmp_path: Path, line: str) -> None:
    """No file of the process may grow beyond a size, as on a disk that is full."""
    url, file = f"sqlite:///{tmp_path}/a.db", tmp_path / "kept"
    await fill(url)
    assert told(url, "backup", str(file)).code == 0
    size = file.stat().st_size // 2 if line == "backup" else 100_000
    to = f"sqlite:///{tmp_path}/b.db"
    arguments = {"backup": [str(tmp_path / "next")], "restore": [str(file)], "move": ["--to", to]}[line]
    done = subprocess.run(  # noqa: ASYNC221  # nothing else runs meanwhile
        [sys.executable, "-c", _LIMITED, str(size), "-m", "bot", line, *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": to if line == "restore" else url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "no room" in done.stderr or "disk" in done.stderr
    assert "Traceback" not in done.stderr
    assert _names(tmp_path) >= {"a.db", "kept"}
    assert not {name for name in _names(tmp_path) if name.startswith((".", "b.db", "next"))}


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def test_a_code_for_an_owner_is_made_beside_the_running_program(tmp_path: Path) -> None:
    """Whoever lost the last owner's browser is not locked out of their own community."""
    url = f"sqlite:///{tmp_path}/ascolto.db"
    empty = await asyncio.to_thread(told, url, "owner")
    assert (empty.code, "start the program" in empty.err) == (1, True)
    async with house(url) as home:
        made = await asyncio.to_thread(told, url, "owner")
        assert made.code == 0, made.err
        code = re.search(r"/start (\S+)", made.out)
        assert code is not None
        home.clock.jump(days=(SystemClock().now() - home.clock.now()).days)
        signed = await home.desk.sign_in(code[1], follower(1))
        assert signed.role is Role.OWNER
        async with home.work.reading() as work:
            used, by_the_operator = await work.audit.recent(COMMUNITY, limit=2)
        assert (used.act, by_the_operator.act, by_the_operator.person) == (Act.CODE_USED, Act.CODE_MADE, None)
        assert by_the_operator.detail == {"role": "owner"}
        assert not (await home.desk.sign_in(code[1], follower(2))).good
