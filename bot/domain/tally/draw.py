"""The draw that decides what the ballots leave open, so that everybody can repeat it and nobody can choose it.

At opening a nonce of 32 random bytes is made and its hash published: the `commitment`. At the close the ballots' root,
a hash of all ballots, is published together with the nonce. An option's *lot* is

    SHA-256( nonce ‖ ballots' root ‖ option's number in decimal )

and the lowest lot is the luckiest. The operator fixed the nonce before any ballot was there, and voters, who decide
the root, do not know the nonce. SHA-256: FIPS 180-4. A commitment by a hash: Blum, M. (1983), "Coin flipping by
telephone", SIGACT News 15(1). With a nonce in the file `nonce` and a root in `root`, option 3's lot is what
`(cat nonce root; printf 3) | sha256sum` prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from bot.domain.ids import OptionId

HASH_BYTES = 32

Lots = Callable[[OptionId], bytes]
"""An option's lot: the lowest is drawn first. Counting methods need no more of a draw."""


@dataclass(frozen=True, slots=True)
class Draw:
    """The lots of one poll. Nonce and root have a fixed length, so that no two inputs run into each other."""

    nonce: bytes = field(repr=False)
    """A secret until the close, so no log shows it."""
    root: bytes

    def __post_init__(self) -> None:
        if len(self.nonce) != HASH_BYTES or len(self.root) != HASH_BYTES:
            raise ValueError(f"nonce and root are {HASH_BYTES} bytes each")

    def __call__(self, option: OptionId) -> bytes:
        return sha256(self.nonce + self.root + str(int(option)).encode("ascii")).digest()


def commitment(nonce: bytes) -> bytes:
    """What is published at opening."""
    if len(nonce) != HASH_BYTES:
        raise ValueError(f"a nonce is {HASH_BYTES} bytes")
    return sha256(nonce).digest()


def in_order(options: Iterable[OptionId], lots: Lots) -> tuple[OptionId, ...]:
    """The luckiest first. Equal lots, which SHA-256 does not give, would go by the options' numbers."""
    return tuple(sorted(options, key=lambda option: (lots(option), option)))


def verify(promised: bytes, draw: Draw, order: Sequence[OptionId]) -> bool:
    """Whether `draw` uses the nonce that was promised at opening, and gives exactly this order."""
    return commitment(draw.nonce) == promised and in_order(order, draw) == tuple(order)
