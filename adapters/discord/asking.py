"""What was said in a command's options, or in a message, as the fields of a form. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bot.commands.registry import Command, Kind
from bot.domain.conversation import AskForm, FieldKind, FormField
from bot.domain.poll import MAX_OPTIONS, OPTION_CHARS, QUESTION_CHARS

_BULLET: Final = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)]|[a-zA-Z][.)])\s+")


def poll_in(text: str) -> dict[str, str]:
    """A message's lines as a question and options, as far as they can be told."""
    lines = [_BULLET.sub("", line).strip() for line in text.splitlines() if line.strip()]
    question, *options = lines or [""]
    found = {"question": question[:QUESTION_CHARS]}
    if len(options) > 1:
        found["options"] = "\n".join(option[:OPTION_CHARS] for option in options[:MAX_OPTIONS])
    return found


def fields_given(command: Command, given: dict[str, Any]) -> dict[str, str]:
    """The options as a form's fields; what the command does not know is left out."""
    fields: dict[str, str] = {}
    for parameter in command.parameters:
        value = given.get(parameter.name)
        if value is None or value is False:
            continue
        text = "yes" if value is True else str(value)
        if parameter.kind is Kind.LINES:
            text = "\n".join(part.strip() for part in re.split(r"[|\n]", text) if part.strip())
        fields[parameter.name] = text
    return fields


def asks_more(command: Command, fields: dict[str, str]) -> bool:
    """Whether the form is opened: what cannot be left out was left out."""
    missing = [each for each in command.parameters if each.required and each.kind is not Kind.POLL]
    return command.form_when_bare and any(each.name not in fields for each in missing)


def prefilled(form: AskForm, fields: Mapping[str, str]) -> AskForm:
    """What was said already stands in the form, or is carried by it where the form does not ask for it."""
    known = {field.name for field in form.fields}
    carried = tuple(
        FormField(name=name, label="", kind=FieldKind.HIDDEN, value=value)
        for name, value in fields.items()
        if name not in known
    )
    given = tuple(replace(field, value=fields.get(field.name, field.value)) for field in form.fields)
    return replace(form, fields=(*given, *carried))
