"""The Merkle tree of RFC 6962, section 2.1: one root for a log that only grows, and the two proofs about it.

A root stands for every leaf and for their order. Whoever holds the leaves recomputes it; whoever holds but one leaf
needs the path to the root, some twenty hashes for a million leaves; and whoever holds but two roots is shown by a
consistency proof that the later log begins with the earlier one.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

EMPTY_ROOT: Final = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Growing:
    """A log as it grows, remembered by the roots of its full subtrees alone: the root after every leaf costs little."""

    __slots__ = ("_full", "size")

    def __init__(self) -> None:
        self.size = 0
        self._full: list[bytes] = []
        """One for every bit of the size that is set, the largest subtree first."""

    def append(self, leaf: bytes) -> None:
        node, size = leaf_hash(leaf), self.size
        while size & 1:
            node = node_hash(self._full.pop(), node)
            size >>= 1
        self._full.append(node)
        self.size += 1

    def root(self) -> bytes:
        if not self._full:
            return EMPTY_ROOT
        *rest, node = self._full
        for left in reversed(rest):
            node = node_hash(left, node)
        return node


def root_of(leaves: Sequence[bytes]) -> bytes:
    """MTH of the RFC."""
    log = Growing()
    for leaf in leaves:
        log.append(leaf)
    return log.root()


def inclusion_path(leaves: Sequence[bytes], position: int) -> tuple[bytes, ...]:
    """PATH of the RFC: what leads from the leaf at `position`, counted from 0, to the root; the nearest first."""
    if not 0 <= position < len(leaves):
        raise IndexError(position)
    if len(leaves) == 1:
        return ()
    split = _split(len(leaves))
    if position < split:
        return (*inclusion_path(leaves[:split], position), root_of(leaves[split:]))
    return (*inclusion_path(leaves[split:], position - split), root_of(leaves[:split]))


def includes(root: bytes, size: int, position: int, leaf: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` leads from the leaf at that position to the root of a log of that size (RFC 9162, 2.1.3.2)."""
    if not 0 <= position < size:
        return False
    place, last, node = position, size - 1, leaf_hash(leaf)
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def consistency_path(leaves: Sequence[bytes], earlier: int) -> tuple[bytes, ...]:
    """PROOF of the RFC: that the log of these leaves begins with its first `earlier` ones."""
    if not 0 < earlier <= len(leaves):
        raise IndexError(earlier)
    return () if earlier == len(leaves) else _subproof(leaves, earlier, whole=True)


def _subproof(leaves: Sequence[bytes], earlier: int, *, whole: bool) -> tuple[bytes, ...]:
    if earlier == len(leaves):
        # whoever checks the proof holds the root of the whole earlier log already
        return () if whole else (root_of(leaves),)
    split = _split(len(leaves))
    if earlier <= split:
        return (*_subproof(leaves[:split], earlier, whole=whole), root_of(leaves[split:]))
    return (*_subproof(leaves[split:], earlier - split, whole=False), root_of(leaves[:split]))


def grows_from(earlier: tuple[int, bytes], later: tuple[int, bytes], path: Sequence[bytes]) -> bool:
    """Whether `path` shows that the log of the later size and root begins with the earlier one (RFC 9162, 2.1.4.2)."""
    (size, root), (later_size, later_root) = earlier, later
    if not 0 < size <= later_size:
        return False
    if size == later_size:
        return not path and root == later_root
    # the root of an earlier log that is a full subtree is not repeated in the proof
    steps = list(path) if size & (size - 1) else [root, *path]
    if not steps:
        return False
    place, last = size - 1, later_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old == root and new == later_root


def _split(size: int) -> int:
    """The largest power of two below `size`, which is 2 at least."""
    return 1 << ((size - 1).bit_length() - 1)
