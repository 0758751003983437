"""Cards, results and replies as Discord shows them: texts, buttons and menus in a coloured frame. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from adapters.discord.markup import bar, clipped, cut, escaped, isolated, pieces
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
_LINE: Final = 240
"""Of a note, a rule, a reason."""
_SAID: Final = 500
"""Of what stands above the private view: the receipt."""
_PAGE_TEXT: Final = 1500
"""Of the options on one page of the private view; with the longest question, receipt and state it fits."""
_BESIDE_LABEL: Final = 45
"""Of an option's row beside its label: number, mark, bar and figures."""
_NAMES_TEXT: Final = 600
_LEAST_DESCRIPTION: Final = 80
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
    told = _told(
        card, TEXT_CHARS - len(above), _rows(card.rows, numbered, bars=not pictures), closes_at=closes_at, notice=notice
    )
    parts = [*told.above(spoken), *_voting(card, numbered, spoken)]
    if pictures:
        parts.append(gallery(pictures))
    parts.append(told.below())
    last = _last_row(card, spoken, crowded=told.left_out > 0 or len(card.rows) > MENU_OPTIONS)
    if last:
        parts.append(ui.ActionRow(*last))
    over: tuple[Item, ...] = (ui.TextDisplay(above),) if above else ()
    bare = room_card(card, closes_at, notice, above) if pictures else None
    framed = ui.Container(*parts, accent_colour=_COLOURS.get(card.state))
    return Message((*over, framed), tuple(pictures), bare=bare)


def private_card(card: Card, page: int, spoken: Speech, said: str = "") -> Message:
    """The same for one person, with their choices marked and the options in pages; `said` stands above it."""
    pages = _pages(card)
    page = min(max(page, 0), len(pages) - 1)
    shown, first = pages[page], sum(map(len, pages[:page])) + 1
    said = clipped(said, _SAID)
    rows = _rows(shown, len(pages) > 1 or _is_numbered(card), first)
    if len(pages) > 1:
        rows.append(f"-# {spoken.say(say('discord-page', page=page + 1, pages=len(pages)))}")
    told = _told(card, TEXT_CHARS - len(said), rows)
    parts = told.above(spoken)
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
    if page < len(pages) - 1:
        last.append(button("▶", Leaf(card.poll, page + 1)))
    if card.control is not Control.NONE and card.may_withdraw and any(row.chosen for row in card.rows):
        last.append(button(spoken.say(say("discord-withdraw")), PrivateWithdraw(card.poll, page), Style.danger))
    if last:
        parts.append(ui.ActionRow(*last))
    parts.append(told.below())
    above: tuple[Item, ...] = (ui.TextDisplay(said),) if said else ()
    return Message((*above, ui.Container(*parts, accent_colour=_COLOURS.get(card.state))))


def plain_card(card: Card, room: int) -> Item:
    """The card as a preview, or beside its chart: everything but the buttons, in at most `room` characters.

    That must be `LEAST_ROOM` at least.
    """
    told = _told(card, room, _rows(card.rows, _is_numbered(card)))
    parts = [*told.above(speech(card.language, "UTC")), told.below()]
    return ui.Container(*parts, accent_colour=_COLOURS.get(card.state))


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


@dataclass(frozen=True, slots=True)
class _Told:
    """A card's words, as many of them as there is room for."""

    head: str
    rows: tuple[str, ...]
    left_out: int
    tail: str

    def above(self, spoken: Speech) -> list[Item]:
        rows = list(self.rows)
        if self.left_out:
            rows.append(f"-# {spoken.say(say('discord-more-options', count=self.left_out))}")
        return [ui.TextDisplay(self.head), ui.TextDisplay("\n".join(rows) or "…")]

    def below(self) -> Item:
        return ui.TextDisplay(self.tail)


def _told(card: Card, room: int, rows: Sequence[str], *, closes_at: datetime | None = None, notice: str = "") -> _Told:
    """Question, state, promise and options come first; then the other rules, what is said below, the description."""
    question = f"### {escaped(' '.join(card.question.split()))}"
    status = clipped(f"{_DOTS.get(card.state, '')} {escaped(card.status)}", _LINE)
    if closes_at is not None and card.state == "open":
        # each reader's own time zone
        status += f" (<t:{int(closes_at.timestamp())}:R>)"
    facts = [clipped(escaped(fact), _LINE) for fact in card.facts]
    below = [f"-# {line}" for line in (f"{status} · {escaped(card.count)}", *facts[:1])]
    room -= len(question) + sum(len(line) + 1 for line in below) + _FRAME
    shown = _that_fit(rows, room)
    room -= sum(len(row) + 1 for row in shown)
    notes = [f"✏️ {clipped(escaped(note), _LINE)}" for note in card.notes[-3:]]
    more = _that_fit([f"-# {line}" for line in (*facts[1:], *([notice] if notice else []), *notes)], room)
    room -= sum(len(line) + 1 for line in more)
    described = clipped(escaped(card.description), room - 1) if room > _LEAST_DESCRIPTION else ""
    head = f"{question}\n{described}" if described else question
    return _Told(head, tuple(shown), len(rows) - len(shown), "\n".join([*below, *more]))


def _that_fit(lines: Sequence[str], room: int) -> list[str]:
    shown: list[str] = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        shown.append(line)
    return shown


def _pages(card: Card) -> list[Sequence[CardRow]]:
    """By what the labels need alone, so that no vote moves an option to another page."""
    pages: list[list[CardRow]] = [[]]
    room = _PAGE_TEXT
    for row in card.rows:
        need = len(escaped(row.label)) + _BESIDE_LABEL
        if pages[-1] and (need > room or len(pages[-1]) == PAGE):
            pages.append([])
            room = _PAGE_TEXT
        pages[-1].append(row)
        room -= need
    return list(pages)


def _row(row: CardRow, number: int | None, bars: bool, names: int) -> str:
    mark = "✅ " if row.chosen else ""
    # a full stop after a number at the beginning of a line would make it a list
    first = f"{mark}{f'`{number}` ' if number is not None else ''}{isolated(escaped(row.label))}"
    if row.fraction is None:
        return first
    if row.leads:
        first = f"**{first}**"
    drawn = f"\n{bar(row.fraction, BAR_CELLS)}" if bars else " —"
    line = f"{first}{drawn} {escaped(row.share or '')} · {escaped(row.votes or '')}"
    if row.names and names:
        everyone = ", ".join(row.names[:20]) + ("…" if len(row.names) > 20 else "")
        line += f"\n-# {clipped(escaped(everyone), names)}"
    return line


def _rows(rows: Sequence[CardRow], numbered: bool, first: int = 1, *, bars: bool = True) -> list[str]:
    """With the voters' names where they may be seen, as many as there is room for."""
    names = min(300, _NAMES_TEXT // max(len(rows), 1))
    return [_row(row, place if numbered else None, bars, names) for place, row in enumerate(rows, first)]


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


def _last_row(card: Card, spoken: Speech, *, crowded: bool) -> list[ui.Button[Any]]:
    last: list[ui.Button[Any]] = []
    if card.control is not Control.NONE:
        mine = say("discord-vote") if crowded else say("discord-my-vote")
        last.append(button(spoken.say(mine), Leaf(card.poll, 0), Style.primary if crowded else Style.secondary, "👤"))
    if card.may_add_options and card.control is not Control.NONE:
        last.append(button(spoken.say(say("discord-add-option")), AddOption(card.poll), Style.secondary, "➕"))
    if card.state in ("open", "scheduled"):
        last.append(button(spoken.say(say("discord-tell-outcome")), Tell(card.poll), Style.secondary, "🔔"))
    return last
