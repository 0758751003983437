"""What a process does: everything, or a part of it beside other processes on the same PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from bot.settings import Problem, Settings, SettingsError


class ProcessRole(StrEnum):
    WEB = "web"
    """Pages, kept live; and Telegram's updates where they come by webhook."""
    TELEGRAM = "telegram"
    """Updates by long polling, and everything that is announced on Telegram."""
    DISCORD = "discord"
    """The gateway, and everything that is announced on Discord."""
    WORKER = "worker"
    """Opening and closing on time, delivery to web rooms, housekeeping."""


EVERYTHING: Final = frozenset(ProcessRole)
ALL: Final = "all"


def roles_of(words: Iterable[str]) -> frozenset[ProcessRole]:
    """Of what was given with --role, each a role or several with commas between; nothing is everything.

    Raises ValueError with the sentence to show.
    """
    names = [name.strip().lower() for word in words for name in word.split(",") if name.strip()]
    known = [role.value for role in ProcessRole]
    for name in names:
        if name != ALL and name not in known:
            raise ValueError(f"{name[:40]!r} is no role: choose of {', '.join(known)}, or all")
    return EVERYTHING if not names or ALL in names else frozenset(map(ProcessRole, names))


def check_roles(roles: frozenset[ProcessRole], settings: Settings) -> None:
    """Raises SettingsError where these settings do not allow a process that does a part only."""
    if roles == EVERYTHING:
        return
    problems = []
    if settings.sqlite_file is not None:
        what = "is SQLite, which one process has for itself: several need PostgreSQL, or leave --role away."
        problems.append(Problem("DATABASE_URL", what, "DATABASE_URL=postgresql://ascolto:…@127.0.0.1/ascolto"))
    if "public_url" not in settings.model_fields_set:
        what = "must be set where --role is: every process has its own port, and links must lead to the pages."
        problems.append(Problem("PUBLIC_URL", what, "PUBLIC_URL=https://polls.example.org"))
    if settings.secret_key is None:
        what = "must be set where --role is, the same for every process: what one has signed, another must believe."
        problems.append(Problem("SECRET_KEY", what, "SECRET_KEY=$(openssl rand -hex 32)"))
    for role, token in ((ProcessRole.TELEGRAM, settings.telegram_token), (ProcessRole.DISCORD, settings.discord_token)):
        if roles == {role} and token is None:
            name = f"{role.value.upper()}_TOKEN"
            problems.append(Problem(name, f"is empty, and --role {role.value} would have nothing to do.", f"{name}=…"))
    if problems:
        raise SettingsError(problems)
