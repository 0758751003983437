"""Parts of a published file, taken only where they are what they must be: nobody is believed who made it."""

from __future__ import annotations

import re
from datetime import datetime
from fractions import Fraction
from typing import Any, Final, NoReturn

from bot.domain.errors import BadInput
from bot.domain.text import say

MOST: Final = 2**53 - 1
"""The largest number that every reader of JSON understands alike."""
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_SHARE: Final = re.compile(r"\d{1,9}(/[1-9]\d{0,8})?", re.ASCII)


def wrong(part: str) -> NoReturn:
    raise BadInput(say("verify-malformed"), part=part)


def listed(read: dict[str, Any], name: str) -> list[Any]:
    found = read.get(name)
    return found if isinstance(found, list) else wrong(name)


def plain_text(read: dict[str, Any], name: str) -> str:
    found = read.get(name)
    return found if isinstance(found, str) else wrong(name)


def whole_number(read: Any, name: str) -> int:
    """A count: a whole number from 0 on."""
    return read if isinstance(read, int) and not isinstance(read, bool) and 0 <= read <= MOST else wrong(name)


def fraction(read: Any, name: str) -> Fraction:
    """As text, "2/3" or "1", so that no reader rounds it."""
    return Fraction(read) if isinstance(read, str) and _SHARE.fullmatch(read) else wrong(name)


def moment(read: Any, name: str) -> datetime:
    if not isinstance(read, str) or not _TIME.fullmatch(read):
        return wrong(name)
    try:
        return datetime.strptime(read, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return wrong(name)
