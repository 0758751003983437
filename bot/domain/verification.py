"""What of a published file of ballots holds: recounted and sealed anew, without believing anything that it says.

The page that checks files in the browser (`adapters/web/static/verify.js`) makes the same checks in the same order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.ballot import Choices
from bot.domain.ballot_file import BallotFile
from bot.domain.commitment import code_of, leaf_of, read_code
from bot.domain.ids import OptionId
from bot.domain.merkle import Growing, inclusion_path
from bot.domain.recounting import Recounting
from bot.domain.tally.draw import commitment

SHOWN: Final = 5
"""Of what is wrong, so many are named."""


class Check(StrEnum):
    ENTRIES = "entries"
    """No entry of the log is there twice, nor do two share a receipt's code."""
    BALLOTS = "ballots"
    """Each ballot is allowed by the rules, and makes its entry again."""
    COUNT = "count"
    """The ballots add up to what is said to have come out."""
    ROOT = "root"
    """The log has the last head's length and root."""
    HEADS = "heads"
    """The log began as each earlier head said, in the order of their times."""
    DRAW = "draw"
    """Where ties are for a draw: it hangs on what was promised when the poll opened."""
    NOTED = "noted"
    """The root that somebody noted down is a head's."""


@dataclass(frozen=True, slots=True)
class Finding:
    check: Check
    holds: bool
    wrong: tuple[int, ...] = ()
    """Where: positions in the log, numbers of options, or sizes of heads; the first ones."""


class Found(StrEnum):
    """What became of a receipt's ballot."""

    COUNTED = "counted"
    NOT_COUNTED = "not-counted"
    """It is in the log and not opened: replaced, withdrawn, or nothing of it was left to count."""
    SEALED = "sealed"
    """It is in the log, of which nothing is opened."""
    ABSENT = "absent"
    NO_CODE = "no-code"
    SPOILT = "spoilt"
    """It is opened as a paper that the rules do not allow: counted for nothing, and in no honest file."""
    TWICE = "twice"
    """Two entries share the code: the file was made to deceive."""


@dataclass(frozen=True, slots=True)
class ReceiptFinding:
    found: Found
    code: str
    position: int | None = None
    choices: Choices = ()
    """As they were cast."""
    counted_as: Choices = ()
    """After what was merged and removed since; nothing of a spoilt paper."""
    path: tuple[str, ...] = ()
    """From its entry to the root (RFC 6962): proves to somebody without the file that it is in the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    file: BallotFile
    findings: tuple[Finding, ...]
    root: str
    """Of all entries, as recomputed."""
    voters: int
    votes: Mapping[OptionId, int]
    """As recounted: of the options that stand; of papers how often each mark was given."""
    receipt: ReceiptFinding | None

    @property
    def holds(self) -> bool:
        return all(finding.holds for finding in self.findings)


def verify(file: BallotFile, *, code: str | None = None, noted: str | None = None) -> Verification:
    """Never raises: whatever the file says, and whatever was typed, is a finding."""
    recounting = Recounting(file)
    sealed = [bytes.fromhex(leaf) for leaf in file.leaves]
    codes = Counter(map(code_of, sealed))
    findings = [_finding(Check.ENTRIES, [place for place, leaf in enumerate(sealed) if codes[code_of(leaf)] > 1])]
    voters, votes = 0, recounting.nothing()
    if file.ballots is not None:
        findings.append(_finding(Check.BALLOTS, _wrong_ballots(file, recounting, sealed)))
        for opening in file.ballots:
            counted = recounting.counted(opening.choices)
            voters += bool(counted)
            votes.update(counted)
        off = recounting.off(votes)
        findings.append(Finding(Check.COUNT, not off and voters == file.voters, tuple(off[:SHOWN])))
    root, rest = _heads(file, sealed)
    findings += rest
    if file.draw is not None:
        findings.append(Finding(Check.DRAW, commitment(bytes.fromhex(file.draw.nonce)).hex() == file.draw.promise))
    if noted is not None:
        known = {head.root for head in file.heads}
        findings.append(Finding(Check.NOTED, "".join(noted.split()).lower() in known))
    receipt = _receipt(file, recounting, sealed, code) if code is not None else None
    return Verification(file=file, findings=tuple(findings), root=root, voters=voters, votes=votes, receipt=receipt)


def _wrong_ballots(file: BallotFile, recounting: Recounting, sealed: Sequence[bytes]) -> list[int]:
    wrong, last = [], -1
    for opening in file.ballots or ():
        position, choices = opening.position, opening.choices
        holds = (
            last < position < len(sealed)
            and recounting.allows(choices)
            and leaf_of(bytes.fromhex(opening.key), file.poll, choices) == sealed[position]
        )
        if not holds:
            wrong.append(position)
        last = max(last, position)
    return wrong


def _heads(file: BallotFile, sealed: Sequence[bytes]) -> tuple[str, list[Finding]]:
    """The root of all entries; and whether the last head, and every earlier one, is what the log gives."""
    log, roots, wanted = Growing(), {}, {head.size for head in file.heads}
    if 0 in wanted:
        roots[0] = log.root().hex()
    for leaf in sealed:
        log.append(leaf)
        if log.size in wanted:
            roots[log.size] = log.root().hex()
    root = log.root().hex()
    if not file.heads:
        return root, [Finding(Check.ROOT, holds=False), Finding(Check.HEADS, holds=True)]
    *earlier, last = file.heads
    wrong = [head.size for head in earlier if roots.get(head.size) != head.root]
    for before, after in zip(file.heads, file.heads[1:], strict=False):
        if after.size <= before.size or after.at < before.at:
            wrong.append(after.size)
    holds = last.size == len(sealed) and last.root == root
    return root, [Finding(Check.ROOT, holds), _finding(Check.HEADS, wrong)]


def _receipt(file: BallotFile, recounting: Recounting, sealed: Sequence[bytes], typed: str) -> ReceiptFinding:
    code = read_code(typed)
    if code is None:
        return ReceiptFinding(Found.NO_CODE, typed.strip()[:40])
    places = [place for place, leaf in enumerate(sealed) if code_of(leaf) == code]
    if not places:
        return ReceiptFinding(Found.ABSENT, code)
    if len(places) > 1:
        return ReceiptFinding(Found.TWICE, code)
    [position] = places
    path = tuple(step.hex() for step in inclusion_path(sealed, position))
    if file.ballots is None:
        return ReceiptFinding(Found.SEALED, code, position, path=path)
    for opening in file.ballots:
        if opening.position == position:
            as_now = recounting.counted(opening.choices)
            found = Found.SPOILT if file.is_of_papers and not as_now else Found.COUNTED
            return ReceiptFinding(found, code, position, opening.choices, as_now, path)
    return ReceiptFinding(Found.NOT_COUNTED, code, position, path=path)


def _finding(check: Check, wrong: Sequence[int]) -> Finding:
    return Finding(check, not wrong, tuple(wrong[:SHOWN]))
