"""What our buttons, menus and forms carry as their custom id, and what comes back: any text, from a changed client.

    v:<poll>:<option>         a vote in the room's post
    s:<poll>                  the menu below the room's post
    w:<poll>:<page>:<option>  a vote in the private view
    m:<poll>:<page>:<option>  the menu of marks for an option there
    p:<poll>:<page>           the private view, or another page of it
    x:<poll>:<page>           withdraw there
    r:<poll>                  withdraw, on a receipt
    n:<poll>                  tell me how it ended
    a:<poll>                  add an option: the button, and the form it opens
    o:<offer>:<place>[:<page>] a next step that was offered; its form, if it has one, is opened at that page
    k:<offer>:<place>         the same, after "are you sure?"
    b:<offer>                 no, back
    f:<form>:<page>           a kept form: the button that opens it, and the form itself
    y:<poll>                  say why I object: opens its form
    u                         no more private messages

They never change their meaning, so that a button outlives every restart; a new meaning gets a new letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain import marks
from bot.domain.ids import OptionId, PollId, is_poll_id

_NUMBER: Final = re.compile(r"[0-9]{1,4}")
_KEPT: Final = re.compile(r"[0-9a-z]{16}")


@dataclass(frozen=True, slots=True)
class RoomVote:
    poll: PollId
    option: OptionId


@dataclass(frozen=True, slots=True)
class RoomMenu:
    poll: PollId


@dataclass(frozen=True, slots=True)
class PrivateVote:
    poll: PollId
    page: int
    option: OptionId


@dataclass(frozen=True, slots=True)
class MarkMenu:
    poll: PollId
    page: int
    option: OptionId


@dataclass(frozen=True, slots=True)
class Leaf:
    poll: PollId
    page: int


@dataclass(frozen=True, slots=True)
class PrivateWithdraw:
    poll: PollId
    page: int


@dataclass(frozen=True, slots=True)
class ReceiptWithdraw:
    poll: PollId


@dataclass(frozen=True, slots=True)
class Tell:
    poll: PollId


@dataclass(frozen=True, slots=True)
class SayWhy:
    poll: PollId


@dataclass(frozen=True, slots=True)
class AddOption:
    poll: PollId


@dataclass(frozen=True, slots=True)
class Offered:
    """`sure`: the person has said so a second time."""

    offer: str
    place: int
    sure: bool = False
    page: int = 0


@dataclass(frozen=True, slots=True)
class BackToOffers:
    offer: str


@dataclass(frozen=True, slots=True)
class FormPage:
    form: str
    page: int


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    pass


Token = (
    RoomVote
    | RoomMenu
    | PrivateVote
    | MarkMenu
    | Leaf
    | PrivateWithdraw
    | ReceiptWithdraw
    | Tell
    | AddOption
    | SayWhy
    | Offered
    | BackToOffers
    | FormPage
    | Unsubscribe
)
_OF_A_POLL: Final[dict[str, type[RoomMenu | ReceiptWithdraw | Tell | AddOption | SayWhy]]] = {
    "s": RoomMenu,
    "r": ReceiptWithdraw,
    "n": Tell,
    "a": AddOption,
    "y": SayWhy,
}


def encode(token: Token) -> str:
    """At most 100 characters, for every token there can be."""
    match token:
        case RoomVote(poll, option):
            return f"v:{poll}:{option}"
        case PrivateVote(poll, page, option):
            return f"w:{poll}:{page}:{option}"
        case MarkMenu(poll, page, option):
            return f"m:{poll}:{page}:{option}"
        case Leaf(poll, page):
            return f"p:{poll}:{page}"
        case PrivateWithdraw(poll, page):
            return f"x:{poll}:{page}"
        case Offered(offer, place, True):
            return f"k:{offer}:{place}"
        case Offered(offer, place, _, page):
            return f"o:{offer}:{place}:{page}" if page else f"o:{offer}:{place}"
        case BackToOffers(offer):
            return f"b:{offer}"
        case FormPage(form, page):
            return f"f:{form}:{page}"
        case Unsubscribe():
            return "u"
        case _:
            letter = next(letter for letter, kind in _OF_A_POLL.items() if isinstance(token, kind))
            return f"{letter}:{token.poll}"


def decode(data: str) -> Token | None:
    """None for whatever no button of ours carries."""
    kind, *rest = data.split(":")
    match kind, rest:
        case _, [poll] if kind in _OF_A_POLL and is_poll_id(poll):
            return _OF_A_POLL[kind](PollId(poll))
        case "v", [poll, option] if is_poll_id(poll) and _number(option):
            return RoomVote(PollId(poll), OptionId(int(option)))
        case "w", [poll, page, option] if is_poll_id(poll) and _number(page) and _number(option):
            return PrivateVote(PollId(poll), int(page), OptionId(int(option)))
        case "m", [poll, page, option] if is_poll_id(poll) and _number(page) and _number(option):
            return MarkMenu(PollId(poll), int(page), OptionId(int(option)))
        case "p", [poll, page] if is_poll_id(poll) and _number(page):
            return Leaf(PollId(poll), int(page))
        case "x", [poll, page] if is_poll_id(poll) and _number(page):
            return PrivateWithdraw(PollId(poll), int(page))
        case (("o" | "k"), [offer, place]) if _kept(offer) and _number(place):
            return Offered(offer, int(place), sure=kind == "k")
        case "o", [offer, place, page] if _kept(offer) and _number(place) and _number(page):
            return Offered(offer, int(place), page=int(page))
        case "b", [offer] if _kept(offer):
            return BackToOffers(offer)
        case "f", [form, page] if _kept(form) and _number(page):
            return FormPage(form, int(page))
        case "u", []:
            return Unsubscribe()
    return None


def option_of(value: str) -> OptionId | None:
    """The option, with its mark where it has one, that a menu's entry stands for."""
    return OptionId(int(value)) if _number(value) else None


def chosen_mark(menu: MarkMenu, values: Sequence[object]) -> OptionId | None:
    """What was chosen in it; None for what it never offered."""
    chosen = option_of(str(values[0])) if len(values) == 1 else None
    return chosen if chosen is not None and marks.option_of(chosen) == menu.option else None


def _number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and text.isascii()


def _kept(text: str) -> bool:
    return _KEPT.fullmatch(text) is not None
