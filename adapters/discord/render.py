"""Cards, results and replies as Discord shows them: texts, buttons and menus in a coloured frame. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import discord
from discord import ui

from adapters.discord.limits import (
    MENU_CHARS,
    MENU_OPTIONS,
    PLACEHOLDER_CHARS,
    TEXT_CHARS,
)
from adapters.discord.markup import clipped, cut, escaped, pieces
from adapters.discord.message import Item, Message, Style, button, gallery, in_rows, words
from adapters.discord.papers import fields, has_words_between, on_a_page, ranked_in_the_room, room_undo, undo
from adapters.discord.telling import COLOURS, is_numbered, label_of, pages_of, rows_of, told
from adapters.discord.tokens import (
    AddOption,
    Leaf,
    PrivateVote,
    PrivateWithdraw,
    RoomMenu,
    RoomVote,
    SayWhy,
    Tell,
    encode,
)
from bot.domain.card import Card, CardRow, Control
from bot.domain.conversation import ShowPicture
from bot.domain.text import say
from bot.locale.speech import Speech, speech

SAID: Final = 500
"""Of what stands above the private view: the receipt."""
LEAST_ROOM: Final = 1600
"""For the longest question, with state, promise and an option."""


def room_card(
    card: Card,
    closes_at: datetime | None = None,
    notice: str = "",
    above: str = "",
    pictures: Sequence[ShowPicture] = (),
) -> Message:
    """The post for everyone: nobody's own choice is marked on it. `above`, marked up already, stands over it.

    With `pictures`, the chart of the result, the words need no bars.
    """
    spoken = speech(card.language, "UTC")
    numbered = _is_numbered(card)
    rows = rows_of(card, numbered=numbered, bars=not pictures)
    text = told(card, TEXT_CHARS - len(above), rows, closes_at=closes_at, notice=notice)
    crowded = text.left_out > 0 or not _at_once(card)
    parts = [*text.above(spoken), *([] if crowded and not card.method.chooses else _voting(card, numbered, spoken))]
    if pictures:
        parts.append(gallery(pictures))
    parts.append(text.below())
    last = _last_row(card, spoken, crowded=crowded)
    if last:
        parts.append(ui.ActionRow(*last))
    over: tuple[Item, ...] = (ui.TextDisplay(above),) if above else ()
    bare = room_card(card, closes_at, notice, above) if pictures else None
    framed = ui.Container(*parts, accent_colour=COLOURS.get(card.state))
    return Message((*over, framed), tuple(pictures), bare=bare)


def private_card(card: Card, page: int, spoken: Speech, said: str = "") -> Message:
    """The same for one person, with their choices marked and the options in pages; `said` stands above it."""
    pages = pages_of(card, on_a_page(card))
    page = min(max(page, 0), len(pages) - 1)
    shown, first = pages[page], sum(map(len, pages[:page])) + 1
    said = clipped(said, SAID)
    under = [f"**{escaped(card.left)}**"] if card.left else []
    if len(pages) > 1:
        under.append(f"-# {spoken.say(say('discord-page', page=page + 1, pages=len(pages)))}")
    open_, between = card.control is not Control.NONE, has_words_between(card)
    rows = rows_of(card, shown, first, numbered=len(pages) > 1 or (is_numbered(card) and not between))
    text = told(card, TEXT_CHARS - len(said) - sum(len(line) + 1 for line in under), rows)
    pressed: list[Item] = []
    if open_ and card.method.chooses:
        pressed = in_rows(_choices(card, shown, page, first))
    elif open_:
        pressed = fields(card, shown, page, first, spoken)
    parts = text.between(pressed, under) if open_ and between else [*text.above(spoken, under), *pressed]
    last: list[ui.Button[Any]] = []
    if page > 0:
        last.append(button("◀", Leaf(card.poll, page - 1)))
    if page < len(pages) - 1:
        last.append(button("▶", Leaf(card.poll, page + 1)))
    if open_:
        last += undo(card, page)
    if card.why is not None:
        last.append(button(spoken.say(say("button-why")), SayWhy(card.poll), Style.primary))
    if open_ and card.may_withdraw and any(row.chosen for row in card.rows):
        last.append(button(spoken.say(say("discord-withdraw")), PrivateWithdraw(card.poll, page), Style.danger))
    if last:
        parts.append(ui.ActionRow(*last))
    parts.append(text.below())
    above: tuple[Item, ...] = (ui.TextDisplay(said),) if said else ()
    return Message((*above, ui.Container(*parts, accent_colour=COLOURS.get(card.state))))


def plain_card(card: Card, room: int) -> Item:
    """The card as a preview, or beside its chart: everything but the buttons, in at most `room` characters.

    That must be `LEAST_ROOM` at least.
    """
    text = told(card, room, rows_of(card, numbered=_is_numbered(card)))
    parts = [*text.above(speech(card.language, "UTC")), text.below()]
    return ui.Container(*parts, accent_colour=COLOURS.get(card.state))


def result_messages(card: Card, text: str, pictures: Sequence[ShowPicture]) -> tuple[Message, ...]:
    """The outcome in words and its charts; the words go on in further messages where they are too long for one."""
    question, _, words_below = text.partition("\n")
    first, *rest = pieces(f"### {escaped(question)}\n{escaped(words_below)}", TEXT_CHARS - 100) or ("…",)
    colour = COLOURS.get(card.state)
    shown = Message((ui.Container(ui.TextDisplay(first), accent_colour=colour),))
    if pictures:
        framed = ui.Container(ui.TextDisplay(first), gallery(pictures), accent_colour=colour)
        shown = Message((framed,), tuple(pictures), bare=shown)
    return (shown, *(words(part) for part in rest))


# ------------------------------------------------------------


def _choices(card: Card, shown: Sequence[CardRow], page: int, first: int) -> list[ui.Button[Any]]:
    return [
        button(
            label_of(row.label, first + place, card),
            PrivateVote(card.poll, page, row.option),
            Style.success if row.chosen else Style.secondary,
            "✅" if row.chosen else None,
        )
        for place, row in enumerate(shown)
    ]


def _is_numbered(card: Card) -> bool:
    """Whether the options in everyone's post bear numbers: those of buttons, there or in one's own view."""
    return is_numbered(card) and not has_words_between(card)


def _at_once(card: Card) -> bool:
    """Whether everything can be pressed below everyone's post."""
    return len(card.rows) <= MENU_OPTIONS if card.method.chooses else ranked_in_the_room(card)


