"""Votes per option, split by platform: one stacked bar an option against the longest, one legend for the colours."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.picture import ByPlatform, PlatformRow, PlatformShare
from charts.card import Card
from charts.choice_bars import LABEL_GAP, NO_LABEL, NUMBER_CHARS, VOTES_WIDTH
from charts.fonts import Weight
from charts.legend import Entry, Legend
from charts.lines import ellipsize, wrap
from charts.numbers import checked_fraction
from charts.shaping import Style, width
from charts.sheet import INNER, MARGIN, WIDTH, Anchor, Sheet
from charts.writing import Writing

LABEL_SIZE, VOTES_SIZE, SEGMENT_SIZE = 34, 34, 26
LABEL_PITCH, BELOW_LABEL = 42, 16
RADIUS, SEAM = 10, 3
"""Between two segments the background shows through, so that they part even where their colours do not."""
PLATFORM_WIDTH = 320


@dataclass(frozen=True, slots=True)
class Density:
    """Sizes for a number of options; the bar always holds a number of 26 px."""

    bar: int
    gap: int
    lines: int


def density(options: int) -> Density:
    return Density(bar=42, gap=38, lines=2) if options <= 12 else Density(bar=32, gap=26, lines=1)


@dataclass(frozen=True, slots=True)
class _Row:
    label: tuple[Writing, ...]
    label_style: Style
    votes: Writing
    votes_style: Style
    shares: tuple[PlatformShare, ...]
    bar: int

    @property
    def height(self) -> float:
        return LABEL_SIZE * 0.73 + LABEL_PITCH * (len(self.label) - 1) + BELOW_LABEL + self.bar


def draw(picture: ByPlatform) -> Sheet:
    card = Card(picture.frame)
    votes_style = card.style(VOTES_SIZE, Weight.SEMIBOLD, tabular=True)
    sizes = density(len(picture.rows))
    rows = [_row(card, row, votes_style, sizes) for row in picture.rows]
    entries = [Entry(name, card.palette.category(index)) for index, name in enumerate(picture.platforms)]
    legend = Legend(card, entries, most=PLATFORM_WIDTH)
    body = legend.height + sum(row.height for row in rows) + sizes.gap * max(len(rows) - 1, 0)
    air = min(card.spare(body) / max(len(rows), 1), 40)
    sheet = card.open(body + air * len(rows))
    legend.draw(sheet, card.body_top)
    y = card.body_top + legend.height + air / 2
    for row in rows:
        _draw_row(sheet, card, row, y, picture.platforms)
        y += row.height + sizes.gap + air
    return sheet


def _row(card: Card, row: PlatformRow, votes_style: Style, sizes: Density) -> _Row:
    """ValueError where a part is no fraction, or the parts exceed the longest row."""
    for share in row.shares:
        checked_fraction(share.fraction, "the length of a segment")
    checked_fraction(sum(share.fraction for share in row.shares), "the length of a stacked bar")
    votes = ellipsize(card.write(row.votes, NUMBER_CHARS), votes_style, VOTES_WIDTH)
    style = card.style(LABEL_SIZE, Weight.SEMIBOLD if row.leads else Weight.REGULAR)
    label = card.write(row.label)
    if not label.glyphs:
        label = card.write(NO_LABEL)
    most = INNER - width(votes, votes_style) - LABEL_GAP
    lines = wrap(label, style, most, sizes.lines).lines
    return _Row(lines, style, votes, votes_style, row.shares, sizes.bar)


def _draw_row(sheet: Sheet, card: Card, row: _Row, top: float, platforms: tuple[str, ...]) -> None:
    colours = sheet.palette
    baseline = round(top + LABEL_SIZE * 0.73)
    sheet.words(WIDTH - MARGIN, baseline, row.votes, row.votes_style, colours.text, anchor=Anchor.END)
    for index, line in enumerate(row.label):
        sheet.words(MARGIN, baseline + LABEL_PITCH * index, line, row.label_style, colours.text)
    y = round(baseline + LABEL_PITCH * (len(row.label) - 1) + BELOW_LABEL)
    shown = [share for share in row.shares if share.fraction > 0]
    style = card.style(SEGMENT_SIZE, Weight.SEMIBOLD, tabular=True)
    x = float(MARGIN)
    for index, share in enumerate(shown):
        first, last = index == 0, index == len(shown) - 1
        long = INNER * share.fraction
        fill = colours.category(platforms.index(share.platform) if share.platform in platforms else -1)
        seen = max(long - (0 if last else SEAM), 2)
        sheet.bar(x, y, seen, row.bar, fill, start=RADIUS if first else 0, end=RADIUS if last else 0)
        votes = card.write(share.votes, NUMBER_CHARS)
        if len(shown) > 1 and width(votes, style) + 24 <= seen:
            middle = round(y + row.bar / 2 + SEGMENT_SIZE * 0.36)
            sheet.words(x + seen / 2, middle, votes, style, colours.text_on(fill), anchor=Anchor.MIDDLE)
        x += long
