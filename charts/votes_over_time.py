"""Cumulative ballots as a step line: between two ballots nothing happened, so nothing is interpolated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.picture import Tick, VotesOverTime
from charts.card import Card
from charts.fonts import Weight
from charts.lines import ellipsize
from charts.numbers import grid_steps, grouped
from charts.shaping import width
from charts.sheet import INNER, MARGIN, WIDTH, Anchor, Point, Sheet

PLOT_HEIGHT = 370
TOTAL_SIZE, AXIS_SIZE = 36, 27
TOTAL_SPACE, TICK_SPACE = 58, 56
TOTAL_WIDTH = 480
TICK_CHARS = 32
TICK_GAP = 22
END_RADIUS, RING = 12, 5


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where moments and totals fall on the sheet."""

    left: float
    right: float
    top: float
    bottom: float
    first: float
    last: float
    highest: int

    def x(self, at: datetime) -> float:
        span = self.last - self.first
        share = (at.timestamp() - self.first) / span if span > 0 else 1.0
        return self.left + (self.right - self.left) * share

    def y(self, total: int) -> float:
        return self.bottom - (self.bottom - self.top) * total / max(self.highest, 1)


def draw(picture: VotesOverTime) -> Sheet:
    """ValueError where a total is below zero. Points may come in any order."""
    if any(point.total < 0 for point in picture.points):
        raise ValueError("fewer than no ballots at some moment")
    card = Card(picture.frame)
    body = TOTAL_SPACE + PLOT_HEIGHT + TICK_SPACE
    sheet = card.open(body)
    axis = card.style(AXIS_SIZE, tabular=True)
    highest = max((point.total for point in picture.points), default=0)
    levels = [(step, card.write(grouped(step))) for step in grid_steps(highest)]
    moments = [point.at.timestamp() for point in picture.points]
    plot = _Plot(
        left=MARGIN + max(width(label, axis) for _, label in levels) + 20,
        right=WIDTH - MARGIN - END_RADIUS - RING,
        top=card.body_top + TOTAL_SPACE,
        bottom=card.body_top + TOTAL_SPACE + PLOT_HEIGHT,
        first=min(moments, default=0.0),
        last=max(moments, default=0.0),
        highest=highest,
    )
    for step, label in levels:
        y = plot.y(step)
        sheet.rule(plot.left, y - 1, WIDTH - MARGIN - plot.left, sheet.palette.grid)
        sheet.words(plot.left - 20, round(y + AXIS_SIZE * 0.36), label, axis, sheet.palette.muted, anchor=Anchor.END)
    _draw_ticks(sheet, card, plot, picture.ticks)
    steps = _steps(picture, plot)
    if steps:
        _draw_line(sheet, plot, steps)
        _draw_total(sheet, card, plot, picture.total)
    return sheet


def _steps(picture: VotesOverTime, plot: _Plot) -> list[Point]:
    """Corners of the step line, at most one step per pixel: more could not be seen, and a million ballots must not be
    slow.
    """
    by_pixel: dict[int, int] = {}
    for point in sorted(picture.points, key=lambda each: each.at.timestamp()):
        by_pixel[round(plot.x(point.at))] = point.total
    corners: list[Point] = []
    for x, total in by_pixel.items():
        y = plot.y(total)
        if corners and corners[-1][1] != y:
            corners.append((x, corners[-1][1]))
        corners.append((x, y))
    if len(corners) == 1:  # a single moment: a level line rather than a lonely dot
        corners.insert(0, (plot.left, corners[0][1]))
    return corners


def _draw_line(sheet: Sheet, plot: _Plot, steps: list[Point]) -> None:
    colours = sheet.palette
    foot = [(steps[-1][0], plot.bottom), (steps[0][0], plot.bottom)]
    sheet.area([*steps, *foot], colours.accent, 0.14)
    sheet.line(steps, colours.accent, 6)
    x, y = steps[-1]
    sheet.dot(x, y, END_RADIUS + RING, colours.background)
    sheet.dot(x, y, END_RADIUS, colours.accent)


def _draw_total(sheet: Sheet, card: Card, plot: _Plot, total: str) -> None:
    """The last total in words, above the highest the line ever was: withdrawn ballots may have let it fall since."""
    style = card.style(TOTAL_SIZE, Weight.BOLD, tabular=True)
    words = ellipsize(card.write(total), style, TOTAL_WIDTH)
    sheet.words(WIDTH - MARGIN, round(plot.top - 28), words, style, sheet.palette.text, anchor=Anchor.END)


def _draw_ticks(sheet: Sheet, card: Card, plot: _Plot, ticks: tuple[Tick, ...]) -> None:
    """Labels under the axis, kept inside it; one that would touch its neighbour is left out."""
    style = card.style(AXIS_SIZE, tabular=True)
    free = 0.0
    for tick in sorted(ticks, key=lambda each: each.at.timestamp()):
        label = ellipsize(card.write(tick.label, TICK_CHARS), style, INNER / 3)
        x = plot.x(tick.at)
        if not plot.left - 1 <= x <= plot.right + 1:
            continue
        wide = width(label, style)
        left = min(max(x - wide / 2, MARGIN), WIDTH - MARGIN - wide)
        if left < free:
            continue
        free = left + wide + TICK_GAP
        sheet.rule(x - 1, plot.bottom + 1, 2, sheet.palette.grid, thickness=10)
        sheet.words(left, round(plot.bottom + TICK_SPACE - 10), label, style, sheet.palette.muted)
