"""What was typed for a time, cut into words, each with the spelling of the person who typed it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.commands.when_words import PHRASES

_TOKEN: Final = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:t(?=\d))?"  # 2026-11-27, 2026-11-27T18:00
    r"|\d{1,2}(?P<mark>[-/.])\d{1,2}(?P=mark)(?:\d{4}|\d{2})(?!\d)"  # 27/11/2026, 27.11.26
    r"|\d{1,2}/\d{1,2}(?!\d)"  # 27/11
    r"|\d{1,2}(?:[:.,h]\d{2}(?!\d)(?::\d{2})?)(?:[ap]\.?m\b\.?)?"  # 18:00, 9.30, 18h30, 6:30pm, 18:00:00
    r"|\d{1,2}[ap]\.?m\b\.?"  # 6pm
    r"|\d+(?:st|nd|rd|th|°)"  # 27th, 1°
    r"|\d+[.,]\d(?!\d)"  # 1.5
    r"|[ap]\.?m\b\.?|\d+|[a-z]+|\S",
    re.ASCII,
)
_SILENT: Final = frozenset(",.;'")


@dataclass(frozen=True, slots=True)
class Word:
    """`plain`: lower case, ASCII where it can be (venerdì → venerdi), digits 0 to 9 whatever the script.

    `typed`: all that stood between two spaces, for "2d" and "2" and "d" alike.
    """

    plain: str
    typed: str

    @property
    def number(self) -> int | None:
        """Whole numbers of at most nine digits: more of them mean nothing in a calendar."""
        return int(self.plain) if self.plain.isdecimal() and len(self.plain) <= 9 else None


def words_of(text: str) -> list[Word]:
    """The words of `text`, phrases put together; an apostrophe parts (un'ora, dell'11)."""
    cut: list[Word] = []
    for typed in text.replace("’", "' ").replace("'", "' ").split():
        tokens = [found.group() for found in _TOKEN.finditer(_plain(typed))]
        cut += [Word(token, typed.rstrip("'")) for token in tokens if token not in _SILENT]
    return _joined(cut)


def _plain(typed: str) -> str:
    letters = unicodedata.normalize("NFKD", typed.replace("º", "°").casefold())
    return "".join(_digit(letter) for letter in letters if not unicodedata.combining(letter))


def _digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def _joined(cut: Sequence[Word]) -> list[Word]:
    out: list[Word] = []
    place = 0
    while place < len(cut):
        for phrase, meaning in PHRASES.items():
            here = cut[place : place + len(phrase)]
            if tuple(word.plain for word in here) == phrase:
                out.append(Word(meaning, " ".join(word.typed for word in here)))
                place += len(phrase)
                break
        else:
            here = cut[place : place + 2]
            if len(here) == 2 and here[1].plain.replace(".", "") in ("am", "pm") and here[0].plain[0].isdigit():
                out.append(Word(here[0].plain + here[1].plain, f"{here[0].typed} {here[1].typed}"))  # 6 pm
                place += 2
            else:
                out.append(cut[place])
                place += 1
    return out
