"""Small things that several pictures share: the check mark of what is decided, a plate behind words."""

from __future__ import annotations

from charts.shaping import Style, width
from charts.sheet import Sheet
from charts.writing import Writing

CHECK_RADIUS, CHECK_SPACE = 15, 46
CHECK_GAP = 16
PLATE, PLATE_SIDE = 0.84, 5


def check(sheet: Sheet, x: float, middle: float) -> None:
    """A check mark in a disc that begins at x."""
    radius, tick = CHECK_RADIUS, CHECK_RADIUS * 0.46
    centre = x + radius
    sheet.dot(centre, middle, radius, sheet.palette.accent)
    # a check mark is not mirrored on right-to-left cards: readers of Arabic and Hebrew draw it the same way
    way = -1 if sheet.mirrored else 1
    stroke = [(-1.0, 0.05), (-0.2, 0.75), (1.0, -0.7)]
    points = [(centre + way * dx * tick, middle + dy * tick) for dx, dy in stroke]
    sheet.line(points, sheet.palette.background, 3.4)


def plate(sheet: Sheet, x: float, baseline: float, words: Writing, style: Style) -> None:
    """Behind words that begin at x, where shapes may cross them: those fade, so that every letter can be read."""
    wide = width(words, style)
    if wide > 0:
        left, right = x - PLATE_SIDE, x + wide + PLATE_SIDE
        top, foot = baseline - style.size * 0.86, baseline + style.size * 0.24
        sheet.area([(left, top), (right, top), (right, foot), (left, foot)], sheet.palette.background, PLATE)
