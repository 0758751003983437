"""Application commands: registering them (checked as Discord checks), and what a person's input must be to fit them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import discord

from tests.platforms.discord_permissions import bits
from tests.platforms.discord_refusals import Form, Refused, unknown

if TYPE_CHECKING:
    from tests.platforms.discord_people import Member
    from tests.platforms.discord_world import World

CHAT, USER, MESSAGE = 1, 2, 3
SUB, GROUP, STRING, INTEGER, BOOLEAN, PERSON, CHANNEL, ROLE, MENTIONABLE, NUMBER, FILE = range(1, 12)
LOCALES = {str(each) for each in discord.Locale}
GLOBAL_COMMANDS = {CHAT: 100, USER: 15, MESSAGE: 15}
NAME = re.compile(r"^[-_'ʼ\w]{1,32}$")
TOTAL_CHARS = 8_000

Schema = dict[str, Any]


class CommandBook:
    """What is registered, globally (key None) and in each server."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._books: dict[int | None, dict[int, Schema]] = {}

    def of(self, guild: int | None) -> dict[int, Schema]:
        return self._books.setdefault(guild, {})

    def forget(self, guild: int) -> None:
        self._books.pop(guild, None)

    def replace(self, guild: int | None, bodies: Sequence[Mapping[str, Any]]) -> list[Schema]:
        form = Form()
        for index, body in enumerate(bodies):
            _check(form, (index,), body)
            same = [each for each in bodies[:index] if _key(each) == _key(body)]
            if same:
                wording = "Application command names must be unique"
                form.complain((index,), "APPLICATION_COMMANDS_DUPLICATE_NAME", wording)
        form.refuse_if_wrong()
        for kind, most in GLOBAL_COMMANDS.items():
            if sum(body.get("type", CHAT) == kind for body in bodies) > most:
                raise Refused(400, 30032, f"Maximum number of application commands reached ({most})")
        old = {_key(each): each["id"] for each in self.of(guild).values()}
        self._books[guild] = {}
        return [self._keep(guild, body, old.get(_key(body))) for body in bodies]

    def add(self, guild: int | None, body: Mapping[str, Any]) -> Schema:
        form = Form()
        _check(form, (), body)
        form.refuse_if_wrong()
        same = [each["id"] for each in self.of(guild).values() if _key(each) == _key(body)]
        most = GLOBAL_COMMANDS.get(body.get("type", CHAT), 0)
        if not same and sum(_key(each)[0] == body.get("type", CHAT) for each in self.of(guild).values()) >= most:
            raise Refused(400, 30032, f"Maximum number of application commands reached ({most})")
        return self._keep(guild, body, same[0] if same else None)

    def get(self, guild: int | None, command: int) -> Schema:
        if command not in self.of(guild):
            raise unknown("application command")
        return self.of(guild)[command]

    def change(self, guild: int | None, command: int, body: Mapping[str, Any]) -> Schema:
        changed = {**self.get(guild, command), **body}
        form = Form()
        _check(form, (), changed)
        form.refuse_if_wrong()
        return self._keep(guild, changed, str(command))

    def remove(self, guild: int | None, command: int) -> None:
        self.get(guild, command)
        del self.of(guild)[command]

    def _keep(self, guild: int | None, body: Mapping[str, Any], known_id: str | None) -> Schema:
        number = int(known_id) if known_id else self._world.snowflake()
        kept = {
            "type": CHAT, "description": "", "options": [], "default_member_permissions": None, "nsfw": False,
            "dm_permission": True, "contexts": None, "integration_types": [0], "name_localizations": None,
            "description_localizations": None, **body, "id": str(number),
            "application_id": str(self._world.application_id), "version": str(self._world.snowflake()),
        }  # fmt: skip
        if guild is not None:
            kept["guild_id"] = str(guild)
        self.of(guild)[number] = kept
        return kept

    def offered_to(self, member: Member, kind: int, name: str, *, in_dm: bool) -> Schema:
        """The command as the person's client offers it; an AssertionError says why it does not."""
        guild = None if in_dm or member.guild is None else member.guild
        books = [self.of(guild.id), self.of(None)] if guild else [self.of(None)]
        found = [each for book in books for each in book.values() if (each["type"], each["name"]) == (kind, name)]
        known = sorted(each["name"] for book in books for each in book.values())
        assert found, f"no command {name!r} is registered here, only {known}"
        schema = found[0]
        contexts = schema["contexts"]
        assert contexts is None or (1 if in_dm else 0) in contexts, f"/{name} is not offered in such a place"
        assert not (in_dm and contexts is None and not schema["dm_permission"]), f"/{name} is not offered in a DM"
        needed = schema["default_member_permissions"]
        if needed is not None and guild is not None:
            rights = guild.permissions_of(member.user)
            wanted = int(needed) or bits("ADMINISTRATOR")
            assert rights & wanted == wanted, f"/{name} is not offered to {member.name}: it needs permissions"
        return schema


