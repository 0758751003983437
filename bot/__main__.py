"""`python -m bot run | demo | doctor` and the operator's commands: arguments, exit codes, nothing else."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import SystemChance, SystemClock
from bot.compose import Ascolto, compose
from bot.compose_doctor import doctor_checks
from bot.compose_maintenance import maintain
from bot.demo import Demo
from bot.doctor import examine, exit_code, report, unreadable
from bot.domain.community import Identity
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import Platform
from bot.logs import configure
from bot.maintenance import COMMANDS, add_commands
from bot.roles import EVERYTHING, ProcessRole, roles_of
from bot.secret import secret_of
from bot.settings import Settings, SettingsError, read_settings
from bot.verifying import add_command, check

if TYPE_CHECKING:
    from adapters.telegram.platform import TelegramPlatform

DONE, FAILED, MISCONFIGURED = 0, 1, 2


def main() -> int:
    parser = _parser()
    arguments = parser.parse_args()
    try:
        roles = roles_of(getattr(arguments, "role", None) or ())
    except ValueError as error:
        parser.error(str(error))
    if arguments.command == "verify":
        return check(arguments, print, partial(print, file=sys.stderr))
    try:
        settings = read_settings()
    except SettingsError as error:
        if arguments.command == "doctor":
            print(report(unreadable(error)))
        else:
            print(error, file=sys.stderr)
        return MISCONFIGURED
    if arguments.command == "doctor":
        findings = asyncio.run(examine(doctor_checks(settings)))
        print(report(findings))
        return exit_code(findings)
    if arguments.command in COMMANDS:
        return maintain(arguments, settings, SystemClock(), print, partial(print, file=sys.stderr, flush=True))
    if arguments.command == "demo":
        settings = _for_demo(settings)
    try:
        secrets = (*settings.secrets(), secret_of(settings, SystemChance()))
        if not _logs_to(settings, secrets):
            return MISCONFIGURED
        asyncio.run(_until_told(settings, roles, _demo if arguments.command == "demo" else None))
    except (SettingsError, ValueError) as error:
        print(error, file=sys.stderr)
        return MISCONFIGURED
    except StoreUnavailable as error:
        print(f"The database cannot be used: {error.reason}. `python -m bot doctor` says more.", file=sys.stderr)
        return FAILED
    except Exception as error:
        if type(error).__name__ not in _EXPECTED:
            raise
        print(error, file=sys.stderr)
        return FAILED
    return DONE


def _logs_to(settings: Settings, secrets: Sequence[str]) -> bool:
    """False, and said, where the log file cannot be written."""
    file = Path(settings.log_file) if settings.log_file else None
    try:
        configure(settings.log_level, settings.log_format, secrets, file=file, days=settings.log_days)
    except OSError as error:
        print(f"LOG_FILE: {settings.log_file!r} cannot be written ({error.strerror}).", file=sys.stderr)
        return False
    return True


_EXPECTED = frozenset({"PortTaken", "NewerSchema", "MovedAway", "WrongSealingKey"})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Ascolto: ask your community where it is.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="start; stop with Ctrl-C")
    run.add_argument(
        "--role",
        action="append",
        metavar="ROLE",
        help="do only a part beside other processes on one PostgreSQL: web, telegram, discord, worker; several with "
        "commas between or given again; all, which is also what is meant without it, does everything",
    )
    commands.add_parser("demo", help="start with a simulated community that votes for half a minute")
    commands.add_parser("doctor", help="look over settings, database, fonts, port and clock, and say what to do")
    add_commands(commands)
    add_command(commands)
    return parser


def _for_demo(settings: Settings) -> Settings:
    """A database of its own, so that a try-out never mixes with real polls."""
    url = f"sqlite:///{settings.data_folder / 'demo.db'}"
    return settings.model_copy(update={"database_url": type(settings.database_url)(url)})


async def _until_told(
    settings: Settings,
    roles: frozenset[ProcessRole],
    beside: Callable[[Ascolto, Settings], Awaitable[None]] | None,
) -> None:
    """Run until SIGINT or SIGTERM; then what is in hand is finished and everything closed in order.

    A second signal ends the process at once, which loses nothing that was acknowledged either.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop(number: int) -> None:
        if stopping.is_set():
            os._exit(128 + number)
        stopping.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop, name)
    async with compose(settings, roles=roles) as ascolto:
        await _greet(ascolto, settings)
        working = asyncio.ensure_future(_work(ascolto, settings, beside))
        told = asyncio.ensure_future(stopping.wait())
        await asyncio.wait({working, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        ascolto.readiness.stopping = True
        working.cancel()
        try:
            await working
        except asyncio.CancelledError:
            print("Stopped. Every vote that was acknowledged is stored.")


async def _work(
    ascolto: Ascolto, settings: Settings, beside: Callable[[Ascolto, Settings], Awaitable[None]] | None
) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(ascolto.run())
        if ascolto.telegram is not None and ProcessRole.TELEGRAM in ascolto.roles:
            group.create_task(_greet_telegram(ascolto, ascolto.telegram, settings))
        if ascolto.discord is not None and ProcessRole.DISCORD in ascolto.roles:
            group.create_task(_greet_discord(ascolto, settings))
        if beside is not None:
            await beside(ascolto, settings)


async def _greet(ascolto: Ascolto, settings: Settings) -> None:
    where = settings.sqlite_file or "PostgreSQL"
    if ascolto.roles != EVERYTHING:
        roles = ", ".join(sorted(ascolto.roles))
        here = f"http://{settings.host}:{ascolto.server.port}"
        print(f"Ascolto ({roles}) answers on {here}/readyz; the pages are {ascolto.public_url}", flush=True)
        if ProcessRole.WEB not in ascolto.roles:
            return
    link = await ascolto.sign_in_link(timedelta(hours=settings.sign_in_hours))
    print(f"Ascolto is listening on {ascolto.public_url}")
    print(f"  the room:            {ascolto.public_url}/r/{ascolto.room.address}")
    print(f"  sign in:             {link}")
    print(f"                       (works once, for {settings.sign_in_hours} hours; the first one makes you the owner)")
    print(f"  the data:            {Path(where) if settings.sqlite_file else where}; stop with Ctrl-C", flush=True)


async def _greet_telegram(ascolto: Ascolto, telegram: TelegramPlatform, settings: Settings) -> None:
    """Once Telegram has told the bot's name: how to sign in there."""
    await telegram.connected.wait()
    token = await ascolto.access.invite_organiser(timedelta(hours=settings.sign_in_hours))
    print(f"  sign in, Telegram:   {telegram.sign_in_link(token)}")
    print(
        f"                       (open it and press Start; works once, for {settings.sign_in_hours} hours)", flush=True
    )


async def _greet_discord(ascolto: Ascolto, settings: Settings) -> None:
    """Once Discord has told who the bot is: how to add it, and how to sign in there."""
    assert ascolto.discord is not None
    await ascolto.discord.connected.wait()
    token = await ascolto.access.invite_organiser(timedelta(hours=settings.sign_in_hours))
    print(f"  add it to Discord:   {ascolto.discord.invitation()}")
    print(f"  sign in, Discord:    /start code:{token}")
    print(f"                       (type it to the bot; works once, for {settings.sign_in_hours} hours)", flush=True)


async def _demo(ascolto: Ascolto, settings: Settings) -> None:
    token = await ascolto.access.invite_organiser(timedelta(minutes=5))
    organiser = Identity(Platform("web"), "demo-organiser", "Bea", settings.language)
    demo = Demo(ascolto.desk, ascolto.work, ascolto.clock, ascolto.room.id, organiser)
    print("The demo begins: open the room now. A poll is launched in five seconds.", flush=True)
    await ascolto.clock.sleep(5)
    poll = await demo.run(settings.language, token)
    print(f"The demo is over: {ascolto.public_url}/p/{poll}. The program runs on; stop with Ctrl-C.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
