"""What a channel shows of a poll: every word chosen and translated, nothing yet of buttons or pixels.

`services/presentation` makes cards; each adapter's `render.py` turns one into the platform's own look.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import OptionId, PollId
from bot.domain.method import Method


class Control(StrEnum):
    """How a ballot is cast from the card; chosen by what the channel can do."""

    NONE = "none"
    """Not open: nothing to tap."""
    BUTTONS = "buttons"
    PAGED_BUTTONS = "paged-buttons"
    MENU = "menu"
    FORM = "form"
    NATIVE_POLL = "native-poll"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class CardButton:
    """One press of a paper that is more than ticks: sent as `Tap(code)`."""

    code: OptionId
    """An option with its mark or move (`bot.domain.marks`), below 10,000."""
    label: str
    """Short, to stand beside others of the same option; empty: the option's own label is enough."""
    title: str
    """For screen readers, in words."""
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """One option. `share`, `votes` and `fraction` (0…1) are None while the results are hidden."""

    option: OptionId
    label: str
    share: str | None = None
    votes: str | None = None
    fraction: float | None = None
    leads: bool = False
    chosen: bool = False
    """By the one reader the card is made for; always False on a card for a whole room."""
    names: tuple[str, ...] = ()
    """Who chose it, where the promise is *names shown* and the results may be seen: the first voters."""
    buttons: tuple[CardButton, ...] = ()
    """Where ballots rank, score, grade or share: what is pressed for it. Empty: a tap on the option is the vote."""
    mark: str = ""
    """The reader's own mark in words."""
    value: int = 0
    """And as a number (`bot.domain.marks`); 0: none."""


@dataclass(frozen=True, slots=True)
class Why:
    """The reader objects, and may say why: what they said so far, who will read it, and how to type it."""

    reason: str
    note: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    poll: PollId
    version: int
    language: str
    state: str
    """"draft", "scheduled", "open", "closed" or "cancelled": for colours; `status` says it in words."""
    status: str
    question: str
    description: str
    rows: tuple[CardRow, ...]
    facts: tuple[str, ...]
    """Rules in plain words: how many may be chosen, the promise, when it closes, when results show."""
    count: str
    """"12 people voted"."""
    notes: tuple[str, ...]
    most_choices: int
    may_withdraw: bool
    may_add_options: bool
    control: Control
    alt: str
    """The whole card in one plain paragraph, for screen readers and text-only channels."""
    said: tuple[str, ...] = ()
    """What whoever answers for a decision said on its outcome, a line each."""
    method: Method = Method.CHOICE
    buttons: tuple[CardButton, ...] = ()
    """What is pressed for the whole paper, such as undo."""
    left: str = ""
    """Of points to share, how many the reader has left, in words."""
    values: tuple[int, ...] = ()
    """That a mark may have on the paper, where they are on a scale."""
    why: Why | None = None
    """Where the one reader objects to a proposal by consent that still takes ballots."""
