"""Texts as Discord reads them: people's words never become markup, and never ring anybody."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import discord

_LINK: Final = re.compile(r"https?://[^\s<]+")
"""As far as Discord takes an address: what stands after a "<" is read as a mention again."""
_EVERYONE: Final = re.compile(r"@(everyone|here)")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
_GAP: Final = "\u200b"
NOBODY: Final = discord.AllowedMentions.none()
"""Given with every message, so that not even a mention that slips through rings."""


def escaped(text: str) -> str:
    """`text` as plain words; the addresses in it stay addresses."""
    shown, at = [], 0
    for link in _LINK.finditer(text):
        shown += [_plain(text[at : link.start()]), _quiet(link[0])]
        at = link.end()
    return "".join([*shown, _plain(text[at:])])


def _plain(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        # what means something only at the beginning of a line: headings, quotes, lists, small print
        marked = re.sub(r"([\\*_~`|<\[\]])", r"\\\1", line)
        marked = re.sub(r"^(\s*)([#>+-])", r"\1\\\2", marked)
        marked = re.sub(r"^(\s*\d+)\.(\s)", r"\1\\.\2", marked)
        lines.append(_quiet(marked))
    return "\n".join(lines)


def _quiet(text: str) -> str:
    return _EVERYONE.sub(rf"@{_GAP}\1", text)


def cut(text: str, most: int) -> str:
    """At most `most` characters, with an ellipsis where something is left out."""
    return text if len(text) <= most else text[: max(most - 1, 0)].rstrip() + "…"


def clipped(marked: str, most: int) -> str:
    """`cut` for words that are marked up already: no mark is cut from the backslash that makes it plain."""
    if len(marked) <= most:
        return marked
    return _whole(marked[: max(most - 1, 0)].rstrip()) + "…"


def _whole(marked: str) -> str:
    """Without a lone backslash at its end."""
    return marked[:-1] if (len(marked) - len(marked.rstrip("\\"))) % 2 else marked


def isolated(marked: str) -> str:
    """Words written from right to left, kept from turning round the figures that stand beside them."""
    if not any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in marked):
        return marked
    return f"\N{FIRST STRONG ISOLATE}{marked}\N{POP DIRECTIONAL ISOLATE}"


def bar(fraction: float, cells: int) -> str:
    """A share as blocks; something is seen of whoever has a vote at all."""
    full = min(cells, max(int(fraction * cells + 0.5), 1 if fraction > 0 else 0))
    return "▰" * full + "▱" * (cells - full)


def pieces(text: str, most: int) -> tuple[str, ...]:
    """`text` in parts of at most `most` characters, between lines where that is possible."""
    parts: list[str] = []
    left = text
    while len(left) > most:
        at = left.rfind("\n", 0, most)
        at = at if at > 0 else len(_whole(left[:most])) or most
        parts.append(left[:at])
        left = left[at:].lstrip("\n")
    return tuple([*parts, left] if left else parts)
