"""What people type for a time: "2d", "until friday 18:00", "entro venerdì alle 18", "27/11 9.30".

Italian and English are always understood, whatever the speaker's language. Wall-clock words are read in the
community's zone. A local time that a change of clocks skips means the first instant after the gap; one that happens
twice means the later for a deadline, so that nobody loses an hour, and the earlier for an opening. Days, weeks and
months keep the wall clock ("2d" at 18:00 ends at 18:00); hours and minutes are exact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from bot.commands.when_moment import MomentReader, Unclear, WrongWeekday
from bot.commands.when_span import take_span
from bot.commands.when_tokens import words_of
from bot.commands.when_words import PART_CLOSES, PART_OPENS
from bot.domain.errors import BadInput
from bot.domain.text import say
from bot.domain.wall_clock import settle

LONGEST: Final = 100
EXAMPLE: Final = "until friday 18:00"
_SHOWN: Final = 60
_WITH_OFFSET: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d)?(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How times are completed: a day without a time, a part of a day, a time that happens twice."""

    whole_day: time
    parts: Mapping[str, time]
    later: bool


_CLOSING: Final = _Manner(time(23, 59), PART_CLOSES, later=True)
_OPENING: Final = _Manner(time(9), PART_OPENS, later=False)


def parse_deadline(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant meant, in UTC; a day without a time means its end, 23:59.

    Raises BadInput where it is not understood. Whether it lies ahead is not asked here.
    """
    return _parse(text, now, zone, _CLOSING)


def parse_opening(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant meant, in UTC; a day without a time means nine in the morning. Raises BadInput likewise."""
    return _parse(text, now, zone, _OPENING)


def _parse(text: str, now: datetime, zone: ZoneInfo, manner: _Manner) -> datetime:
    if len(text) > LONGEST:
        raise _not_understood(text)
    try:
        if _WITH_OFFSET.fullmatch(text.strip()):
            return datetime.fromisoformat(text.strip().upper()).astimezone(UTC)
        return _read(text, now.astimezone(zone), zone, manner)
    except WrongWeekday as error:
        words = say("error-when-weekday", day=error.day.strftime("%d/%m/%Y"), word=str(error))
        raise BadInput(words, part=str(error), example=EXAMPLE) from error
    except Unclear as error:
        raise _not_understood(text, str(error)) from error
    except (ValueError, OverflowError) as error:
        # the calendar's own objections: 31 February, the year 10000
        raise _not_understood(text) from error


def _read(text: str, now: datetime, zone: ZoneInfo, manner: _Manner) -> datetime:
    reader = MomentReader(now, manner.whole_day, manner.parts)
    span, words = take_span(words_of(text))
    if span is not None:
        if not words:
            return span.after(now, zone, later=manner.later)
        if not span.in_days:
            raise Unclear(*words)
        reader.day = span.day_after(now.date())  # "in 2 days at 18:00"
    return settle(reader.read(words), zone, later=manner.later)


def _not_understood(text: str, words: str = "") -> BadInput:
    part = (words or text).strip()[:40]
    return BadInput(say("error-when", text=text.strip()[:_SHOWN]), part=part, example=EXAMPLE)
