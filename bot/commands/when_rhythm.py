"""How long, and how often: "2d", "1 giorno e mezzo"; "monday 10:00", "every day at 9", "ogni lunedì alle 10".

As everywhere, Italian and English are both understood, whatever the speaker's language.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.commands.when import LONGEST
from bot.commands.when_moment import MomentReader, Unclear, WrongWeekday
from bot.commands.when_span import take_span
from bot.commands.when_tokens import Word, words_of
from bot.commands.when_words import PART_OPENS, UNITS
from bot.domain.errors import BadInput
from bot.domain.poll import LONGEST_LIFE
from bot.domain.rhythm import Every, Rhythm
from bot.domain.text import say
from bot.domain.wall_clock import Span

EXAMPLE: Final = "--every monday 10:00"
NINE: Final = time(9)
"""Meant by a day that is named without a time, as where a poll opens."""
MONTH: Final = timedelta(days=30)
_EVERY: Final = frozenset(["every", "each", "ogni", "tutti", "tutte", "i", "le", "il", "the"])
_DAILY: Final = frozenset((*UNITS["day"].split(), "daily")) - {"d", "g"}
_WEEKLY: Final = frozenset((*UNITS["week"].split(), "weekly")) - {"w"}
_MONTHLY: Final = frozenset((*UNITS["month"].split(), "monthly"))


def parse_span(text: str, name: str) -> Span:
    """How long something lasts. Raises BadInput where it is not understood, nothing, or longer than a poll may live."""
    try:
        span, rest = take_span(words_of(text[:LONGEST]))
        if span is not None and not rest and timedelta(0) < _length(span) <= LONGEST_LIFE:
            return span
    except OverflowError:
        pass  # more days than a calendar has
    raise BadInput(say("error-length", name=name), part=text.strip()[:40], example=f"--{name} 2d")


def parse_length(text: str, name: str) -> timedelta:
    """The same as time that passes; a month is thirty days."""
    return _length(parse_span(text, name))


def parse_rhythm(text: str, now: datetime, zone: ZoneInfo) -> Rhythm:
    """How often, and when. Raises BadInput, with a line that works, where it is not understood."""
    words = [word for word in words_of(text[:LONGEST]) if word.plain not in _EVERY]
    kinds = [_kind_of(word) for word in words]
    named = {kind for kind in kinds if kind is not None}
    try:
        if len(named) > 1:
            raise Unclear(*(word for word, kind in zip(words, kinds, strict=True) if kind is not None))
        reader = MomentReader(now.astimezone(zone), NINE, PART_OPENS)
        rest = [word for word, kind in zip(words, kinds, strict=True) if kind is None]
        wall = reader.read(rest) if rest else datetime.combine(now.date(), NINE)
        return _rhythm(named.pop() if named else Every.WEEK, reader, wall)
    except (Unclear, WrongWeekday, ValueError, OverflowError) as error:
        part = str(error) if isinstance(error, Unclear) and str(error) else text.strip()
        raise BadInput(say("error-every"), part=part[:40], example=EXAMPLE) from error


def _rhythm(every: Every, reader: MomentReader, wall: datetime) -> Rhythm:
    at = wall.time().replace(second=0, microsecond=0)
    match every:
        case Every.DAY if reader.weekday is None and reader.day is None:
            return Rhythm(every, at)
        case Every.WEEK if reader.weekday is not None and reader.day is None:
            return Rhythm(every, at, wall.weekday())
        case Every.MONTH if reader.weekday is None and reader.day is not None and reader.month is None:
            return Rhythm(every, at, reader.day.day)
        case _:
            raise Unclear


def _kind_of(word: Word) -> Every | None:
    for every, names in ((Every.DAY, _DAILY), (Every.WEEK, _WEEKLY), (Every.MONTH, _MONTHLY)):
        if word.plain in names:
            return every
    return None


def _length(span: Span) -> timedelta:
    return span.months * MONTH + timedelta(days=span.days) + span.exact
