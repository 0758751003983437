"""What a channel can do, as data; asked per channel, since rooms on one platform differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum


class Support(IntEnum):
    REJECTED = 0
    """The adapter raises UnsupportedFeature, and shows nothing."""
    EMULATED = 1
    """An honest substitute."""
    NATIVE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonLimits:
    per_row: int
    rows: int
    label_chars: int
    token_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuLimits:
    options: int
    option_chars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NativePollLimits:
    question_chars: int
    options: int
    option_chars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCapabilities:
    text_chars: int
    buttons: ButtonLimits | None
    menu: MenuLimits | None
    native_poll: NativePollLimits | None
    edit: Support
    edit_interval: timedelta
    """At most one edit of a post per interval."""
    private_reply: Support
    """Only the voter sees the receipt."""
    form: Support
    file_bytes: int
