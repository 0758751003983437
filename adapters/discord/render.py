"""Cards, results and replies as Discord shows them: texts, buttons and menus in a coloured frame. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import discord
from discord import ui

from adapters.discord.limits import (
    BAR_CELLS,
    BUTTON_CHARS,
    MENU_CHARS,
    MENU_OPTIONS,
    PAGE,
    PLACEHOLDER_CHARS,
    TEXT_CHARS,
)
from adapters.discord.markup import bar, cut, escaped, pieces
from adapters.discord.message import Item, Message, Style, button, gallery, in_rows, words
from adapters.discord.tokens import (
    AddOption,
    Leaf,
    PrivateVote,
    PrivateWithdraw,
    RoomMenu,
    RoomVote,
    Tell,
    encode,
)
from bot.domain.card import Card, CardRow, Control
from bot.domain.conversation import ShowPicture
from bot.domain.text import say
from bot.locale.speech import Speech, speech

_COLOURS: Final = {"open": 0x23A55A, "scheduled": 0xF0B232, "closed": 0x5865F2, "cancelled": 0xDA373C}
_DOTS: Final = {"draft": "⚪", "scheduled": "🕒", "open": "🟢", "closed": "🏁", "cancelled": "🚫"}
_FRAME: Final = 160
"""Characters left for what is said of options that did not fit."""


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
    head, tail = _head(card), _tail(card, closes_at, notice)
    numbered = _is_numbered(card)
    room = TEXT_CHARS - len(head) - len(tail) - _FRAME
    rows, left_out = _rows_that_fit(card.rows, numbered, room, bars=not pictures)
    if left_out:
        rows.append(f"-# {spoken.say(say('discord-more-options', count=left_out))}")
    parts: list[Item] = [ui.TextDisplay(head), ui.TextDisplay("\n".join(rows) or "…"), *_voting(card, numbered, spoken)]
    if pictures:
        parts.append(gallery(pictures))
    parts.append(ui.TextDisplay(tail))
    last = _last_row(card, spoken)
    if last:
        parts.append(ui.ActionRow(*last))
    over: tuple[Item, ...] = (ui.TextDisplay(above),) if above else ()
    bare = room_card(card, closes_at, notice, above) if pictures else None
    framed = ui.Container(*parts, accent_colour=_COLOURS.get(card.state))
    return Message((*over, framed), tuple(pictures), bare=bare)


def private_card(card: Card, page: int, spoken: Speech, said: str = "") -> Message:
    """The same for one person, with their choices marked and the options in pages; `said` stands above it."""
    pages = max(-(-len(card.rows) // PAGE), 1)
    page = min(max(page, 0), pages - 1)
    shown = card.rows[page * PAGE : (page + 1) * PAGE]
    first = page * PAGE + 1
    head, tail = _head(card), _tail(card)
    room = TEXT_CHARS - len(head) - len(tail) - len(said) - _FRAME
    rows, left_out = _rows_that_fit(shown, pages > 1 or _is_numbered(card), room, first)
    if left_out:
        rows.append("…")
    if pages > 1:
        rows.append(f"-# {spoken.say(say('discord-page', page=page + 1, pages=pages))}")
    parts: list[Item] = [ui.TextDisplay(head), ui.TextDisplay("\n".join(rows) or "…")]
    if card.control is not Control.NONE:
        buttons = [
            button(
                _label(row.label, first + place, card),
                PrivateVote(card.poll, page, row.option),
                Style.success if row.chosen else Style.secondary,
                "✅" if row.chosen else None,
            )
            for place, row in enumerate(shown)
        ]
        parts += in_rows(buttons)
    last: list[ui.Button[Any]] = []
    if page > 0:
        last.append(button("◀", Leaf(card.poll, page - 1)))
    if page < pages - 1:
        last.append(button("▶", Leaf(card.poll, page + 1)))
    if card.control is not Control.NONE and card.may_withdraw and any(row.chosen for row in card.rows):
        last.append(button(spoken.say(say("discord-withdraw")), PrivateWithdraw(card.poll, page), Style.danger))
    if last:
        parts.append(ui.ActionRow(*last))
    parts.append(ui.TextDisplay(tail))
    above: tuple[Item, ...] = (ui.TextDisplay(said),) if said else ()
    return Message((*above, ui.Container(*parts, accent_colour=_COLOURS.get(card.state))))


def plain_card(card: Card, room: int = 2400) -> Item:
    """The card as a preview, or beside its chart: everything but the buttons."""
    head, tail = _head(card), _tail(card)
    rows, left_out = _rows_that_fit(card.rows, _is_numbered(card), room - len(tail))
    if left_out:
        rows.append(f"-# {speech(card.language, 'UTC').say(say('discord-more-options', count=left_out))}")
    texts = [ui.TextDisplay[Any](head), ui.TextDisplay[Any]("\n".join(rows) or "…"), ui.TextDisplay[Any](tail)]
    return ui.Container(*texts, accent_colour=_COLOURS.get(card.state))


def result_messages(card: Card, text: str, pictures: Sequence[ShowPicture]) -> tuple[Message, ...]:
    """The outcome in words and its charts; the words go on in further messages where they are too long for one."""
    question, _, words_below = text.partition("\n")
    first, *rest = pieces(f"### {escaped(question)}\n{escaped(words_below)}", TEXT_CHARS - 100) or ("…",)
    colour = _COLOURS.get(card.state)
    shown = Message((ui.Container(ui.TextDisplay(first), accent_colour=colour),))
    if pictures:
        framed = ui.Container(ui.TextDisplay(first), gallery(pictures), accent_colour=colour)
        shown = Message((framed,), tuple(pictures), bare=shown)
    return (shown, *(words(part) for part in rest))


# ------------------------------------------------------------


def _head(card: Card) -> str:
    question = f"### {escaped(' '.join(card.question.split()))}"
    return f"{question}\n{escaped(card.description)}" if card.description else question


def _tail(card: Card, closes_at: datetime | None = None, notice: str = "") -> str:
    status = f"{_DOTS.get(card.state, '')} {escaped(card.status)}"
    if closes_at is not None and card.state == "open":
        # each reader's own time zone
        status += f" (<t:{int(closes_at.timestamp())}:R>)"
    lines = [f"{status} · {escaped(card.count)}", *(escaped(fact) for fact in card.facts)]
    lines += [f"✏️ {escaped(note)}" for note in card.notes[-3:]]
    if notice:
        lines.append(notice)
    return "\n".join(f"-# {line}" for line in lines)


def _row(row: CardRow, number: int | None, bars: bool) -> str:
    mark = "✅ " if row.chosen else ""
    # a full stop after a number at the beginning of a line would make it a list
    first = f"{mark}{f'`{number}` ' if number is not None else ''}{escaped(row.label)}"
    if row.fraction is None:
        return first
    if row.leads:
        first = f"**{first}**"
    drawn = f"\n{bar(row.fraction, BAR_CELLS)}" if bars else " —"
    line = f"{first}{drawn} {escaped(row.share or '')} · {escaped(row.votes or '')}"
    if row.names:
        names = ", ".join(row.names[:20]) + ("…" if len(row.names) > 20 else "")
        line += f"\n-# {escaped(cut(names, 300))}"
    return line


def _rows_that_fit(
    rows: Sequence[CardRow], numbered: bool, room: int, first: int = 1, *, bars: bool = True
) -> tuple[list[str], int]:
    lines: list[str] = []
    for place, row in enumerate(rows, first):
        line = _row(row, place if numbered else None, bars)
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    return lines, len(rows) - len(lines)


def _is_numbered(card: Card) -> bool:
    """Whether the buttons bear numbers: some label is too long for a button."""
    return any(len(row.label) > BUTTON_CHARS for row in card.rows)


def _label(label: str, number: int, card: Card) -> str:
    return str(number) if _is_numbered(card) else label


def _voting(card: Card, numbered: bool, spoken: Speech) -> list[Item]:
    """Buttons where one is chosen, a menu where several are; nothing in the room where there are too many."""
    if card.control is Control.NONE or len(card.rows) > MENU_OPTIONS:
        return []
    # by the order of the options, not by votes: nothing moves under a finger
    if card.most_choices > 1:
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
            button(str(place) if numbered else row.label, RoomVote(card.poll, row.option))
            for place, row in enumerate(card.rows, 1)
        ]
    )


def _last_row(card: Card, spoken: Speech) -> list[ui.Button[Any]]:
    last: list[ui.Button[Any]] = []
    if card.control is not Control.NONE:
        crowded = len(card.rows) > MENU_OPTIONS
        mine = say("discord-vote") if crowded else say("discord-my-vote")
        last.append(button(spoken.say(mine), Leaf(card.poll, 0), Style.primary if crowded else Style.secondary, "👤"))
    if card.may_add_options and card.control is not Control.NONE:
        last.append(button(spoken.say(say("discord-add-option")), AddOption(card.poll), Style.secondary, "➕"))
    if card.state in ("open", "scheduled"):
        last.append(button(spoken.say(say("discord-tell-outcome")), Tell(card.poll), Style.secondary, "🔔"))
    return last
