"""Reading component trees: walking them, numbering them, pointing them at attachments, flattening what people see."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 19, 21, 22, 23

SELECTS = (STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT)

Component = dict[str, Any]
Path = tuple[str | int, ...]


def walk(components: Sequence[Component], path: Path = ()) -> Iterator[tuple[Path, Component]]:
    """Every component of a tree, each with the path that Discord's errors name it by."""
    for index, component in enumerate(components):
        yield from _walk_one(component, (*path, index))


def _walk_one(component: Component, path: Path) -> Iterator[tuple[Path, Component]]:
    yield path, component
    for key in ("accessory", "component"):
        if isinstance(component.get(key), dict):
            yield from _walk_one(component[key], (*path, key))
    yield from walk(component.get("components") or [], (*path, "components"))


def media_of(component: Component) -> Iterator[dict[str, Any]]:
    """The media that a component shows: `{"url": …}` objects, to read or to replace."""
    if component.get("type") == THUMBNAIL:
        yield component["media"]
    elif component.get("type") == GALLERY:
        yield from (item["media"] for item in component.get("items") or [])
    elif component.get("type") == FILE:
        yield component["file"]


def stored(components: Sequence[Component], attachments: Sequence[Any]) -> list[Component]:
    """A tree as Discord keeps it: every component numbered, `attachment://` replaced by where the file lies."""
    tree: list[Component] = copy.deepcopy(list(components))
    taken = {component["id"] for _, component in walk(tree) if component.get("id")}
    number = 0
    by_name = {attachment.filename: attachment for attachment in attachments}
    for _, component in walk(tree):
        if not component.get("id"):
            number += 1
            while number in taken:
                number += 1
            component["id"] = number
        for media in media_of(component):
            file = by_name.get(str(media.get("url", "")).removeprefix("attachment://"))
            if file and media["url"].startswith("attachment://"):
                media.update(url=file.url, proxy_url=file.url, attachment_id=str(file.id), content_type=file.type)
                media.update(width=None, height=None)
                if component.get("type") == FILE:
                    component.update(name=file.filename, size=len(file.data))
    return tree


@dataclass(frozen=True)
class Button:
    """A button as a person sees it."""

    label: str
    custom_id: str | None
    disabled: bool = False
    style: int = 2
    url: str | None = None
    emoji: str | None = None
    number: int = 0


@dataclass(frozen=True)
class Select:
    """A menu as a person sees it: its options as (label, value)."""

    custom_id: str
    kind: int
    placeholder: str | None
    options: list[tuple[str, str]] = field(default_factory=list)
    lowest: int = 1
    highest: int = 1
    disabled: bool = False
    number: int = 0
    defaults: list[str] = field(default_factory=list)


def buttons_of(components: Sequence[Component]) -> list[Button]:
    return [
        Button(
            label=each.get("label") or "",
            custom_id=each.get("custom_id"),
            disabled=bool(each.get("disabled")),
            style=each.get("style", 2),
            url=each.get("url"),
            emoji=(each.get("emoji") or {}).get("name"),
            number=each.get("id", 0),
        )
        for _, each in walk(components)
        if each.get("type") == BUTTON
    ]


def selects_of(components: Sequence[Component]) -> list[Select]:
    return [
        Select(
            custom_id=each["custom_id"],
            kind=each["type"],
            placeholder=each.get("placeholder"),
            options=[(option["label"], option["value"]) for option in each.get("options") or []],
            lowest=1 if each.get("min_values") is None else each["min_values"],
            highest=1 if each.get("max_values") is None else each["max_values"],
            disabled=bool(each.get("disabled")),
            number=each.get("id", 0),
            defaults=[option["value"] for option in each.get("options") or [] if option.get("default")],
        )
        for _, each in walk(components)
        if each.get("type") in SELECTS
    ]


def texts_of(components: Sequence[Component]) -> list[str]:
    return [each["content"] for _, each in walk(components) if each.get("type") == TEXT]
