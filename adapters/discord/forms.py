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
    GROUP_OPTIONS,
    LABEL_CHARS,
    LABEL_HINT_CHARS,
    MENU_CHARS,
    MODAL_FIELDS,
    MODAL_TITLE_CHARS,
)
from adapters.discord.markup import cut, pieces
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


_PART: Final = 3000
"""Of a text too long for one entry, in each of several: with room for more to be written."""


@dataclass(frozen=True, slots=True)
class Block:
    """What takes one of a modal's five places: one field, several that are only ticked, or a part of a long one."""

    fields: tuple[FormField, ...]
    part: int = 0
    parts: tuple[str, ...] = ()
    """Of a field whose text is too long for one entry: all of it."""

    @property
    def entry(self) -> str:
        """Its custom id, where it is not ticked."""
        name = self.fields[0].name
        return f"{name}.{self.part + 1}" if self.parts else name

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
    first = [block for field in lone if field.required for block in _blocks(field)]
    rest = [block for field in lone if not field.required for block in _blocks(field)]
    # what is chosen or said in a word comes before what is written at length
    rest.sort(key=lambda block: block.fields[0].most_chars > 0)
    if ticks:
        rest.insert(max(0, min(MODAL_FIELDS - len(first) - 1, len(rest))), Block(tuple(ticks)))
    blocks = [*first, *rest]
    return [blocks[at : at + MODAL_FIELDS] for at in range(0, len(blocks), MODAL_FIELDS)]


def page_count(command: Command | None, fields: Mapping[str, str] | None = None) -> int:
    """How many pages the form of a command has, once `fields` stand in it."""
    given = fields or {}
    asked = [each for each in command.parameters if each.in_form and each.kind is not Kind.HIDDEN] if command else []
    ticks = sum(each.kind is Kind.TICK for each in asked)
    more = sum(len(_parts(given.get(each.name, ""))) - 1 for each in asked if each.kind is Kind.LINES)
    return max(1, -(-(len(asked) - ticks + (ticks > 0) + more) // MODAL_FIELDS))


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
    values: dict[str, str] = {}
    parts: dict[str, list[str]] = {}
    for block in pages[page] if page < len(pages) else []:
        field, said = block.fields[0], "\n".join(came.get(block.entry, []))
        if block.ticked:
            values |= {each.name: "yes" if each.name in came.get(TICKS, []) else "" for each in block.fields}
        elif block.parts:
            whole = parts.setdefault(field.name, list(block.parts))
            whole[block.part] = said
            values[field.name] = "\n".join(part for part in whole if part)
        else:
            values[field.name] = "" if said == NOTHING and field.choices else said
    return replace(
        form, fields=tuple(replace(field, value=values.get(field.name, field.value)) for field in form.fields)
    )


def fields_of(form: AskForm) -> dict[str, str]:
    """What is sent to the desk."""
    return {field.name: field.value for field in form.fields if field.value}


# ------------------------------------------------------------


def _blocks(field: FormField) -> list[Block]:
    """One; several where Discord's entries are too short for what stands in it."""
    parts = _parts(field.value) if field.kind is FieldKind.LINES else ()
    if len(parts) < 2:
        return [Block((field,))]
    return [Block((field,), part, parts) for part in range(len(parts))]


def _parts(text: str) -> tuple[str, ...]:
    """Between lines, so that none is cut."""
    return pieces(text, _PART) if len(text) > FIELD_CHARS else (text,)


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
    which = f" ({block.part + 1}/{len(block.parts)})" if block.parts else ""
    label = cut(field.label, LABEL_CHARS - len(which)) + which
    return ui.Label(text=label, description=hint, component=_component(block))


def _component(block: Block) -> ui.Item[Any]:
    field = block.fields[0]
    if field.kind is FieldKind.CHOICE and field.choices:
        choices = _to_choose(field)
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
        custom_id=block.entry,
        style=discord.TextStyle.paragraph if long or most > 400 else discord.TextStyle.short,
        default=cut(block.parts[block.part] if block.parts else field.value, most) or None,
        required=field.required and block.part == 0,
        max_length=most,
    )


def _to_choose(field: FormField) -> list[tuple[str, str]]:
    """As many as there may be, with the chosen one among them."""
    chosen = [choice for choice in field.choices[CHOICES:] if choice[0] == field.value]
    return [*field.choices[: CHOICES - len(chosen)], *chosen]


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
