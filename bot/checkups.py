"""The doctor's checks: settings, port, data folder, secret key, disk, clock; and the words for database and fonts."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import socket
import stat
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.doctor import Check, Finding, Level
from bot.ports import Clock, JobCounts, JobReport
from bot.settings import ENV_FILE, Settings, unknown_names

MEGABYTE: Final = 1_000_000
LEAST_DISK: Final = 100 * MEGABYTE
GOOD_DISK: Final = 1_000 * MEGABYTE
MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""No honest clock shows a time before this program was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseState:
    """What was found where DATABASE_URL points. `revision` is None in an empty database."""

    kind: str
    """As a person would say it: "SQLite 3.45", "PostgreSQL 17.2"."""
    writable: bool
    revision: str | None
    newest: str
    """The revision this program brings."""
    known: bool = True
    """False where `revision` comes from a newer program."""
    journal: str | None = None
    """SQLite's journal mode."""
    lack: str | None = None
    """What keeps it from being used, as a sentence that says what to do."""
    moved: str | None = None
    """Where its data went, where it was closed by a move."""


def own_checks(settings: Settings, clock: Clock, env_file: Path = ENV_FILE) -> list[Check]:
    """The checks that need nothing but the settings and this machine."""

    async def of_settings() -> Sequence[Finding]:
        return settings_findings(settings, env_file)

    async def of_port() -> Sequence[Finding]:
        return [await port_finding(settings.host, settings.port)]

    async def of_folder() -> Sequence[Finding]:
        return folder_findings(settings)

    async def of_clock() -> Sequence[Finding]:
        return [clock_finding(settings, clock.now())]

    return [
        Check("settings", of_settings),
        Check("port", of_port),
        Check("data folder", of_folder),
        Check("clock", of_clock),
    ]


def database_check(probe: Callable[[], Awaitable[DatabaseState]]) -> Check:
    """`probe` raises where the database cannot be reached; its message is shown, so it must hold no password."""

    async def look() -> Sequence[Finding]:
        return database_findings(await probe())

    return Check("database", look)


def fonts_check(missing: Callable[[], Sequence[str]]) -> Check:
    """`missing` names the fonts and emoji pictures that charts would have to do without; it may block."""

    async def look() -> Sequence[Finding]:
        gone = await asyncio.to_thread(missing)
        if not gone:
            return [Finding("fonts", Level.OK, "Every script and emoji can be drawn.")]
        what = f"Charts would lack: {', '.join(gone)}."
        return [Finding("fonts", Level.WARNING, what, "Install again: make clean, then make run.")]

    return Check("fonts", look)


def settings_findings(settings: Settings, env_file: Path) -> list[Finding]:
    found = [
        Finding("settings", Level.WARNING, f"{name} in {env_file} is no setting.", "See .env.example for the names.")
        for name in unknown_names(env_file)
    ]
    if settings.host not in ("127.0.0.1", "::1", "localhost") and not settings.secure:
        what = f"HOST={settings.host} is open to the network, and PUBLIC_URL is not https."
        todo = "On the internet, put a proxy with https in front: docs/operations.md."
        found.append(Finding("settings", Level.WARNING, what, todo))
    if settings.secure and settings.trusted_proxies.strip() == "*":
        what = "TRUSTED_PROXIES=* lets anyone pretend to be any address."
        found.append(Finding("settings", Level.WARNING, what, "Name the proxy's address."))
    if not found:
        found.append(Finding("settings", Level.OK, f"Read; people come by {settings.public_url}."))
    return found


