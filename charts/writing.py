"""From what somebody typed to what the fonts can draw: every letter covered, every emoji a stand-in letter."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from charts.emoji import split
from charts.fonts import CURSIVE, INTER, LATIN, font_for
from charts.sanitise import (
    EMOJI_SELECTORS,
    JOINERS,
    PLACEHOLDER_FIRST,
    PLACEHOLDER_LAST,
    is_tag,
    printable,
    reads_right_to_left,
    single_spaced,
)

LABEL_CHARS = 140
TITLE_CHARS = 200
MAX_FALLBACKS = 3
"""Fonts beside Inter in one text: each makes shaping slower, and honest labels mix two scripts at most."""
BOX = "\u25a1"
ELLIPSIS = "…"
KEYCAP = "\u20e3"
FIRST_EMOJI = "\u203c"


@dataclass(frozen=True, slots=True)
class Writing:
    """`glyphs` is ready for shaping; `emoji` pairs each stand-in letter with its picture's name; `mark` fixes the
    line's direction.
    """

    glyphs: str
    emoji: tuple[tuple[str, str], ...] = ()
    rtl: bool = False

    def with_glyphs(self, glyphs: str) -> Writing:
        """A part of this text; it keeps the direction of the whole, though its own first letter may disagree."""
        return replace(self, glyphs=glyphs)

    @property
    def directed(self) -> str:
        if self.glyphs.isascii():
            return self.glyphs
        return ("\u200f" if self.rtl else "\u200e") + self.glyphs

    @property
    def shown_emoji(self) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in self.emoji if pair[0] in self.glyphs)


@lru_cache(maxsize=4096)
def write(raw: str, limit: int = LABEL_CHARS, language: str = "") -> Writing:
    """Any text at all, made drawable. Longer than `limit` letters, it ends in an ellipsis."""
    text = printable(raw)
    rtl = reads_right_to_left(text, language)
    if text.isascii():
        return Writing(_clipped(text, limit), (), rtl)
    glyphs: list[str] = []
    stand_ins: dict[str, str] = {}
    fonts: list[str] = []
    # below U+203C nothing is an emoji, so accents and dashes need not open the archive
    pieces = split(text) if max(text) >= FIRST_EMOJI else [(text, None)]
    for piece, name in pieces:
        if name is None:
            glyphs.extend(_drawable(piece, fonts))
        elif name in stand_ins:
            glyphs.append(stand_ins[name])
        elif PLACEHOLDER_FIRST + len(stand_ins) <= PLACEHOLDER_LAST:
            stand_ins[name] = chr(PLACEHOLDER_FIRST + len(stand_ins))
            glyphs.append(stand_ins[name])
    clipped = _clipped(single_spaced("".join(glyphs)), limit)
    return Writing(clipped, tuple((letter, name) for name, letter in stand_ins.items()), rtl)


def _drawable(text: str, fonts: list[str]) -> list[str]:
    """The letters some font has; one box stands for each run of others. `fonts` collects the fallbacks used so far."""
    kept: list[str] = []
    before: str | None = None  # the font of the letter before
    for char in text:
        if char in JOINERS:
            if before in CURSIVE:
                kept.append(char)
            continue
        if char in EMOJI_SELECTORS or char == KEYCAP or is_tag(char):
            continue
        font = font_for(char)
        if unicodedata.category(char)[0] == "M":
            # a mark from another font than its letter lands beside it, or draws a dotted circle
            together = font == before or (font in (INTER, LATIN) and before in (INTER, LATIN))
            if font is not None and before is not None and together and _admit(font, fonts):
                kept.append(char)
            continue
        if font is not None and _admit(font, fonts):
            kept.append(char)
            before = font
        else:
            if not kept or kept[-1] != BOX:
                kept.append(BOX)
            before = None
    return kept


def _admit(font: str, fonts: list[str]) -> bool:
    if font == INTER or font in fonts:
        return True
    if len(fonts) >= MAX_FALLBACKS:
        return False
    fonts.append(font)
    return True


def _clipped(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def clusters(text: str) -> list[str]:
    """What a reader takes for one letter each: marks, joiners and what follows a virama stay with their base."""
    found: list[str] = []
    for char in text:
        joined = bool(found) and (
            unicodedata.category(char)[0] == "M"
            or char in JOINERS
            or found[-1][-1] == "\u200d"
            or unicodedata.combining(found[-1][-1]) == 9  # virama
        )
        if joined:
            found[-1] += char
        else:
            found.append(char)
    return found
