"""Which font draws which letter: Inter first, then one Noto font per script, all from `assets/fonts`.

matplotlib 3.11 falls back along a list of fonts by itself, but shaping slows with the length of the list, and its
variable fonts are not usable; so the cuts are static and a text names only the fonts it needs. Chinese, Japanese and
Korean come from two optional packages (`noto-cjk-sans-jp-*`); DejaVu Sans, shipped inside matplotlib, catches rare
letters.
"""

from __future__ import annotations

import importlib.util
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

import matplotlib
from matplotlib.font_manager import get_font

from charts.sanitise import JOINERS, PLACEHOLDER_FIRST, PLACEHOLDER_LAST

ASSETS = Path(__file__).resolve().parent / "assets"
FONTS = ASSETS / "fonts"

INTER = ""
"""The name of the base font in a chain of fallbacks."""
LATIN, CJK, EMOJI, DEJAVU, SYMBOLS = "Latin", "CJK", "Emoji", "DejaVu", "Symbols"


class Weight(StrEnum):
    REGULAR = "Inter-Regular.ttf"
    MEDIUM = "Inter-Medium.ttf"
    SEMIBOLD = "Inter-SemiBold.ttf"
    BOLD = "Inter-Bold.ttf"
    DISPLAY = "InterDisplay-Bold.ttf"

    @property
    def cut(self) -> str:
        """Noto comes in two cuts; the heavier Inter weights take the bold one."""
        return "Regular" if self in (Weight.REGULAR, Weight.MEDIUM) else "Bold"


CURSIVE = frozenset(
    {"Arabic", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu", "Kannada", "Malayalam"}
    | {"Sinhala", "Khmer", "Myanmar"}
)
"""Scripts whose letters join, where U+200C and U+200D change the word."""

SCRIPTS = tuple(sorted(CURSIVE | {"Hebrew", "Thai", "Lao", "Armenian", "Georgian", "Ethiopic"}))

# First and last code point of each block, and the font that draws it.
_BLOCKS = (
    (0x0530, 0x058F, "Armenian"), (0x0590, 0x05FF, "Hebrew"), (0x0600, 0x06FF, "Arabic"), (0x0750, 0x077F, "Arabic"),
    (0x08A0, 0x08FF, "Arabic"), (0x0900, 0x097F, "Devanagari"), (0x0980, 0x09FF, "Bengali"),
    (0x0A00, 0x0A7F, "Gurmukhi"), (0x0A80, 0x0AFF, "Gujarati"), (0x0B00, 0x0B7F, "Oriya"), (0x0B80, 0x0BFF, "Tamil"),
    (0x0C00, 0x0C7F, "Telugu"), (0x0C80, 0x0CFF, "Kannada"), (0x0D00, 0x0D7F, "Malayalam"),
    (0x0D80, 0x0DFF, "Sinhala"), (0x0E00, 0x0E7F, "Thai"), (0x0E80, 0x0EFF, "Lao"), (0x1000, 0x109F, "Myanmar"),
    (0x10A0, 0x10FF, "Georgian"), (0x1100, 0x11FF, CJK), (0x1200, 0x139F, "Ethiopic"), (0x1780, 0x17FF, "Khmer"),
    (0x19E0, 0x19FF, "Khmer"), (0x1C90, 0x1CBF, "Georgian"), (0x2E80, 0x9FFF, CJK), (0xA8E0, 0xA8FF, "Devanagari"),
    (0xA960, 0xA97F, CJK), (0xAC00, 0xD7FF, CJK), (0xF900, 0xFAFF, CJK), (0xFB1D, 0xFB4F, "Hebrew"),
    (0xFB50, 0xFDFF, "Arabic"), (0xFE30, 0xFE4F, CJK), (0xFE70, 0xFEFE, "Arabic"), (0xFF00, 0xFFEF, CJK),
    (PLACEHOLDER_FIRST, PLACEHOLDER_LAST, EMOJI), (0x20000, 0x3FFFF, CJK),
)  # fmt: skip


@lru_cache(maxsize=16_384)
def font_for(char: str) -> str | None:
    """The name of the font that has `char`, `INTER` being the base font; None where no font has it."""
    code = ord(char)
    if char in JOINERS or char in " \u200e\u200f" or code in _letters(font_file(INTER, "Regular")):
        return INTER
    script = _script(code)
    for name in (script, LATIN, DEJAVU, SYMBOLS):
        file = font_file(name, "Regular") if name else None
        if name and code in _letters(file):
            return name
    return None


def font_file(name: str, cut: str) -> Path | None:
    """Where the font of that name lies, in cut "Regular" or "Bold"; None for an optional font that is not installed."""
    if name == INTER:
        return FONTS / f"Inter-{cut}.ttf"
    if name == EMOJI:
        return FONTS / "ChartEmojiPlaceholder.ttf"
    if name == DEJAVU:
        return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    if name == CJK:
        return _cjk(cut)
    return FONTS / f"NotoSans{'' if name == LATIN else name}-{cut}.ttf"


@lru_cache(maxsize=512)
def chain(weight: Weight, names: tuple[str, ...]) -> tuple[str, ...]:
    """The files to shape with: Inter in that weight, then the fonts named."""
    files = [FONTS / weight.value, *(font_file(name, weight.cut) or font_file(name, "Regular") for name in names)]
    return tuple(str(file) for file in files if file is not None)


@cache
def _cjk(cut: str) -> Path | None:
    """One file holds Chinese, Japanese and Korean; the language tag picks the regional forms (OpenType locl)."""
    found = importlib.util.find_spec(f"noto_cjk_sans_jp_{cut.lower()}")
    places = found.submodule_search_locations if found else None
    return Path(next(iter(places))) / f"NotoSansCJKjp-{cut}.otf" if places else None


@cache
def _letters(file: Path | None) -> frozenset[int]:
    return frozenset(get_font(str(file)).get_charmap()) if file is not None and file.exists() else frozenset()


def _script(code: int) -> str | None:
    for first, last, name in _BLOCKS:
        if first <= code <= last:
            return name
    return None
