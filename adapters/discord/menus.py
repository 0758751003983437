"""The registry as slash commands: typed options, names and help in every language, who sees them at first. Pure."""

from __future__ import annotations

from typing import Any, Final

import discord

from adapters.discord.limits import CHOICE_CHARS, CHOICES, DESCRIPTION_CHARS
from adapters.discord.markup import cut
from bot.commands.registry import Command, Kind, Parameter, Permission, Registry
from bot.domain.text import Text, say
from bot.locale.speech import LANGUAGES, speech

SIGN_IN: Final = "start"
CODE: Final = "code"
"""The option of /start that takes a one-time code."""
MENTION: Final = "mention"
"""The option of /poll that names a role to be rung by the poll's post."""
FROM_MESSAGE: Final = say("discord-menu-from-message")
PUBLISH: Final = say("discord-menu-publish")

_CHAT, _MESSAGE = 1, 3
_STRING, _INTEGER, _BOOLEAN, _ROLE = 3, 4, 5, 8
_LOCALES: Final = {"en": ("en-GB",), "it": ("it",)}
"""Discord's names of our languages; "en-US" is the default itself."""
_MODERATORS: Final = discord.Permissions(manage_messages=True).value
"""Who is offered an organiser's commands until the server's own settings say otherwise."""
_COMPLETED: Final = (Kind.POLL, Kind.MOMENT, Kind.CHANNELS)
_LINE_CHARS: Final = 6000
_NAMES: Final = {
    "poll": say("discord-name-poll"),
    "decide": say("discord-name-decide"),
    "decisions": say("discord-name-decisions"),
    "statement": say("discord-name-statement"),
    "stage": say("discord-name-stage"),
    "monthly": say("discord-name-monthly"),
    "mute": say("discord-name-mute"),
    "object": say("discord-name-object"),
    "polls": say("discord-name-polls"),
    "results": say("discord-name-results"),
    "summary": say("discord-name-summary"),
    "invite": say("discord-name-invite"),
    "link": say("discord-name-link"),
    "quarantine": say("discord-name-quarantine"),
    "unlink": say("discord-name-unlink"),
    "close": say("discord-name-close"),
    "extend": say("discord-name-extend"),
    "cancel": say("discord-name-cancel"),
    "fix": say("discord-name-fix"),
    "reopen": say("discord-name-reopen"),
    "add": say("discord-name-add"),
    "myvotes": say("discord-name-myvotes"),
    "notify": say("discord-name-notify"),
    "subscribe": say("discord-name-subscribe"),
    "unsubscribe": say("discord-name-unsubscribe"),
    "broadcast": say("discord-name-broadcast"),
    "broadcasts": say("discord-name-broadcasts"),
    "export": say("discord-name-export"),
    "connect": say("discord-name-connect"),
    "disconnect": say("discord-name-disconnect"),
    "channels": say("discord-name-channels"),
    "community": say("discord-name-community"),
    "language": say("discord-name-language"),
    "privacy": say("discord-name-privacy"),
    "mydata": say("discord-name-mydata"),
    "forget": say("discord-name-forget"),
    "remind": say("discord-name-remind"),
    "repeats": say("discord-name-repeats"),
    "digest": say("discord-name-digest"),
    "stop": say("discord-name-stop"),
    "help": say("discord-name-help"),
    "start": say("discord-name-start"),
    "role": say("discord-name-role"),
    "audit": say("discord-name-audit"),
}

