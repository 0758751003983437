"""One request as the bot sent it: parameters in whatever form, and uploaded files."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from email.message import Message as Headers
from typing import Any, Final
from urllib.parse import parse_qsl

from tests.platforms.telegram_errors import ApiError, bad

# these stay text whatever they look like
_TEXTS: Final = frozenset({
    "text", "caption", "question", "description", "short_description", "explanation", "title", "name", "url",
    "callback_query_id", "photo", "document", "file_id", "secret_token", "language_code", "parse_mode", "emoji",
    "message_effect_id", "inline_message_id", "business_connection_id", "custom_title", "action", "draft_id",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Upload:
    filename: str
    content: bytes


@dataclass(slots=True)
class Request:
    """`parameters` are decoded; `raw` is what travelled; `code` is the status that it was answered with."""

    method: str
    raw: dict[str, Any]
    files: dict[str, Upload]
    at: float
    code: int = 0
    description: str = ""
    parameters: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.parameters = {name: decoded(name, value) for name, value in self.raw.items()}

    def __getitem__(self, name: str) -> Any:
        return self.parameters[name]

    def text(self, name: str, default: str = "") -> str:
        value = self.raw.get(name, default)
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        value = self.raw.get(name, default)
        if value == "" or value is None:
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad(f"invalid parameter {name} specified") from None

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.raw.get(name)
        return default if value is None else value in (True, "true", "True", "1", "yes", 1)

    def json(self, name: str, kind: type = dict) -> Any:
        """The parsed parameter, None when it is absent."""
        value = self.raw.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                raise bad(f"can't parse {_WORDS.get(name, name)} JSON object") from None
        if not isinstance(value, kind):
            raise bad(f"can't parse {_WORDS.get(name, name)}: wrong type of the JSON object")
        return value


_WORDS: Final = {"reply_markup": "reply keyboard markup", "reply_parameters": "reply parameters"}


def decoded(name: str, value: Any) -> Any:
    """A number, a truth value, a list or an object where the form's text stands for one."""
    if not isinstance(value, str) or name in _TEXTS:
        return value
    if value in ("true", "false") or value[:1] in ("[", "{") or re.fullmatch(r"-?\d{1,19}", value):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def read_body(content_type: str, body: bytes) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Parameters and files, from JSON, a form or multipart."""
    kind = content_type.partition(";")[0].strip().lower()
    if not body:
        return {}, {}
    if kind == "application/json":
        try:
            found = json.loads(body)
        except ValueError:
            raise bad("can't parse JSON object") from None
        if not isinstance(found, dict):
            raise bad("can't parse JSON object")
        return found, {}
    try:
        if kind == "application/x-www-form-urlencoded":
            return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)), {}
        if kind == "multipart/form-data":
            return _multipart(content_type, body)
    except (ValueError, UnicodeDecodeError):
        raise bad("can't parse the request's body") from None
    raise ApiError(400, "Bad Request: unsupported content type of the request")


def _multipart(content_type: str, body: bytes) -> tuple[dict[str, Any], dict[str, Upload]]:
    boundary = b"--" + (_headers(f"Content-Type: {content_type}").get_param("boundary") or "").encode()
    fields: dict[str, Any] = {}
    files: dict[str, Upload] = {}
    for part in (b"\r\n" + body).split(b"\r\n" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = _headers(head.decode())
        name = str(headers.get_param("name", header="content-disposition"))
        filename = headers.get_param("filename", header="content-disposition")
        if filename is None:
            fields[name] = content.decode()
        else:
            files[name] = Upload(str(filename), content)
    return fields, files


def _headers(text: str) -> Headers:
    headers = Headers()
    for line in text.split("\r\n"):
        name, _, value = line.partition(":")
        headers[name] = value.strip()
    return headers
