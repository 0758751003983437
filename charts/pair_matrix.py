"""Every option against every other: what a row got against each column, its wins lit the more the clearer they are."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.picture import Duel, PairCell, PairMatrix, PairRow
from charts.card import Card
from charts.choice_bars import NO_LABEL, NUMBER_CHARS
from charts.fonts import Weight
from charts.legend import Entry, Legend, Sign
from charts.lines import ellipsize, wrap
from charts.marks import CHECK_GAP, CHECK_SPACE, check
from charts.numbers import checked_fraction
from charts.shaping import Style, width
from charts.sheet import INNER, MARGIN, Anchor, Sheet
from charts.theme import Palette, mixed
from charts.writing import Writing

PLACE_SIZE, HEADING_SIZE, NOTE_SIZE = 28, 27, 27
PLACE_GAP, LABEL_GAP = 16, 22
LEAST_LABELS, MOST_LABELS = 250, 480
LEAST_CELL, MOST_CELL = 64, 230
CELL_AIR, SEAM, RADIUS = 22, 5, 8
HEADING_SPACE, BELOW_MATRIX, NOTE_SPACE = 52, 34, 44
MARK_LEFT, MARK_WIDTH = 18, 8
FAINTEST_WIN = 0.36
"""How much of the accent the narrowest win has: still clearly a win."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    label: int
    votes: int
    height: int
    lines: int


def density(options: int) -> Density:
    if options <= 5:
        return Density(label=30, votes=32, height=112, lines=3)
    if options <= 7:
        return Density(label=29, votes=28, height=90, lines=2)
    return Density(label=27, votes=25, height=76, lines=2)


@dataclass(frozen=True, slots=True)
class _Row:
    place: Writing
    label: tuple[Writing, ...]
    label_style: Style
    row: PairRow


class _Grid:
    """Cells as wide as their numbers need, labels in what is left."""

    def __init__(self, card: Card, picture: PairMatrix) -> None:
        self.card = card
        count = len(picture.rows)
        self.sizes = density(count)
        self.votes_style = card.style(self.sizes.votes, Weight.SEMIBOLD, tabular=True)
        self.place_style = card.style(PLACE_SIZE, Weight.MEDIUM, tabular=True)
        self.heading_style = card.style(HEADING_SIZE, Weight.MEDIUM, tabular=True)
        places = [card.write(row.place, NUMBER_CHARS) for row in picture.rows]
        self.place_column = max((width(place, self.place_style) for place in places), default=0) + PLACE_GAP
        sole = sum(row.leads for row in picture.rows) == 1
        self.checked = [row.leads and sole for row in picture.rows]
        names = [self._name(row) for row in picture.rows]
        styles = [
            card.style(self.sizes.label, Weight.SEMIBOLD if row.leads else Weight.REGULAR) for row in picture.rows
        ]
        wanted = max(
            (
                width(name, style) + (CHECK_SPACE if checked else 0)
                for name, style, checked in zip(names, styles, self.checked, strict=True)
            ),
            default=0,
        )
        labels = min(max(self.place_column + wanted + LABEL_GAP, LEAST_LABELS), MOST_LABELS)
        numbers = [card.write(cell.votes, NUMBER_CHARS) for row in picture.rows for cell in row.cells if cell]
        needed = max((width(number, self.votes_style) for number in numbers), default=0) + CELL_AIR
        # the numbers come first: labels may take more lines, or end in an ellipsis
        needed = min(max(needed, LEAST_CELL), (INNER - LEAST_LABELS) / max(count, 1))
        self.cell = min(max((INNER - labels) / max(count, 1), needed), MOST_CELL)
        self.labels = INNER - self.cell * count
        self.rows = [
            _Row(place, self._label(name, style, checked=checked), style, row)
            for place, name, style, checked, row in zip(places, names, styles, self.checked, picture.rows, strict=True)
        ]
        self.headings = self._headings(names, places)

    def _name(self, row: PairRow) -> Writing:
        name = self.card.write(row.label)
        return name if name.glyphs else self.card.write(NO_LABEL)

    def _label(self, name: Writing, style: Style, *, checked: bool) -> tuple[Writing, ...]:
        most = self.labels - self.place_column - LABEL_GAP - (CHECK_SPACE if checked else 0)
        return wrap(name, style, most, self.sizes.lines).lines

    def _headings(self, names: list[Writing], places: list[Writing]) -> list[Writing]:
        """Names where all of them fit; else every column has the place that stands before its row's label."""
        fit = all(width(name, self.heading_style) <= self.cell - 12 for name in names)
        return names if fit else [ellipsize(place, self.heading_style, self.cell - 12) for place in places]

    def x(self, column: int) -> float:
        return MARGIN + self.labels + self.cell * column


