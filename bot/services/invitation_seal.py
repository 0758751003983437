"""Links that let one person vote in one poll: chance, signed, so that a made-up one costs the database no question.

Of what was given out only a digest is kept.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from bot.domain.ids import ALPHABET, POLL_ID_CHARS, PollId, encode

CHANCE_BYTES: Final = 16
_SIGNED_BYTES: Final = 10
_CHANCE_CHARS: Final = 26
_SIGNED_CHARS: Final = 16
TOKEN_CHARS: Final = POLL_ID_CHARS + _CHANCE_CHARS + _SIGNED_CHARS


class InvitationSeal:
    """The key is derived from the program's own; what it signs cannot be taken for anything else that is signed."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"ascolto invitations 1", "sha256")

    def token(self, poll: PollId, chance: bytes) -> str:
        """Letters and digits only, so that it survives every mail program."""
        body = f"{poll}{encode(chance)}"
        return body + self._signature(body)

    def poll_of(self, token: str) -> PollId | None:
        """None for what we never signed, or what was changed since."""
        written = token.strip().lower()
        if len(written) != TOKEN_CHARS or any(letter not in ALPHABET for letter in written):
            return None
        body, signature = written[:-_SIGNED_CHARS], written[-_SIGNED_CHARS:]
        if not hmac.compare_digest(self._signature(body), signature):
            return None
        return PollId(body[:POLL_ID_CHARS])

    def digest(self, token: str) -> str:
        return hashlib.sha256(token.strip().lower().encode()).hexdigest()

    def guest(self, poll: PollId, email: str) -> str:
        """The same for the same address in the same poll, and nobody without the key can tell which address it is."""
        return hmac.digest(self._key, f"guest {poll} {email.casefold()}".encode(), "sha256").hex()

    def _signature(self, body: str) -> str:
        return encode(hmac.digest(self._key, f"link {body}".encode(), "sha256")[:_SIGNED_BYTES])
