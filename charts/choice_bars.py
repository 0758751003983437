"""Single and multiple choice: one bar per option on a track that stands for all votes, so lengths compare across
pictures.

Leaders are lit; the check mark goes to a sole leader once the poll has closed, so a tie never looks decided.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.picture import Bar, ChoiceBars
from charts.card import Card
from charts.fonts import Weight
from charts.lines import ellipsize, wrap
from charts.marks import CHECK_GAP, CHECK_SPACE, check
from charts.numbers import checked_fraction
from charts.shaping import Style, width
from charts.sheet import INNER, MARGIN, WIDTH, Anchor, Sheet
from charts.writing import Writing

NO_LABEL = "—"
NUMBER_CHARS = 24
SHARE_WIDTH, VOTES_WIDTH = 240, 200
VOTES_GAP, LABEL_GAP = 32, 34


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """Sizes for a number of options. `inline` puts the label beside its bar, which halves the height of a long list."""

    label: int
    share: int
    votes: int
    bar: float
    gap: float
    lines: int
    inline: bool = False

    @property
    def line_pitch(self) -> int:
        return round(self.label * 1.23)

    @property
    def below_label(self) -> int:
        """From the baseline to the bar: room for descenders."""
        return round(self.label * 0.46)


def density(options: int) -> Density:
    """Text stays at 25 px or more: a phone shows a third of that."""
    if options <= 6:
        return Density(label=35, share=38, votes=28, bar=24, gap=40, lines=2)
    if options <= 12:
        return Density(label=34, share=37, votes=28, bar=18, gap=34, lines=2)
    if options <= 20:
        return Density(label=31, share=33, votes=27, bar=12, gap=26, lines=1)
    return Density(label=28, share=29, votes=26, bar=22, gap=26, lines=1, inline=True)


@dataclass(frozen=True, slots=True)
class _Row:
    label: tuple[Writing, ...]
    label_style: Style
    share: Writing
    share_style: Style
    votes: Writing
    fraction: float
    leads: bool
    checked: bool


class _Table:
    """Rows measured against each other: numbers in columns, labels in what is left."""

    def __init__(self, card: Card, picture: ChoiceBars) -> None:
        self.card = card
        self.sizes = density(len(picture.bars))
        self.votes_style = card.style(self.sizes.votes, tabular=True)
        shares = [self._number(bar.share, self._share_style(bar), SHARE_WIDTH) for bar in picture.bars]
        votes = [self._number(bar.votes, self.votes_style, VOTES_WIDTH) for bar in picture.bars]
        self.share_column = max(
            (width(share, self._share_style(bar)) for bar, share in zip(picture.bars, shares, strict=True)), default=0
        )
        self.votes_column = max((width(each, self.votes_style) for each in votes), default=0)
        self.numbers = self.share_column + VOTES_GAP + self.votes_column
        sole = sum(bar.leads for bar in picture.bars) == 1
        self.rows = [
            self._row(bar, share, count, checked=bar.leads and sole and picture.closed)
            for bar, share, count in zip(picture.bars, shares, votes, strict=True)
        ]

    def _share_style(self, bar: Bar) -> Style:
        return self.card.style(self.sizes.share, Weight.BOLD if bar.leads else Weight.SEMIBOLD, tabular=True)

    def _number(self, raw: str, style: Style, most: float) -> Writing:
        return ellipsize(self.card.write(raw, NUMBER_CHARS), style, most)

    def _row(self, bar: Bar, share: Writing, votes: Writing, *, checked: bool) -> _Row:
        style = self.card.style(self.sizes.label, Weight.SEMIBOLD if bar.leads else Weight.REGULAR)
        label = self.card.write(bar.label)
        if not label.glyphs:
            label = self.card.write(NO_LABEL)
        most = INNER * 0.46 if self.sizes.inline else INNER - self.numbers - LABEL_GAP
        lines = wrap(label, style, most - (CHECK_SPACE if checked else 0), self.sizes.lines).lines
        fraction = checked_fraction(bar.fraction, "the length of a bar")
        return _Row(lines, style, share, self._share_style(bar), votes, fraction, bar.leads, checked)

    def height(self, row: _Row) -> float:
        """From the top of the capitals to the foot of the bar."""
        if self.sizes.inline:
            return self.sizes.bar
        capitals = self.sizes.share * 0.73
        return capitals + self.sizes.line_pitch * (len(row.label) - 1) + self.sizes.below_label + self.sizes.bar


def draw(picture: ChoiceBars) -> Sheet:
    card = Card(picture.frame)
    table = _Table(card, picture)
    rows, sizes = table.rows, table.sizes
    gaps = sizes.gap * max(len(rows) - 1, 0)
    body = sum(table.height(row) for row in rows) + gaps
    # a short list spreads over the least height, most of it as air between the rows
    spare = card.spare(body) / max(len(rows), 1)
    thicker, airier = min(spare * 0.3, 12), min(spare * 0.7, 44)
    sheet = card.open(body + (thicker + airier) * len(rows))
    y = card.body_top + airier / 2
    for row in rows:
        if sizes.inline:
            _draw_inline(sheet, table, row, y)
        else:
            _draw_stacked(sheet, table, row, y, sizes.bar + thicker)
        y += table.height(row) + thicker + airier + sizes.gap
    return sheet


def _draw_stacked(sheet: Sheet, table: _Table, row: _Row, top: float, bar: float) -> None:
    sizes = table.sizes
    baseline = round(top + sizes.share * 0.73)
    _draw_numbers(sheet, table, row, baseline)
    reach = 0.0
    for index, line in enumerate(row.label):
        if index:
            baseline += sizes.line_pitch
        reach = sheet.words(MARGIN, baseline, line, row.label_style, sheet.palette.text)
    if row.checked:
        check(sheet, MARGIN + reach + CHECK_GAP, baseline - sizes.label * 0.37)
    _draw_bar(sheet, row, MARGIN, baseline + sizes.below_label, full=INNER, height=bar)


def _draw_inline(sheet: Sheet, table: _Table, row: _Row, top: float) -> None:
    sizes = table.sizes
    baseline = round(top + sizes.bar / 2 + sizes.label * 0.36)
    _draw_numbers(sheet, table, row, baseline)
    reach = sheet.words(MARGIN, baseline, row.label[0], row.label_style, sheet.palette.text)
    if row.checked:
        check(sheet, MARGIN + reach + 12, baseline - sizes.label * 0.37)
    label_column = max(
        width(each.label[0], each.label_style) + (CHECK_SPACE if each.checked else 0) for each in table.rows
    )
    start = MARGIN + label_column + 24
    full = WIDTH - MARGIN - table.numbers - LABEL_GAP - start
    _draw_bar(sheet, row, start, top, full=full, height=sizes.bar)


def _draw_numbers(sheet: Sheet, table: _Table, row: _Row, baseline: int) -> None:
    colours = sheet.palette
    end: float = WIDTH - MARGIN
    colour = colours.accent_text if row.leads else colours.text
    sheet.words(end, baseline, row.share, row.share_style, colour, anchor=Anchor.END)
    end -= table.share_column + VOTES_GAP
    sheet.words(end, baseline, row.votes, table.votes_style, colours.muted, anchor=Anchor.END)


def _draw_bar(sheet: Sheet, row: _Row, x: float, y: float, *, full: float, height: float) -> None:
    colours = sheet.palette
    sheet.pill(x, y, full, height, colours.track)
    sheet.pill(x, y, full * row.fraction, height, colours.accent if row.leads else colours.bar)
