"""One bar of a whole in coloured parts, each with its share in it where there is room."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.picture import Part
from charts.card import Card
from charts.choice_bars import NUMBER_CHARS
from charts.fonts import Weight
from charts.numbers import checked_fraction
from charts.shaping import width
from charts.sheet import INNER, MARGIN, Anchor, Sheet

SHARE_SIZE = 26
RADIUS, SEAM = 9, 3
"""Between two parts the background shows through, so that they part even where their colours hardly do."""

HALF = MARGIN + INNER / 2
MIDDLE, HALO, OVERHANG = 4, 3, 8


def check_parts(parts: Sequence[Part]) -> None:
    """ValueError where a part is no fraction, or all together exceed the whole."""
    for part in parts:
        checked_fraction(part.fraction, "the length of a part")
    checked_fraction(sum(part.fraction for part in parts), "the parts of a bar together")


def draw_parts(
    sheet: Sheet, card: Card, parts: Sequence[tuple[Part, str]], y: float, height: float, *, middle: bool = False
) -> None:
    """Over the full width; an empty track where nothing is of any length. `middle`: with a mark at half."""
    style = card.style(SHARE_SIZE, Weight.SEMIBOLD, tabular=True)
    seen = [(part, colour) for part, colour in parts if part.fraction > 0]
    if not seen:
        sheet.bar(MARGIN, y, INNER, height, sheet.palette.track, start=RADIUS, end=RADIUS)
    x = float(MARGIN)
    for index, (part, colour) in enumerate(seen):
        first, last = index == 0, index == len(seen) - 1
        long = INNER * part.fraction
        shown = max(long - (0 if last else SEAM), 2)
        sheet.bar(x, y, shown, height, colour, start=RADIUS if first else 0, end=RADIUS if last else 0)
        share = card.write(part.share, NUMBER_CHARS)
        start, end = _free(x, x + shown) if middle else (x, x + shown)
        if width(share, style) + 16 <= end - start:
            baseline = round(y + height / 2 + SHARE_SIZE * 0.36)
            ink = sheet.palette.text_on(colour)
            sheet.words((start + end) / 2, baseline, share, style, ink, anchor=Anchor.MIDDLE)
        x += long
    if middle:
        _draw_middle(sheet, y, height)


def _free(start: float, end: float) -> tuple[float, float]:
    """Where in a part a number keeps clear of the mark: the longer side of it."""
    before, after = HALF - MIDDLE / 2 - HALO, HALF + MIDDLE / 2 + HALO
    if end <= before or start >= after:
        return start, end
    return (start, before) if before - start >= end - after else (after, end)


def _draw_middle(sheet: Sheet, y: float, height: float) -> None:
    """A line over the bar, in a halo of background so that it shows on every colour."""
    wide = MIDDLE + 2 * HALO
    sheet.bar(HALF - wide / 2, y, wide, height, sheet.palette.background, start=0, end=0)
    tall = height + 2 * OVERHANG
    sheet.bar(HALF - MIDDLE / 2, y - OVERHANG, MIDDLE, tall, sheet.palette.text, start=2, end=2)
