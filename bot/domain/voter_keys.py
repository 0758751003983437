"""Under which key a ballot of a secret poll is kept: tied to the person by the poll's own key, and by nothing else.

While the poll runs, it finds a voter's ballot again, so that a vote can be changed and counts once. With the poll's key
destroyed, nobody can compute it for anybody any more: HMAC-SHA-256 (RFC 2104) under 32 random bytes.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Final

from bot.domain.ids import PersonId, Platform, VoterKey, encode

POLL_KEY_BYTES: Final = 32
VOTER_KEY_BYTES: Final = 16
NO_PLATFORM: Final = Platform("-")
"""Where ballots of secret polls come from: of a small platform's votes it could be told whose they are."""


def secret_voter(poll_key: bytes, person: PersonId) -> VoterKey:
    """26 letters, in which no part of the person can be recognised."""
    return VoterKey(encode(hmac.digest(poll_key, person.encode(), "sha256")[:VOTER_KEY_BYTES]))


def doubled(linked: Iterable[tuple[PersonId, PersonId]]) -> list[PersonId]:
    """Of accounts with a ballot, each with its main account, those whose ballot is one too many.

    Of one person's the main account's counts, or where it has none that of the lowest number.
    """
    together: dict[PersonId, list[PersonId]] = {}
    for account, main in linked:
        together.setdefault(main, []).append(account)
    return sorted(
        account
        for main, accounts in together.items()
        for account in sorted(accounts, key=lambda each: (each != main, each))[1:]
    )
