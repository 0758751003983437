"""Colour emoji: which sequences Twemoji has a picture of, and the picture at a given size.

matplotlib draws no colour glyphs, so `writing` puts a blank stand-in letter in each emoji's place and `sheet` pastes
the picture there.
"""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image

from charts.fonts import ASSETS
from charts.sanitise import EMOJI_SELECTORS

ARCHIVE = ASSETS / "twemoji-72.zip"
VARIATION = "\ufe0f"

# Unicode shows these as plain letters unless U+FE0F follows (emoji-data.txt, Emoji_Presentation=No). The heart U+2764
# is one of them too, but people who type it bare mean the red one.
_PLAIN_BY_DEFAULT = frozenset("©®‼⁉™ℹ↔↕↖↗↘↙↩↪⌨⏏Ⓜ▪▫▶◀◻◼☑☎☠☢☣☹☺♀♂♠♣♥♦♾⚕⚙✂✉✏✒✔✖✳✴❇➡⤴⤵⬅⬆⬇〰〽㊗㊙0123456789#*")
_reading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`names` maps a sequence, without variation selectors, to its file; `longest` the first letter to the longest
    sequence.
    """

    names: dict[str, str]
    longest: dict[str, int]


@cache
def _archive() -> zipfile.ZipFile:
    return zipfile.ZipFile(ARCHIVE)


@cache
def catalogue() -> Catalogue:
    names: dict[str, str] = {}
    longest: dict[str, int] = {}
    for file in _archive().namelist():
        name = file.removesuffix(".png")
        key = "".join(chr(int(part, 16)) for part in name.split("-")).replace(VARIATION, "")
        names[key] = name
        longest[key[0]] = max(longest.get(key[0], 0), len(key))
    return Catalogue(names, longest)


def split(text: str) -> Iterator[tuple[str, str | None]]:
    """The text in pieces: (letters, None) or (sequence, name of its picture), the longest sequence first."""
    longest = catalogue().longest
    start = at = 0
    while at < len(text):
        found = _longest_match(text, at) if text[at] in longest else None
        if found is None:
            at += 1
            continue
        end, name = found
        if at > start:
            yield text[start:at], None
        yield text[at:end], name
        start = at = end
    if start < len(text):
        yield text[start:], None


def _longest_match(text: str, at: int) -> tuple[int, str] | None:
    known = catalogue()
    key, best, end = "", None, at
    cursor = at
    while cursor < len(text) and len(key) < known.longest[text[at]]:
        if text[cursor] != VARIATION:
            key += text[cursor]
        cursor += 1
        while cursor < len(text) and text[cursor] == VARIATION:
            cursor += 1
        if key in known.names:
            best, end = key, cursor
    if best is None:
        return None
    if len(best) == 1 and best in _PLAIN_BY_DEFAULT and VARIATION not in text[at:end]:
        return None
    if text[end : end + 1] == EMOJI_SELECTORS[0]:  # U+FE0E asks for the plain letter
        return None
    return end, known.names[best]


@lru_cache(maxsize=256)
def picture(name: str, size: int) -> npt.NDArray[np.uint8]:
    """RGBA, `size` pixels square, rows from the bottom up as matplotlib's Agg wants them."""
    with _reading:  # one file handle is shared by all threads
        data = _archive().read(f"{name}.png")
    with Image.open(io.BytesIO(data)) as image:
        # "RGBa" is premultiplied: without it, transparent black bleeds into the edges when shrunk
        small = image.convert("RGBA").convert("RGBa").resize((size, size), Image.Resampling.LANCZOS).convert("RGBA")
    return np.ascontiguousarray(np.asarray(small)[::-1])
