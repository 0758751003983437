"""Shaped text as coverage masks, kept: the same label in the next chart costs nothing.

libraqm inside matplotlib 3.11 orders and joins right-to-left and Indic scripts; reshaping them beforehand would break
them.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.font_manager import get_font
from matplotlib.ft2font import FT2Font, LoadFlags

from charts.fonts import INTER, Weight, chain, font_for
from charts.matplotlib_private import letter_positions
from charts.writing import Writing

FLAGS = LoadFlags.NO_HINTING
DOTS_PER_INCH = 72
"""At 72 dpi one point is one pixel, so sizes here are pixels everywhere."""

ABOVE, BELOW = 1.22, 0.48
"""Ink allowed above and below the baseline, in ems: stacked marks must not reach the neighbours' rows."""
EMOJI_ADVANCE, EMOJI_SIZE = 1.22, 1.12
"""Ems: the width of the stand-in glyph, and of the picture that is centred in it."""


@dataclass(frozen=True, slots=True)
class Style:
    """`tabular` figures are equally wide, for columns of numbers."""

    size: float
    weight: Weight = Weight.REGULAR
    language: str | None = None
    tabular: bool = False

    @property
    def features(self) -> tuple[str] | None:
        return ("tnum",) if self.tabular else None


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One shaped line. The mask's top left pixel lies `left` px right of the pen and `rise` px above the baseline.

    `emoji` holds (x of the stand-in, name of the picture).
    """

    width: float
    mask: npt.NDArray[np.uint8]
    left: int
    rise: int
    size: float
    emoji: tuple[tuple[float, str], ...]


class MaskCache:
    """The most recently used runs, up to a number of bytes. Safe to share between threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._runs: OrderedDict[tuple[object, ...], Run] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[object, ...]) -> Run | None:
        with self._lock:
            run = self._runs.get(key)
            if run is not None:
                self._runs.move_to_end(key)
            return run

    def put(self, key: tuple[object, ...], run: Run) -> None:
        with self._lock:
            if key in self._runs:  # another thread was faster
                return
            self._runs[key] = run
            self._bytes += _cost(run)
            while self._bytes > self._most_bytes:
                _, old = self._runs.popitem(last=False)
                self._bytes -= _cost(old)


def _cost(run: Run) -> int:
    return run.mask.nbytes + 512  # and about half a kilobyte of Python around it


_runs = MaskCache(most_bytes=12 << 20)


def shape(writing: Writing, style: Style) -> Run:
    """The run for one line of text; cached by text, style and the emoji it shows."""
    key = (writing.directed, style, writing.shown_emoji)
    run = _runs.get(key)
    if run is None:
        run = _shape(writing, style)
        _runs.put(key, run)
    return run


def width(writing: Writing, style: Style) -> float:
    return shape(writing, style).width if writing.glyphs else 0.0


def _shape(writing: Writing, style: Style) -> Run:
    text = writing.directed
    font = _font(text, style)
    font.set_text(text, 0.0, flags=FLAGS, features=style.features, language=style.language)
    advance, height = font.get_width_height()
    font.draw_glyphs_to_bitmap(antialiased=True)
    mask = np.array(font.get_image())
    left = math.floor(font.get_bitmap_offset()[0] / 64)
    rise = math.floor((height - font.get_descent()) / 64) + 1
    over = max(0, rise - math.ceil(style.size * ABOVE))
    mask = np.ascontiguousarray(mask[over : rise + math.ceil(style.size * BELOW)])
    return Run(advance / 64, mask, left, rise - over, style.size, _emoji(writing, style, font))


def _emoji(writing: Writing, style: Style, font: FT2Font) -> tuple[tuple[float, str], ...]:
    names = dict(writing.shown_emoji)
    if not names:
        return ()
    placed = letter_positions(font, writing.directed, FLAGS, style.features, style.language)
    return tuple((x, names[letter]) for letter, x in placed if letter in names)


def _font(text: str, style: Style) -> FT2Font:
    """matplotlib keeps one font object per thread, so setting its size here disturbs nobody."""
    names = () if text.isascii() else tuple(sorted({font_for(char) or INTER for char in text} - {INTER}))
    font = get_font(chain(style.weight, names))
    font.clear()
    font.set_size(style.size, DOTS_PER_INCH)
    return font
