"""What components must obey: in messages of either kind, and in modals (which the docs call forms)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.platforms.discord_components import (
    BUTTON,
    CHECKBOX,
    CHECKBOX_GROUP,
    CONTAINER,
    FILE,
    FILE_UPLOAD,
    GALLERY,
    LABEL,
    RADIO_GROUP,
    ROW,
    SECTION,
    SELECTS,
    SEPARATOR,
    STRING_SELECT,
    TEXT,
    TEXT_INPUT,
    THUMBNAIL,
    Component,
    Path,
    texts_of,
    walk,
)  # fmt: skip
from tests.platforms.discord_refusals import Form

TOP_V2 = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER)
IN_CONTAINER = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR)
TOP_MODAL = (ROW, TEXT, LABEL)
IN_LABEL = (TEXT_INPUT, *SELECTS, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX)
LINK, PREMIUM = 5, 6
TOTAL, TOTAL_TEXT, LABEL_CHARS, CUSTOM_ID_CHARS = 40, 4_000, 80, 100


def check_components(form: Form, components: Sequence[Component], *, v2: bool) -> None:
    at: Path = ("components",)
    everything = list(walk(components, at))
    if v2:
        if len(everything) > TOTAL:
            wording = f"The total number of components cannot exceed {TOTAL}"
            form.complain(at, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", wording)
        if sum(map(len, texts_of(components))) > TOTAL_TEXT:
            wording = f"Components displayable text size exceeds maximum size of {TOTAL_TEXT}"
            form.complain(at, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", wording)
    else:
        form.length(at, components, 0, 5)
    for index, component in enumerate(components):
        _kind(form, (*at, index), component, TOP_V2 if v2 else (ROW,))
    for path, component in everything:
        _check_one(form, path, component)
    _check_unique_ids(form, everything)


def _kind(form: Form, path: Path, component: Component, allowed: Sequence[int]) -> None:
    if component.get("type") not in allowed:
        wording = f'Value of field "type" must be one of ({", ".join(map(str, allowed))}{"," * (len(allowed) == 1)}).'
        form.complain(path, "UNION_TYPE_CHOICES", wording)


def _check_one(form: Form, path: Path, component: Component) -> None:
    children = component.get("components") or []
    match component.get("type"):
        case 1:
            _check_row(form, path, children)
        case 2:
            _check_button(form, path, component)
        case kind if kind in SELECTS:
            _check_select(form, path, component)
        case 9:
            form.length((*path, "components"), children, 1, 3)
            for index, child in enumerate(children):
                _kind(form, (*path, "components", index), child, (TEXT,))
            _kind(form, (*path, "accessory"), component.get("accessory") or {}, (BUTTON, THUMBNAIL))
        case 10:
            form.length((*path, "content"), component.get("content"), 1, TOTAL_TEXT)
        case 12:
            form.length((*path, "items"), component.get("items") or [], 1, 10)
        case 13:
            if not str((component.get("file") or {}).get("url")).startswith(("attachment://", "http")):
                wording = "This media item must point to an attachment"
                form.complain((*path, "file", "url"), "UNFURLED_MEDIA_ITEM_ATTACHMENT_REQUIRED", wording)
        case 17:
            form.length((*path, "components"), children, 1, TOTAL)
            for index, child in enumerate(children):
                _kind(form, (*path, "components", index), child, IN_CONTAINER)


def _check_row(form: Form, path: Path, children: Sequence[Component]) -> None:
    form.length((*path, "components"), children, 1, 5)
    wide = [child for child in children if child.get("type") in (*SELECTS, TEXT_INPUT)]
    if wide and len(children) > 1:
        wording = "The specified component exceeds the maximum width"
        form.complain((*path, "components", 1), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", wording)
    for index, child in enumerate(children):
        _kind(form, (*path, "components", index), child, (BUTTON, *SELECTS, TEXT_INPUT))


def _check_button(form: Form, path: Path, button: Component) -> None:
    form.length((*path, "label"), button.get("label") or "", 0, LABEL_CHARS)
    style = button.get("style")
    if not form.one_of((*path, "style"), style, range(1, 7)):
        return
    if style == LINK:
        if not button.get("url"):
            form.complain((*path, "url"), "BASE_TYPE_REQUIRED", "A url is required")
        form.length((*path, "url"), button.get("url") or "", 0, 512)
        if button.get("custom_id"):
            wording = "A custom id and url cannot both be specified"
            form.complain((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", wording)
    elif style != PREMIUM:
        if button.get("custom_id") is None:
            wording = "A custom id is required"
            form.complain((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", wording)
        if not button.get("label") and not button.get("emoji"):
            wording = "A button needs a label or an emoji"
            form.complain((*path, "label"), "BUTTON_COMPONENT_INVALID_EMOJI_OR_LABEL", wording)


def _check_select(form: Form, path: Path, menu: Component) -> None:
    form.length((*path, "placeholder"), menu.get("placeholder") or "", 0, 150)
    lowest = 1 if menu.get("min_values") is None else menu["min_values"]
    highest = 1 if menu.get("max_values") is None else menu["max_values"]
    if not 0 <= lowest <= 25:
        form.complain((*path, "min_values"), "NUMBER_TYPE_MAX", "int value should be between 0 and 25.")
    if not 1 <= highest <= 25 or lowest > highest:
        form.complain((*path, "max_values"), "NUMBER_TYPE_MAX", "int value should be between 1 and 25.")
    if menu["type"] != STRING_SELECT:
        return
    options = menu.get("options") or []
    _check_options(form, (*path, "options"), options, 1, 25)
    if highest > len(options):
        wording = "The maximum number of selections cannot exceed the number of options"
        form.complain((*path, "max_values"), "SELECT_COMPONENT_MAX_VALUES_EXCEEDED_OPTION_COUNT", wording)
    if sum(bool(option.get("default")) for option in options) > highest:
        wording = "There are more default options than can be selected"
        form.complain((*path, "options"), "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", wording)


def _check_options(form: Form, path: Path, options: Sequence[Component], lowest: int, highest: int) -> None:
    form.length(path, options, lowest, highest)
    seen = set()
    for index, option in enumerate(options):
        form.length((*path, index, "label"), option.get("label"), 1, 100)
        form.length((*path, index, "value"), option.get("value"), 1, 100)
        form.length((*path, index, "description"), option.get("description") or "", 0, 100)
        if option.get("value") in seen:
            wording = "The specified option value is already used"
            form.complain((*path, index, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", wording)
        seen.add(option.get("value"))


def _check_unique_ids(form: Form, everything: Sequence[tuple[Path, Component]]) -> None:
    ids: set[str] = set()
    numbers: set[int] = set()
    for path, component in everything:
        custom_id = component.get("custom_id")
        if custom_id is not None:
            form.length((*path, "custom_id"), custom_id, 1, CUSTOM_ID_CHARS)
            if custom_id in ids:
                wording = "Component custom id cannot be duplicated"
                form.complain((*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", wording)
            ids.add(custom_id)
        number = component.get("id")
        if number:
            if number in numbers:
                form.complain((*path, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
            numbers.add(number)


def check_modal(data: dict[str, Any]) -> None:
    """A modal as the answer to an interaction: title ≤ 45, 1–5 components, each field within its own limits."""
    form = Form()
    components = data.get("components") or []
    form.length(("title",), data.get("title"), 1, 45)
    form.length(("custom_id",), data.get("custom_id"), 1, CUSTOM_ID_CHARS)
    form.length(("components",), components, 1, 5)
    everything = list(walk(components, ("components",)))
    for index, component in enumerate(components):
        _kind(form, ("components", index), component, TOP_MODAL)
    for path, component in everything:
        _check_field(form, path, component)
    _check_unique_ids(form, everything)
    if not any(component.get("custom_id") for _, component in everything) and not form.errors:
        form.complain(("components",), "BASE_TYPE_REQUIRED", "A modal needs at least one field")
    form.refuse_if_wrong("data")


def _check_field(form: Form, path: Path, field: Component) -> None:
    options = field.get("options") or []
    match field.get("type"):
        case 1:
            for index, child in enumerate(field.get("components") or []):
                _kind(form, (*path, "components", index), child, (TEXT_INPUT, STRING_SELECT))
                if child.get("type") == TEXT_INPUT:
                    form.length((*path, "components", index, "label"), child.get("label"), 1, 45)
        case 18:
            form.length((*path, "label"), field.get("label"), 1, 45)
            form.length((*path, "description"), field.get("description") or "", 0, 100)
            _kind(form, (*path, "component"), field.get("component") or {}, IN_LABEL)
        case 4:
            form.length((*path, "placeholder"), field.get("placeholder") or "", 0, 100)
            form.length((*path, "value"), field.get("value") or "", 0, 4_000)
            form.one_of((*path, "style"), field.get("style"), (1, 2))
            for name, lowest in (("min_length", 0), ("max_length", 1)):
                if field.get(name) is not None and not lowest <= field[name] <= 4_000:
                    wording = f"int value should be between {lowest} and 4000."
                    form.complain((*path, name), "NUMBER_TYPE_MAX", wording)
        case kind if kind in SELECTS:
            _check_select(form, path, field)
            if field.get("disabled"):
                form.complain((*path, "disabled"), "BASE_TYPE_CHOICES", "A field of a modal cannot be disabled")
        case 21:
            _check_options(form, (*path, "options"), options, 2, 10)
        case 22:
            _check_options(form, (*path, "options"), options, 1, 10)
            if (field.get("max_values") or 1) > max(1, len(options)):
                wording = "The maximum number of selections cannot exceed the number of options"
                form.complain((*path, "max_values"), "CHECKBOX_GROUP_MAX_VALUES_EXCEEDED_OPTION_COUNT", wording)


def check_choices(choices: Sequence[Any]) -> None:
    """The answers to what a person is typing (autocomplete): at most 25."""
    form = Form()
    form.length(("choices",), choices, 0, 25)
    for index, choice in enumerate(choices):
        form.length(("choices", index, "name"), choice.get("name"), 1, 100)
        if isinstance(choice.get("value"), str):
            form.length(("choices", index, "value"), choice["value"], 0, 100)
    form.refuse_if_wrong("data")
