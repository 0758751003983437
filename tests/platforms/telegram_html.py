"""Telegram's HTML, both ways, with offsets and lengths in UTF-16 code units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any, Final, NamedTuple

from tests.platforms.telegram_errors import ApiError, bad

Entity = dict[str, Any]
_TYPES: Final = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE: Final = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-zA-Z]+));?")
_ATTRIBUTE: Final = re.compile(r"""\s*([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.\-]+)(?=[\s>])))?""")
_START: Final = re.compile(r"<([^\s>/][^\s>]*)")
_END: Final = re.compile(r"</([^\s>]*)\s*>")
_TOKENS: Final = re.compile(
    r"(?:^|(?<=[\s(]))(?:(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/])"
    r"|(?P<mention>@[A-Za-z0-9_]{4,32})(?!\w)|(?P<hashtag>#[^\W\d]\w*)|(?P<url>https?://[^\s<>\"]+))"
)


class Formatted(NamedTuple):
    text: str
    entities: tuple[Entity, ...] = ()


class _Open(NamedTuple):
    tag: str
    attributes: dict[str, str]
    offset: int
    begins: int


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(1 for letter in text if letter > "\uffff")


def utf16_slice(text: str, offset: int, length: int) -> str:
    if text.isascii():
        return text[offset : offset + length]
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def detected(text: str) -> tuple[Entity, ...]:
    """The entities that Telegram finds by itself in what a person types."""
    return tuple(
        {"type": kind, "offset": utf16_length(text[: found.start()]), "length": utf16_length(found.group())}
        for found in _TOKENS.finditer(text)
        if (kind := found.lastgroup)
    )


def parse_html(source: str) -> Formatted:
    """The text as it is read, and its entities; refused as Telegram refuses, with byte offsets."""
    return trimmed(_Parser(source).parse())


def trimmed(formatted: Formatted) -> Formatted:
    """Without the white space around it, which Telegram cuts off."""
    text, entities = formatted
    kept = text.strip()
    if kept == text:
        return Formatted(text, tuple(entities))
    cut, size = utf16_length(text[: len(text) - len(text.lstrip())]), utf16_length(kept)
    moved = []
    for entity in entities:
        begin, end = max(entity["offset"] - cut, 0), min(entity["offset"] + entity["length"] - cut, size)
        if begin < end:
            moved.append(entity | {"offset": begin, "length": end - begin})
    return Formatted(kept, tuple(moved))


class _Parser:
    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.parts: list[str] = []
        self.offset = 0
        self.opened: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> Formatted:
        while self.at < len(self.source):
            letter = self.source[self.at]
            if letter == "&":
                found, self.at = self._reference(self.source, self.at)
                self._write(found)
            elif letter != "<":
                stop = re.compile("[<&]").search(self.source, self.at)
                end = stop.start() if stop else len(self.source)
                self._write(self.source[self.at : end])
                self.at = end
            elif self.source.startswith("</", self.at):
                self._close()
            else:
                self._open()
        if self.opened:
            raise self._refusal(f"Can't find end tag corresponding to start tag {self.opened[-1].tag}")
        # what is quoted as code has no further formatting inside
        code = [each for each in self.entities if each["type"] in ("code", "pre")]
        entities = [each for each in self.entities if not any(_inside(each, outer) for outer in code)]
        entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return Formatted("".join(self.parts), tuple(entities))

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.offset += utf16_length(text)

    def _refusal(self, why: str, at: int | None = None) -> ApiError:
        place = "" if at is None else f" at byte offset {len(self.source[:at].encode())}"
        return bad(f"can't parse entities: {why}{place}")

    def _reference(self, text: str, at: int) -> tuple[str, int]:
        found = _REFERENCE.match(text, at)
        if found is None:
            raise self._refusal("unescaped '&'", at)
        hexadecimal, decimal, name = found.groups()
        if name is not None:
            if name not in _NAMED:
                raise self._refusal(f'Unsupported HTML entity "&{name};"', at)
            return _NAMED[name], found.end()
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        if not 0 < code < 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise self._refusal("Text contains invalid Unicode characters after decoding HTML entities", at)
        return chr(code), found.end()

    def _open(self) -> None:
        begin = self.at
        found = _START.match(self.source, begin)
        if ">" not in self.source[begin:]:
            raise self._refusal("Unclosed start tag", begin)
        tag = found.group(1).lower() if found else ""
        if tag not in _TYPES:
            raise self._refusal(f'Unsupported start tag "{tag}"', begin)
        assert found
        self.at = found.end()
        attributes: dict[str, str] = {}
        while not (closing := re.compile(r"\s*>").match(self.source, self.at)):
            attribute = _ATTRIBUTE.match(self.source, self.at)
            if attribute is None:
                raise self._refusal("Unclosed start tag", begin)
            if self.source[attribute.end() : attribute.end() + 1] == "=":
                raise self._refusal("Unexpected end of name token", attribute.end())
            name, *values = attribute.groups()
            attributes[name.lower()] = self._unquoted(next((each for each in values if each is not None), ""))
            self.at = attribute.end()
        self.at = closing.end()
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._refusal('Tag "span" must have class "tg-spoiler"', begin)
        self.opened.append(_Open(tag, attributes, self.offset, len(self.parts)))

    def _unquoted(self, value: str) -> str:
        # Telegram leaves a bare & in an address alone
        return _REFERENCE.sub(lambda found: _NAMED.get(found.group(3) or "", found.group()), value)

    def _close(self) -> None:
        begin = self.at
        if not self.opened:
            raise self._refusal("Unexpected end tag", begin)
        found = _END.match(self.source, begin)
        if found is None:
            raise self._refusal("Unclosed end tag", begin)
        opened = self.opened.pop()
        if (name := found.group(1).lower()) and name != opened.tag:
            raise bad(
                f"can't parse entities: Unmatched end tag at byte offset {len(self.source[:begin].encode())}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        self.at = found.end()
        if self.offset > opened.offset and (entity := self._entity(opened)):
            self.entities.append(entity)

    def _entity(self, opened: _Open) -> Entity | None:
        kind = _TYPES[opened.tag]
        entity: Entity = {"type": kind, "offset": opened.offset, "length": self.offset - opened.offset}
        given = opened.attributes
        match opened.tag:
            case "a":
                address = given.get("href") or "".join(self.parts[opened.begins :])
                if re.fullmatch(r"tg://user\?id=\d+", address):
                    number = int(address.rpartition("=")[2])
                    user = {"id": number, "is_bot": False, "first_name": str(number)}
                    return entity | {"type": "text_mention", "user": user}
                return entity | {"url": address} if re.match(r"(https?|tg|ton)://\S|[^\s/]+\.\w", address) else None
            case "blockquote" if "expandable" in given:
                entity["type"] = "expandable_blockquote"
            case "tg-emoji":
                if not re.fullmatch(r"[1-9]\d{0,18}", given.get("emoji-id", "")):
                    raise self._refusal("Invalid custom emoji identifier specified")
                entity["custom_emoji_id"] = given["emoji-id"]
            case "tg-time":
                if not re.fullmatch(r"\d{1,12}", given.get("unix", "")):
                    raise self._refusal("Invalid Unix time specified")
                entity |= {"unix_time": int(given["unix"]), "date_time_format": given.get("format", "")}
            case "code" if given.get("class", "").startswith("language-") and self.opened[-1:]:
                if self.opened[-1].tag == "pre":
                    self.opened[-1].attributes["language"] = given["class"].removeprefix("language-")
                    return None
            case "pre" if "language" in given:
                entity["language"] = given["language"]
        return entity


def _inside(entity: Entity, outer: Entity) -> bool:
    end, outer_end = entity["offset"] + entity["length"], outer["offset"] + outer["length"]
    return entity is not outer and outer["offset"] <= entity["offset"] and end <= outer_end


def render_html(text: str, entities: Sequence[Entity]) -> str:
    """The text as HTML again: what formatting a reader sees."""
    units = text.encode("utf-16-le")
    marks: dict[int, list[str]] = {}
    for entity in sorted(entities, key=lambda each: (each["offset"], -each["length"])):
        tag = {value: key for key, value in reversed(_TYPES.items())}.get(entity["type"].removeprefix("expandable_"))
        if tag is None:
            continue
        href = f' href="{escape(entity["url"])}"' if "url" in entity else ""
        marks.setdefault(entity["offset"], []).append(f"<{tag}{href}>")
        marks.setdefault(entity["offset"] + entity["length"], []).insert(0, f"</{tag}>")
    edges = sorted({0, *marks, len(units) // 2})
    written = []
    for begin, end in zip(edges, [*edges[1:], edges[-1]], strict=True):
        written += [*marks.get(begin, []), escape(units[2 * begin : 2 * end].decode("utf-16-le"), quote=False)]
    return "".join(written)
