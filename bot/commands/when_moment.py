"""A day, a time of day, or both: "friday 18:00", "27/11", "domani alle 9", "venerdì prossimo di sera"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.commands.when_tokens import Word
from bot.commands.when_words import (
    AT,
    BEFORE_HOUR,
    DAY_PART_OF,
    FILLERS,
    FIRST,
    HALVES,
    MIDNIGHTS,
    MONTHS,
    NEXT,
    NOONS,
    PART_HOURS,
    RELATIVE_DAYS,
    WEEKDAYS,
)

_CLOCK: Final = re.compile(r"(\d{1,2})(?:[:.,h](\d{2})(?::(\d{2}))?)?(?:([ap])\.?m\.?)?")
_DATE: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})t?|(\d{1,2})([-/.])(\d{1,2})(?:\5(\d{4}|\d{2}))?")


class Unclear(ValueError):
    """These words do not make a time; none are named where it is all of them together."""

    def __init__(self, *words: Word) -> None:
        super().__init__(" ".join(dict.fromkeys(word.typed for word in words)))


class WrongWeekday(ValueError):
    """The date that was typed falls on another day of the week than the one typed beside it."""

    def __init__(self, word: Word, day: date) -> None:
        super().__init__(word.typed)
        self.day = day


@dataclass(slots=True)
class MomentReader:
    """Gathers what the words say, then puts it together. For one text only.

    `whole_day` and `parts` are the times meant by a day, or by a part of a day, that is named without one.
    """

    now: datetime
    """In the community's zone."""
    whole_day: time
    parts: Mapping[str, time]
    day: date | None = None
    clock: time | None = None
    part: str = ""
    weekday: Word | None = None
    month: int | None = None
    at_midnight: bool = False
    next_week: bool = False
    twelve_hours: bool = False
    """Whether am or pm was said."""
    numbers: list[tuple[int, Word, bool]] = field(default_factory=list)
    """Bare numbers, and whether the word before says that an hour comes."""

    def read(self, words: Sequence[Word]) -> datetime:
        """The wall-clock time meant, naive. Raises Unclear, WrongWeekday, or the calendar's own ValueError."""
        unknown = []
        place = 0
        while place < len(words):
            taken = self._take(words, place)
            if not taken:
                unknown.append(words[place])
            place += taken or 1
        if unknown:
            raise Unclear(*unknown)
        self._place_numbers()
        return self._put_together()

    def _take(self, words: Sequence[Word], place: int) -> int:
        """How many words were understood from `place` on."""
        word, plain = words[place], words[place].plain
        before = words[place - 1].plain if place else ""
        if plain[0].isdigit():
            return self._take_digits(words, place, before)
        if plain in FIRST:
            self.numbers.append((1, word, False))
        elif plain in MONTHS and self.month is None and (plain not in WEEKDAYS or bool(self.numbers)):
            self.month = MONTHS[plain]
        elif plain in WEEKDAYS:
            if self.weekday is not None and WEEKDAYS[self.weekday.plain] != WEEKDAYS[plain]:
                raise Unclear(self.weekday, word)
            self.weekday = word
        elif plain in NOONS:
            self._set_clock(time(12), word)
        elif plain in MIDNIGHTS:
            self._set_midnight(word)
        elif plain in RELATIVE_DAYS or plain in DAY_PART_OF:
            if plain in RELATIVE_DAYS:
                self._set_day(self.now.date() + timedelta(days=RELATIVE_DAYS[plain]), word)
            self.part = DAY_PART_OF.get(plain, self.part)
        elif plain in NEXT:
            self.next_week = True
        else:
            return int(plain in FILLERS)
        return 1

    def _take_digits(self, words: Sequence[Word], place: int, before: str) -> int:
        word, plain = words[place], words[place].plain
        following = words[place + 1].plain if place + 1 < len(words) else ""
        dated = _DATE.fullmatch(plain)
        if plain[-1] in "°htd" and dated is None and (number := re.match(r"\d{1,4}(?=°|st|nd|rd|th)", plain)):
            self.numbers.append((int(number[0]), word, False))
        elif dated is not None and (dated[1] or dated[5] != "." or dated[7]):
            self._set_day(self._dated(dated), word)
        elif word.number is None or before in AT or following == "h":
            minutes, more = _minutes_behind(words, place + 1) if word.number is not None else (0, 0)
            self._set_clock_of(plain, minutes, word)
            return 1 + more + (following == "h")
        else:
            self.numbers.append((word.number, word, before in BEFORE_HOUR))
        return 1

    def _set_clock_of(self, plain: str, minutes: int, word: Word) -> None:
        found = _CLOCK.fullmatch(plain)
        if found is None:
            raise Unclear(word)
        hour, minute = int(found[1]), int(found[2] or minutes)
        if found[4]:
            if not 1 <= hour <= 12:
                raise Unclear(word)
            hour = hour % 12 + (12 if found[4] == "p" else 0)
            self.twelve_hours = True
        if (hour, minute) == (24, 0):
            self._set_midnight(word)
        elif hour > 23 or minute > 59 or int(found[3] or 0) > 59:
            raise Unclear(word)
        else:
            self._set_clock(time(hour, minute, int(found[3] or 0)), word)

    def _dated(self, found: re.Match[str]) -> date:
        if found[1]:
            return date(int(found[1]), int(found[2]), int(found[3]))
        if not found[7]:
            return self._coming(int(found[6]), int(found[4]))
        year = int(found[7]) + (2000 if len(found[7]) == 2 else 0)
        return date(year, int(found[6]), int(found[4]))

    def _place_numbers(self) -> None:
        """A bare number is a day or a year beside a month's name; else an hour, or a day where it cannot be one."""
        if self.month is not None:
            days = [(number, word) for number, word, _ in self.numbers if 1 <= number <= 31]
            years = [number for number, _, _ in self.numbers if 1000 < number < 10_000]
            if not days or len(days) + len(years) != len(self.numbers) or len(years) > 1 or len(days) > 2:
                raise Unclear(*(word for _, word, _ in self.numbers))
            number, word = days[0]
            self._set_day(date(years[0], self.month, number) if years else self._coming(self.month, number), word)
            if len(days) == 2:
                self._set_clock_of(str(days[1][0]), 0, days[1][1])
            return
        for number, word, hour in self.numbers:
            dayless = self.day is None and (self.weekday is not None or hour or not word.plain.isdecimal())
            if dayless and (number > 24 or self.clock is not None or self.at_midnight or not word.plain.isdecimal()):
                self._set_day(self._coming_day(number), word)
            elif hour or self.day is not None or self.weekday is not None:
                self._set_clock_of(str(number), 0, word)
            elif self.clock is not None and 1 <= number <= 31:
                self._set_day(self._coming_day(number), word)
            else:
                raise Unclear(word)

    def _put_together(self) -> datetime:
        if not (self.day or self.weekday or self.clock or self.at_midnight or self.part):
            raise Unclear
        at = self.clock if self.clock is not None else self.parts.get(self.part, self.whole_day)
        if self.at_midnight:
            at = time(0)
        elif self.clock is not None and not self.twelve_hours and at.hour in PART_HOURS.get(self.part, ()):
            at = at.replace(hour=at.hour + 12)
        today, past = self.now.date(), not self.at_midnight and at <= self.now.time()
        if self.weekday is not None:
            wanted = WEEKDAYS[self.weekday.plain]
            if self.day is not None and self.day.weekday() != wanted:
                raise WrongWeekday(self.weekday, self.day)
            ahead = (wanted - today.weekday()) % 7 or 7 * (self.next_week or past)
            day = self.day or today + timedelta(days=ahead)
        else:
            day = self.day or today + timedelta(days=past)
        # midnight is the last instant of the day it is said with
        return datetime.combine(day + timedelta(days=self.at_midnight), at)

    def _coming(self, month: int, day: int) -> date:
        """This year's, or a later one's where it has passed; a 29 February waits for its leap year."""
        date(2000, month, day)  # raises where no year has it
        for year in range(self.now.year, self.now.year + 9):
            found = _date_or_none(year, month, day)
            if found is not None and found >= self.now.date():
                return found
        raise Unclear

    def _coming_day(self, day: int) -> date:
        """The next day of that number, in this month or a later one."""
        first = self.now.date().replace(day=1)
        for ahead in range(4):
            year, month = divmod(first.year * 12 + first.month - 1 + ahead, 12)
            found = _date_or_none(year, month + 1, day)
            if found is not None and found >= self.now.date():
                return found
        raise Unclear

    def _set_day(self, day: date, word: Word) -> None:
        if self.day is not None and self.day != day:
            raise Unclear(word)
        self.day = day

    def _set_clock(self, clock: time, word: Word) -> None:
        if self.clock is not None or self.at_midnight:
            raise Unclear(word)
        self.clock = clock

    def _set_midnight(self, word: Word) -> None:
        if self.clock is not None or self.at_midnight:
            raise Unclear(word)
        self.at_midnight = True


def _minutes_behind(words: Sequence[Word], place: int) -> tuple[int, int]:
    """Minutes said apart, and by how many words: "alle 18 e 30", "alle 9 e mezza", "alle 6 e un quarto"."""
    plain = [word.plain for word in words[place : place + 3]]
    match plain:
        case ["e", half, *_] if half in HALVES:
            return 30, 2
        case ["e", "un", "quarto"]:
            return 15, 3
        case ["e", minutes, *_] if minutes.isdecimal() and len(minutes) == 2 and int(minutes) < 60:
            return int(minutes), 2
        case _:
            return 0, 0


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
