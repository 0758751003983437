"""Limits of the Bot API: texts, keyboards, pictures, files, commands."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from typing import Any, Final

from tests.platforms.telegram_errors import ApiError, bad
from tests.platforms.telegram_html import Entity, Formatted, parse_html, trimmed, utf16_length
from tests.platforms.telegram_request import Request

TEXT_UNITS: Final = 4096
CAPTION_UNITS: Final = 1024
ENTITIES: Final = 100
PHOTO_BYTES: Final = 10 << 20
DOCUMENT_BYTES: Final = 50 << 20
DOWNLOAD_BYTES: Final = 20 << 20
BUTTONS: Final = 100
BUTTONS_A_ROW: Final = 8
CALLBACK_BYTES: Final = 64
TOAST_CHARS: Final = 200
ALBUM: Final = range(2, 11)
COMMANDS: Final = 100
_ACTIONS: Final = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip


def formatted(request: Request, name: str, *, mode: str, entities: str) -> Formatted:
    """The parameter's text as it is read; what it may contain is not yet checked."""
    return formatted_text(request.text(name), request.text(mode), request.json(entities, list))


def formatted_text(text: str, mode: str, entities: Sequence[Entity] | None) -> Formatted:
    _utf8(text, "text must be encoded in UTF-8")
    if mode.lower() == "html":
        found = parse_html(text)
    elif mode:
        raise bad("unsupported parse_mode")
    else:
        found = trimmed(Formatted(text, tuple(_given_entity(each, utf16_length(text)) for each in entities or ())))
    if len(found.entities) > ENTITIES:
        raise bad("ENTITIES_TOO_LONG")
    return found


def _given_entity(entity: Any, units: int) -> Entity:
    if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
        raise bad("can't parse MessageEntity: Can't find field \"type\"")
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad("can't parse MessageEntity: Can't find field \"offset\"")
    if offset < 0 or length <= 0 or offset + length > units:
        raise bad(f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {units}")
    return entity


def message_text(request: Request, *, too_long: str = "message is too long") -> Formatted:
    if not request.text("text"):
        raise bad("message text is empty")
    found = formatted(request, "text", mode="parse_mode", entities="entities")
    if not found.text:
        raise bad("text must be non-empty")
    if utf16_length(found.text) > TEXT_UNITS:
        raise bad(too_long)
    return found


def caption(request: Request) -> Formatted:
    found = formatted(request, "caption", mode="parse_mode", entities="caption_entities")
    return within_caption(found)


def within_caption(found: Formatted) -> Formatted:
    if utf16_length(found.text) > CAPTION_UNITS:
        raise bad("message caption is too long")
    return found


def keyboard(request: Request, *, inline_only: bool = False) -> dict[str, Any] | None:
    """The checked `reply_markup`; an empty inline keyboard is none."""
    markup = request.json("reply_markup")
    if not markup:
        return None
    rows = markup.get("inline_keyboard")
    if rows is None:
        if inline_only:
            raise bad("inline keyboard expected")
        return markup
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    for button in (each for row in rows for each in row):
        _check_button(button)
    if sum(map(len, rows)) > BUTTONS or any(len(row) > BUTTONS_A_ROW for row in rows):
        raise bad("reply markup is too long")
    rows = [row for row in rows if row]
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    _utf8(text, "inline keyboard button text must be encoded in UTF-8")
    if not text.strip():
        raise bad("inline keyboard button text must be non-empty")
    actions = [name for name in _ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad("can't parse inline keyboard button: exactly one of the optional fields must be used")
    data = button.get("callback_data")
    if data is not None and not (isinstance(data, str) and 1 <= len(data.encode()) <= CALLBACK_BYTES):
        raise bad("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not re.match(r"(https?://|tg://)?[^\s/]+\.?\S*$", url):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def toast(request: Request) -> str:
    text = request.text("text")
    if len(text) > TOAST_CHARS:
        raise bad("MESSAGE_TOO_LONG")
    return text


def commands(request: Request) -> list[dict[str, str]]:
    given = request.json("commands", list)
    if given is None:
        raise bad("can't parse commands: commands must be specified")
    if len(given) > COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    checked = []
    for each in given:
        if not isinstance(each, dict) or not all(isinstance(each.get(key), str) for key in ("command", "description")):
            raise bad("can't parse BotCommand: Can't find field \"command\"")
        name, description = each["command"].removeprefix("/"), each["description"].strip()
        if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        checked.append({"command": name, "description": description})
    return checked


def language(request: Request) -> str:
    code = request.text("language_code")
    if not re.fullmatch(r"([a-z]{2})?", code):
        raise bad("invalid language code specified")
    return code


def photo_size(content: bytes) -> tuple[int, int]:
    """Width and height of a picture that Telegram would take as a photo."""
    if not content:
        raise bad("file must be non-empty")
    if len(content) > PHOTO_BYTES:
        raise bad(f"file of size {len(content)} bytes is too big for a photo; the maximum size is {PHOTO_BYTES} bytes")
    size = _png_size(content) or _jpeg_size(content)
    if size is None:
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = size
    if not width or not height or width + height > 10_000 or max(size) > 20 * min(size):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return size


def _png_size(content: bytes) -> tuple[int, int] | None:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR" or b"IEND" not in content[-12:]:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    if content[:3] != b"\xff\xd8\xff" or not content.rstrip(b"\0").endswith(b"\xff\xd9"):
        return None
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        mark, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + length
    return None


def document(content: bytes) -> bytes:
    if not content:
        raise bad("file must be non-empty")
    if len(content) > DOCUMENT_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    return content


def _utf8(text: str, refusal: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad(refusal) from None
