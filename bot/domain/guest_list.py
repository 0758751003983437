"""A list of people to be invited, as it comes out of a spreadsheet or is typed: every line is read by itself.

A line that cannot be used is named with its number and what is wrong; the others are kept.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.errors import BadInput
from bot.domain.poll import shorten
from bot.domain.text import Text, say
from bot.domain.wording import clean_line

MOST_GUESTS: Final = 100_000
GUEST_NAME_CHARS: Final = 200
EMAIL_CHARS: Final = 254
"""RFC 5321: of a path, without its brackets."""
_LINE: Final = re.compile(r"\r\n|\r|\n")
_EMAIL: Final = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_DELIMITERS: Final = ",;\t"
_NAMES: Final = frozenset({"name", "nome", "names", "nomi", "full name", "nome e cognome"})
_EMAILS: Final = frozenset({"email", "e-mail", "mail", "email address", "indirizzo", "indirizzo email", "posta"})


@dataclass(frozen=True, slots=True)
class Guest:
    line: int
    name: str
    email: str
    """One of the two may be empty."""


@dataclass(frozen=True, slots=True)
class Broken:
    line: int
    text: str
    problem: Text


@dataclass(frozen=True, slots=True)
class GuestList:
    guests: Sequence[Guest]
    broken: Sequence[Broken]


def decoded(raw: bytes) -> str:
    """As spreadsheets write: UTF-8 or UTF-16 with their marks, or the old code page of western Windows.

    What none of them explains becomes U+FFFD, which makes its line a broken one.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read_guests(text: str) -> GuestList:
    """Raises BadInput where there is nobody on it, or more than MOST_GUESTS lines."""
    lines = [(number, line) for number, line in enumerate(_LINE.split(text.removeprefix("\ufeff")), 1) if line.strip()]
    if len(lines) > MOST_GUESTS + 1:
        raise BadInput(say("error-guests-many", count=len(lines), most=MOST_GUESTS))
    reader = _Reader(_delimiter([line for _, line in lines[:50]]))
    for number, line in lines:
        reader.take(number, line, first=number == lines[0][0])
    if len(reader.guests) > MOST_GUESTS:
        raise BadInput(say("error-guests-many", count=len(reader.guests), most=MOST_GUESTS))
    if not reader.guests and not reader.broken:
        raise BadInput(say("error-guests-none"), example="Ada Bianchi, ada@example.org")
    return GuestList(reader.guests, reader.broken)


class _Reader:
    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self._columns: tuple[int | None, int | None] | None = None
        """Where name and address stand, once a first line has said it."""
        self._seen: dict[str, int] = {}
        self.guests: list[Guest] = []
        self.broken: list[Broken] = []

    def take(self, number: int, line: str, *, first: bool) -> None:
        try:
            cells = [clean_line(cell) for cell in next(csv.reader([line], delimiter=self._delimiter, strict=True))]
        except csv.Error:
            self._refuse(number, line, say("guest-unreadable"))
            return
        if first and self._is_header(cells):
            return
        if "\ufffd" in line or any(unicodedata.category(letter) == "Cc" and letter != "\t" for letter in line):
            self._refuse(number, line, say("guest-unreadable"))
            return
        named = self._of(cells)
        if named is None:
            self._refuse(number, line, say("guest-columns"))
            return
        name, email = named
        problem = self._problem(name, email)
        if problem is not None:
            self._refuse(number, line, problem)
            return
        if email:
            self._seen[email.casefold()] = number
        self.guests.append(Guest(number, name, email))

    def _problem(self, name: str, email: str) -> Text | None:
        if not name and not email:
            return say("guest-empty")
        if len(name) > GUEST_NAME_CHARS:
            return say("guest-name-long", most=GUEST_NAME_CHARS)
        if email and (len(email) > EMAIL_CHARS or not _EMAIL.fullmatch(email)):
            return say("guest-email")
        if email and email.casefold() in self._seen:
            return say("guest-twice", line=self._seen[email.casefold()])
        return None

    def _of(self, cells: list[str]) -> tuple[str, str] | None:
        if self._columns is not None:
            name, email = (cells[at] if at is not None and at < len(cells) else "" for at in self._columns)
            return name, email
        while cells and not cells[-1]:
            cells.pop()
        match cells:
            case []:
                return "", ""
            case [only]:
                return ("", only) if "@" in only else (only, "")
            case [one, other]:
                return (other, one) if "@" in one and "@" not in other else (one, other)
            case _:
                return None

    def _is_header(self, cells: list[str]) -> bool:
        said = [cell.casefold() for cell in cells]
        name = next((at for at, cell in enumerate(said) if cell in _NAMES), None)
        email = next((at for at, cell in enumerate(said) if cell in _EMAILS), None)
        if name is None and email is None:
            return False
        self._columns = (name, email)
        return True

    def _refuse(self, number: int, line: str, problem: Text) -> None:
        self.broken.append(Broken(number, shorten(line.replace("\ufffd", "?"), 80), problem))


def _delimiter(lines: Sequence[str]) -> str:
    """Whichever of them stands in most of the first lines; a comma where none does."""
    counted = Counter(sign for line in lines for sign in _DELIMITERS if sign in line)
    return max(_DELIMITERS, key=lambda sign: (counted[sign], -_DELIMITERS.index(sign)))
