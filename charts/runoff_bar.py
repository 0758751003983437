"""STAR's runoff: one bar between two finalists, the winner's side lit, who sees no difference in the middle."""

from __future__ import annotations

from bot.domain.picture import RunoffBar
from charts.card import Card
from charts.choice_bars import NO_LABEL
from charts.fonts import Weight
from charts.lines import ellipsize
from charts.marks import CHECK_GAP, CHECK_SPACE, check
from charts.shaping import width
from charts.sheet import INNER, MARGIN, WIDTH, Anchor, Sheet
from charts.stacked import check_parts, draw_parts
from charts.writing import Writing

HEADING_SIZE, NAME_SIZE = 28, 35
ABOVE, RULE, BELOW_RULE, BELOW_HEADING, BELOW_NAMES, BAR = 38, 2, 44, 56, 18, 52
BETWEEN = 40


class RunoffSection:
    """The part of the card below the scores. ValueError where its parts exceed the whole."""

    height = ABOVE + RULE + BELOW_RULE + BELOW_HEADING + BELOW_NAMES + BAR

    def __init__(self, card: Card, runoff: RunoffBar) -> None:
        check_parts((runoff.preferred, runoff.equal, runoff.opposed))
        self._card, self._runoff = card, runoff
        self._heading_style = card.style(HEADING_SIZE, Weight.MEDIUM)
        self._winner_style = card.style(NAME_SIZE, Weight.SEMIBOLD)
        self._loser_style = card.style(NAME_SIZE)
        self._heading = ellipsize(card.write(runoff.heading), self._heading_style, INNER)
        winner, loser = self._name(runoff.winner), self._name(runoff.loser)
        room = INNER - CHECK_SPACE - BETWEEN
        # each may have half, and what the other leaves of its own
        first, second = width(winner, self._winner_style), width(loser, self._loser_style)
        self._winner = ellipsize(winner, self._winner_style, room - min(second, room / 2))
        self._loser = ellipsize(loser, self._loser_style, room - min(first, room / 2))

    def _name(self, raw: str) -> Writing:
        name = self._card.write(raw)
        return name if name.glyphs else self._card.write(NO_LABEL)

    def draw(self, sheet: Sheet, top: float) -> None:
        colours = sheet.palette
        sheet.rule(MARGIN, top + ABOVE, INNER, colours.grid, RULE)
        baseline = round(top + ABOVE + RULE + BELOW_RULE)
        sheet.words(MARGIN, baseline, self._heading, self._heading_style, colours.muted)
        baseline += BELOW_HEADING
        reach = sheet.words(MARGIN, baseline, self._winner, self._winner_style, colours.text)
        check(sheet, MARGIN + reach + CHECK_GAP, baseline - NAME_SIZE * 0.37)
        sheet.words(WIDTH - MARGIN, baseline, self._loser, self._loser_style, colours.text, anchor=Anchor.END)
        parts = (
            (self._runoff.preferred, colours.accent),
            (self._runoff.equal, colours.faint),
            (self._runoff.opposed, colours.bar),
        )
        draw_parts(sheet, self._card, parts, baseline + BELOW_NAMES, BAR)
