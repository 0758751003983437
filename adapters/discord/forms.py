"""Forms as Discord's modals: at most five fields each, so that a longer form has pages, the necessary fields first.

What was filled in is kept: a form that comes back with an error is opened again as it was, with one press, since a
modal cannot answer a modal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any, Final

import discord
from discord import ui

from adapters.discord.limits import (
    CHOICES,
    FIELD_CHARS,
    FIELD_PLACEHOLDER_CHARS,
    GROUP_OPTIONS,
    LABEL_CHARS,
    LABEL_HINT_CHARS,
    MENU_CHARS,
    MODAL_FIELDS,
    MODAL_TITLE_CHARS,
)
from adapters.discord.markup import cut
from adapters.discord.tokens import FormPage, encode
from bot.commands.registry import Command, Kind
from bot.domain.conversation import AskForm, FieldKind, FormField
from bot.domain.ids import encode as letters
from bot.domain.text import say
from bot.locale.speech import Speech
from bot.ports import Clock, UnitOfWork

FORMS_KEPT: Final = timedelta(days=1)
NOTHING: Final = "-"
"""Stands for an empty value, which a choice of Discord's cannot have."""
TICKS: Final = "ticks"
"""The one field in which all that can be ticked stands together."""
_RADIO_OPTIONS: Final = range(2, GROUP_OPTIONS + 1)


@dataclass(frozen=True, slots=True)
class Block:
    """What takes one of a modal's five places: one field, or several that are only ticked."""

    fields: tuple[FormField, ...]

    @property
    def ticked(self) -> bool:
        return self.fields[0].kind is FieldKind.TICK


class Forms:
    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def keep(self, form: AskForm) -> str:
        """A token under which it is found again. The same form has the same one."""
        text = json.dumps(asdict(replace(form, error="")), ensure_ascii=False)
        token = letters(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:10])
        async with self._work.writing() as work:
            await work.notes.keep(f"discord-form-{token}", text, self._clock.now() + FORMS_KEPT)
        return token

    async def find(self, token: str) -> AskForm | None:
        """None where it is too old."""
        async with self._work.reading() as work:
            text = await work.notes.find(f"discord-form-{token}", self._clock.now())
        try:
            return _read(json.loads(text)) if text is not None else None
        except (KeyError, TypeError, ValueError):
            # kept by another version, whose forms were made in another way
            return None


def pages_of(form: AskForm) -> list[list[Block]]:
    """The necessary fields first; all ticks together, on the first page if there is room."""
    seen = [field for field in form.fields if field.kind is not FieldKind.HIDDEN]
    ticks = [field for field in seen if field.kind is FieldKind.TICK][:GROUP_OPTIONS]
    lone = [field for field in seen if field.kind is not FieldKind.TICK]
    first = [Block((field,)) for field in lone if field.required]
    rest = [Block((field,)) for field in lone if not field.required]
    # what is chosen or said in a word comes before what is written at length
    rest.sort(key=lambda block: block.fields[0].most_chars > 0)
    if ticks:
        rest.insert(max(0, min(MODAL_FIELDS - len(first) - 1, len(rest))), Block(tuple(ticks)))
    blocks = [*first, *rest]
    return [blocks[at : at + MODAL_FIELDS] for at in range(0, len(blocks), MODAL_FIELDS)]


