"""A typed line's pieces as a command's arguments; and an error in words."""

from __future__ import annotations

from bot.commands.call import looks_like_poll
from bot.commands.grammar import Line
from bot.commands.registry import Command, Kind
from bot.domain.community import Role
from bot.domain.errors import BadInput, DomainError
from bot.domain.text import Text, say
from bot.locale.speech import Speech


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


def may_do_without_poll(command: Command) -> bool:
    """Whether what follows the poll's place is needed, or checked for being a time: then it may come first."""
    return any(each.required or each.kind is Kind.MOMENT for each in command.placed if each.kind is not Kind.POLL)
