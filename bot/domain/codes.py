"""One-time codes: whoever enters one first gets a role. Only their digests are kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.community import Role
from bot.domain.ids import CommunityId, PersonId

CODE_BYTES: Final = 20
CODE_LASTS: Final = timedelta(hours=24)
"""Of one that an owner made; the operator's last as long as the settings say."""
MOST_CODE_CHARS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeCode:
    digest: str
    expires_at: datetime
    community: CommunityId | None = None
    """None: the operator's own."""
    role: Role | None = None
    """None: an owner where the community has none yet, and an organiser otherwise."""
    made_by: PersonId | None = None
    """None: the operator."""
    used_at: datetime | None = None
    used_by: PersonId | None = None


class CodeFault(StrEnum):
    """Why a code gives nothing."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    """By somebody else."""
    VOID = "void"
    """Who made it is no owner any more."""


def fault_of(code: OneTimeCode | None, person: PersonId | None, now: datetime) -> CodeFault | None:
    """None for a code that is good, also for one that this very person used: their platform may deliver it twice."""
    if code is None:
        return CodeFault.UNKNOWN
    if code.used_at is not None:
        return None if person is not None and code.used_by == person else CodeFault.USED
    return CodeFault.EXPIRED if code.expires_at <= now else None


def digest_of(code: str) -> str:
    # half a letter, as only a forger sends, has a digest too, and it is nobody's
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()