def page_count(command: Command | None) -> int:
    """How many pages the form of a command has."""
    asked = [each for each in command.parameters if each.in_form and each.kind is not Kind.HIDDEN] if command else []
    ticks = sum(each.kind is Kind.TICK for each in asked)
    return max(1, -(-(len(asked) - ticks + (ticks > 0)) // MODAL_FIELDS))


def modal_of(form: AskForm, token: str, page: int, spoken: Speech) -> ui.Modal | None:
    """None for a form without a field, or without such a page."""
    pages = pages_of(form)
    if page >= len(pages):
        return None
    title = form.title[:1].upper() + form.title[1:]
    modal = ui.Modal(title=cut(title, MODAL_TITLE_CHARS), custom_id=encode(FormPage(token, page)), timeout=None)
    for block in pages[page]:
        modal.add_item(_label(block, spoken))
    return modal


def filled(form: AskForm, page: int, components: Sequence[Mapping[str, Any]]) -> AskForm:
    """`form` with what came back for one of its pages; other pages and hidden fields keep what they held."""
    came = _values(components)
    pages = pages_of(form)
    on_page = [field for block in (pages[page] if page < len(pages) else []) for field in block.fields]
    values: dict[str, str] = {}
    for field in on_page:
        if field.kind is FieldKind.TICK:
            values[field.name] = "yes" if field.name in came.get(TICKS, []) else ""
        else:
            said = "\n".join(came.get(field.name, []))
            values[field.name] = "" if said == NOTHING and field.choices else said
    return replace(
        form, fields=tuple(replace(field, value=values.get(field.name, field.value)) for field in form.fields)
    )


def fields_of(form: AskForm) -> dict[str, str]:
    """What is sent to the desk."""
    return {field.name: field.value for field in form.fields if field.value}


# ------------------------------------------------------------


def _label(block: Block, spoken: Speech) -> ui.Label[Any]:
    field = block.fields[0]
    if block.ticked:
        options = [
            discord.CheckboxGroupOption(
                label=cut(each.label, MENU_CHARS),
                value=each.name,
                description=cut(each.hint, MENU_CHARS) or None,
                default=bool(each.value),
            )
            for each in block.fields
        ]
        ticks: ui.CheckboxGroup[Any] = ui.CheckboxGroup(
            custom_id=TICKS, required=False, min_values=0, max_values=len(options), options=options
        )
        return ui.Label(text=cut(spoken.say(say("discord-rules")), LABEL_CHARS), component=ticks)
    hint = cut(field.hint, LABEL_HINT_CHARS) or None
    return ui.Label(text=cut(field.label, LABEL_CHARS), description=hint, component=_component(field))


def _component(field: FormField) -> ui.Item[Any]:
    if field.kind is FieldKind.CHOICE and field.choices:
        choices = field.choices[:CHOICES]
        chosen = next((place for place, (value, _) in enumerate(choices) if value == field.value), None)
        if len(choices) in _RADIO_OPTIONS and len(choices) <= 5:
            return ui.RadioGroup(
                custom_id=field.name,
                required=field.required,
                options=[
                    discord.RadioGroupOption(label=cut(label, MENU_CHARS), value=value or NOTHING, default=at == chosen)
                    for at, (value, label) in enumerate(choices)
                ],
            )
        return ui.Select(
            custom_id=field.name,
            required=field.required,
            min_values=1 if field.required else 0,
            options=[
                discord.SelectOption(label=cut(label, MENU_CHARS), value=value or NOTHING, default=at == chosen)
                for at, (value, label) in enumerate(choices)
            ],
        )
    long = field.kind is FieldKind.LINES
    most = min(field.most_chars or FIELD_CHARS, FIELD_CHARS)
    return ui.TextInput(
        custom_id=field.name,
        style=discord.TextStyle.paragraph if long or most > 400 else discord.TextStyle.short,
        default=cut(field.value, most) or None,
        placeholder=cut(field.hint, FIELD_PLACEHOLDER_CHARS) or None,
        required=field.required,
        max_length=most,
    )


def _values(components: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """By field; a changed client may send anything, so what is no text is left out."""
    found: dict[str, list[str]] = {}
    for outer in components:
        inner: Any = outer.get("component") or next(iter(outer.get("components") or []), {})
        if not isinstance(inner, Mapping):
            continue
        many, one = inner.get("values"), inner.get("value")
        values = many if isinstance(many, list) else [one]
        found[str(inner.get("custom_id"))] = [value for value in values if isinstance(value, str)]
    return found


def _read(raw: dict[str, Any]) -> AskForm:
    fields = tuple(
        FormField(
            **{
                **field,
                "kind": FieldKind(field["kind"]),
                "choices": tuple((value, label) for value, label in field["choices"]),
            }
        )
        for field in raw["fields"]
    )
    return AskForm(command=raw["command"], title=raw["title"], fields=fields, submit=raw["submit"])
