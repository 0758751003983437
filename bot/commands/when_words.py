"""The words for times and spans, Italian and English side by side: both are always understood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Final


def _each(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _numbered(*groups: str, start: int = 0) -> Mapping[str, int]:
    return {word: number for number, group in enumerate(groups, start) for word in group.split()}


UNITS: Final = {
    "minute": "m min mins minute minutes minuto minuti",
    "hour": "h hr hrs hour hours o ora ore",
    "day": "d g day days gg giorno giorni giornata",
    "week": "w week weeks settimana settimane",
    "month": "month months mese mesi",
}
"""No "sett": it stands for settimana and for settembre alike."""
UNIT_OF: Final = {word: unit for unit, words in UNITS.items() for word in words.split()}

WEEKDAYS: Final = _numbered(
    "mon monday lun lunedi",
    "tue tues tuesday mar martedi",
    "wed weds wednesday mer mercoledi",
    "thu thur thurs thursday gio giovedi",
    "fri friday ven venerdi",
    "sat saturday sab sabato",
    "sun sunday dom domenica",
)

MONTHS: Final = _numbered(
    "jan january gen gennaio",
    "feb february febbraio",
    "mar march marzo",
    "apr april aprile",
    "may mag maggio",
    "jun june giu giugno",
    "jul july lug luglio",
    "aug august ago agosto",
    "sep sept september set settembre",
    "oct october ott ottobre",
    "nov november novembre",
    "dec december dic dicembre",
    start=1,
)

RELATIVE_DAYS: Final = {
    "today": 0,
    "oggi": 0,
    "tonight": 0,
    "stasera": 0,
    "stanotte": 0,
    "stamattina": 0,
    "stamani": 0,
    "tomorrow": 1,
    "domani": 1,
    "dopodomani": 2,
    "eod": 0,
}

DAY_PARTS: Final = {
    "morning": _each("morning mattina mattino mattinata stamattina stamani"),
    "afternoon": _each("afternoon pomeriggio"),
    "evening": _each("evening sera serata tonight stasera stanotte notte night"),
    "end": _each("eod endof"),
}
DAY_PART_OF: Final = {word: part for part, words in DAY_PARTS.items() for word in words}
PART_OPENS: Final = {"morning": time(9), "afternoon": time(14), "evening": time(21), "end": time(23, 59)}
PART_CLOSES: Final = {"morning": time(12), "afternoon": time(18), "evening": time(23, 59), "end": time(23, 59)}
PART_HOURS: Final = {"afternoon": range(1, 12), "evening": range(5, 12)}
"""Hours of a twelve-hour clock that such a word moves past noon: "stasera alle 9", "3 in the afternoon"."""

NOONS: Final = _each("noon midday mezzogiorno")
MIDNIGHTS: Final = _each("midnight mezzanotte")
NEXT: Final = _each("next prossimo prossima")
"""The coming weekday, never today."""

NUMBERS: Final[Mapping[str, float]] = {
    "a": 1, "an": 1, "un": 1, "una": 1, "uno": 1, "one": 1, "half": 0.5, "mezza": 0.5, "mezzo": 0.5, "mezz": 0.5,
    **_numbered("two due couple paio", "three tre", "four quattro", "five cinque", "six sei", "seven sette",
                "eight otto", "nine nove", "ten dieci", "eleven undici", "twelve dodici", start=2),
    "ventiquattro": 24, "trenta": 30, "quarantotto": 48,
}  # fmt: skip
HALVES: Final = _each("half mezza mezzo")
FIRST: Final = _each("first primo")

AT: Final = _each("at alle all ore dalle @")
"""A number after one of these is an hour."""
BEFORE_HOUR: Final = AT | _each("until till by from entro le")
"""After one of these it is an hour unless it turns out to be a day."""
FILLERS: Final = BEFORE_HOUR | _each(
    "to on in for within the this of for and e fino finche a al ad il la lo l per tra fra di del dell della nel nella"
    " dal da questo questa after dopo"
)
"""Words that carry no time of their own."""

PHRASES: Final[Mapping[tuple[str, ...], str]] = {
    ("end", "of", "the", "day"): "eod",
    ("end", "of", "day"): "eod",
    ("fine", "giornata"): "eod",
    ("end", "of"): "endof",
    ("fine", "di"): "endof",
    ("the", "day", "after", "tomorrow"): "dopodomani",
    ("day", "after", "tomorrow"): "dopodomani",
    ("dopo", "domani"): "dopodomani",
    ("this", "evening"): "tonight",
    ("this", "morning"): "stamattina",
    ("questa", "sera"): "stasera",
    ("half", "an"): "half",
    ("half", "a"): "half",
    ("a", "couple", "of"): "couple",
    ("couple", "of"): "couple",
    ("un", "paio", "di"): "paio",
    ("un", "paio", "d"): "paio",
}
"""Several words that mean one of the words above; the longer ones first."""
