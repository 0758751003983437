"""Why somebody objects to a proposal, in their own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.domain.errors import BadInput
from bot.domain.ids import VoterKey
from bot.domain.poll import shorten
from bot.domain.text import say
from bot.domain.wording import clean_paragraph

REASON_CHARS: Final = 500


@dataclass(frozen=True, slots=True)
class Reason:
    """Of a ballot that is an objection. Of a secret poll nobody's, and with no time or place among the others."""

    text: str
    voter: VoterKey | None = None


def check_grounds(raw: str) -> str:
    """Made safe. Raises BadInput where nothing is said, or too much."""
    words = clean_paragraph(raw)
    if not words:
        raise BadInput(say("error-object-empty"))
    if len(words) > REASON_CHARS:
        raise BadInput(say("error-object-long", length=len(words), most=REASON_CHARS), part=shorten(words))
    return words
