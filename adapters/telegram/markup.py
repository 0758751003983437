"""Text as Telegram counts and reads it: UTF-16 units, and HTML of which nothing but our own tags is markup."""

from __future__ import annotations

import html
import re
from typing import Final

_TAG: Final = re.compile(r"<[^>]*>")
_CELLS: Final = ("▱", "▰")


def escaped(text: str) -> str:
    """Anything a person wrote, as text: https://core.telegram.org/bots/api#html-style."""
    return html.escape(text, quote=False)


def units(text: str) -> int:
    """UTF-16 units of plain text, the measure of every limit of Telegram's."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shown_units(marked: str) -> int:
    """UTF-16 units of what is read of `marked`, its tags and entities resolved."""
    return units(html.unescape(_TAG.sub("", marked)))


def cut(text: str, most: int) -> str:
    """`text` within `most` UTF-16 units, with an ellipsis where something had to go; no letter is split."""
    if units(text) <= most:
        return text
    return text[: _letters_within(text, most - 1)].rstrip() + "…"


def pieces(text: str, most: int) -> list[str]:
    """`text` in parts of at most `most` units, broken at line ends where there are any."""
    parts: list[str] = []
    current = ""
    for line in text.split("\n"):
        joined = f"{current}\n{line}" if current else line
        if units(joined) <= most:
            current = joined
            continue
        if current.strip():
            parts.append(current)
        while units(line) > most:
            split = _letters_within(line, most)
            if line[:split].strip():
                parts.append(line[:split])
            line = line[split:]  # noqa: PLW2901  # what is left of the line
        current = line
    return [*parts, current] if current.strip() else parts


def _letters_within(text: str, most: int) -> int:
    """How many letters of `text` make at most `most` units."""
    for place, letter in enumerate(text):
        most -= units(letter)
        if most < 0:
            return place
    return len(text)


def bar(fraction: float, cells: int) -> str:
    """A bar of text: at least one full cell for anything above nothing, all of them for all only."""
    full = round(fraction * cells)
    if 0 < fraction < 1:
        full = min(max(full, 1), cells - 1)
    return _CELLS[1] * full + _CELLS[0] * (cells - full)
