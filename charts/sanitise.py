"""Unicode rules that make a stranger's text one printable line, before any font sees it.

Measured on fuzzed charts: without these rules one hostile label cost 7.9 s of CPU; the worst with them stayed near
one second, fonts cold. The rules that need fonts (what can be drawn at all) are in `writing`.
"""

from __future__ import annotations

import re
import unicodedata

RAW_CHARS = 400
"""Nothing past this is looked at: a picture shows 200 characters at most, and the work must not grow with the input."""

PLACEHOLDER_FIRST, PLACEHOLDER_LAST = 0x1F700, 0x1F773
"""Alchemical symbols, taken as stand-ins for emoji: neutral in direction like emoji themselves, and nobody votes with
them.
"""

LATIN_MARKS, OTHER_MARKS = 2, 4
"""Combining marks kept on one letter. Vietnamese needs two, Hebrew with cantillation or Burmese up to four; zalgo
wants dozens.
"""

JOINERS = "\u200c\u200d"
NO_BREAK = "\u00a0\u202f"
"""Spaces that hold a number and its unit together: `41 %` must not lose its sign to the next line."""
EMOJI_SELECTORS = "\ufe0e\ufe0f"

# Left-to-right marks, embeddings, overrides and isolates: they could reverse what a label seems to say.
_BIDI_CONTROLS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# "Fancy" letters from the mathematical, full-width and circled blocks, folded to the letters they imitate.
_FANCY = re.compile("[\U0001d400-\U0001d7ff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u24b6-\u24e9\U0001f130-\U0001f149]+")
# Letters that are blank on purpose: Hangul fillers and the empty Braille cell.
_INVISIBLE = "\u115f\u1160\u3164\uffa0\u2800"
_SPACES = ("Zl", "Zp", "Zs")
_UNPRINTABLE = ("Cc", "Cf", "Cs", "Co", "Cn")
_RUN_OF_SPACES = re.compile(f"[ {NO_BREAK}]{{2,}}")


def is_tag(char: str) -> bool:
    """Tag characters spell the flags of England, Scotland and Wales."""
    return 0xE0020 <= ord(char) <= 0xE007F


def printable(raw: str) -> str:
    """One line without controls, direction overrides, lone surrogates, blank letters or towers of marks.

    Joiners, emoji selectors and tags stay: only the emoji table and the fonts can tell whether they belong.
    """
    text = raw[:RAW_CHARS]
    if text.isascii() and text.isprintable():
        return single_spaced(text)
    text = text.translate(_BIDI_CONTROLS)
    text = _FANCY.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = unicodedata.normalize("NFC", text)
    kept: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        if char in "\n\r\t\v\f" or category in _SPACES:
            kept.append(char if char in NO_BREAK else " ")
            marks = 0
        elif char in JOINERS or char in EMOJI_SELECTORS or is_tag(char):
            kept.append(char)
        elif _hidden(char, category):
            continue
        elif category in ("Mn", "Me"):
            marks += 1
            if marks <= (LATIN_MARKS if 0x300 <= ord(char) < 0x370 else OTHER_MARKS):
                kept.append(char)
        else:
            kept.append(char)
            marks = 0
    return single_spaced("".join(kept))


def single_spaced(text: str) -> str:
    return _RUN_OF_SPACES.sub(" ", text).strip()


def _hidden(char: str, category: str) -> bool:
    return category in _UNPRINTABLE or char in _INVISIBLE or PLACEHOLDER_FIRST <= ord(char) <= PLACEHOLDER_LAST


def reads_right_to_left(text: str, language: str = "") -> bool:
    """By the first letter with a direction, as Unicode's rules P2 and P3; by the language where there is none."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return language.partition("-")[0].lower() in {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
