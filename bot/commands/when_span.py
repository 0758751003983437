"""Spans at the head of what was typed: "2d", "1 day 12 hours", "un'ora e mezza", "in a week"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.commands.when_tokens import Word
from bot.commands.when_words import AT, FILLERS, HALVES, NUMBERS, UNIT_OF
from bot.domain.wall_clock import Span

_HOURS: Final = {"minute": 1 / 60, "hour": 1, "day": 24, "week": 168}


def take_span(words: Sequence[Word]) -> tuple[Span | None, Sequence[Word]]:
    """The span that `words` begin with, if any, and the words behind it."""
    months, days, exact, unit = 0, 0, timedelta(0), ""
    place = taken = 0
    while place < len(words):
        plain = words[place].plain
        number = _number(words, place)
        following = words[place + 1].plain if place + 1 < len(words) else ""
        if number is not None and _is_unit(plain, following):
            unit = UNIT_OF[following]
            if unit == "month":
                months += round(number)
                exact += timedelta(days=30 * (number - round(number)))
            elif unit in ("day", "week") and number == int(number):
                days += int(number) * (7 if unit == "week" else 1)
            else:
                exact += timedelta(hours=number * _HOURS[unit])
            place += 2
            taken = place
        elif plain in HALVES and unit in _HOURS:  # "un'ora e mezza"
            exact += timedelta(hours=_HOURS[unit] / 2)
            place += 1
            taken = place
        elif plain in FILLERS and plain not in AT:
            place += 1
        else:
            break
    if not taken:
        return None, words
    return Span(months, days, exact), words[taken:]


def _number(words: Sequence[Word], place: int) -> float | None:
    word = words[place]
    if word.plain in NUMBERS:
        return NUMBERS[word.plain]
    if word.number is not None:
        return word.number
    whole, mark, tenth = word.plain.replace(",", ".").partition(".")
    if mark and whole.isdecimal() and len(whole) <= 9 and tenth.isdecimal() and len(tenth) == 1:
        return int(whole) + int(tenth) / 10
    return None


def _is_unit(number: str, following: str) -> bool:
    """A single letter is a unit behind digits only: "2 d", but not "due d"."""
    return following in UNIT_OF and (len(following) > 1 or number[0].isdigit())
