"""The keys of secret polls, wrapped for the database: who has only the database, or a copy of it, has none of them.

AES-256-GCM, with a wrapping key made of the program's secret by HKDF-SHA-256 (RFC 5869), and bound to the poll. It
keeps keys from whoever sees the database alone. Against the operator it is no protection, and need not be: what
protects voters from the operator is that the key is destroyed when the poll ends.
"""

from __future__ import annotations

import base64
from functools import cached_property
from typing import Any, Final, Protocol

from bot.domain.ids import PollId
from bot.domain.voter_keys import POLL_KEY_BYTES
from bot.ports import Chance

_NONCE: Final = 12


class PollKeys(Protocol):
    def fresh(self) -> bytes:
        """A key that nobody can guess."""
        ...

    def token(self, size: int) -> bytes:
        """`size` bytes that nobody can guess."""
        ...

    def wrap(self, poll: PollId, key: bytes) -> str: ...

    def unwrap(self, poll: PollId, wrapped: str) -> bytes | None:
        """None for what was wrapped with another secret, or for another poll, or was tampered with."""
        ...


class WrappedPollKeys:
    """`secret` may be of any length."""

    def __init__(self, secret: str, chance: Chance) -> None:
        self._secret, self._chance = secret, chance

    def fresh(self) -> bytes:
        return self._chance.token(POLL_KEY_BYTES)

    def token(self, size: int) -> bytes:
        return self._chance.token(size)

    def wrap(self, poll: PollId, key: bytes) -> str:
        nonce = self._chance.token(_NONCE)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, key, poll.encode())).decode()

    def unwrap(self, poll: PollId, wrapped: str) -> bytes | None:
        from cryptography.exceptions import InvalidTag

        try:
            packed = base64.b64decode(wrapped, validate=True)
            return bytes(self._cipher.decrypt(packed[:_NONCE], packed[_NONCE:], poll.encode()))
        except (InvalidTag, ValueError):
            return None

    @cached_property
    def _cipher(self) -> Any:
        # late: most installations never ask a secret poll, and the library is large
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ascolto poll keys 1").derive(self._secret.encode())
        return AESGCM(key)


class NoPollKeys:
    """Where secret polls are not to be opened or voted in: whoever tries must not believe that they were."""

    def fresh(self) -> bytes:
        raise RuntimeError("no secret poll can be opened here")

    def token(self, size: int) -> bytes:  # noqa: ARG002  # there cannot be one
        raise RuntimeError("no secret poll can be ended here")

    def wrap(self, poll: PollId, key: bytes) -> str:  # noqa: ARG002  # likewise
        raise RuntimeError("no secret poll can be opened here")

    def unwrap(self, poll: PollId, wrapped: str) -> bytes | None:  # noqa: ARG002  # likewise
        return None
