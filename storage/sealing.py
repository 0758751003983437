"""Identities at rest: sealed with a key of the program's, so that the database alone does not tell who people are.

AES-SIV (RFC 5297), deterministic: the same text under the same key gives the same sealed text, so that a person is
still found by their number. Who sees the database sees which sealed texts are equal, and how long they are, no more.
"""

from __future__ import annotations

import base64
from typing import Final, Protocol

from sqlalchemy import Dialect, Engine, Text, TypeDecorator

MARK: Final = "sealed:1:"
_SEAL: Final = "ascolto_seal"


class WrongSealingKey(Exception):  # named by meaning, as the domain's errors are
    """The database was sealed with another key; `str()` says what to do."""


class Seal(Protocol):
    def close(self, text: str) -> str:
        """Sealed, beginning with MARK; the same text gives the same."""
        ...

    def open(self, sealed: str) -> str:
        """Raises WrongSealingKey for what another key sealed, or what was tampered with."""
        ...


class AesSivSeal:
    """`secret` may be of any length; the key is derived from it by HKDF-SHA-256 (RFC 5869)."""

    def __init__(self, secret: str) -> None:
        # late: most installations seal nothing, and the library is large
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        key = HKDF(algorithm=SHA256(), length=64, salt=None, info=b"ascolto identities 1").derive(secret.encode())
        self._cipher = AESSIV(key)

    def close(self, text: str) -> str:
        sealed = self._cipher.encrypt(text.encode(), None)
        return MARK + base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, sealed: str) -> str:
        from cryptography.exceptions import InvalidTag

        packed = sealed.removeprefix(MARK)
        try:
            return self._cipher.decrypt(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)), None).decode()
        except (InvalidTag, ValueError) as error:
            raise WrongSealingKey("an identity was sealed with another SECRET_KEY, or was tampered with") from error


class Sealed(TypeDecorator[str]):
    """A text column about who somebody is. The engine's seal is kept with its dialect; without one texts stay open."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        seal = seal_of(dialect)
        return seal.close(value) if value and seal is not None else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        seal = seal_of(dialect)
        return seal.open(value) if value and seal is not None and value.startswith(MARK) else value


def seal_of(dialect: Dialect) -> Seal | None:
    return getattr(dialect, _SEAL, None)


def sealed_with(engine: Engine, seal: Seal | None) -> None:
    """From now on what this engine writes is sealed, and what it reads is opened."""
    setattr(engine.dialect, _SEAL, seal)
