"""A form ("modal") as a person sees it, and what filling it in sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.platforms.discord_components import (
    CHECKBOX,
    CHECKBOX_GROUP,
    FILE_UPLOAD,
    LABEL,
    RADIO_GROUP,
    ROW,
    STRING_SELECT,
    TEXT,
    TEXT_INPUT,
    Component,
    texts_of,
)  # fmt: skip
from tests.platforms.discord_options import refer

if TYPE_CHECKING:
    from tests.platforms.discord_interactions import Attempt


@dataclass(frozen=True)
class Field:
    """One thing to fill in."""

    label: str
    description: str
    kind: int
    custom_id: str
    required: bool
    value: Any
    options: list[tuple[str, str]] = field(default_factory=list)
    raw: Component = field(default_factory=dict)


class Modal:
    def __init__(self, data: dict[str, Any], attempt: Attempt) -> None:
        self.title: str = data["title"]
        self.custom_id: str = data["custom_id"]
        self.components: list[Component] = data["components"]
        self.attempt = attempt
        self.fields = [_field(each) for each in self.components if each["type"] != TEXT]

    @property
    def texts(self) -> list[str]:
        return texts_of(self.components)

    def field(self, name: str) -> Field:
        """A field by its label or its custom id."""
        found = [each for each in self.fields if name in (each.label, each.custom_id)]
        assert found, f"the form {self.title!r} has no field {name!r}, only {[each.label for each in self.fields]}"
        return found[0]

    def filled(self, given: Mapping[str, Any], *, forged: bool) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """What the person's client sends. Unless forged, it insists on what the form asks, as real clients do."""
        values = {self.field(name).custom_id: value for name, value in given.items()}
        resolved: dict[str, Any] = {}
        sent: list[dict[str, Any]] = []
        shown = iter(self.fields)
        for number, component in enumerate(self.components, 1):
            if component["type"] == TEXT:
                sent.append({"type": TEXT, "id": number})
                continue
            each = next(shown)
            answer = self._answer(each, values.get(each.custom_id, each.value), resolved, forged=forged)
            if component["type"] == LABEL:
                sent.append({"type": LABEL, "id": number, "component": answer})
            else:
                sent.append({"type": ROW, "id": number, "components": [answer]})
        return sent, resolved

    def _answer(self, each: Field, value: Any, resolved: dict[str, Any], *, forged: bool) -> dict[str, Any]:
        answer: dict[str, Any] = {"type": each.kind, "custom_id": each.custom_id, "id": each.raw.get("id", 0)}
        if each.kind in (TEXT_INPUT, CHECKBOX):
            if each.kind == TEXT_INPUT and not forged:
                _check_text(each, value)
            return {**answer, "value": value}
        if each.kind == RADIO_GROUP:
            picked = _values(each, [] if value is None else [value])
            assert forged or picked or not each.required, f"{each.label!r} must be answered"
            return {**answer, "value": picked[0] if picked else None}
        chosen = list(value) if isinstance(value, (list, tuple, set)) else [value] if value is not None else []
        if each.kind in (STRING_SELECT, CHECKBOX_GROUP):
            chosen = chosen if forged else _values(each, chosen)
        elif each.kind == FILE_UPLOAD:
            member, channel = self.attempt.member, self.attempt.channel
            files = [member.upload(name, data, channel) for name, data in chosen]
            resolved.setdefault("attachments", {}).update({str(file.id): file.payload for file in files})
            chosen = [str(file.id) for file in files]
        else:
            for one in chosen:
                # select types 5–8 (person, role, mentionable, channel) as option types 6, 8, 9, 7
                option_type = {5: 6, 6: 8, 7: 9, 8: 7}[each.kind]
                refer(
                    self.attempt.member, one, resolved, option_type, channel_types=each.raw.get("channel_types") or []
                )
            chosen = [str(one.id) for one in chosen]
        if not forged:
            _check_count(each, chosen)
        return {**answer, "values": chosen}


def _field(component: Component) -> Field:
    raw = component["component"] if component["type"] == LABEL else component["components"][0]
    options = raw.get("options") or []
    defaults = [option["value"] for option in options if option.get("default")]
    value: Any = defaults
    if raw["type"] == TEXT_INPUT:
        value = raw.get("value") or ""
    elif raw["type"] == CHECKBOX:
        value = bool(raw.get("default"))
    elif raw["type"] == RADIO_GROUP:
        value = defaults[0] if defaults else None
    return Field(
        label=component.get("label") or raw.get("label") or "",
        description=component.get("description") or "",
        kind=raw["type"],
        custom_id=raw["custom_id"],
        required=bool(raw.get("required", raw["type"] != CHECKBOX)),
        value=value,
        options=[(option["label"], option["value"]) for option in options],
        raw=raw,
    )


def _check_text(each: Field, value: str) -> None:
    lowest, highest = each.raw.get("min_length") or 0, each.raw.get("max_length") or 4_000
    assert value or not each.required, f"{each.label!r} must be filled in"
    assert not value or len(value) >= lowest, f"{each.label!r} takes at least {lowest} characters"
    assert len(value) <= highest, f"{each.label!r} takes at most {highest} characters"


def _values(each: Field, chosen: list[Any]) -> list[str]:
    """Chosen options by value or by label."""
    by_label = dict(each.options)
    known = set(by_label.values())
    for one in chosen:
        assert one in known or one in by_label, f"{each.label!r} offers {each.options}, not {one!r}"
    return [one if one in known else by_label[one] for one in chosen]


def _check_count(each: Field, chosen: list[Any]) -> None:
    assert chosen or not each.required, f"{each.label!r} must be answered"
    default = len(each.options) if each.kind == CHECKBOX_GROUP else 1
    lowest, highest = each.raw.get("min_values"), each.raw.get("max_values") or default
    if chosen:
        lowest = 1 if lowest is None else lowest
        assert lowest <= len(chosen) <= highest, f"{each.label!r} takes {lowest}–{highest}, not {len(chosen)}"
