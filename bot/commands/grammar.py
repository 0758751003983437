"""How a typed line becomes parts: a command's name, its pieces, its flags.

    /poll Where? | Lake | "City | centre" --multi 2 --until friday 18:00

Pieces stand between bars, or on lines of their own; a bar at the end or the beginning of a line is the same
separator as the line break beside it. Quotes keep a bar or a flag from being read as one, and so does a backslash a
bar. What a phone makes of two hyphens (— or –) is understood where the name of a flag follows. A flag's value goes
on until the next flag, the next bar or the end of the line.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.domain.errors import BadInput
from bot.domain.text import say

LONGEST: Final = 20_000
"""Characters of one line: fifty options of two hundred, a question, and room to spare."""
_SHOWN: Final = 40
_COMMAND: Final = re.compile(r"/([A-Za-z][A-Za-z0-9_-]*)(?:@\w+)?(?=\s|$)")
_QUOTES: Final = {'"': '"', "“": "”", "«": "»", "„": "“"}
_FLAG: Final = re.compile(r"(?:--|[—–])([^\W\d_][\w-]*)(=)?")
_MARK: Final = re.compile(r"\s*(?:[-*•‣–]|\d{1,2}[.)])\s+")
_SPACE: Final = re.compile(r"\s*")
_PLAIN: Final = re.compile(r"[^\s|\\]+|\s+")
"""What needs no look inside: a word up to a bar or a backslash, or the space between words."""


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces in order, trimmed, none of them empty; flags by name, with an empty value where they take none."""

    pieces: tuple[str, ...]
    flags: Mapping[str, str]


def split_command(text: str) -> tuple[str, str]:
    """The command's name, in lower case without slash and addressee, and all that follows it.

    Raises BadInput where the text is no command.
    """
    line = text.lstrip()
    found = _COMMAND.match(line)
    if found is None:
        raise BadInput(say("error-not-a-command"), part=line.rstrip()[:_SHOWN], example="/help")
    return found[1].lower(), line[found.end() :]


def parse(rest: str, flags: Mapping[str, bool], *, example: str = "") -> Line:
    """The pieces and flags of what follows a command; `flags` says of each known flag whether it takes a value.

    Raises BadInput, naming the part that is wrong, with `example` as the line that works.
    """
    if len(rest) > LONGEST:
        raise BadInput(say("error-line-long", length=len(rest), most=LONGEST), part=rest[:_SHOWN], example=example)
    reader = _Reader(flags, example)
    for number, line in enumerate(rest.strip().splitlines()):
        # list marks are dropped from the lines below the first: a question may well begin with "1."
        mark = _MARK.match(line) if number else None
        reader.read(line[mark.end() :] if mark else line, first=not number)
    return reader.finish()


def quote(piece: str) -> str:
    """`piece`, one trimmed line of text, so that `parse` gives it back as one piece.

    Where it holds every kind of closing quote, only its bars are protected.
    """
    for opening, closing in _QUOTES.items():
        if closing not in piece:
            return f"{opening}{piece}{closing}"
    return piece.replace("|", "\\|")


class _Reader:
    """Reads one line after the other, word by word, each once."""

    def __init__(self, known: Mapping[str, bool], example: str) -> None:
        self._known, self._example = known, example
        self._pieces: list[str] = []
        self._piece: list[str] = []
        self._flags: dict[str, list[str]] = {}
        self._into = self._piece
        """What is being read: the piece, or a flag's value."""
        self._flagged = False
        """Whether a flag stands between the last bar and here."""
        self._closings: dict[str, int] = {}
        """Where each closing quote comes next in the line, or -1; looked up once, so that reading stays linear."""

    def read(self, line: str, *, first: bool) -> None:
        self._closings.clear()
        position, at_word, bars = 0, True, 0
        while position < len(line):
            letter = line[position]
            if letter == "|":
                self._end_piece(may_be_empty=not bars and not first)
                position, at_word, bars = position + 1, True, bars + 1
            elif letter == "\\":
                is_bar = line.startswith("\\|", position)
                self._into.append("|" if is_bar else "\\")
                position, at_word = position + (2 if is_bar else 1), False
            elif at_word and (end := self._end_of_quote(line, position)):
                self._into.append(line[position + 1 : end])
                position, at_word = end + 1, False
            elif at_word and (found := _FLAG.match(line, position)) and self._is_flag(found):
                position, at_word = self._begin_flag(found), True
            else:
                plain = _PLAIN.match(line, position)
                assert plain is not None
                self._into.append(plain[0])
                position, at_word = plain.end(), plain[0].isspace()
        self._end_piece(may_be_empty=True)

    def finish(self) -> Line:
        """Without the empty pieces at the end. Raises BadInput for one in the middle, or a flag without its value."""
        pieces = self._pieces
        while pieces and not pieces[-1]:
            pieces.pop()
        if "" in pieces:
            place = pieces.index("")
            part = f"{pieces[place - 1][-_SHOWN:] if place else ''} | | {pieces[place + 1][:_SHOWN]}".strip()
            raise BadInput(say("error-piece-empty", place=place + 1), part=part, example=self._example)
        flags = {name: "".join(value).strip() for name, value in self._flags.items()}
        for name, value in flags.items():
            if self._known[name] and not value:
                raise BadInput(say("error-flag-empty", flag=name), part=f"--{name}", example=self._example)
        return Line(tuple(pieces), flags)

    def _end_piece(self, *, may_be_empty: bool) -> None:
        """A stretch that holds nothing but flags is no piece; nor is an empty one beside a line break."""
        text = "".join(self._piece).strip()
        if text or not (may_be_empty or self._flagged):
            self._pieces.append(text)
        self._piece = []
        self._into, self._flagged = self._piece, False

    def _end_of_quote(self, line: str, position: int) -> int:
        """Where the quote that opens here is closed, at the end of a word; 0 where it opens nothing."""
        closing = _QUOTES.get(line[position])
        if closing is None:
            return 0
        end = self._closings.get(closing, 0)
        if 0 <= end <= position:
            end = self._closings[closing] = line.find(closing, position + 1)
        if end < 0 or not (end + 1 == len(line) or line[end + 1].isspace() or line[end + 1] == "|"):
            return 0
        return end

    def _is_flag(self, found: re.Match[str]) -> bool:
        """A dash that a phone made counts only before a known name; two hyphens always."""
        return found[0].startswith("--") or found[1].lower() in self._known

    def _begin_flag(self, found: re.Match[str]) -> int:
        """Where to read on."""
        name, typed = found[1].lower(), f"--{found[1]}"[:_SHOWN]
        if name not in self._known:
            near = difflib.get_close_matches(name[:_SHOWN], list(self._known), n=1)
            if near:
                words = say("error-flag-unknown-near", flag=found[1][:_SHOWN], near=near[0])
            else:
                words = say("error-flag-unknown", flag=found[1][:_SHOWN])
            raise BadInput(words, part=typed, example=self._example)
        if name in self._flags:
            raise BadInput(say("error-flag-twice", flag=name), part=typed, example=self._example)
        if found[2] and not self._known[name]:
            raise BadInput(say("error-flag-takes-none", flag=name), part=f"{typed}=", example=self._example)
        self._flags[name] = []
        self._flagged = True
        if self._known[name]:
            self._into = self._flags[name]
            return found.end()
        # what follows a flag without a value belongs to the piece, which has the space before the flag already
        self._into = self._piece
        space = _SPACE.match(found.string, found.end())
        assert space is not None
        return space.end()
