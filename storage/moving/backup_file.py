"""The file of a backup: one for both databases, and for restoring into either.

Gzip around lines of JSON in UTF-8:

    {"ascolto-backup":1,"schema":"0002","taken":"2026-…+00:00","from":"data/ascolto.db",
     "tables":{"polls":["id",…],…},"rows":{"polls":3,…},"counters":{"room_messages":17},"jobs":[["remind-…",…],…]}
    {"table":"polls"}
    ["p0000001","home",…]          one row a line, its values in the order of the columns
    …
    {"end":{"polls":[3,"digest"],…},"sha256":"…"}

The last line holds every table's number of rows and digest (`storage.moving.lines`), and the SHA-256 of all lines
before it. A file that ends early has no last line; one that was changed has another sum.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final

from storage.migrate import NewerSchema, must_be_known
from storage.moving.carrying import Progress, Source
from storage.moving.errors import CannotCarry, Damaged
from storage.moving.jobs import Waiting, waiting_of
from storage.moving.layout import Layout, Sheet, layout_at
from storage.moving.lines import AT_ONCE, Batch, Proof, of_lines

NAME: Final = "ascolto-backup"
VERSION: Final = 1
_LEVEL: Final = 5
"""Of gzip: a tenth larger than the best, in a third of the time."""
LONGEST: Final = 64 << 20
"""Bytes of a line: far above any row, so that a file which is something else does not fill the memory."""


def write(source: Source, draft: Path, progress: Progress) -> Mapping[str, Proof]:
    """Everything of `source` into `draft`, which is there and empty; what was written is given. Raises OSError."""
    written = sha256()
    proofs: dict[str, Proof] = {}
    with draft.open("rb+") as raw, gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as file:

        def put(lines: list[bytes]) -> None:
            block = b"\n".join(lines) + b"\n"
            written.update(block)
            file.write(block)

        put([_json(_head(source))])
        for sheet in source.layout.sheets:
            proof = proofs[sheet.name] = Proof()
            put([_json({"table": sheet.name})])
            for batch in source.batches(sheet):
                for line in batch.lines:
                    proof.add(line)
                put(list(batch.lines))
                progress(f"writing {sheet.name}", proof.rows, source.rows[sheet.name])
        end = {name: [proof.rows, proof.digest] for name, proof in proofs.items()}
        put([_json({"end": end, "sha256": written.hexdigest()})])
    return proofs


@dataclass(frozen=True, slots=True)
class BackupFile:
    """An opened backup whose head was read: a Source. Its tables are read in their order, each once."""

    layout: Layout
    described: str
    moment: datetime
    rows: Mapping[str, int]
    counters: Mapping[str, int]
    jobs: Sequence[Waiting]
    lines: _Lines

    def batches(self, sheet: Sheet) -> Generator[Batch, None, None]:
        """Raises Damaged where the file goes on otherwise than it should."""
        if _object(next(self.lines, b"")) != {"table": sheet.name}:
            raise Damaged(f"{self.described} is damaged: {sheet.name} is not where it should be.")
        left = self.rows[sheet.name]
        while left:
            lines = list(islice(self.lines, min(left, AT_ONCE)))
            if not lines:
                raise Damaged(f"{self.described} ends too early.")
            left -= len(lines)
            try:
                yield of_lines(sheet, lines)
            except ValueError as error:
                raise Damaged(f"{self.described} is damaged among the rows of {sheet.name}.") from error

    def must_end(self, proofs: Mapping[str, Proof]) -> None:
        """All tables were read, and this is what was in them. Raises Damaged where the file says otherwise."""
        said = self.lines.sum.hexdigest()
        end = _object(next(self.lines, b""))
        if not end:
            raise Damaged(f"{self.described} ends too early.")
        found = {name: [proof.rows, proof.digest] for name, proof in proofs.items()}
        if end != {"end": found, "sha256": said} or next(self.lines, None) is not None:
            raise Damaged(f"{self.described} is damaged: its sums are not those of what is in it.")


@contextmanager
def opened(path: Path) -> Iterator[BackupFile]:
    """Raises Damaged, within the block too; NewerSchema for one of a newer program; CannotCarry without the file."""
    try:
        file = gzip.open(path)  # noqa: SIM115  # closed below: what the caller's block raises is none of this file's
    except OSError as error:
        raise CannotCarry(f"{path} cannot be read: {error.strerror or error}.") from error
    with file:
        yield _begun(path, _Lines(path, file))


class _Lines:
    """The lines of the file without their ends, and the sum of those read so far."""

    def __init__(self, path: Path, file: gzip.GzipFile) -> None:
        self._path, self._file = path, file
        self.sum = sha256()

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> bytes:
        try:
            line = self._file.readline(LONGEST)
        except EOFError as error:
            raise Damaged(f"{self._path} ends too early.") from error
        except (zlib.error, gzip.BadGzipFile) as error:
            raise Damaged(f"{self._path} is damaged, or no backup of Ascolto's.") from error
        except OSError as error:
            raise CannotCarry(f"{self._path} cannot be read: {error.strerror or error}.") from error
        if not line:
            raise StopIteration
        self.sum.update(line)
        return line.removesuffix(b"\n")


def _begun(path: Path, lines: _Lines) -> BackupFile:
    head = _object(next(lines, b""))
    version = head.get(NAME)
    if not isinstance(version, int):
        raise Damaged(f"{path} is no backup of Ascolto's.")
    if version > VERSION:
        raise NewerSchema(f"{path} was written by a newer version of Ascolto. Install that version, and restore then.")
    try:
        revision = str(head["schema"])
        must_be_known(revision, f"{path} holds data")
        layout = layout_at(revision)
        counted = {str(name): int(rows) for name, rows in head["rows"].items()}
        counters = {str(name): int(last) for name, last in head["counters"].items()}
        jobs = sorted(map(waiting_of, head["jobs"]))
        fits = head["tables"] == {sheet.name: list(sheet.names) for sheet in layout.sheets}
        moment = datetime.fromisoformat(head["taken"])
        described = f"{path} (of {head['from']})"
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Damaged(f"{path} is damaged in its first line.") from error
    if not fits or set(counted) != set(layout.names):
        raise Damaged(f"{path} does not hold the tables that its schema {revision} has.")
    return BackupFile(layout, described, moment, counted, counters, jobs, lines)


def _head(source: Source) -> dict[str, object]:
    return {
        NAME: VERSION,
        "schema": source.layout.revision,
        "taken": source.moment.isoformat(),
        "from": source.described,
        "tables": {sheet.name: sheet.names for sheet in source.layout.sheets},
        "rows": dict(source.rows),
        "counters": dict(source.counters),
        "jobs": list(source.jobs),
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _object(line: bytes) -> dict[str, Any]:
    """Empty for a line that is no object."""
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
