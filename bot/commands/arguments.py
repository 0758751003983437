"""What a typed line gives to a command, how it is written where parameters have names, and refusals in words."""

from __future__ import annotations

from typing import Final

from bot.commands.grammar import Line, parse, split_command
from bot.commands.registry import Command, Kind, Registry
from bot.domain.community import Role
from bot.domain.errors import BadInput, DomainError
from bot.domain.ids import is_poll_id
from bot.domain.text import Text, say
from bot.locale.speech import Speech

_TICKED: Final = "True"


def needed(least: Role, command: str) -> Text:
    """Who may use the command, for somebody who may not."""
    if least is Role.OWNER:
        return say("error-owners-only")
    if least is Role.MODERATOR:
        return say("error-moderators-only", command=command)
    return say("error-organisers-only", command=command)


def explain(error: DomainError, spoken: Speech) -> str:
    """The error in words, the part that is wrong, and a line that works."""
    lines = [spoken.say(error.text)]
    if isinstance(error, BadInput):
        if error.part:
            lines.append(spoken.say(say("error-part", part=error.part)))
        if error.example:
            lines.append(spoken.say(say("error-example", example=error.example)))
    return "\n".join(lines)


def arguments_of(command: Command, line: Line, *, names_a_poll: bool | None = None) -> dict[str, str]:
    """The pieces of a typed line, given to the command's parameters by place; its flags by name.

    `names_a_poll`: whether the first word is a poll's; None where only its looks can tell.
    """
    pieces = list(line.pieces)
    arguments = dict(line.flags)
    placed = list(command.placed)
    if names_a_poll is None:
        names_a_poll = looks_meant_as_poll(command, first_word(line))
    for place, parameter in enumerate(placed):
        if not pieces:
            break
        if parameter.kind is Kind.POLL:
            if names_a_poll:
                arguments[parameter.name], _, rest = pieces.pop(0).partition(" ")
                pieces[:0] = [rest.strip()] if rest.strip() else []
        elif parameter.kind is Kind.LINES or place == len(placed) - 1:
            arguments[parameter.name] = ("\n" if parameter.kind is Kind.LINES else " | ").join(pieces)
            pieces = []
        else:
            arguments[parameter.name] = pieces.pop(0)
    if pieces:
        raise BadInput(say("error-too-much", command=command.name), part=pieces[0][:60])
    return arguments


def first_word(line: Line) -> str:
    return line.pieces[0].partition(" ")[0] if line.pieces else ""


def looks_meant_as_poll(command: Command, word: str) -> bool:
    return looks_like_poll(word) or "/p/" in word or (word.startswith("#") and command.name != "channels")


def looks_like_poll(word: str) -> bool:
    return is_poll_id(word.removeprefix("#").lower())


def by_name(line: str, registry: Registry, command: Command | None = None) -> str:
    """A typed line, or the flags of `command` alone, as options with their names: "/fix change:2: City".

    Whatever is neither stays as it is.
    """
    try:
        if line.startswith("/"):
            name, rest = split_command(line)
            found = registry.get(name)
            return f"/{name} {_named(found, rest)}".rstrip() if found is not None else line
        if line.startswith("--") and command is not None:
            return _named(command, line)
    except BadInput:
        return line.removeprefix("--")
    return line


def _named(command: Command, rest: str) -> str:
    arguments = arguments_of(command, parse(rest, command.flags))
    return " ".join(
        f"{each.name}:{' | '.join(arguments[each.name].splitlines()) or _TICKED}"
        for each in command.parameters
        if each.name in arguments
    )


def may_do_without_poll(command: Command) -> bool:
    """Whether what follows the poll's place is needed, or checked for being a time: then it may come first."""
    return any(each.required or each.kind is Kind.MOMENT for each in command.placed if each.kind is not Kind.POLL)