async def port_finding(host: str, port: int) -> Finding:
    """Whether the port can be listened on, or Ascolto already does."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except socket.gaierror:
        return Finding("port", Level.ERROR, f"HOST={host} is unknown to this machine.", "Write HOST=127.0.0.1.")
    except PermissionError:
        what = f"Port {port} may not be used by this user."
        return Finding("port", Level.ERROR, what, "Take a port above 1023, and a proxy in front: docs/operations.md.")
    except OSError as error:
        if error.errno == errno.EADDRINUSE and await _healthy(host, port):
            return Finding("port", Level.OK, f"Ascolto already answers on port {port}.")
        what = f"{host}:{port} cannot be listened on: {error.strerror}."
        in_use = error.errno == errno.EADDRINUSE
        todo = f"Stop what uses it, or write PORT={port % 65535 + 1}." if in_use else "Write HOST=127.0.0.1."
        return Finding("port", Level.ERROR, what, todo)
    return Finding("port", Level.OK, f"Port {port} of {host} is free.")


def folder_findings(settings: Settings) -> list[Finding]:
    folder, name = settings.data_folder, "data folder"
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return [Finding(name, Level.ERROR, f"{there} cannot be written to.", f"chown it: chown $USER {there}")]
    found = []
    if there != folder:
        found.append(Finding(name, Level.OK, f"{folder} will be made at the first start."))
    elif stat.S_IMODE(folder.stat().st_mode) & 0o077 and folder.absolute() != Path.cwd():
        what = f"Other users of this machine may look into {folder}, where the ballots are."
        found.append(Finding(name, Level.WARNING, what, f"chmod 700 {folder}"))
    else:
        found.append(Finding(name, Level.OK, f"{folder} can be written to, and is private."))
    key = settings.secret_file
    if settings.secret_key is None and key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        what = f"Other users of this machine may read {key}; with it they could sign in as anyone."
        found.append(Finding("secret key", Level.ERROR, what, f"chmod 600 {key}"))
    found.append(disk_finding(there, shutil.disk_usage(there).free))
    return found


def disk_finding(folder: Path, free: int) -> Finding:
    room = f"{free / GOOD_DISK:.0f} GB" if free >= 10 * GOOD_DISK else f"{free // MEGABYTE:,} MB"
    what = f"{room} free where {folder} is."
    if free < LEAST_DISK:
        return Finding("disk", Level.ERROR, what, "Make room: a full disk refuses votes.")
    if free < GOOD_DISK:
        return Finding("disk", Level.WARNING, what, "Make room soon.")
    return Finding("disk", Level.OK, what)


def clock_finding(settings: Settings, now: datetime) -> Finding:
    shown = f"{now:%Y-%m-%d %H:%M} UTC"
    todo = "Set the clock: timedatectl set-ntp true"
    if now < MADE:
        return Finding("clock", Level.ERROR, f"This machine's clock says {shown}.", todo)
    file = settings.sqlite_file
    if file is not None and file.exists():
        written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        if now < written - timedelta(hours=1):
            what = f"The clock says {shown}, but the database was written later, {written:%Y-%m-%d %H:%M} UTC."
            return Finding("clock", Level.ERROR, what, todo)
    return Finding("clock", Level.OK, f"{shown}; the community lives by {settings.timezone}.")


def database_findings(state: DatabaseState) -> list[Finding]:
    name = "database"
    if state.lack is not None:
        what, _, todo = state.lack.partition(": ")
        return [Finding(name, Level.ERROR, f"{state.kind}: {what}.", f"{todo[:1].upper()}{todo[1:]}.")]
    if state.moved is not None:
        todo = "Set DATABASE_URL to that one; or take it back: python -m bot reopen."
        return [Finding(name, Level.ERROR, f"{state.moved[:1].upper()}{state.moved[1:]}.", todo)]
    if not state.writable:
        what = f"{state.kind} can be read but not written to."
        return [Finding(name, Level.ERROR, what, "Look at the rights of the file and its folder, or of the role.")]
    if not state.known:
        what = f"The database is of a newer Ascolto (revision {state.revision})."
        return [Finding(name, Level.ERROR, what, "Run that version, or restore the backup made before it.")]
    found = []
    if state.revision is None:
        found.append(Finding(name, Level.OK, f"{state.kind}, empty: its tables are made at the first start."))
    elif state.revision != state.newest:
        what = f"{state.kind}, at revision {state.revision}; the next start brings it to {state.newest}."
        found.append(Finding(name, Level.WARNING, what, "Make a backup first: docs/operations.md."))
    else:
        found.append(Finding(name, Level.OK, f"{state.kind}, writable, at the newest revision {state.revision}."))
    if state.journal is not None and state.journal.lower() != "wal" and state.revision is not None:
        what = f"SQLite keeps its journal as {state.journal}, so readers and the writer wait for each other."
        todo = "Keep the file on a local disk: write-ahead logging does not work on network shares."
        found.append(Finding(name, Level.WARNING, what, todo))
    return found


def jobs_findings(counts: JobCounts, given_up: Sequence[JobReport]) -> list[Finding]:
    """What waits, and what was tried in vain: nothing of what it is about is shown."""
    waiting = f"{counts.queued} waiting, {counts.running} under way"
    if not counts.given_up:
        return [Finding("jobs", Level.OK, f"{waiting}, none given up.")]
    reasons = "; ".join(f"{each.job.kind} ({each.failures} tries): {each.reason}" for each in given_up)
    what = f"{waiting}, {counts.given_up} given up in the last 30 days: {reasons}."
    return [Finding("jobs", Level.WARNING, what, "The log says more: look for jobs.given-up.")]


def telegram_finding(username: str | None, webhook: str, error: str, *, wanted: bool) -> Finding:
    """What Telegram says of the token: where it delivers to, if anywhere, and its last trouble with that."""
    if username is None:
        what = "Telegram does not know this token."
        return Finding("telegram", Level.ERROR, what, "Ask @BotFather for it with /token, and set TELEGRAM_TOKEN.")
    what = f"The token is @{username}'s."
    if webhook and not wanted:
        what += f" Telegram delivers to {webhook}."
        return Finding("telegram", Level.WARNING, what, "The next start takes that over; stop the other program first.")
    if wanted and error:
        todo = "Look at the proxy: PUBLIC_URL must be reachable from outside by https."
        return Finding("telegram", Level.WARNING, f"{what} The last delivery failed: {error}.", todo)
    return Finding("telegram", Level.OK, what)


def discord_finding(name: str | None, servers: int) -> Finding:
    """What Discord says of the token, and whether the bot was invited anywhere."""
    if name is None:
        what, todo = "Discord does not know this token.", "Reset it in the developer portal, and set DISCORD_TOKEN."
        return Finding("discord", Level.ERROR, what, todo)
    if not servers:
        todo = "Open the invitation that is printed at the start, and choose a server."
        return Finding("discord", Level.WARNING, f"The token is {name}'s, which is in no server.", todo)
    return Finding("discord", Level.OK, f"The token is {name}'s; servers: {servers}.")


async def _healthy(host: str, port: int) -> bool:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # asked, not bound
    try:
        async with asyncio.timeout(2):
            reader, writer = await asyncio.open_connection(reachable, port)
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            first = await reader.readline()
            writer.close()
            await writer.wait_closed()
    except (OSError, TimeoutError, ValueError):
        return False
    return first.startswith(b"HTTP/1.1 200")
