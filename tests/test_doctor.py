"""The doctor: what he sees, what he advises, and that nothing makes him faint."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.checkups import (
    DatabaseState,
    clock_finding,
    database_check,
    database_findings,
    disk_finding,
    folder_findings,
    fonts_check,
    own_checks,
    port_finding,
    settings_findings,
)
from bot.clock import SystemChance, SystemClock
from bot.doctor import Check, Finding, Level, examine, exit_code, report, unreadable
from bot.secret import load_secret
from bot.settings import Problem, Settings, SettingsError

NOW = datetime(2026, 7, 3, 18, 0, tzinfo=UTC)


def settings_in(folder: Path, **given: object) -> Settings:
    return Settings.model_validate(
        {"database_url": f"sqlite:///{folder}/ascolto.db", "timezone": "Europe/Rome"} | given
    )


async def test_a_good_machine_is_well(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    load_secret(folder / "secret.key", SystemChance())
    settings = settings_in(folder, port=0)
    findings = await examine(own_checks(settings, SystemClock(), tmp_path / ".env"))
    assert [finding for finding in findings if finding.level is Level.ERROR] == []
    assert [finding.name for finding in findings] == ["settings", "port", "data folder", "disk", "clock"]
    assert exit_code(findings) == 0


async def test_a_check_that_fails_or_hangs_is_a_finding() -> None:
    async def fails() -> Sequence[Finding]:
        raise ConnectionRefusedError("no server there\nsecond line")

    async def hangs() -> Sequence[Finding]:
        await asyncio.Event().wait()
        return []

    findings = await examine([Check("one", fails), Check("two", hangs)], patience=0.001)
    assert [(finding.name, finding.level) for finding in findings] == [("one", Level.ERROR), ("two", Level.ERROR)]
    assert findings[0].what == "The check failed: ConnectionRefusedError: no server there"
    assert exit_code(findings) == 1


def test_settings_that_cannot_be_read_are_findings() -> None:
    error = SettingsError([Problem("PORT", "must be a number.", "PORT=8080")])
    assert unreadable(error) == [
        Finding("settings", Level.ERROR, "PORT must be a number.", "Write, for example: PORT=8080")
    ]


def test_the_table_is_readable_on_a_narrow_terminal() -> None:
    findings = [
        Finding("database", Level.OK, "SQLite, writable."),
        Finding("disk", Level.WARNING, "900 MB free where the data folder of this program is.", "Make room soon."),
    ]
    assert report(findings, width=50).splitlines() == [
        "ok       database  SQLite, writable.",
        "warning  disk      900 MB free where the data",
        "                   folder of this program is.",
        "                   → Make room soon.",
        "",
        "Ascolto can run; 1 warning.",
    ]
    assert report([], width=50).endswith("All is well.")
    assert report([Finding("a", Level.ERROR, "x")] * 2, width=50).endswith(
        "2 errors to put right before Ascolto can run well."
    )


def test_settings_that_invite_trouble_are_told(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("PROT=1\n", "utf-8")
    open_wide = settings_in(tmp_path, host="0.0.0.0")
    assert [finding.level for finding in settings_findings(open_wide, env)] == [Level.WARNING, Level.WARNING]

    behind = settings_in(tmp_path, host="0.0.0.0", public_url="https://polls.example.org", trusted_proxies="*")
    (finding,) = settings_findings(behind, tmp_path / "none")
    assert "TRUSTED_PROXIES" in finding.what


async def test_a_port_in_use_is_told_with_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]
        asking = asyncio.create_task(port_finding("127.0.0.1", port))
        taken.setblocking(False)
        connection, _ = await asyncio.get_running_loop().sock_accept(taken)
        connection.close()
        finding = await asking
    assert finding.level is Level.ERROR
    assert f"PORT={port + 1}" in finding.todo


async def test_ascolto_itself_on_the_port_is_well() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        finding = await port_finding("127.0.0.1", server.sockets[0].getsockname()[1])
    assert finding.level is Level.OK
    assert "already answers" in finding.what


async def test_an_address_of_another_machine_cannot_be_listened_on() -> None:
    finding = await port_finding("192.0.2.1", 0)
    assert (finding.level, finding.todo) == (Level.ERROR, "Write HOST=127.0.0.1.")


def test_a_folder_that_others_may_read_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    load_secret(folder / "secret.key", SystemChance())
    folder.chmod(0o755)
    (folder / "secret.key").chmod(0o644)
    seen = {finding.name: finding for finding in folder_findings(settings_in(folder))}
    assert seen["data folder"].todo == f"chmod 700 {folder}"
    assert seen["secret key"].level is Level.ERROR


def test_a_folder_that_is_not_there_yet_will_be_made(tmp_path: Path) -> None:
    found = folder_findings(settings_in(tmp_path / "a" / "b"))
    assert found[0].what.endswith("will be made at the first start.")


def test_a_file_where_the_folder_should_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    (finding,) = folder_findings(settings_in(tmp_path / "data"))
    assert finding.level is Level.ERROR


@pytest.mark.parametrize(
    ("free", "level"), [(50_000_000, Level.ERROR), (500_000_000, Level.WARNING), (50_000_000_000, Level.OK)]
)
def test_a_disk_that_fills_is_told_before_it_is_full(free: int, level: Level) -> None:
    assert disk_finding(Path("data"), free).level is level


def test_a_clock_that_went_back_is_told(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert clock_finding(settings, NOW).level is Level.OK
    assert clock_finding(settings, datetime(1970, 1, 1, tzinfo=UTC)).level is Level.ERROR

    file = tmp_path / "ascolto.db"
    file.touch()
    later = NOW.timestamp() + 7200
    os.utime(file, (later, later))
    assert "written later" in clock_finding(settings, NOW).what


STATE = DatabaseState(kind="SQLite 3.45", writable=True, revision="0001", newest="0001", journal="wal")


@pytest.mark.parametrize(
    ("state", "levels", "words"),
    [
        (STATE, [Level.OK], "at the newest revision"),
        (DatabaseState(kind="SQLite", writable=True, revision=None, newest="1", journal="delete"), [Level.OK], "empty"),
        (DatabaseState(kind="PG", writable=True, revision="1", newest="2"), [Level.WARNING], "brings it to 2"),
        (DatabaseState(kind="PG", writable=False, revision="1", newest="1"), [Level.ERROR], "not written"),
        (DatabaseState(kind="PG", writable=True, revision="9", newest="1", known=False), [Level.ERROR], "newer"),
        (
            DatabaseState(kind="SQLite", writable=True, revision="1", newest="1", journal="delete"),
            [Level.OK, Level.WARNING],
            "newest",
        ),
    ],
)
def test_the_state_of_the_database_in_words(state: DatabaseState, levels: list[Level], words: str) -> None:
    found = database_findings(state)
    assert [finding.level for finding in found] == levels
    assert words in found[0].what


async def test_checks_brought_from_outside() -> None:
    async def probe() -> DatabaseState:
        return STATE

    well = await examine([database_check(probe), fonts_check(list)])
    assert [finding.level for finding in well] == [Level.OK, Level.OK]
    (fonts,) = await examine([fonts_check(lambda: ["Noto Sans Arabic"])])
    assert (fonts.level, "Noto Sans Arabic" in fonts.what) == (Level.WARNING, True)
