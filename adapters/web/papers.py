"""A ballot that is more than ticks, as a form carries it: a field `mark-3` holds what the third option got.

Everything in it is hostile. What cannot be a mark becomes one that no scale has, so that the core refuses the whole
paper, and says why in the voter's language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from bot.domain.card import Card
from bot.domain.ids import OptionId
from bot.domain.marks import mark

_FIELD: Final = re.compile(r"mark-([1-9][0-9]?)")
_VALUE: Final = re.compile(r"[0-9]{1,4}")
_FILLED: Final = re.compile(r"[-+.,0-9]{1,6}")
"""What is given back to be put right; it travels in a cookie, so it is short and plain."""
PREFIX: Final = "mark-"
_NOWHERE: Final = 0
"""No option has this number."""
_NO_MARK: Final = -1


def marks_in(pairs: Iterable[tuple[str, str]]) -> list[OptionId]:
    """A code (`bot.domain.marks`) for each field that is filled in; an empty one, and nought points, say nothing."""
    found = []
    for name, value in pairs:
        if not name.startswith(PREFIX) or not value:
            continue
        field = _FIELD.fullmatch(name)
        number = int(value) if _VALUE.fullmatch(value) else _NO_MARK
        if number:
            found.append(mark(int(field[1]) if field else _NOWHERE, number))
    return found


def filled_in(pairs: Iterable[tuple[str, str]]) -> dict[int, str]:
    """The same as it was written, by option: for the page that says what was wrong with it."""
    found = {}
    for name, value in pairs:
        field = _FIELD.fullmatch(name)
        if field and _FILLED.fullmatch(value):
            found[int(field[1])] = value
    return found


def overvotes(card: Card, filled: Mapping[int, str]) -> bool:
    """Whether two options stand at one place of what the page shows: of `filled`, else of the reader's own ballot."""
    places = filled.values() if filled else (row.value for row in card.rows if row.value)
    return any(number > 1 for number in Counter(places).values())
