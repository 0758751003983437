"""Colours, light and dark. Every pair that must be told apart is computed in `tests/charts/test_theme.py`.

Text reaches WCAG's 4.5 : 1 on its background; the categories stay apart under protanopia, deuteranopia and
tritanopia, and are ordered so that neighbours differ in hue and in lightness.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.picture import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    background: str
    text: str
    muted: str
    grid: str
    track: str
    bar: str
    accent: str
    accent_text: str
    categories: tuple[str, ...]
    other: str
    flow: str
    """What moves from one to another."""
    faint: str
    """What no longer counts, though it is there."""
    grades: tuple[str, ...]
    """From good through indifferent to bad: blue and orange, which no eye confuses."""
    amounts: tuple[str, ...]
    """From much to nothing."""

    def category(self, index: int) -> str:
        """The colour of the nth of several equals; past the last, one grey for all."""
        return self.categories[index] if 0 <= index < len(self.categories) else self.other

    def graded(self, levels: int) -> tuple[str, ...]:
        """So many colours from good to bad, the middle of an odd number indifferent."""
        return _spread(self.grades, levels)

    def amounted(self, levels: int) -> tuple[str, ...]:
        """So many colours from much to nothing."""
        return _spread(self.amounts, levels)

    def text_on(self, fill: str) -> str:
        """Black or white, whichever stands out more on `fill`: at least 4.5 : 1 on any colour."""
        return max(("#000000", "#FFFFFF"), key=lambda ink: contrast(ink, fill))


LIGHT = Palette(
    background="#FFFFFF",
    text="#14171F",
    muted="#5A6373",
    grid="#E3E7ED",
    track="#EDF0F4",
    bar="#8593AB",
    accent="#1F56D8",
    accent_text="#1B4EC7",
    categories=("#2A59DC", "#DA6918", "#08A579", "#431077", "#A0325B", "#5B5101"),
    other="#8391A8",
    flow="#DA6918",
    faint="#C6CDD8",
    grades=("#173FA6", "#3F78EA", "#9DBDF8", "#D3D8E0", "#F8C08F", "#E27A22", "#97400C"),
    amounts=("#12307F", "#1F56D8", "#5C8CF0", "#9DBDF8", "#CBDCFB", "#EDF0F4"),
)
DARK = Palette(
    background="#1E1F24",
    text="#F3F4F6",
    muted="#A9B0BC",
    grid="#33363E",
    track="#2C2E35",
    bar="#687286",
    accent="#5B9DFF",
    accent_text="#8AB8FF",
    categories=("#0585FB", "#F49D6A", "#89FADC", "#E4BEFF", "#D64381", "#88832D"),
    other="#7E8AA0",
    flow="#F49D6A",
    faint="#464B57",
    grades=("#9CC5FF", "#4A8DF5", "#2F5BA6", "#4B505C", "#8A5427", "#DB8234", "#FFC48C"),
    amounts=("#B9D6FF", "#7DB0FF", "#4A8DF5", "#3368BD", "#284678", "#2C2E35"),
)


def palette(theme: Theme) -> Palette:
    return DARK if theme is Theme.DARK else LIGHT


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, as WCAG 2.2 defines it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """`share` of `one` over `other`, as an opaque colour, so that text on it can be chosen by contrast."""
    parts = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(first * share + second * (1 - share)):02X}" for first, second in parts)


def _spread(scale: tuple[str, ...], levels: int) -> tuple[str, ...]:
    """Both ends, and what lies evenly between them."""
    if levels < 2:
        return scale[:levels]
    found = []
    for level in range(levels):
        place = level * (len(scale) - 1) / (levels - 1)
        below = min(int(place), len(scale) - 2)
        found.append(mixed(scale[below + 1], scale[below], place - below))
    return tuple(found)
