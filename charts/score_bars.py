"""How each option was scored: one bar of the whole an option, the best level first, so that the beginnings compare.

Where the middle of all voters means something, a line marks half of every bar; STAR's runoff stands below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.picture import Part, Scale, ScoreBars, ScoreRow
from charts.card import Card
from charts.choice_bars import LABEL_GAP, NO_LABEL, NUMBER_CHARS
from charts.fonts import Weight
from charts.legend import Entry, Legend, Sign
from charts.lines import ellipsize, wrap
from charts.marks import CHECK_GAP, CHECK_SPACE, check
from charts.runoff_bar import RunoffSection
from charts.shaping import Style, width
from charts.sheet import INNER, MARGIN, WIDTH, Anchor, Sheet
from charts.stacked import check_parts, draw_parts
from charts.writing import Writing

VALUE_WIDTH, NOTE_WIDTH = 400, 300
NOTE_GAP = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """Sizes for a number of options; the bar always holds a number of 26 px."""

    label: int
    value: int
    note: int
    bar: int
    gap: int
    lines: int

    @property
    def line_pitch(self) -> int:
        return round(self.label * 1.23)

    @property
    def below_label(self) -> int:
        return round(self.label * 0.5)


def density(options: int) -> Density:
    if options <= 6:
        return Density(label=35, value=36, note=28, bar=46, gap=40, lines=2)
    if options <= 12:
        return Density(label=33, value=34, note=27, bar=40, gap=32, lines=2)
    return Density(label=30, value=31, note=26, bar=34, gap=26, lines=1)


@dataclass(frozen=True, slots=True)
class _Row:
    label: tuple[Writing, ...]
    label_style: Style
    value: Writing
    value_style: Style
    note: Writing
    parts: tuple[Part, ...]
    leads: bool
    checked: bool


def draw(picture: ScoreBars) -> Sheet:
    """ValueError where a row has another number of parts than there are levels, or its parts exceed the whole."""
    card = Card(picture.frame)
    sizes = density(len(picture.rows))
    sole = sum(row.leads for row in picture.rows) == 1
    rows = [_row(card, row, sizes, len(picture.levels), checked=row.leads and sole) for row in picture.rows]
    sequential = picture.scale is Scale.SEQUENTIAL
    colours = (card.palette.amounted if sequential else card.palette.graded)(len(picture.levels))
    entries = [Entry(level, colour) for level, colour in zip(picture.levels, colours, strict=True)]
    if picture.middle:
        entries.append(Entry(picture.middle, card.palette.text, Sign.STROKE))
    legend = Legend(card, entries)
    runoff = RunoffSection(card, picture.runoff) if picture.runoff is not None else None
    heights = [_height(row, sizes) for row in rows]
    body = legend.height + sum(heights) + sizes.gap * max(len(rows) - 1, 0) + (runoff.height if runoff else 0)
    air = min(card.spare(body) / max(len(rows), 1), 40)
    sheet = card.open(body + air * len(rows))
    legend.draw(sheet, card.body_top)
    y = card.body_top + legend.height + air / 2
    for row, height in zip(rows, heights, strict=True):
        _draw_row(sheet, card, row, y, sizes, colours, middle=bool(picture.middle))
        y += height + sizes.gap + air
    if runoff is not None:
        runoff.draw(sheet, y - air / 2 - (sizes.gap if rows else 0))
    return sheet


def _row(card: Card, row: ScoreRow, sizes: Density, levels: int, *, checked: bool) -> _Row:
    if len(row.parts) != levels:
        raise ValueError(f"{len(row.parts)} parts for {levels} levels")
    check_parts(row.parts)
    value_style = card.style(sizes.value, Weight.BOLD if row.leads else Weight.SEMIBOLD, tabular=True)
    value = ellipsize(card.write(row.value, 2 * NUMBER_CHARS), value_style, VALUE_WIDTH)
    note_style = card.style(sizes.note, tabular=True)
    note = ellipsize(card.write(row.note, 2 * NUMBER_CHARS), note_style, NOTE_WIDTH)
    taken = width(value, value_style) + (width(note, note_style) + NOTE_GAP if note.glyphs else 0)
    label = card.write(row.label)
    if not label.glyphs:
        label = card.write(NO_LABEL)
    style = card.style(sizes.label, Weight.SEMIBOLD if row.leads else Weight.REGULAR)
    most = INNER - taken - LABEL_GAP - (CHECK_SPACE if checked else 0)
    lines = wrap(label, style, most, sizes.lines).lines
    return _Row(lines, style, value, value_style, note, row.parts, row.leads, checked)


def _height(row: _Row, sizes: Density) -> float:
    """From the top of the capitals to the foot of the bar."""
    return sizes.value * 0.73 + sizes.line_pitch * (len(row.label) - 1) + sizes.below_label + sizes.bar


def _draw_row(
    sheet: Sheet, card: Card, row: _Row, top: float, sizes: Density, colours: Sequence[str], *, middle: bool
) -> None:
    palette = sheet.palette
    baseline = round(top + sizes.value * 0.73)
    ink = palette.accent_text if row.leads else palette.text
    end = WIDTH - MARGIN - sheet.words(WIDTH - MARGIN, baseline, row.value, row.value_style, ink, anchor=Anchor.END)
    note_style = card.style(sizes.note, tabular=True)
    sheet.words(end - NOTE_GAP, baseline, row.note, note_style, palette.muted, anchor=Anchor.END)
    reach = 0.0
    for index, line in enumerate(row.label):
        if index:
            baseline += sizes.line_pitch
        reach = sheet.words(MARGIN, baseline, line, row.label_style, palette.text)
    if row.checked:
        check(sheet, MARGIN + reach + CHECK_GAP, baseline - sizes.label * 0.37)
    y = baseline + sizes.below_label
    draw_parts(sheet, card, list(zip(row.parts, colours, strict=True)), y, sizes.bar, middle=middle)