def _key(body: Mapping[str, Any]) -> tuple[int, str]:
    return body.get("type", CHAT), body.get("name", "")


def _check(form: Form, at: tuple[str | int, ...], body: Mapping[str, Any]) -> None:
    kind = body.get("type", CHAT)
    if not form.one_of((*at, "type"), kind, (CHAT, USER, MESSAGE)):
        return
    _check_names(form, at, body, strict=kind == CHAT)
    if kind == CHAT:
        _check_descriptions(form, at, body)
        _check_options(form, (*at, "options"), body.get("options") or [], depth=0)
        if _chars(body) > TOTAL_CHARS:
            wording = f"Command exceeds maximum size ({TOTAL_CHARS})"
            form.complain(at, "APPLICATION_COMMAND_TOO_LARGE", wording)
    elif body.get("description"):
        wording = "Context menu commands cannot have description"
        form.complain((*at, "description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_ERROR", wording)
    permissions = body.get("default_member_permissions")
    if permissions is not None and not str(permissions).isdecimal():
        form.complain((*at, "default_member_permissions"), "NUMBER_TYPE_COERCE", "Value is not a permission set")
    for index, context in enumerate(body.get("contexts") or []):
        form.one_of((*at, "contexts", index), context, (0, 1, 2))


def _check_names(form: Form, at: tuple[str | int, ...], body: Mapping[str, Any], *, strict: bool) -> None:
    localized = body.get("name_localizations") or {}
    named = {("name",): body.get("name"), **{("name_localizations", key): name for key, name in localized.items()}}
    for path, name in named.items():
        form.length((*at, *path), name, 1, 32)
        if strict and isinstance(name, str) and (not NAME.match(name) or name != name.lower()):
            form.complain((*at, *path), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    _check_locales(form, (*at, "name_localizations"), localized)


def _check_descriptions(form: Form, at: tuple[str | int, ...], body: Mapping[str, Any]) -> None:
    form.length((*at, "description"), body.get("description"), 1, 100)
    localized = body.get("description_localizations") or {}
    for key, text in localized.items():
        form.length((*at, "description_localizations", key), text, 1, 100)
    _check_locales(form, (*at, "description_localizations"), localized)


def _check_locales(form: Form, at: tuple[str | int, ...], localized: Mapping[str, str]) -> None:
    for locale in localized:
        if locale not in LOCALES:
            form.complain((*at, locale), "ENUM_TYPE_COERCE", f'Value "{locale}" is not a valid enum value.')


def _check_options(form: Form, at: tuple[str | int, ...], options: Sequence[Mapping[str, Any]], depth: int) -> None:
    form.length(at, options, 0, 25)
    seen: set[str] = set()
    optional_before = False
    for index, option in enumerate(options):
        place = (*at, index)
        kind = option.get("type")
        if not form.one_of((*place, "type"), kind, range(1, 12)):
            continue
        _check_names(form, place, option, strict=True)
        _check_descriptions(form, place, option)
        if option.get("name") in seen:
            wording = "Option name already used"
            form.complain((*place, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", wording)
        seen.add(option.get("name", ""))
        if option.get("required") and optional_before:
            wording = "Required options must be placed before non-required options"
            form.complain(place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", wording)
        optional_before |= not option.get("required") and kind not in (SUB, GROUP)
        if kind in (SUB, GROUP):
            if depth == 2 or (depth == 1 and kind == GROUP):
                wording = "Sub-command option type is invalid here"
                form.complain((*place, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", wording)
            _check_options(form, (*place, "options"), option.get("options") or [], depth + (1 if kind == GROUP else 2))
        choices = option.get("choices") or []
        form.length((*place, "choices"), choices, 0, 25)
        for number, choice in enumerate(choices):
            form.length((*place, "choices", number, "name"), choice.get("name"), 1, 100)
            form.length((*place, "choices", number, "value"), str(choice.get("value")), 1, 100)
        if choices and option.get("autocomplete"):
            wording = "Options with choices cannot be autocompleted"
            form.complain((*place, "autocomplete"), "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", wording)
    kinds = {option.get("type") in (SUB, GROUP) for option in options}
    if len(kinds) > 1:
        wording = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        form.complain(at, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", wording)


def _chars(body: Mapping[str, Any]) -> int:
    """Names, descriptions and values together, each at its longest localization."""
    names = [body.get("name") or "", *(body.get("name_localizations") or {}).values()]
    descriptions = [body.get("description") or "", *(body.get("description_localizations") or {}).values()]
    choices = sum(len(str(each.get("name"))) + len(str(each.get("value"))) for each in body.get("choices") or [])
    below = sum(_chars(option) for option in body.get("options") or [])
    return max(map(len, names)) + max(map(len, descriptions)) + choices + below
