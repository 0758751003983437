"""A ballot sealed: a leaf that says nothing of the choices, until its key is shown; and the code that names it.

The leaf is HMAC-SHA256 of the poll's id and the choices, under a random key of its own. Without the key nobody can
find out by trying which options are in it; with the key nobody can show any other ones. A receipt's code is the
leaf's beginning, short enough to be copied by hand.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from typing import Final

from bot.domain.ids import ALPHABET, PollId, encode

KEY_BYTES: Final = 16
LEAF_BYTES: Final = 32
CODE_BYTES: Final = 10
"""80 bits: nobody finds a second ballot that begins alike."""
CODE_LETTERS: Final = 16
GROUP: Final = 4
_MISREAD: Final = str.maketrans("iloILO", "110110")
"""Crockford: letters that are not in the alphabet, because they are mistaken for these digits."""


def committed(poll: PollId, choices: Sequence[int]) -> bytes:
    """What the leaf is made of: `["poll",[1,3]]`, as JSON without spaces."""
    return json.dumps([poll, list(choices)], separators=(",", ":")).encode()


def leaf_of(key: bytes, poll: PollId, choices: Sequence[int]) -> bytes:
    """Raises ValueError for a key of another length, since a shorter one means the same as with zeros behind it."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a ballot's key has {KEY_BYTES} bytes, not {len(key)}")
    return hmac.digest(key, committed(poll, choices), "sha256")


def code_of(leaf: bytes) -> str:
    """Four groups of four letters: "7k3m-x2q9-ab4d-9fzt"."""
    letters = encode(leaf[:CODE_BYTES])
    return "-".join(letters[start : start + GROUP] for start in range(0, CODE_LETTERS, GROUP))


def read_code(typed: str) -> str | None:
    """The code as `code_of` writes it, however it was spaced, in capitals or misread; None where it can be none."""
    letters = "".join(letter for letter in typed if letter.isalnum()).translate(_MISREAD).lower()
    if len(letters) != CODE_LETTERS or not set(letters) <= set(ALPHABET):
        return None
    return "-".join(letters[start : start + GROUP] for start in range(0, CODE_LETTERS, GROUP))