def draw(picture: PairMatrix) -> Sheet:
    """ValueError where a row has another number of cells than there are rows, or a margin is no fraction."""
    for row in picture.rows:
        if len(row.cells) != len(picture.rows):
            raise ValueError(f"{len(row.cells)} cells against {len(picture.rows)} options")
    card = Card(picture.frame)
    grid = _Grid(card, picture)
    legend = Legend(card, _entries(picture, card.palette))
    note_style = card.style(NOTE_SIZE)
    note = ellipsize(card.write(picture.left_out), note_style, INNER)
    tall = grid.sizes.height * len(grid.rows)
    below = BELOW_MATRIX + (NOTE_SPACE if note.glyphs else 0) + legend.signs
    body = HEADING_SPACE + tall + below
    air = card.spare(body) / 2
    sheet = card.open(body + 2 * air)
    top = card.body_top + HEADING_SPACE + air
    for column, heading in enumerate(grid.headings):
        middle = grid.x(column) + grid.cell / 2
        sheet.words(middle, round(top - 20), heading, grid.heading_style, card.palette.muted, anchor=Anchor.MIDDLE)
    for index, each in enumerate(grid.rows):
        _draw_row(sheet, grid, each, top + grid.sizes.height * index, checked=grid.checked[index])
    y = top + tall + BELOW_MATRIX
    if note.glyphs:
        sheet.words(MARGIN, round(y + NOTE_SIZE * 0.73), note, note_style, card.palette.muted)
        y += NOTE_SPACE
    legend.draw(sheet, y)
    return sheet


def _entries(picture: PairMatrix, colours: Palette) -> list[Entry]:
    key = picture.key
    entries = (
        Entry(key.won, colours.accent),
        Entry(key.tied, colours.faint),
        Entry(key.set_aside, colours.accent, Sign.OUTLINED),
        Entry(key.marked, colours.accent, Sign.STROKE),
    )
    return [entry for entry in entries if entry.words]


def _draw_row(sheet: Sheet, grid: _Grid, each: _Row, top: float, *, checked: bool) -> None:
    colours, sizes = sheet.palette, grid.sizes
    if each.row.marked:
        sheet.bar(MARGIN - MARK_LEFT, top, MARK_WIDTH, sizes.height, colours.accent, start=0, end=0)
    pitch = round(sizes.label * 1.16)
    middle = top + (sizes.height - SEAM) / 2
    baseline = round(middle + sizes.label * 0.36 - pitch * (len(each.label) - 1) / 2)
    sheet.words(MARGIN, baseline, each.place, grid.place_style, colours.muted)
    x = MARGIN + grid.place_column
    reach = 0.0
    for index, line in enumerate(each.label):
        reach = sheet.words(x, baseline + pitch * index, line, each.label_style, colours.text)
    if checked:
        last = baseline + pitch * (len(each.label) - 1)
        check(sheet, x + reach + CHECK_GAP, last - sizes.label * 0.37)
    for column, cell in enumerate(each.row.cells):
        left = grid.x(column) + SEAM
        if cell is None:
            sheet.dot(left + (grid.cell - SEAM) / 2, middle, 4, colours.grid)
        else:
            _draw_cell(sheet, grid, cell, left, top)


def _draw_cell(sheet: Sheet, grid: _Grid, cell: PairCell, x: float, y: float) -> None:
    colours = sheet.palette
    wide, tall = grid.cell - SEAM, grid.sizes.height - SEAM
    margin = checked_fraction(cell.margin, "the margin of a pair")
    fill, ink = colours.track, colours.muted
    match cell.duel:
        case Duel.WON:
            fill = mixed(colours.accent, colours.background, FAINTEST_WIN + (1 - FAINTEST_WIN) * margin)
            ink = colours.text_on(fill)
        case Duel.TIED:
            fill = colours.faint
            ink = colours.text_on(fill)
        case Duel.SET_ASIDE:
            sheet.bar(x, y, wide, tall, colours.accent, start=RADIUS, end=RADIUS)
            x, y, wide, tall = x + 4, y + 4, wide - 8, tall - 8
            fill, ink = colours.background, colours.text
        case Duel.LOST:
            pass
    sheet.bar(x, y, wide, tall, fill, start=RADIUS, end=RADIUS)
    votes = ellipsize(grid.card.write(cell.votes, NUMBER_CHARS), grid.votes_style, grid.cell - SEAM - 4)
    baseline = round(y + tall / 2 + grid.sizes.votes * 0.36)
    sheet.words(x + wide / 2, baseline, votes, grid.votes_style, ink, anchor=Anchor.MIDDLE)
