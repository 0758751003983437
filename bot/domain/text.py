"""A sentence to be said, not yet in any language: the key of a message and its arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias, Union

Arg: TypeAlias = Union[str, int, float, datetime, timedelta, "Text", tuple["Arg", ...]]
"""Times must be aware; a tuple is read out as a list ("a, b and c"); a Text is translated in its turn."""


@dataclass(frozen=True, slots=True)
class Text:
    key: str
    args: tuple[tuple[str, Arg], ...] = ()


def say(key: str, **args: Arg) -> Text:
    """The message `key` of the catalogues with its arguments; the only way to name a message."""
    return Text(key, tuple(args.items()))
