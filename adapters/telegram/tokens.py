"""What our buttons carry, and what comes back from them: any bytes at all, from a modified client.

    v:<poll>:<option>         a vote in the room's post
    w:<poll>:<page>:<option>  a vote in the private view
    p:<poll>:<page>           another page of it
    x:<poll>:<page>           withdraw there
    o:<offer>:<place>         a next step that was offered
    k:<offer>:<place>         the same, after "are you sure?"
    b:<offer>                 no, back
    f:<verb>:<field>:<choice> the guided form
    u                         no more private messages

A deep link (https://core.telegram.org/bots/features#deep-linking) carries one letter, `_` and what is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.domain.ids import OptionId, PollId, is_poll_id

_NUMBER: Final = re.compile(r"[0-9]{1,4}")
_OFFER: Final = re.compile(r"[0-9a-z]{16}")
_VERB: Final = re.compile(r"[a-z]{1,8}")
_START: Final = re.compile(r"([a-z])_([A-Za-z0-9_-]{1,62})")


@dataclass(frozen=True, slots=True)
class RoomVote:
    poll: PollId
    option: OptionId


@dataclass(frozen=True, slots=True)
class PrivateVote:
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
class Offered:
    """`sure`: the person has said so a second time."""

    offer: str
    place: int
    sure: bool


@dataclass(frozen=True, slots=True)
class BackToOffers:
    offer: str


@dataclass(frozen=True, slots=True)
class FormStep:
    verb: str
    field: int
    choice: int


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    pass


Token = RoomVote | PrivateVote | Leaf | PrivateWithdraw | Offered | BackToOffers | FormStep | Unsubscribe


def encode(token: Token) -> str:
    """At most 64 bytes, for every token there can be."""
    match token:
        case RoomVote(poll, option):
            return f"v:{poll}:{option}"
        case PrivateVote(poll, page, option):
            return f"w:{poll}:{page}:{option}"
        case Leaf(poll, page):
            return f"p:{poll}:{page}"
        case PrivateWithdraw(poll, page):
            return f"x:{poll}:{page}"
        case Offered(offer, place, sure):
            return f"{'k' if sure else 'o'}:{offer}:{place}"
        case BackToOffers(offer):
            return f"b:{offer}"
        case FormStep(verb, field, choice):
            return f"f:{verb}:{field}:{choice}"
        case Unsubscribe():
            return "u"


def decode(data: str) -> Token | None:
    """None for whatever no button of ours carries."""
    kind, *rest = data.split(":")
    match kind, rest:
        case "v", [poll, option] if is_poll_id(poll) and _number(option):
            return RoomVote(PollId(poll), OptionId(int(option)))
        case "w", [poll, page, option] if is_poll_id(poll) and _number(page) and _number(option):
            return PrivateVote(PollId(poll), int(page), OptionId(int(option)))
        case "p", [poll, page] if is_poll_id(poll) and _number(page):
            return Leaf(PollId(poll), int(page))
        case "x", [poll, page] if is_poll_id(poll) and _number(page):
            return PrivateWithdraw(PollId(poll), int(page))
        case (("o" | "k"), [offer, place]) if _OFFER.fullmatch(offer) and _number(place):
            return Offered(offer, int(place), sure=kind == "k")
        case "b", [offer] if _OFFER.fullmatch(offer):
            return BackToOffers(offer)
        case "f", [verb, field, choice] if _VERB.fullmatch(verb) and _number(field) and _number(choice):
            return FormStep(verb, int(field), int(choice))
        case "u", []:
            return Unsubscribe()
    return None


_CODE: Final = re.compile(r"[0-9a-hj-km-np-tv-z]{32}")
"""A one-time code, typed after /start as it is."""


@dataclass(frozen=True, slots=True)
class Start:
    """A deep link's meaning: v a poll to vote on, o an outcome to be told, s a one-time sign-in, f a form."""

    kind: str
    value: str


def start_of(payload: str) -> Start | None:
    """None for what no link of ours carries."""
    if _CODE.fullmatch(payload):
        return Start("s", payload)
    found = _START.fullmatch(payload)
    return Start(found[1], found[2]) if found else None


def start_link(username: str, kind: str, value: str) -> str:
    return f"https://t.me/{username}?start={kind}_{value}"


def _number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None
