"""What is pressed on a paper that ranks, scores, grades or shares points: in the room, and in one's own view. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import discord
from discord import ui

from adapters.discord.limits import COMPONENTS, MENU_CHARS, PAGE, PLACEHOLDER_CHARS
from adapters.discord.markup import cut
from adapters.discord.message import Item, Style, button
from adapters.discord.telling import is_numbered, label_of
from adapters.discord.tokens import MarkMenu, PrivateVote, RoomVote, encode
from bot.domain.card import Card, CardRow
from bot.domain.method import Method
from bot.domain.text import say
from bot.locale.speech import Speech

RANKED_IN_THE_ROOM: Final = 10
"""Options that are tapped in order below everyone's post; more are ranked in one's own view."""
_AROUND: Final = 13
"""Components of one's own view beside the options: frame, texts, the row below them; and how to stop such messages."""
_A_PLACE: Final = 3
"""A row with the option and what raises it."""
_A_MENU: Final = 3
"""The option's words, and a row with its menu."""
_A_SHARE: Final = 4
"""A row with the option between less and more; where labels are long, their number, and the option's words above."""


def on_a_page(card: Card) -> int:
    """By the labels and the method alone, so that no vote moves an option to another page."""
    if card.method.chooses:
        return PAGE
    if card.method is Method.POINTS:
        each = _A_SHARE + 1 if is_numbered(card) else _A_SHARE
    else:
        each = _A_MENU if card.method.marks else _A_PLACE
    return (COMPONENTS - _AROUND) // each


def has_words_between(card: Card) -> bool:
    """Whether each option's words stand above what is pressed for it: a menu has no name of its own."""
    return card.method.marks or (card.method is Method.POINTS and is_numbered(card))


def ranked_in_the_room(card: Card) -> bool:
    """Whether a tap in everyone's post is all that is asked."""
    return card.method.ranks and len(card.rows) <= RANKED_IN_THE_ROOM


def room_undo(card: Card) -> list[ui.Button[Any]]:
    return [button(each.label, RoomVote(card.poll, each.code)) for each in card.buttons]


def undo(card: Card, page: int) -> list[ui.Button[Any]]:
    return [button(each.label, PrivateVote(card.poll, page, each.code)) for each in card.buttons]


def fields(card: Card, shown: Sequence[CardRow], page: int, first: int, spoken: Speech) -> list[Item]:
    """What is pressed for the options of one page, a row for each."""
    if card.method.marks:
        return [ui.ActionRow(_menu(card, row, page, spoken)) for row in shown]
    if card.method is Method.POINTS:
        return [ui.ActionRow(*_share(card, row, page)) for row in shown]
    return [ui.ActionRow(*_place(card, row, page, first + at)) for at, row in enumerate(shown)]


def _menu(card: Card, row: CardRow, page: int, spoken: Speech) -> ui.Select[Any]:
    """The marks in words, with the one that was given; and none."""
    mark = f": {row.mark}" if row.mark else ""
    marks = [
        discord.SelectOption(label=cut(each.title, MENU_CHARS), value=str(each.code), default=each.chosen)
        for each in row.buttons
    ]
    none = discord.SelectOption(label=cut(spoken.say(say("discord-no-mark")), MENU_CHARS), value=str(row.option))
    return ui.Select(
        custom_id=encode(MarkMenu(card.poll, page, row.option)),
        placeholder=cut(row.label, PLACEHOLDER_CHARS - len(mark)) + mark,
        min_values=1,
        max_values=1,
        options=[*marks, none],
    )


def _place(card: Card, row: CardRow, page: int, number: int) -> list[ui.Button[Any]]:
    own, *moves = row.buttons
    label = f"{own.label} {label_of(row.label, number, card)}".strip()
    style = Style.success if own.chosen else Style.secondary
    return [
        button(label, PrivateVote(card.poll, page, own.code), style),
        *(button(each.label, PrivateVote(card.poll, page, each.code)) for each in moves),
    ]


def _share(card: Card, row: CardRow, page: int) -> list[ui.Button[Any]]:
    less, more = (button(each.label, PrivateVote(card.poll, page, each.code)) for each in row.buttons)
    label = (row.mark or "0") if is_numbered(card) else f"{row.label} · {row.mark}" if row.mark else row.label
    option = button(label, PrivateVote(card.poll, page, row.option), Style.success if row.value else Style.secondary)
    less.disabled = row.value == 0
    option.disabled = more.disabled = sum(each.value for each in card.rows) >= max(card.values)
    return [less, option, more]
