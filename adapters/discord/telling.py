"""A card's words as Discord shows them: as many as there is room for, the most needed first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from discord import ui

from adapters.discord.limits import BAR_CELLS, BUTTON_CHARS
from adapters.discord.markup import bar, clipped, escaped, isolated
from adapters.discord.message import Item
from bot.domain.card import Card, CardRow
from bot.domain.method import Method
from bot.domain.text import say
from bot.locale.speech import Speech

COLOURS: Final = {"open": 0x23A55A, "scheduled": 0xF0B232, "closed": 0x5865F2, "cancelled": 0xDA373C}
_DOTS: Final = {"draft": "⚪", "scheduled": "🕒", "open": "🟢", "closed": "🏁", "cancelled": "🚫"}
_FRAME: Final = 160
"""Characters left for what is said of options that did not fit."""
_LINE: Final = 240
"""Of a note, a rule, a reason."""
_PAGE_TEXT: Final = 1500
"""Of the options on one page of the private view; with the longest question, receipt and state it fits."""
_BESIDE_LABEL: Final = 45
"""Of an option's row beside its label: number, mark, bar and figures."""
_OWN_MARK: Final = 35
"""And the reader's own mark, in words."""
_NAMES_TEXT: Final = 600
_LEAST_DESCRIPTION: Final = 80
_PLACE_CHARS: Final = 4
_POINTS_LABEL: Final = 40
"""Of a label between two buttons, so that the three of them stand side by side on a telephone."""


@dataclass(frozen=True, slots=True)
class Told:
    """A card's words, as many of them as there is room for."""

    head: str
    rows: tuple[str, ...]
    left_out: int
    tail: str

    def above(self, spoken: Speech, under: Sequence[str] = ()) -> list[Item]:
        """`under`: lines below the options, for which room was left."""
        rows = list(self.rows)
        if self.left_out:
            rows.append(f"-# {spoken.say(say('discord-more-options', count=self.left_out))}")
        return [ui.TextDisplay(self.head), ui.TextDisplay("\n".join([*rows, *under]) or "…")]

    def between(self, pressed: Sequence[Item], under: Sequence[str] = ()) -> list[Item]:
        """Each option's words above what is pressed for it."""
        parts: list[Item] = [ui.TextDisplay(self.head)]
        for row, item in zip(self.rows, pressed, strict=False):
            parts += [ui.TextDisplay(row), item]
        return [*parts, ui.TextDisplay("\n".join(under))] if under else parts

    def below(self) -> Item:
        return ui.TextDisplay(self.tail)


def told(card: Card, room: int, rows: Sequence[str], *, closes_at: datetime | None = None, notice: str = "") -> Told:
    """Question, state, promise and options come first; then the other rules, what is said below, the description."""
    question = f"### {escaped(' '.join(card.question.split()))}"
    status = clipped(f"{_DOTS.get(card.state, '')} {escaped(card.status)}", _LINE)
    if closes_at is not None and card.state == "open":
        # each reader's own time zone
        status += f" (<t:{int(closes_at.timestamp())}:R>)"
    facts = [clipped(escaped(fact), _LINE) for fact in card.facts]
    below = [f"-# {line}" for line in (f"{status} · {escaped(card.count)}", *facts[:1])]
    room -= len(question) + sum(len(line) + 1 for line in below) + _FRAME
    shown = _that_fit(rows, room)
    room -= sum(len(row) + 1 for row in shown)
    notes = [f"✏️ {clipped(escaped(note), _LINE)}" for note in card.notes[-3:]]
    more = _that_fit([f"-# {line}" for line in (*facts[1:], *([notice] if notice else []), *notes)], room)
    room -= sum(len(line) + 1 for line in more)
    described = clipped(escaped(card.description), room - 1) if room > _LEAST_DESCRIPTION else ""
    head = f"{question}\n{described}" if described else question
    return Told(head, tuple(shown), len(rows) - len(shown), "\n".join([*below, *more]))


def _that_fit(lines: Sequence[str], room: int) -> list[str]:
    shown: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        shown.append(line)
    return shown


def pages_of(card: Card, most: int) -> list[Sequence[CardRow]]:
    """By what the labels need alone, so that no vote moves an option to another page. At most `most` on each."""
    pages: list[list[CardRow]] = [[]]
    room = _PAGE_TEXT
    beside = _BESIDE_LABEL if card.method.chooses else _BESIDE_LABEL + _OWN_MARK
    for row in card.rows:
        need = len(escaped(row.label)) + beside
        if pages[-1] and (need > room or len(pages[-1]) == most):
            pages.append([])
            room = _PAGE_TEXT
        pages[-1].append(row)
        room -= need
    return list(pages)


def _row(row: CardRow, number: int | None, bars: bool, names: int, ranks: bool) -> str:
    label = isolated(escaped(row.label))
    if row.mark:
        own = f"**{escaped(row.mark)}**"
        label = f"{own} {label}" if ranks else f"{label} · {own}"
    # a full stop after a number at the beginning of a line would make it a list
    first = f"{'✅ ' if row.chosen else ''}{f'`{number}` ' if number is not None else ''}{label}"
    if row.fraction is None:
        return first
    if row.leads:
        first = f"**{first}**"
    drawn = f"\n{bar(row.fraction, BAR_CELLS)}" if bars else " —"
    line = f"{first}{drawn} {escaped(row.share or '')} · {escaped(row.votes or '')}"
    if row.names and names:
        everyone = ", ".join(row.names[:20]) + ("…" if len(row.names) > 20 else "")
        line += f"\n-# {clipped(escaped(everyone), names)}"
    return line


def rows_of(
    card: Card, rows: Sequence[CardRow] | None = None, first: int = 1, *, numbered: bool, bars: bool = True
) -> list[str]:
    """Of the card's rows, or of some of them; with the voters' names where they may be seen, if there is room."""
    rows = card.rows if rows is None else rows
    names = min(300, _NAMES_TEXT // max(len(rows), 1))
    ranks = card.method.ranks
    return [_row(row, place if numbered else None, bars, names, ranks) for place, row in enumerate(rows, first)]


def is_numbered(card: Card) -> bool:
    """Whether the buttons bear numbers: some label is too long for a button."""
    return any(len(row.label) > _room(card.method) for row in card.rows)


def label_of(label: str, number: int, card: Card) -> str:
    if not is_numbered(card):
        return label
    # beside places and points a bare number would be taken for one of them
    return str(number) if card.method.chooses else f"#{number}"


def _room(method: Method) -> int:
    """For a label on its button."""
    if method is Method.POINTS:
        return _POINTS_LABEL
    return BUTTON_CHARS - _PLACE_CHARS if method.ranks else BUTTON_CHARS
