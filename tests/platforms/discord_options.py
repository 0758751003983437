"""What a person types into a command's options, checked against the registered schema and put on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.platforms.discord_channels import Channel
from tests.platforms.discord_commands import (
    BOOLEAN,
    CHANNEL,
    FILE,
    GROUP,
    INTEGER,
    MENTIONABLE,
    NUMBER,
    PERSON,
    ROLE,
    STRING,
    SUB,
    Schema,
)  # fmt: skip
from tests.platforms.discord_world import Role

if TYPE_CHECKING:
    from tests.platforms.discord_people import Member

PLAIN: dict[int, tuple[type, ...]] = {STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float)}


def leaf_of(schema: Schema, path: list[str]) -> tuple[Schema, list[Schema]]:
    """The (sub-)command that a path of names leads to, and the levels passed on the way."""
    node, levels = schema, []
    for name in path:
        below = [each for each in node.get("options") or [] if each["type"] in (SUB, GROUP) and each["name"] == name]
        assert below, f"/{schema['name']} has no sub-command {name!r}"
        node = below[0]
        levels.append(node)
    deeper = [each["name"] for each in node.get("options") or [] if each["type"] in (SUB, GROUP)]
    assert not deeper, f"/{schema['name']} wants one of its sub-commands: {deeper}"
    return node, levels


def wrapped(levels: list[Schema], options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for level in reversed(levels):
        options = [{"name": level["name"], "type": level["type"], "options": options}]
    return options


def filled(
    member: Member, leaf: Schema, given: Mapping[str, Any], channel: Channel, *, typing: str | None = None
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The options on the wire with what they refer to. While a person is `typing` one, the others may be missing."""
    declared = {each["name"]: each for each in leaf.get("options") or []}
    unknown = set(given) - set(declared)
    assert not unknown, f"{leaf['name']!r} has no option {sorted(unknown)}, only {sorted(declared)}"
    missing = [name for name, each in declared.items() if each.get("required") and name not in given]
    assert typing or not missing, f"{leaf['name']!r} cannot be sent without {missing}"
    resolved: dict[str, Any] = {}
    options = []
    for name, value in given.items():
        schema = declared[name]
        if name == typing:
            assert schema.get("autocomplete"), f"{name!r} is not completed while typing"
            options.append({"name": name, "type": schema["type"], "value": value, "focused": True})
        else:
            options.append(
                {"name": name, "type": schema["type"], "value": _wire(member, schema, value, resolved, channel)}
            )
    return options, resolved


def _wire(member: Member, schema: Schema, value: Any, resolved: dict[str, Any], channel: Channel) -> Any:
    kind, name = schema["type"], schema["name"]
    if kind in PLAIN:
        fits = isinstance(value, PLAIN[kind]) and (kind == BOOLEAN or not isinstance(value, bool))
        assert fits, f"{name!r} takes {PLAIN[kind]}, not {value!r}"
        if kind == STRING:
            lowest, highest = schema.get("min_length") or 0, schema.get("max_length") or 6_000
            assert lowest <= len(value) <= highest, f"{name!r} takes {lowest}–{highest} characters, not {len(value)}"
        elif kind != BOOLEAN:
            lowest, highest = schema.get("min_value", -(2**53)), schema.get("max_value", 2**53)
            assert lowest <= value <= highest, f"{name!r} takes {lowest}–{highest}, not {value}"
        choices = schema.get("choices") or []
        by_name = {choice["name"]: choice["value"] for choice in choices}
        assert not choices or value in by_name.values() or value in by_name, f"{name!r} offers {by_name}, not {value!r}"
        return by_name.get(value, value) if choices else value
    if kind == FILE:
        filename, data = value
        file = member.upload(filename, data, channel)
        resolved.setdefault("attachments", {})[str(file.id)] = file.payload
        return str(file.id)
    refer(member, value, resolved, kind, channel_types=schema.get("channel_types") or [])
    return str(value.id)


def refer(member: Member, value: Any, resolved: dict[str, Any], kind: int, *, channel_types: list[int]) -> None:
    """Put a person, role or channel under `resolved`, as far as such an option takes it."""
    key = str(value.id)
    if isinstance(value, Role):
        assert kind in (ROLE, MENTIONABLE), f"a role does not fit option type {kind}"
        resolved.setdefault("roles", {})[key] = value.payload
    elif isinstance(value, Channel):
        assert kind == CHANNEL, f"a channel does not fit option type {kind}"
        assert not channel_types or value.kind in channel_types, f"only channels of types {channel_types} are offered"
        rights = str(value.permissions_of(member.user))
        resolved.setdefault("channels", {})[key] = {**value.payload, "permissions": rights}
    else:
        assert kind in (PERSON, MENTIONABLE), f"a person does not fit option type {kind}"
        resolved.setdefault("users", {})[key] = value.user.payload
        shown = {name: what for name, what in value.payload.items() if name != "user"}
        resolved.setdefault("members", {})[key] = {**shown, "permissions": "0"}
