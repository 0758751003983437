"""The draw of one poll: what its lots hang on, and what proves at the close that nobody chose them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from bot.domain.ballot import Choices
from bot.domain.tally.draw import Draw, commitment


@dataclass(frozen=True, slots=True)
class Proof:
    """Published at the close. Until then the nonce in it is a secret."""

    draw: Draw
    of_log: bool
    """The root is that of the log of receipts; else of the listing of ballots."""

    @property
    def promise(self) -> str:
        """What was published when the poll opened."""
        return commitment(self.draw.nonce).hex()

    @property
    def nonce(self) -> str:
        return self.draw.nonce.hex()

    @property
    def root(self) -> str:
        return self.draw.root.hex()


def listing(kinds: Mapping[Choices, int]) -> bytes:
    """All ballots as text: a line for each kind, its numbers in ascending order, a tab, and how often it was cast.

    Lines are sorted by their bytes. Equal polls have equal listings, whatever the order in which people voted.
    """
    lines: Counter[str] = Counter()
    for choices, number in kinds.items():
        lines[" ".join(map(str, sorted(map(int, choices))))] += number
    return "".join(f"{written}\t{lines[written]}\n" for written in sorted(lines) if lines[written]).encode("ascii")


def root_of_listing(kinds: Mapping[Choices, int]) -> bytes:
    return sha256(listing(kinds)).digest()
