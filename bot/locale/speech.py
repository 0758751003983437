"""Words, numbers, dates and lists in the reader's language, from the Fluent catalogues and Unicode's CLDR (Babel)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import structlog
from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_time, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal
from fluent.runtime import FluentBundle, FluentResource

from bot.domain.text import Arg, Text

log = structlog.get_logger(__name__)

LANGUAGES: Final = ("en", "it")
_FAR: Final = timedelta(days=300)
_LONGEST_LIST: Final = 1500
"""Characters; a longer list is no sentence any more."""
_LONG: Final = 200
"""Characters; longer arguments are put in after Fluent, which refuses whatever it has put together above 2,500."""
_STAND_IN: Final = re.compile("\ue000([0-9]+)\ue001")
_UNITS: Final[tuple[tuple[Literal["day", "hour", "minute", "second"], timedelta], ...]] = (
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
    ("second", timedelta(seconds=1)),
)
_QUALITY: Final = re.compile(r"^([A-Za-z*]{1,8}(?:-[A-Za-z0-9]{1,8})*)(?:\s*;\s*q\s*=\s*([01](?:\.\d{0,3})?))?$")
_MOMENTS: Final = {
    "en": ("EEEE d MMMM, HH:mm", "EEEE d MMMM y, HH:mm"),
    "it": ("EEEE d MMMM, HH:mm", "EEEE d MMMM y, HH:mm"),
}


class MissingWords(LookupError):
    """A message or one of its arguments is missing; raised in strict mode only (the tests')."""


class _Moment(str):
    """A moment in words; `full` names the year too, which `{ WITH_YEAR($at) }` in a catalogue asks for."""

    __slots__ = ("full",)
    full: str


class Speech:
    """One language in one time zone. Immutable; get it from `speech`."""

    def __init__(self, language: str, timezone: str, *, strict: bool = False) -> None:
        self.language, self.timezone = language, timezone
        self._locale = Locale.parse("en_GB" if language == "en" else language)
        self._zone = ZoneInfo(timezone)
        self._strict = strict

    def say(self, text: Text) -> str:
        """The sentence in this language; in English where its translation is missing or broken.

        As a last resort what can be said of it in any language, or else the bare key.
        """
        long: list[str] = []
        values = {name: self._set_aside(self._value(value), long) for name, value in text.args}
        broken = ""
        for language in dict.fromkeys((self.language, "en")):
            bundle = _bundle(language)
            message = bundle.get_message(text.key) if bundle.has_message(text.key) else None
            if message is None or message.value is None:
                self._complain("locale.message-missing", text.key, language)
                continue
            words, errors = bundle.format_pattern(message.value, values)
            if not errors:
                return _put_back(str(words), long)
            self._complain("locale.message-broken", text.key, language, str(errors[0]))
            broken = broken or _put_back(str(words), long)
        return broken or text.key

    def number(self, number: float) -> str:
        return str(format_decimal(number, locale=self._locale))

    def percent(self, share: Fraction) -> str:
        """A share in per cent as printed, "50%" or "33.3%" ("33,3%")."""
        tenths = Decimal(round(share * 10)) / 10
        return f"{format_decimal(tenths, format='#,##0.#', locale=self._locale)}%"

    def moment(self, at: datetime, now: datetime | None = None) -> str:
        """Weekday, day, month and time in this zone; the year too where `now` is given and far away."""
        near, far = _MOMENTS[self.language]
        pattern = far if now is not None and abs(at - now) > _FAR else near
        return self._pattern(at, pattern)

    def date(self, at: datetime) -> str:
        """Short: "27 Nov"."""
        return str(format_skeleton("MMMd", self.local(at), locale=self._locale))

    def time(self, at: datetime) -> str:
        """Short: "18:00"."""
        return str(format_time(self.local(at).time(), "HH:mm", locale=self._locale))

    def day(self, at: datetime) -> str:
        """Long: "27 November 2026"."""
        return str(format_date(self.local(at).date(), "long", locale=self._locale))

    def month(self, at: datetime) -> str:
        """Alone: "November 2026"."""
        return str(format_skeleton("yMMMM", self.local(at), locale=self._locale))

    def duration(self, span: timedelta) -> str:
        """Its two largest units at most, "2 days", "1 day and 12 hours"; what is smaller is left out."""
        left = abs(span)
        said: list[str] = []
        for unit, size in _UNITS:
            count, left = divmod(left, size)
            if count and len(said) < 2:
                said.append(format_timedelta(size * count, granularity=unit, threshold=10**9, locale=self._locale))
            elif said:
                break
        return self.listing(said or [format_timedelta(timedelta(0), granularity="second", locale=self._locale)])

    def listing(self, items: Sequence[str]) -> str:
        """ "a, b and c"; a very long list ends with an ellipsis."""
        shown: list[str] = []
        room = _LONGEST_LIST
        for item in items:
            room -= len(item) + 2
            if room < 0 and shown:
                shown.append("…")
                break
            shown.append(item)
        return str(format_list(shown, "standard", locale=self._locale)) if shown else ""

    def local(self, at: datetime) -> datetime:
        """The same instant in this zone. Raises ValueError for a naive time."""
        if at.tzinfo is None:
            raise ValueError("a naive time has no place in a sentence")
        return at.astimezone(self._zone)

    def _value(self, value: Arg) -> str | int | float:
        """What Fluent is given: numbers stay numbers, so that plural forms can be chosen by them."""
        match value:
            case Text():
                return self.say(value)
            case tuple():
                return self.listing([self._item(item) for item in value])
            case datetime():
                words = _Moment(self.moment(value))
                words.full = self._pattern(value, _MOMENTS[self.language][1])
                return words
            case timedelta():
                return self.duration(value)
            case _:
                return value

    def _item(self, value: Arg) -> str:
        said = self._value(value)
        return said if isinstance(said, str) else str(format_decimal(said, locale=self._locale))

    def _pattern(self, at: datetime, pattern: str) -> str:
        return str(format_datetime(self.local(at), pattern, locale=self._locale))

    @staticmethod
    def _set_aside(value: str | int | float, long: list[str]) -> str | int | float:
        if not isinstance(value, str) or len(value) <= _LONG:
            return value
        long.append(value)
        return f"\ue000{len(long) - 1}\ue001"

    def _complain(self, event: str, key: str, language: str, why: str = "") -> None:
        if self._strict:
            raise MissingWords(f"{key} ({language}) {why}".strip())
        _log_once(event, key, language, why)


@lru_cache(maxsize=64)
def speech(language: str, timezone: str, strict: bool = False) -> Speech:  # a cache key
    """Raises ValueError for a language without a catalogue, ZoneInfoNotFoundError for an unknown zone."""
    if language not in LANGUAGES:
        raise ValueError(language)
    return Speech(language, timezone, strict=strict)


def best_language(wanted: str | None, default: str) -> str:
    """The first of LANGUAGES that an Accept-Language header or a single tag asks for; `default` otherwise."""
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate((wanted or "").split(",")[:20]):
        found = _QUALITY.match(part.strip().replace("_", "-"))
        if found is not None:
            ranked.append((-float(found[2] or 1), place, found[1].split("-")[0].lower()))
    for quality, _, language in sorted(ranked):
        if language in LANGUAGES and quality < 0:
            return language
    return default


@cache
def _bundle(language: str) -> FluentBundle:
    locale = "en-GB" if language == "en" else language
    bundle = FluentBundle([locale], use_isolating=False, functions=_FUNCTIONS)
    folder = files("bot.locale") / language
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle


def _with_year(moment: object) -> str:
    return moment.full if isinstance(moment, _Moment) else str(moment)


_FUNCTIONS: Final[dict[str, Any]] = {"WITH_YEAR": _with_year}
"""Any: Fluent's types ask for a FluentType, its resolver takes text as well."""


def _put_back(words: str, long: Sequence[str]) -> str:
    return _STAND_IN.sub(lambda found: _at(long, found), words) if long else words


def _at(long: Sequence[str], found: re.Match[str]) -> str:
    place = int(found[1][:6])
    return long[place] if place < len(long) else found[0]


@cache
def _log_once(event: str, key: str, language: str, why: str) -> None:
    log.error(event, key=key, language=language, why=why)
