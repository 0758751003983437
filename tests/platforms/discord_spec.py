"""Discord's own machine-readable specification, where it lies beside the project: every request is held against it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT202012

NO_SPEC = "discord-openapi.json is not beside the project: set ASCOLTO_SPECS to the folder that holds it"
NAME = "discord-openapi.json"
HERE = "urn:discord"
# Larger than any count or colour, smaller than any id made since 2015.
SMALLEST_ID = 1 << 40


def _one_of(validator: Any, options: list[Any], instance: Any, schema: Any) -> Iterator[Any]:
    """As the standard has it, but where `type` tells the alternatives apart only the one that it names is looked at.

    The others could not match anyway; to find that out for every component of a message takes most of a test's time.
    """
    if isinstance(instance, dict) and "type" in instance:
        options = [each for each in options if _may_be(validator, each, instance["type"])] or options
    yield from _STANDARD_ONE_OF(validator, options, instance, schema)


def _may_be(validator: Any, schema: Any, kind: Any) -> bool:
    """Whether what is of this `type` may match."""
    if "$ref" in schema:
        schema = validator._resolver.lookup(schema["$ref"]).contents  # the only way to it from a keyword
    allowed = schema.get("properties", {}).get("type", {}).get("enum")
    return allowed is None or kind in allowed


_STANDARD_ONE_OF = Draft202012Validator.VALIDATORS["oneOf"]
Validator = extend(Draft202012Validator, {"oneOf": _one_of})


def spec_path() -> Path | None:
    """In the folder that ASCOLTO_SPECS names, or in `shared/specs` beside this repository or a folder above it."""
    named = os.environ.get("ASCOLTO_SPECS")
    folders = [Path(named)] if named else [above / "shared" / "specs" for above in Path(__file__).resolve().parents]
    return next((folder / NAME for folder in folders if (folder / NAME).is_file()), None)


@cache
def load() -> Spec | None:
    path = spec_path()
    return Spec(json.loads(path.read_text(encoding="utf-8"))) if path else None


@dataclass(frozen=True)
class Violation:
    """One thing in one request that the specification, or a rule that it misses, does not allow."""

    line: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.line} at {self.where or 'its root'}: {self.what}"


class Spec:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self._paths = document["paths"]
        self._registry = Registry().with_resource(HERE, DRAFT202012.create_resource(document))
        # exact paths first: /users/@me before /users/{user_id}
        ordered = sorted(self._paths, key=lambda path: path.count("{"))
        self._patterns = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), path) for path in ordered]
        self._validators: dict[tuple[str, str, str], Any] = {}

    def violations(self, method: str, path: str, body: Any, *, multipart: bool) -> list[Violation]:
        line = f"{method} {path}"
        template = next((name for pattern, name in self._patterns if pattern.match(path)), None)
        operation = self._paths.get(template, {}).get(method.lower())
        if template is None or operation is None:
            return [Violation(line, "", "no such operation in the specification")]
        content = operation.get("requestBody", {}).get("content", {})
        if body is None:
            required = operation.get("requestBody", {}).get("required")
            return [Violation(line, "", "a body is required")] if required and content else []
        kind = "multipart/form-data" if multipart else "application/json"
        if kind not in content:
            return [Violation(line, "", f"no {kind} body is expected")]
        errors = self._validator(template, method.lower(), kind).iter_errors(with_text_ids(body))
        return [_violation(line, error) for error in errors]

    def _validator(self, path: str, method: str, kind: str) -> Any:
        key = (path, method, kind)
        if key not in self._validators:
            steps = ("paths", path, method, "requestBody", "content", kind, "schema")
            pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
            reference = {"$ref": f"{HERE}#/{pointer}"}
            self._validators[key] = Validator(reference, registry=self._registry)
        return self._validators[key]


def _violation(line: str, error: Any) -> Violation:
    deepest = best_match(error.context) if error.context else error
    deepest = deepest or error
    where = ".".join(map(str, deepest.absolute_path))
    return Violation(line, where, deepest.message[:300])


def with_text_ids(value: Any) -> Any:
    """discord.py sends ids as numbers, which Discord takes; the specification knows them as texts only."""
    if isinstance(value, dict):
        texts = {key: with_text_ids(each) for key, each in value.items()}
        if isinstance(texts.get("attachments"), list):
            # a new file's id is its place among the files, as a number
            texts["attachments"] = [{**each, "id": str(each.get("id"))} for each in texts["attachments"]]
        return texts
    if isinstance(value, list):
        return [with_text_ids(each) for each in value]
    if isinstance(value, int) and not isinstance(value, bool) and value >= SMALLEST_ID:
        return str(value)
    return value
