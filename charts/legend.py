"""What the colours mean: a sign and its words, side by side in as many lines as they need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from charts.card import Card
from charts.fonts import Weight
from charts.lines import ellipsize
from charts.shaping import width
from charts.sheet import INNER, MARGIN, Sheet
from charts.writing import Writing

SIZE, PITCH = 28, 46
SIGN, GAP, BETWEEN, BELOW = 26, 14, 44, 22


class Sign(Enum):
    FILLED = auto()
    OUTLINED = auto()
    STROKE = auto()
    """An upright line, as it stands in the picture."""


@dataclass(frozen=True, slots=True)
class Entry:
    words: str
    colour: str
    sign: Sign = Sign.FILLED


@dataclass(frozen=True, slots=True)
class _Placed:
    x: float
    line: int
    words: Writing
    entry: Entry


class Legend:
    """Laid out for a card; of no height where nothing is to be explained."""

    def __init__(self, card: Card, entries: Iterable[Entry], most: float = INNER - SIGN - GAP) -> None:
        self._style = card.style(SIZE, Weight.MEDIUM)
        self._placed: list[_Placed] = []
        x, line = 0.0, 0
        for entry in entries:
            words = ellipsize(card.write(entry.words), self._style, most)
            wide = SIGN + GAP + width(words, self._style)
            if x > 0 and x + wide > INNER:
                x, line = 0.0, line + 1
            self._placed.append(_Placed(x, line, words, entry))
            x += wide + BETWEEN
        self.signs = PITCH * line + SIGN if self._placed else 0
        """The height without the air below, for a legend at the foot of a body."""
        self.height = PITCH * (line + 1) + BELOW if self._placed else 0

    def draw(self, sheet: Sheet, top: float) -> None:
        for each in self._placed:
            x, y = MARGIN + each.x, top + PITCH * each.line
            draw_sign(sheet, each.entry.sign, x, y, each.entry.colour)
            baseline = round(y + SIGN / 2 + SIZE * 0.36)
            sheet.words(x + SIGN + GAP, baseline, each.words, self._style, sheet.palette.text)


def draw_sign(sheet: Sheet, sign: Sign, x: float, y: float, colour: str) -> None:
    match sign:
        case Sign.STROKE:
            sheet.bar(x + SIGN / 2 - 3, y - 3, 6, SIGN + 6, colour, start=3, end=3)
        case Sign.OUTLINED:
            sheet.bar(x, y, SIGN, SIGN, colour, start=7, end=7)
            sheet.bar(x + 4, y + 4, SIGN - 8, SIGN - 8, sheet.palette.background, start=4, end=4)
        case Sign.FILLED:
            sheet.bar(x, y, SIGN, SIGN, colour, start=7, end=7)
