"""The keys of a paper that ranks, scores, grades or shares, as they stand under its private view. Pure.

What they are is read off the card's own buttons: an option that is tapped in order, a scale, or one less and one more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from telegram import InlineKeyboardButton as Button

from adapters.telegram.limits import BUTTON_CHARS, ORDER_CHARS, PAGE, PAPER_ROWS, STEP_CHARS, WORDS_PER_ROW
from adapters.telegram.markup import cut, units
from adapters.telegram.tokens import Leaf, PrivateVote, Token, encode
from bot.domain.card import Card, CardButton, CardRow
from bot.domain.marks import LOWER

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SIGN: Final = 2
"""Units of a button that is a number or a sign; anything longer is a word."""


def press(label: str, token: Token) -> Button:
    return Button(label, callback_data=encode(token))


def is_paper(card: Card) -> bool:
    """Whether there is more to press for each option than the option."""
    return any(row.buttons for row in card.rows)


def in_order(row: CardRow) -> bool:
    """Whether the option itself is tapped, for the next place."""
    return bool(row.buttons) and row.buttons[0].code == row.option


def tag(card: Card, place: int) -> str:
    """What ties an option's line to its keys where its label is long: beside places no number, which would be one."""
    if not card.method.ranks:
        return f"{place}. "
    before, letter = divmod(place - 1, len(_LETTERS))
    return f"{_LETTERS[before - 1] if before else ''}{_LETTERS[letter]}) "


def options_per_page(card: Card) -> int:
    """As many as a thumb scrolls through."""
    tallest = max((len(_shape(card, row)) for row in card.rows), default=1)
    return max(1, min(PAGE, PAPER_ROWS // max(tallest, 1)))


def paper_keys(card: Card, rows: Sequence[CardRow], tags: Sequence[str], page: int) -> list[list[Button]]:
    """For `rows`, which stand on `page`, each known by its tag."""
    narrow = _is_narrow(card)

    def key(row: CardRow, tagged: str, each: CardButton | None) -> Button:
        if each is None:
            return press(_title(row, tagged, narrow=narrow), Leaf(card.poll, page))
        return press(_label(row, each, tagged, narrow=narrow), PrivateVote(card.poll, page, each.code))

    return [
        [key(row, tagged, each) for each in line]
        for row, tagged in zip(rows, tags, strict=True)
        for line in _shape(card, row)
    ]


def _shape(card: Card, row: CardRow) -> list[list[CardButton | None]]:
    """The rows of keys for an option; None: its label, which does nothing but be read."""
    if not row.buttons or in_order(row):
        return [list(row.buttons)]
    if len(row.buttons) == 2:
        less, more = row.buttons
        return [[less, None, more]] if _is_narrow(card) else [[None], [less, more]]
    signs = all(units(each.label) <= _SIGN for each in row.buttons)
    wide = len(row.buttons) if signs else WORDS_PER_ROW
    lines: list[list[CardButton | None]] = [[None]]
    lines += [list(row.buttons[at : at + wide]) for at in range(0, len(row.buttons), wide)]
    return lines


def _is_narrow(card: Card) -> bool:
    """Whether every option stands between one less and one more, all in a row."""
    return all(units(row.label) <= STEP_CHARS and len(row.buttons) == 2 for row in card.rows)


def _title(row: CardRow, tagged: str, *, narrow: bool) -> str:
    if narrow:
        return f"{tagged}{row.label}: {row.value}"
    mark = f": {row.mark}" if row.mark else ""
    # the mark is what a label's end would push off the key
    return f"{tagged}{cut(row.label, BUTTON_CHARS - units(mark) - units(tagged))}{mark}"


def own_order(card: Card) -> tuple[str, ...]:
    """A voter's ranking, best first; empty where nothing is ranked."""
    ranked = sorted((row for row in card.rows if row.mark and in_order(row)), key=lambda row: row.value)
    return tuple(f"{row.mark} {cut(row.label, ORDER_CHARS)}" for row in ranked)


def _label(row: CardRow, each: CardButton, tagged: str, *, narrow: bool) -> str:
    if each.code == row.option:
        place = f"✅ {row.mark} " if each.chosen else "⬜ "
        return f"{place}{tagged}{cut(row.label, BUTTON_CHARS)}"
    if each.chosen:
        return f"✅ {each.label}"
    # where keys are read aloud a bare sign says little, so that it has its words wherever there is room for them
    return f"{each.label} {each.title}" if each.code >= LOWER and not narrow else each.label
