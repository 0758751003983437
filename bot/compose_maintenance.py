"""`move`, `reopen`, `backup`, `restore`, `owner` and `invite` carried out: beside the composition root, it names
storage.
"""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from bot.clock import SystemChance
from bot.compose_inviting import invite
from bot.domain.community import Role
from bot.domain.errors import StoreUnavailable
from bot.maintenance import (
    DONE,
    FAILED,
    MISCONFIGURED,
    REFUSED,
    UNDER_WAY,
    UNTRUE,
    Progress,
    moved_lines,
    receipt_lines,
)
from bot.ports import Clock
from bot.services.access import Access
from bot.settings import Settings, SettingsError
from storage.engine import BadDatabaseUrl, async_engine, parse_url
from storage.migrate import NewerSchema, is_current
from storage.moving.backup import backup, check, restore
from storage.moving.errors import CannotCarry, Damaged, Differs, Holds, UnderWay
from storage.moving.move import move, reopen
from storage.unit_of_work import SqlUnitOfWork

Say = Callable[[str], None]


def maintain(arguments: Namespace, settings: Settings, clock: Clock, tell: Say, complain: Say) -> int:
    """Carry out one command, and give its exit code. What went wrong is said in a sentence; nothing is raised for it.

    `tell` gets the receipt, `complain` errors and progress.
    """
    if arguments.command == "invite":
        return _invite(arguments, settings, clock, tell, complain)
    work = {"move": _move, "reopen": _reopen, "backup": _backup, "restore": _restore, "owner": _owner}[
        arguments.command
    ]
    try:
        work(arguments, settings, clock, tell, partial(Progress, complain)())
    except BadDatabaseUrl as error:
        complain(f"This URL cannot be used: {error}.")
        return MISCONFIGURED
    except StoreUnavailable as error:
        complain(f"It could not be done: {error.reason}.")
        return FAILED
    except (CannotCarry, NewerSchema) as error:
        complain(str(error))
        codes = ((Holds, REFUSED), (UnderWay, UNDER_WAY), (Damaged, UNTRUE), (Differs, UNTRUE))
        return next((code for kind, code in codes if isinstance(error, kind)), FAILED)
    return DONE


def _move(arguments: Namespace, settings: Settings, clock: Clock, tell: Say, progress: Progress) -> None:
    source, to = parse_url(settings.database_url.get_secret_value()), parse_url(arguments.to)
    carried = move(source, to, clock, progress, switch=arguments.switch, replace=arguments.replace)
    secret = settings.secret_file if settings.secret_key is None else None
    polls, wiped = carried.polls_recounted, carried.wiped
    tell("\n".join(moved_lines(carried, polls, switched=arguments.switch, wiped=wiped, secret=secret)))


def _invite(arguments: Namespace, settings: Settings, clock: Clock, tell: Say, complain: Say) -> int:
    try:
        return asyncio.run(invite(arguments, settings, clock, tell, complain))
    except (BadDatabaseUrl, SettingsError) as error:
        complain(str(error))
        return MISCONFIGURED
    except StoreUnavailable as error:
        complain(f"It could not be done: {error.reason}.")
        return FAILED


def _reopen(_arguments: Namespace, settings: Settings, _clock: Clock, tell: Say, _progress: Progress) -> None:
    note = reopen(parse_url(settings.database_url.get_secret_value()))
    if note is None:
        tell("The database was open already.")
    else:
        tell(f"The database is open again; it was said of it: {note}. What was written there since then is not here.")


def _backup(arguments: Namespace, settings: Settings, clock: Clock, tell: Say, progress: Progress) -> None:
    written = backup(
        parse_url(settings.database_url.get_secret_value()), arguments.file, clock, progress, force=arguments.force
    )
    tell("\n".join([*receipt_lines(written), f"{arguments.file.stat().st_size:,} bytes. Keep secret.key with it."]))


def _owner(_arguments: Namespace, settings: Settings, clock: Clock, tell: Say, _progress: Progress) -> None:
    code = asyncio.run(_owners_code(settings, clock))
    tell(f"{settings.public_url}/sign-in?token={code}")
    tell(f"Or in private to the bot: /start {code}")
    tell(f"Whoever enters it first owns the community. It works once, for {settings.sign_in_hours} hours.")


async def _owners_code(settings: Settings, clock: Clock) -> str:
    """Raises StoreUnavailable, also where there is no community yet."""
    # late: it is the whole program, and the other commands need none of it
    from bot.compose_core import COMMUNITY

    url = parse_url(settings.database_url.get_secret_value())
    if not await is_current(url):
        raise StoreUnavailable(
            "the database is not this version's yet; start the program, which prints a code of its own"
        )
    engine = async_engine(url)
    try:
        access = Access(SqlUnitOfWork(engine), clock, SystemChance(), COMMUNITY)
        return await access.invite_organiser(timedelta(hours=settings.sign_in_hours), Role.OWNER)
    finally:
        await engine.dispose()


def _restore(arguments: Namespace, settings: Settings, clock: Clock, tell: Say, progress: Progress) -> None:
    if arguments.check:
        tell("\n".join([*receipt_lines(check(arguments.file, progress)), "The backup is whole."]))
        return
    url = parse_url(settings.database_url.get_secret_value())
    restored = restore(arguments.file, url, clock, progress, replace=arguments.replace)
    tell("\n".join([*receipt_lines(restored), "Every row is there, and each tally and turnout equals a recount."]))
