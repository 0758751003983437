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
    numbered: bool = False
    """The options are numbered in the text and the buttons carry the numbers, so that a label may be of any length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuLimits:
    options: int
    option_chars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NativePollLimits:
    """What the platform's own poll can hold, and which of a poll's rules it can keep."""

    question_chars: int
    least_options: int
    options: int
    option_chars: int
    description_chars: int
    public: bool
    """Everyone there sees who chose what, and each answer becomes a ballot."""
    anonymous: bool
    """Only the totals are known, also to us."""
    hides_results: bool
    """Until the close."""
    adds_options: bool
    """Voters may add some; in public ones only."""
    final: bool
    """A vote can be made unchangeable."""
    most_choices_any: bool
    """Any number may be the most that can be chosen; False: one, or as many as there are."""
    longest: timedelta
    """From the opening to the deadline."""
    endless: bool
    """One without a deadline goes on until we end it, whenever that is; False: the platform ends it after `longest`."""


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
    chart_on_card: bool = False
    """The post of a poll that has closed shows its chart too."""
