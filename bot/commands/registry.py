"""The one list of commands: each declared once, with typed parameters, help and permission.

Telegram's command menu, Discord's slash commands and modals, and the web's forms are made from it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.community import Role
from bot.domain.conversation import Reply
from bot.domain.text import Text

if TYPE_CHECKING:
    from bot.commands.call import Call


class Permission(StrEnum):
    ANYONE = "anyone"
    MODERATOR = "moderator"
    ORGANISER = "organiser"
    OWNER = "owner"
    FOUNDER = "founder"
    """An organiser; and where a place belongs to no community yet, whoever runs it on its platform."""

    @property
    def least(self) -> Role:
        """The role that is needed."""
        return _LEAST[self]


_LEAST = {
    Permission.ANYONE: Role.VOTER,
    Permission.MODERATOR: Role.MODERATOR,
    Permission.ORGANISER: Role.ORGANISER,
    Permission.OWNER: Role.OWNER,
    Permission.FOUNDER: Role.ORGANISER,
}


class Kind(StrEnum):
    """What a parameter takes, which also says how a platform asks for it."""

    POLL = "poll"
    """A poll's id. May be left out where one poll is meant plainly."""
    LINE = "line"
    LINES = "lines"
    """Several pieces: one a line in a form, separated by | in a typed line."""
    MOMENT = "moment"
    """A time or a duration, in words."""
    NUMBER = "number"
    TICK = "tick"
    CHOICE = "choice"
    CHANNELS = "channels"
    HIDDEN = "hidden"
    """Carried by a form, never typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """`flag`: given as `--name` in a typed line; otherwise by its place."""

    name: str
    kind: Kind
    label: Text
    hint: Text | None = None
    flag: bool = False
    required: bool = False
    choices: tuple[tuple[str, Text], ...] = ()
    initial: str = ""
    most_chars: int = 0
    file: str = ""
    """Of LINES: the ending of a file that they may come in, where a platform can take one."""
    in_form: bool = True
    """False for a shorthand that the form asks for in another way."""
    decisions: bool = False
    """Of POLL: a form offers decisions that are closed, and not polls that run."""
    typed_only: bool = False
    """It means something in a typed line alone: elsewhere a preview is shown first, whatever is said."""

    @property
    def takes_value(self) -> bool:
        return self.kind is not Kind.TICK


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`usage` is a line that works, in the reader's language; `form_when_bare`: no arguments open the form."""

    name: str
    help: Text
    usage: Text
    permission: Permission
    run: Callable[[Call], Awaitable[Reply]]
    parameters: tuple[Parameter, ...] = ()
    form_when_bare: bool = False
    submit: Text | None = None
    listed: bool = True
    """Shown in the menu and in /help; the others are reached by buttons."""

    @property
    def placed(self) -> tuple[Parameter, ...]:
        return tuple(each for each in self.parameters if not each.flag and each.kind is not Kind.HIDDEN)

    @property
    def flags(self) -> dict[str, bool]:
        """Flag name → whether it takes a value."""
        return {each.name: each.takes_value for each in self.parameters if each.flag}


class Registry:
    def __init__(self, *commands: Command) -> None:
        self._commands = {command.name: command for command in commands}
        if len(self._commands) != len(commands):
            raise ValueError("two commands of one name")

    def get(self, name: str) -> Command | None:
        return self._commands.get(name)

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._commands)

    def open_to(self, role: Role) -> tuple[Command, ...]:
        """The listed commands that someone with `role` may use, in order of declaration."""
        return tuple(command for command in self if command.listed and role.covers(command.permission.least))
