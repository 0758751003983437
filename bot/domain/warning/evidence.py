"""What an alarm shows of the entries behind it: how many people, which themes, which rooms, and their own words. Pure.

The same for the hour that gave the alarm and for the longer time that a slow rise took: whoever shows it hands in the
entries. Whatever order they come in, it looks the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.warning.triggers import Hit

QUOTES: Final = 5
QUOTE_CHARS: Final = 200
THEMES: Final = 5
CHANNELS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that somebody wrote, as it was read."""

    author: str
    """A pseudonym; the same person is the same one in every channel."""
    negative: bool
    channel: str = ""
    text: str = ""
    """Already a clean line or paragraph (`bot.domain.wording`)."""
    themes: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()
    """The trigger words in it (`triggers.Lexicon.find`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    text: str
    channel: str
    negative: bool
    times: int
    """How many people wrote the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    entries: int
    negative: int
    authors: int
    """People, and no pseudonyms: an alarm is shown to several."""
    themes: tuple[tuple[str, int], ...]
    """With the number of people who wrote of each, the most first."""
    channels: tuple[tuple[str, int], ...]
    quotes: tuple[Quote, ...]


def gather(entries: Iterable[Entry]) -> Evidence:
    given = sorted(entries, key=_order)
    themes = Counter(theme for theme, _ in sorted({(theme, each.author) for each in given for theme in each.themes}))
    channels = Counter(channel for channel, _ in sorted({(each.channel, each.author) for each in given}))
    return Evidence(
        entries=len(given),
        negative=sum(each.negative for each in given),
        authors=len({each.author for each in given}),
        themes=_most(themes, THEMES),
        channels=_most(channels, CHANNELS),
        quotes=_quotes(given, themes),
    )


def _quotes(given: Sequence[Entry], themes: Counter[str]) -> tuple[Quote, ...]:
    """Trigger words first, then what is negative, then what most write of; of each person one, the same words once."""

    def weight(entry: Entry) -> tuple[bool, bool, int]:
        return not entry.hits, not entry.negative, -max((themes[theme] for theme in entry.themes), default=0)

    chosen: list[Entry] = []
    heard: set[str] = set()
    said: set[str] = set()
    for entry in sorted(given, key=lambda each: (weight(each), _order(each))):
        words = _same(entry)
        if words and words not in said and entry.author not in heard:
            chosen.append(entry)
            heard.add(entry.author)
            said.add(words)
        if len(chosen) == QUOTES:
            break
    by_words: dict[str, set[str]] = {words: set() for words in said}
    for entry in given:
        if (words := _same(entry)) in by_words:
            by_words[words].add(entry.author)
    return tuple(
        Quote(
            text=_cut(entry.text),
            channel=entry.channel,
            negative=entry.negative,
            times=len(by_words[_same(entry)]),
        )
        for entry in chosen
    )


def _same(entry: Entry) -> str:
    return " ".join(entry.text.casefold().split())


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= QUOTE_CHARS else line[: QUOTE_CHARS - 1].rstrip() + "…"


def _most(counter: Counter[str], number: int) -> tuple[tuple[str, int], ...]:
    ranked = sorted(((name, count) for name, count in counter.items() if name), key=lambda each: (-each[1], each[0]))
    return tuple(ranked[:number])


def _order(entry: Entry) -> tuple[object, ...]:
    return entry.text, entry.author, entry.channel, entry.negative, entry.themes, tuple(map(str, entry.hits))
