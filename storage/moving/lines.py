"""Rows as lines of JSON, and what proves that the same rows arrived: their number and a digest without order.

Databases sort text differently, so the digest must not depend on the order of the rows: it is the sum, modulo
2^128, of a 128-bit hash of every line (AdHash of Bellare and Micciancio, 1997), enough against any accident. It does
not defend against somebody who writes rows by hand; nor does it need to, since that person owns the database.
"""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final

from storage.moving.layout import Kind, Sheet

AT_ONCE: Final = 5_000
"""Rows in memory at a time: some megabytes, however long a table is."""
BALLOTS: Final = "ballots"
_WRITE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_HALF: Final = 1 << 128


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows, and each as its line."""

    rows: Sequence[tuple[Any, ...]]
    lines: Sequence[bytes]


def of_rows(sheet: Sheet, rows: Sequence[tuple[Any, ...]]) -> Batch:
    places = _bytes(sheet)
    if not places:
        return Batch(rows, [_WRITE(row).encode() for row in rows])
    return Batch(rows, [_WRITE(_swapped(row, places, _armoured)).encode() for row in rows])


def of_lines(sheet: Sheet, lines: Sequence[bytes]) -> Batch:
    """Raises ValueError where a line is no row of that table."""
    width, places = len(sheet.columns), _bytes(sheet)
    rows = []
    for line in lines:
        row = json.loads(line)
        if not isinstance(row, list) or len(row) != width:
            raise ValueError(f"not a row of {sheet.name}")
        rows.append(_swapped(tuple(row), places, base64.b64decode) if places else tuple(row))
    return Batch(rows, lines)


@dataclass(slots=True)
class Proof:
    """How many rows there were, and their digest."""

    rows: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self.total = (self.total + int.from_bytes(blake2b(line, digest_size=16).digest())) % _HALF

    @property
    def digest(self) -> str:
        return f"{self.total:032x}"


@dataclass(slots=True)
class Proofs:
    """Of every table; and of the ballots, poll by poll."""

    tables: dict[str, Proof] = field(default_factory=dict)
    polls: dict[str, Proof] = field(default_factory=lambda: defaultdict(Proof))

    def add(self, sheet: Sheet, batch: Batch) -> None:
        proof = self.tables.setdefault(sheet.name, Proof())
        if sheet.name == BALLOTS:
            poll = sheet.index("poll_id")
            for row, line in zip(batch.rows, batch.lines, strict=True):
                self.polls[row[poll]].add(line)
        for line in batch.lines:
            proof.add(line)


def _bytes(sheet: Sheet) -> tuple[int, ...]:
    return tuple(place for place, (_, kind) in enumerate(sheet.columns) if kind is Kind.BYTES)


def _swapped(row: tuple[Any, ...], places: Sequence[int], change: Any) -> tuple[Any, ...]:
    return tuple(change(value) if place in places and value is not None else value for place, value in enumerate(row))


def _armoured(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
