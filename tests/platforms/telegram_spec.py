"""Every request against the machine-readable specification of the Bot API, where it lies beside the project."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.platforms.telegram_html import utf16_length
from tests.platforms.telegram_request import Request

FILE: Final = "telegram-bot-api-10.1.json"
NO_SPEC: Final = (
    f"the Bot API specification is not here: set ASCOLTO_SPECS to the folder that holds {FILE}, "
    "or put it into shared/specs beside the project"
)
"""The reason to give where a test that needs the specification is skipped."""
_LIMIT: Final = re.compile(r"\b(\d+)-(\d+) (characters|bytes)( after entit)?")
_ARRAY: Final = "Array of "
_SIMPLE: Final = {"Integer": int, "Boolean": bool, "String": str}


def find_spec() -> Path | None:
    """From ASCOLTO_SPECS, else `shared/specs` beside this checkout or one of the folders above it."""
    if named := os.environ.get("ASCOLTO_SPECS"):
        file = Path(named) / FILE
        return file if file.is_file() else None
    for folder in Path(__file__).resolve().parents[2:]:
        for place in (folder.parent / "shared" / "specs", folder / "shared" / "specs"):
            if (place / FILE).is_file():
                return place / FILE
    return None


@cache
def load_spec() -> Spec | None:
    file = find_spec()
    return Spec(json.loads(file.read_text(encoding="utf-8"))) if file else None


class Spec:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self.version: str = document["version"]
        self._types: dict[str, Any] = document["types"]
        self._methods = {
            name: {each["name"]: each for each in method.get("fields", [])}
            for name, method in document["methods"].items()
        }
        self._fields = {
            name: {each["name"]: each for each in kind.get("fields", [])} for name, kind in self._types.items()
        }
        self._limits: dict[str, tuple[int, int, str] | None] = {}

    def violations(self, request: Request) -> list[str]:
        """What is wrong with a request; empty when nothing is."""
        fields = self._methods.get(request.method)
        if fields is None:
            return [f"{request.method}: no such method"]
        return [f"{request.method}: {each}" for each in self._request(request, fields)]

    def _request(self, request: Request, fields: Mapping[str, Any]) -> Iterator[str]:
        attached = set(re.findall(r"attach://(\w+)", json.dumps(list(request.raw.values()))))
        for name in {*request.raw, *request.files} - fields.keys() - (attached & request.files.keys()):
            yield f"unknown parameter {name}"
        for name in attached - request.files.keys():
            yield f"attach://{name} names no uploaded file"
        for name, field in fields.items():
            if name in request.files:
                if "InputFile" not in field["types"]:
                    yield f"{name}: a file is not expected"
            elif name in request.raw:
                yield from self._parameter(name, request.raw[name], field, markup="<" in str(request.raw[name]))
            elif field["required"]:
                yield f"{name} is required"

    def _parameter(self, name: str, raw: Any, field: Mapping[str, Any], *, markup: bool) -> Iterator[str]:
        """A form's text stands for a number, a truth value or JSON."""
        types = field["types"]
        if isinstance(raw, str) and "String" not in types:
            try:
                raw = json.loads(raw)
            except ValueError:
                yield f"{name}: {raw!r} is not {' or '.join(types)}"
                return
        yield from self._value(name, raw, field, markup=markup)

    def _value(self, where: str, value: Any, field: Mapping[str, Any], *, markup: bool) -> Iterator[str]:
        found = [list(self._typed(where, value, each, field["description"])) for each in field["types"]]
        if all(found):
            # what comes nearest explains best
            yield from min(found, key=len)
        elif isinstance(value, str):
            yield from self._length(where, value, field["description"], markup=markup)

    def _typed(self, where: str, value: Any, kind: str, description: str) -> Iterator[str]:
        if kind.startswith(_ARRAY):
            if not isinstance(value, list):
                yield f"{where}: a list is expected, not {value!r:.60}"
                return
            inner = {"types": [kind.removeprefix(_ARRAY)], "description": ""}
            for place, each in enumerate(value):
                yield from self._value(f"{where}[{place}]", each, inner, markup=False)
        elif kind == "Float":
            if isinstance(value, bool) or not isinstance(value, int | float):
                yield f"{where}: a number is expected, not {value!r:.60}"
        elif kind in _SIMPLE:
            if not isinstance(value, _SIMPLE[kind]) or (kind == "Integer" and isinstance(value, bool)):
                yield f"{where}: {kind} is expected, not {value!r:.60}"
        elif kind == "InputFile":
            yield f"{where}: a file is expected, not {value!r:.60}"
        else:
            yield from self._object(where, value, kind)

    def _object(self, where: str, value: Any, kind: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where}: {kind} is expected, not {value!r:.60}"
            return
        if subtypes := self._types[kind].get("subtypes"):
            fitting = [each for each in subtypes if self._is_meant(value, each)]
            found = [list(self._object(where, value, each)) for each in fitting or subtypes]
            if all(found):
                yield from min(found, key=len)
            return
        fields = self._fields[kind]
        for name in value.keys() - fields.keys():
            yield f"{where}: {kind} has no field {name}"
        for name, field in fields.items():
            if name in value:
                formatted = any(key.endswith("parse_mode") for key in value)
                yield from self._value(f"{where}.{name}", value[name], field, markup=formatted)
            elif field["required"]:
                yield f"{where}: {kind} needs {name}"

    def _is_meant(self, value: Mapping[str, Any], kind: str) -> bool:
        """Whether the `type`, `source` or `status` of the object is that of this subtype."""
        for name in ("type", "source", "status"):
            field = self._fields[kind].get(name)
            if field is not None and name in value:
                return bool(re.search(rf"must be \*?\"?{re.escape(str(value[name]))}\b", field["description"]))
        return False

    def _length(self, where: str, value: str, description: str, *, markup: bool) -> Iterator[str]:
        if description not in self._limits:
            found = _LIMIT.search(description)
            self._limits[description] = (int(found[1]), int(found[2]), found[3]) if found else None
        limit = self._limits[description]
        if limit is None:
            return
        least, most, unit = limit
        if markup and "after entit" in description:
            return
        size = len(value.encode()) if unit == "bytes" else utf16_length(value)
        if not least <= size <= most:
            yield f"{where}: {size} {unit}, {least}-{most} are allowed"