def _voting(card: Card, numbered: bool, spoken: Speech) -> list[Item]:
    """Buttons where one is chosen, a menu where several are; nothing in the room where there are too many."""
    if card.control is Control.NONE or len(card.rows) > MENU_OPTIONS:
        return []
    # by the order of the options, not by votes: nothing moves under a finger
    if card.most_choices > 1 and card.method.chooses:
        options = [
            discord.SelectOption(
                label=cut(f"{place}. {row.label}" if numbered else row.label, MENU_CHARS), value=str(row.option)
            )
            for place, row in enumerate(card.rows, 1)
        ]
        most = min(card.most_choices, len(options))
        hint = cut(spoken.say(say("discord-choose-up-to", most=most)), PLACEHOLDER_CHARS)
        menu: ui.Select[Any] = ui.Select(
            custom_id=encode(RoomMenu(card.poll)), placeholder=hint, min_values=1, max_values=most, options=options
        )
        return [ui.ActionRow(menu)]
    return in_rows(
        [
            button(label_of(row.label, place, card), RoomVote(card.poll, row.option))
            for place, row in enumerate(card.rows, 1)
        ]
    )


def _last_row(card: Card, spoken: Speech, *, crowded: bool) -> list[ui.Button[Any]]:
    last: list[ui.Button[Any]] = []
    if card.control is not Control.NONE:
        own = say("discord-my-vote") if card.method.chooses else say("discord-my-ballot")
        mine = say("discord-vote") if crowded else own
        last.append(button(spoken.say(mine), Leaf(card.poll, 0), Style.primary if crowded else Style.secondary, "👤"))
        last += [] if crowded else room_undo(card)
    if card.may_add_options and card.control is not Control.NONE:
        last.append(button(spoken.say(say("discord-add-option")), AddOption(card.poll), Style.secondary, "➕"))
    if card.state in ("open", "scheduled"):
        last.append(button(spoken.say(say("discord-tell-outcome")), Tell(card.poll), Style.secondary, "🔔"))
    return last