_OPTION_NAMES: Final = {
    "question": say("discord-option-question"),
    "options": say("discord-option-options"),
    "about": say("discord-option-about"),
    "method": say("discord-option-method"),
    "points": say("discord-option-points"),
    "quorum": say("discord-option-quorum"),
    "threshold": say("discord-option-threshold"),
    "each": say("discord-option-each"),
    "none": say("discord-option-none"),
    "review": say("discord-option-review"),
    "owner": say("discord-option-owner"),
    "early": say("discord-option-early"),
    "which": say("discord-option-which"),
    "standing": say("discord-option-standing"),
    "because": say("discord-option-because"),
    "why": say("discord-option-why"),
    "by": say("discord-option-by"),
    "stage": say("discord-option-stage"),
    "switch": say("discord-option-switch"),
    "all": say("discord-option-all"),
    "multi": say("discord-option-multi"),
    "results": say("discord-option-results"),
    "hide": say("discord-option-hide"),
    "until": say("discord-option-until"),
    "for": say("discord-option-for"),
    "opens": say("discord-option-opens"),
    "in": say("discord-option-in"),
    "names": say("discord-option-names"),
    "secret": say("discord-option-secret"),
    "final": say("discord-option-final"),
    "add": say("discord-option-add"),
    "native": say("discord-option-native"),
    "receipts": say("discord-option-receipts"),
    "proof": say("discord-option-proof"),
    "eligible": say("discord-option-eligible"),
    "sample": say("discord-option-sample"),
    "decision": say("discord-option-decision"),
    "people": say("discord-option-people"),
    "who": say("discord-option-who"),
    "fixed": say("discord-option-fixed"),
    "poll": say("discord-option-poll"),
    "when": say("discord-option-when"),
    "reason": say("discord-option-reason"),
    "change": say("discord-option-change"),
    "label": say("discord-option-label"),
    "ballots": say("discord-option-ballots"),
    "name": say("discord-option-name"),
    "own": say("discord-option-own"),
    "timezone": say("discord-option-timezone"),
    "language": say("discord-option-language"),
    "community": say("discord-option-community"),
    "command": say("discord-option-command"),
    "code": say("discord-option-code"),
    "role": say("discord-option-role"),
    "sure": say("discord-option-sure"),
    "what": say("discord-option-what"),
    "remind": say("discord-option-remind"),
    "every": say("discord-option-every"),
    "before": say("discord-option-before"),
    "repeat": say("discord-option-repeat"),
    "mention": say("discord-option-mention"),
}


def commands(registry: Registry) -> list[dict[str, Any]]:
    """What is registered with Discord, for all servers."""
    listed = [_command(command) for command in registry if command.listed or command.name == SIGN_IN]
    return [*listed, _context_menu(FROM_MESSAGE), _context_menu(PUBLISH)]


def menu_names(text: Text) -> frozenset[str]:
    """What such an entry may be called when it comes back: Discord sends the default name."""
    return frozenset(speech(language, "UTC").say(text) for language in LANGUAGES)


def _command(command: Command) -> dict[str, Any]:
    parameters = [each for each in command.parameters if each.kind is not Kind.HIDDEN and not each.typed_only]
    options = [_option(each) for each in parameters]
    if command.name == "poll":
        options.append(_described({"type": _ROLE, "name": MENTION, "required": False}, say("discord-mention-option")))
    return _described(
        {
            "type": _CHAT,
            "name": command.name,
            "options": options,
            "default_member_permissions": _MODERATORS if command.permission is not Permission.ANYONE else None,
            "integration_types": [0],
            "contexts": [0, 1],
        },
        command.help,
    )


def _option(parameter: Parameter) -> dict[str, Any]:
    # a form asks for what is left out, so nothing is demanded here
    option: dict[str, Any] = {"type": _STRING, "name": parameter.name, "required": False}
    match parameter.kind:
        case Kind.NUMBER:
            option |= {"type": _INTEGER, "min_value": 1}
        case Kind.TICK:
            option["type"] = _BOOLEAN
        case Kind.CHOICE:
            option["choices"] = [_choice(value, label) for value, label in parameter.choices[:CHOICES]]
        case kind if kind in _COMPLETED:
            option |= {"autocomplete": True}
        case _:
            option["max_length"] = min(parameter.most_chars or _LINE_CHARS, _LINE_CHARS)
    return _described(option, parameter.label)


def _choice(value: str, label: Text) -> dict[str, Any]:
    return {"name": cut(_english(label), CHOICE_CHARS), "value": value, "name_localizations": _localised(label)}


def _context_menu(name: Text) -> dict[str, Any]:
    return {
        "type": _MESSAGE,
        "name": _english(name),
        "name_localizations": _localised(name),
        "default_member_permissions": _MODERATORS,
        "integration_types": [0],
        "contexts": [0],
    }


def _described(body: dict[str, Any], text: Text) -> dict[str, Any]:
    name = (_NAMES if body["type"] == _CHAT else _OPTION_NAMES).get(body["name"])
    return {
        **body,
        "name_localizations": _localised(name) if name is not None else None,
        "description": cut(_english(text), DESCRIPTION_CHARS),
        "description_localizations": {key: cut(words, DESCRIPTION_CHARS) for key, words in _localised(text).items()},
    }


def _english(text: Text) -> str:
    return speech("en", "UTC").say(text)


def _localised(text: Text) -> dict[str, str]:
    return {
        locale: speech(language, "UTC").say(text) for language in LANGUAGES for locale in _LOCALES.get(language, ())
    }
