"""Words that page somebody at once, whatever the counts say: injury, breach, legal, press; in several languages. Pure.

The lists are data and an argument, so that a community can edit them. A list is written as patterns with commas or
line ends between them:

    lawyer              the word, and nothing longer or shorter
    avvocat-o/a/i/e     the stem with each of these endings
    denunci*            the stem with any ending of up to `ENDING` letters
    food poisoning      words that follow each other, whatever stands between them but letters
    stage ... collaps*  the same, with up to `BETWEEN` words between

Case, accents, compatibility forms, apostrophes and invisible letters make no difference. Every language's list is
looked through, since people mix them. What is *harmless* in any of them ("dying of laughter") is passed over first.

A list is no regular expression, so nobody can write one that never ends; a text takes time in proportion to its
length, whatever is in it, and of one longer than `MOST_CHARS` the beginning is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

ENDING: Final = 6
BETWEEN: Final = 3
SHORTEST_STEM: Final = 4
MOST_CHARS: Final = 20_000
MOST_WORDS: Final = 6
MOST_PATTERNS: Final = 2_000
GAP: Final = "..."
_WORD: Final = re.compile(r"[^\W_]+")
_INVISIBLE: Final = {"Cf", "Mn", "Me", "Cc"}
_PATTERN_WORD: Final = re.compile(r"[^\W_]+(?:\*|-[^\W_]*(?:/[^\W_]*)*)?")


class Category(StrEnum):
    INJURY = "injury"
    BREACH = "breach"
    LEGAL = "legal"
    PRESS = "press"


class BadPattern(ValueError):
    """A line that is no pattern; says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """Of one language; what people edit."""

    language: str
    triggers: Mapping[Category, Sequence[str]]
    harmless: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    category: Category
    language: str
    words: str
    """As they stand in the text, folded."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """One word of a pattern: which words of a text it stands for, and how many may lie before it."""

    exact: frozenset[str]
    stem: str
    before: int

    def fits(self, word: str) -> bool:
        if self.stem:
            return word.startswith(self.stem) and len(word) <= len(self.stem) + ENDING
        return word in self.exact


@dataclass(frozen=True, slots=True)
class _Pattern:
    pieces: tuple[_Piece, ...]
    category: Category | None
    """None of what is harmless."""
    language: str

    def ends(self, words: Sequence[str], at: int, piece: int = 0) -> int:
        """Just behind the words that it stands for, from `at` on; -1 where it does not."""
        if piece == len(self.pieces):
            return at
        for place in range(at, min(at + self.pieces[piece].before, len(words) - 1) + 1):
            if self.pieces[piece].fits(words[place]) and (end := self.ends(words, place + 1, piece + 1)) > 0:
                return end
        return -1


class Lexicon:
    """Lists made ready to be looked up. Immutable; make a new one when a list was edited."""

    def __init__(self, lists: Iterable[WordList]) -> None:
        """Raises `BadPattern` for a line that is none, so that a list is checked where it is edited."""
        self._by_start: dict[str, list[_Pattern]] = {}
        count = 0
        for each in lists:
            lines = [(None, line) for line in each.harmless]
            named = [(category, line) for category, those in each.triggers.items() for line in those]
            for category, line in (*lines, *named):
                self._add(_Pattern(tuple(_pieces(line)), category, each.language))
                count += 1
        if count > MOST_PATTERNS:
            raise BadPattern(f"{count} lines are more than {MOST_PATTERNS}")

    def _add(self, pattern: _Pattern) -> None:
        first = pattern.pieces[0]
        for start in (first.stem[:SHORTEST_STEM],) if first.stem else first.exact:
            self._by_start.setdefault(start, []).append(pattern)

    def find(self, text: str) -> tuple[Hit, ...]:
        """Each category and language once, with the first words that gave it, in the order of the text."""
        words = fold(text)
        found: dict[tuple[Category, str], Hit] = {}
        harmless = 0
        for at in range(len(words)):
            here = list(self._from(words, at))
            harmless = max(harmless, *(end for pattern, end in here if pattern.category is None), 0)
            for pattern, end in here:
                if pattern.category is not None and end > harmless:
                    hit = Hit(pattern.category, pattern.language, " ".join(words[at:end]))
                    found.setdefault((hit.category, hit.language), hit)
        return tuple(found.values())

    def _from(self, words: Sequence[str], at: int) -> Iterator[tuple[_Pattern, int]]:
        starts = {words[at], words[at][:SHORTEST_STEM]}
        for pattern in (pattern for start in sorted(starts) for pattern in self._by_start.get(start, ())):
            if (end := pattern.ends(words, at)) > 0:
                yield pattern, end


def patterns(text: str) -> tuple[str, ...]:
    """The patterns of a list as people write it."""
    return tuple(line for raw in text.replace("\n", ",").split(",") if (line := " ".join(raw.split())))


def fold(text: str) -> list[str]:
    """The words of a text as they are compared."""
    open_form = unicodedata.normalize("NFKD", text[:MOST_CHARS])[:MOST_CHARS].casefold()
    # a line break is a control character too, and keeps words apart
    kept = (" " if letter in "\n\r\t" else letter for letter in open_form)
    bare = "".join(letter for letter in kept if letter == " " or unicodedata.category(letter) not in _INVISIBLE)
    return _WORD.findall(bare)


def _pieces(line: str) -> Iterator[_Piece]:
    parts = _without_accents(line).replace("'", " ").replace("’", " ").split()
    if not 0 < len(parts) - parts.count(GAP) <= MOST_WORDS or parts[0] == GAP or parts[-1] == GAP:
        raise BadPattern(line)
    before = 0
    for part in parts:
        if part == GAP:
            if before or parts.count(GAP) > 2:
                raise BadPattern(line)
            before = BETWEEN
            continue
        if not _PATTERN_WORD.fullmatch(part):
            raise BadPattern(line)
        stem, star, _ = part.partition("*")
        if star:
            if len(stem) < SHORTEST_STEM:
                raise BadPattern(line)
            yield _Piece(frozenset(), stem, before)
        else:
            stem, _, endings = part.partition("-")
            yield _Piece(frozenset(stem + ending for ending in endings.split("/")), "", before)
        before = 0


def _without_accents(text: str) -> str:
    open_form = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in open_form if unicodedata.category(letter) not in _INVISIBLE)
