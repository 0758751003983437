"""The draw of one poll: what its lots hang on, and what proves at the close that nobody chose them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain

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
    numbers = {number: str(int(number)) for number in set(chain.from_iterable(kinds))}
    lines: dict[str, int] = {}
    for choices, number in kinds.items():
        written = " ".join(map(numbers.__getitem__, sorted(choices)))
        lines[written] = lines.get(written, 0) + number
    # nothing that is written sorts before a tab, so whole lines sort as what stands before it
    return "".join(sorted(f"{written}\t{number}\n" for written, number in lines.items() if number)).encode("ascii")


def root_of_listing(kinds: Mapping[Choices, int]) -> bytes:
    return sha256(listing(kinds)).digest()
