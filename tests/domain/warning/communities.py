"""Hours of communities for the tests: who wrote, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.domain.warning.evidence import Entry
from bot.domain.warning.triggers import Lexicon
from bot.domain.warning.watch import HOUR, Alarm, Snooze, Watch, judge
from bot.domain.warning.words_en import ENGLISH
from bot.domain.warning.words_it import ITALIAN

ROME = ZoneInfo("Europe/Rome")
MONDAY = datetime(2026, 2, 2, tzinfo=UTC)
LEXICON = Lexicon((ENGLISH, ITALIAN))


def people(number: int, *, bad: bool = False, first: int = 0) -> list[Entry]:
    """So many people, each with one entry."""
    return [Entry(author=f"p{first + each}", negative=bad, channel="web") for each in range(number)]


def said(
    author: str, text: str, *, negative: bool = False, channel: str = "web", themes: tuple[str, ...] = ()
) -> Entry:
    return Entry(author=author, negative=negative, channel=channel, text=text, themes=themes, hits=LEXICON.find(text))


def followed(
    watch: Watch,
    start: datetime,
    hours: Iterable[Sequence[Entry]],
    zone: ZoneInfo = ROME,
    snoozes: Sequence[Snooze] = (),
) -> tuple[Watch, list[Alarm]]:
    alarms = []
    for number, entries in enumerate(hours):
        judged = judge(watch, start + number * HOUR, entries, zone, snoozes)
        watch = judged.watch
        if judged.alarm:
            alarms.append(judged.alarm)
    return watch, alarms


def ordinary(days: int, by_day: int = 4, by_night: int = 1) -> list[list[Entry]]:
    """Other people every hour, a few of them negative, up and down by one."""
    hours = []
    for number in range(days * 24):
        size = (by_day if 7 <= number % 24 < 23 else by_night) + (number % 3 - 1)
        hours.append(people(max(size, 0), first=7 * number) + people(number % 2, bad=True, first=7 * number + 500))
    return hours


def settled(days: int = 28) -> Watch:
    """A watch that knows an ordinary community, until the midnight (UTC) of a Monday."""
    return followed(Watch.begin(), MONDAY, ordinary(days))[0]


AFTER = MONDAY + 28 * 24 * HOUR
SETTLED = settled()
