"""What every picture shares: the question above, the small print below, and the direction in which all of it reads."""

from __future__ import annotations

import re

from bot.domain.picture import Frame
from charts.fonts import Weight
from charts.lines import Lines, balanced, ellipsize, phrased
from charts.shaping import Style, width
from charts.sheet import INNER, MARGIN, WIDTH, Anchor, Sheet
from charts.theme import palette
from charts.writing import LABEL_CHARS, TITLE_CHARS, Writing, write

TITLE_SIZES = (50, 44, 38)
"""Tried in turn until the question fits: two lines in the larger, three in the smallest."""
SUBTITLE_SIZE, FOOTER_SIZE = 28, 26
SUBTITLE_PITCH, FOOTER_PITCH = 38, 36
TOP, BELOW_TITLE, BELOW_HEADING = 46, 14, 38
ABOVE_RULE, BELOW_RULE, BOTTOM = 34, 24, 38
BRAND_WIDTH, BRAND_GAP = 320, 40
LEAST_HEIGHT = 600
"""2 : 1, what a preview crops least; a card with little to say spreads out to it."""

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")


class Card:
    """The frame laid out; `open` gives the sheet with heading and footer on it, the body to be drawn from `body_top`
    down.
    """

    def __init__(self, frame: Frame) -> None:
        self.language = frame.language if _LANGUAGE_TAG.fullmatch(frame.language) else None
        self.palette = palette(frame.theme)
        title = write(frame.title, TITLE_CHARS, self.language or "")
        self.rtl = title.rtl
        self._title, self._title_style = _fitted_title(title, self.language)
        self._subtitle_style = self.style(SUBTITLE_SIZE)
        self._footer_style = self.style(FOOTER_SIZE)
        self._brand_style = self.style(FOOTER_SIZE, Weight.MEDIUM)
        self._subtitle = self._small_print(frame.subtitle, self._subtitle_style, INNER)
        self._brand = ellipsize(write(frame.brand), self._brand_style, BRAND_WIDTH)
        brand = width(self._brand, self._brand_style)
        beside_brand = INNER - (brand + BRAND_GAP if brand else 0)
        self._footer = self._small_print(frame.footer, self._footer_style, beside_brand)
        self.body_top = self._heading_height()

    def style(self, size: float, weight: Weight = Weight.REGULAR, *, tabular: bool = False) -> Style:
        return Style(size, weight, self.language, tabular)

    def write(self, raw: str, limit: int = LABEL_CHARS) -> Writing:
        return write(raw, limit, self.language or "")

    def spare(self, body_height: float) -> float:
        """The height a body may add to itself before the card grows beyond its least."""
        return max(0.0, LEAST_HEIGHT - self.body_top - body_height - self._footer_height())

    def open(self, body_height: float) -> Sheet:
        height = round(self.body_top + body_height + self._footer_height())
        sheet = Sheet(max(height, LEAST_HEIGHT), self.palette, mirrored=self.rtl)
        self._draw_heading(sheet)
        self._draw_footer(sheet)
        return sheet

    def _small_print(self, raw: str, style: Style, most: float) -> tuple[Writing, ...]:
        writing = self.write(raw, TITLE_CHARS)
        return phrased(writing, style, most).lines if writing.glyphs else ()

    @property
    def _title_pitch(self) -> int:
        return round(self._title_style.size * 1.18)

    def _heading_height(self) -> int:
        height = TOP + self._title_pitch * len(self._title)
        if self._subtitle:
            height += BELOW_TITLE + SUBTITLE_PITCH * (len(self._subtitle) - 1) + SUBTITLE_SIZE
        return height + BELOW_HEADING

    def _footer_height(self) -> int:
        lines = max(len(self._footer), 1 if self._brand.glyphs else 0)
        if not lines:
            return BOTTOM
        return ABOVE_RULE + BELOW_RULE + FOOTER_SIZE + FOOTER_PITCH * (lines - 1) + BOTTOM

    def _draw_heading(self, sheet: Sheet) -> None:
        y = TOP + round(self._title_style.size * 0.8)
        for line in self._title:
            sheet.words(MARGIN, y, line, self._title_style, self.palette.text)
            y += self._title_pitch
        y += BELOW_TITLE + SUBTITLE_SIZE - round(self._title_style.size * 0.93)
        for line in self._subtitle:
            sheet.words(MARGIN, y, line, self._subtitle_style, self.palette.muted)
            y += SUBTITLE_PITCH

    def _draw_footer(self, sheet: Sheet) -> None:
        if not self._footer and not self._brand.glyphs:
            return
        last = sheet.height - BOTTOM
        first = last - FOOTER_PITCH * (max(len(self._footer), 1) - 1)
        sheet.rule(MARGIN, first - FOOTER_SIZE - BELOW_RULE, INNER, self.palette.grid)
        for index, line in enumerate(self._footer):
            sheet.words(MARGIN, first + FOOTER_PITCH * index, line, self._footer_style, self.palette.muted)
        sheet.words(WIDTH - MARGIN, last, self._brand, self._brand_style, self.palette.muted, anchor=Anchor.END)


def _fitted_title(title: Writing, language: str | None) -> tuple[tuple[Writing, ...], Style]:
    found, style = Lines(()), Style(TITLE_SIZES[0], Weight.DISPLAY, language)
    if not title.glyphs:
        return (), style
    for size in TITLE_SIZES:
        style = Style(size, Weight.DISPLAY, language)
        found = balanced(title, style, INNER, 3 if size == TITLE_SIZES[-1] else 2)
        if not found.cut:
            break
    return found.lines, style
