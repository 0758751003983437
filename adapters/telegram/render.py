"""Cards, results and replies as Telegram shows them: HTML and inline keyboards. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard

from adapters.telegram.limits import (
    BAR_CELLS,
    BUTTON_CHARS,
    CAPTION_UNITS,
    LABELLED,
    NUMBERS_PER_ROW,
    ORDER_UNITS,
    PAGE,
    TEXT_UNITS,
)
from adapters.telegram.markup import bar, cut, escaped, pieces, shown_units, units
from adapters.telegram.paper import in_order, is_paper, options_per_page, own_order, paper_keys, press, tag
from adapters.telegram.tokens import Leaf, PrivateVote, PrivateWithdraw, RoomVote, start_link
from bot.domain.card import Card, CardRow, Control
from bot.domain.text import Text, say
from bot.locale.speech import Speech, speech

_DOTS: Final = {"draft": "⚪", "scheduled": "🕒", "open": "🟢", "closed": "🏁", "cancelled": "🚫"}
_FRAME: Final = 160
"""Units left for what is said of options that did not fit."""
_TAIL, _TAIL_ALONE = 1400, 1000
"""Units for state, rules and notes at most: in a room, and in the private view, where all of a page must stand."""
_LINE: Final = 240
_NAMES: Final = 300
_LEAST_ROWS: Final = 500
_PAGE_UNITS: Final = 1500
"""Units of the labels on one page of the private view."""
_BOLD: Final = 20
"""Leading options beyond which none is bold: Telegram takes 100 marked places in a message."""


@dataclass(frozen=True, slots=True)
class Message:
    """HTML within TEXT_UNITS once it is read, and the keyboard under it, if any."""

    html: str
    keyboard: Keyboard | None = None


def room_card(card: Card, username: str) -> Message:
    """The post for everyone: nobody's own choice is marked on it."""
    spoken = speech(card.language, "UTC")
    numbered = _is_numbered(card)
    tail = _tail(card, _TAIL)
    head = _head(card, TEXT_UNITS - shown_units(tail) - _LEAST_ROWS)
    how = f"<i>{escaped(how)}</i>" if (how := _how(card, spoken)) else ""
    room = TEXT_UNITS - shown_units(head) - shown_units(tail) - shown_units(how) - _FRAME
    rows, left_out = _rows_that_fit(card, numbered, room)
    body = "\n".join(rows)
    if left_out:
        body += "\n" + _left_out(card, left_out, spoken)
    if how:
        body += f"\n\n{how}"
    return Message(f"{head}\n\n{body}\n\n{tail}", _room_keyboard(card, numbered, len(rows), username, spoken))


def private_card(card: Card, page: int, username: str, spoken: Speech) -> Message:
    """The same for one person: their choices ticked, the options in pages."""
    paper = card.control is not Control.NONE and is_paper(card)
    all_pages = _pages(card, options_per_page(card) if paper else PAGE)
    pages = len(all_pages)
    page = min(max(page, 0), pages - 1)
    shown = all_pages[page]
    first = sum(len(before) for before in all_pages[:page]) + 1
    bold, tail = _marks_leaders(card), _tail(card, _TAIL_ALONE)
    numbered = pages > 1 or (paper and _has_long_labels(card))
    tags = [tag(card, first + place) if numbered else "" for place in range(len(shown))]
    bare = [_row(row, tagged, bold=bold, names=0) for row, tagged in zip(shown, tags, strict=True)]
    own = _own(card, spoken)
    own = "\n".join(part for part in (own, card.why.hint if card.why is not None else "") if part)
    said = _FRAME + units(own) + shown_units(tail)
    room = TEXT_UNITS - said - units(card.question) - sum(shown_units(each) + 1 for each in bare)
    names = max(min(room // max(len(shown), 1) - 1, _NAMES), 0)
    lines = [_row(row, tagged, bold=bold, names=names) for row, tagged in zip(shown, tags, strict=True)]
    room = TEXT_UNITS - said - sum(shown_units(each) + 1 for each in lines)
    parts = [_head(card, room), "\n".join(lines)]
    if pages > 1:
        parts.append(escaped(spoken.say(say("telegram-page", page=page + 1, pages=pages))))
    parts += [f"<b>{escaped(own)}</b>" if own else "", tail]
    keyboard: list[list[Button]] = []
    if paper:
        keyboard += paper_keys(card, shown, tags, page)
        keyboard += [[press(each.label, PrivateVote(card.poll, page, each.code))] for each in card.buttons]
    elif card.control is not Control.NONE:
        for row, tagged in zip(shown, tags, strict=True):
            tick = "✅ " if row.chosen else ("⬜ " if card.most_choices > 1 else "")
            label = cut(f"{tick}{tagged}{row.label}", BUTTON_CHARS + 8)
            keyboard.append([press(label, PrivateVote(card.poll, page, row.option))])
    if pages > 1:
        before, after = Leaf(card.poll, (page - 1) % pages), Leaf(card.poll, (page + 1) % pages)
        keyboard.append([press("◀", before), press(f"{page + 1}/{pages}", Leaf(card.poll, page)), press("▶", after)])
    last = [press("🔄 " + spoken.say(say("telegram-refresh")), Leaf(card.poll, page))]
    if card.control is not Control.NONE and card.may_withdraw and any(row.chosen for row in card.rows):
        last.append(press("↩️ " + spoken.say(say("telegram-withdraw")), PrivateWithdraw(card.poll, page)))
    keyboard.append(last)
    if card.state in ("open", "scheduled"):
        keyboard.append([_outcome_button(card, username, spoken)])
    return Message("\n\n".join(part for part in parts if part), Keyboard(keyboard))


def plain_card(card: Card) -> Message:
    """The card as a preview: everything but the buttons."""
    tail = _tail(card, _TAIL)
    head = _head(card, TEXT_UNITS - shown_units(tail) - _LEAST_ROWS)
    room = min(2400, TEXT_UNITS - shown_units(head) - _FRAME) - shown_units(tail)
    rows, left_out = _rows_that_fit(card, _is_numbered(card), room)
    if left_out:
        rows.append(_left_out(card, left_out, speech(card.language, "UTC")))
    return Message("\n\n".join((head, "\n".join(rows), tail)))


def caption_and_rest(text: str) -> tuple[str, tuple[str, ...]]:
    """A result's words as HTML: what fits under the picture, and the messages that hold the whole where it does not."""
    question, _, rest = text.partition("\n")
    caption = f"<b>{escaped(question)}</b>\n{escaped(rest)}"
    if shown_units(caption) <= CAPTION_UNITS:
        return caption, ()
    status = next((line for line in rest.split("\n") if line), "")
    short = f"<b>{escaped(cut(question, 400))}</b>\n{escaped(cut(status, 300))}"
    return short, tuple(escaped(part) for part in pieces(text, TEXT_UNITS))


def words(text: str) -> tuple[str, ...]:
    """Plain words as HTML, in as many messages as they need."""
    return tuple(escaped(part) for part in pieces(text, TEXT_UNITS)) or ("…",)


def _head(card: Card, most: int) -> str:
    """The question, which is never cut, and as much of the description as `most` units leave room for."""
    question = f"<b>{escaped(card.question)}</b>"
    room = most - units(card.question) - 2
    if not card.description or room < 1:
        return question
    return f"{question}\n{escaped(cut(card.description, room))}"


def _tail(card: Card, most: int) -> str:
    """The state, how many voted, and the rules folded away: one tap shows them. The newest notes have precedence."""
    first = f"{_DOTS.get(card.state, '')} {cut(card.status, 400)} · {card.count}"
    left = most - units(first)
    folded: list[str] = []
    notes: list[str] = []
    lines = [(folded, cut(fact, _LINE)) for fact in card.facts]
    lines += [(notes, "✏️ " + cut(note, _LINE)) for note in reversed(card.notes[-3:])]
    for kept, line in lines:
        left -= units(line) + 1
        if left < 0:
            break
        kept.append(line)
    inside = "\n".join(escaped(line) for line in (*folded, *reversed(notes)))
    return f"{escaped(first)}\n<blockquote expandable>{inside}</blockquote>"


def _row(row: CardRow, tagged: str, *, bold: bool, names: int) -> str:
    """`names`: units for those who chose it, at most."""
    first = f"{'✅ ' if row.chosen else ''}{tagged}{escaped(row.label)}"
    if row.mark:
        first += f" — <b>{escaped(row.mark)}</b>"
    if row.fraction is None:
        return first
    if row.leads and bold:
        first = f"<b>{first}</b>"
    line = f"{first}\n{bar(row.fraction, BAR_CELLS)} {escaped(row.share or '')} · {escaped(row.votes or '')}"
    if row.names and names > 10:
        line += f"\n<i>{escaped(cut(', '.join(row.names[:20]) + ('…' if len(row.names) > 20 else ''), names))}</i>"
    return line


def _marks_leaders(card: Card) -> bool:
    return sum(row.leads for row in card.rows) <= _BOLD


def _rows_that_fit(card: Card, numbered: bool, room: int) -> tuple[list[str], int]:
    lines: list[str] = []
    bold = _marks_leaders(card)
    for place, row in enumerate(card.rows, 1):
        line = _row(row, f"{place}. " if numbered else "", bold=bold, names=_NAMES)
        room -= shown_units(line) + 1
        if room < 0:
            break
        lines.append(line)
    return lines, len(card.rows) - len(lines)


def _pages(card: Card, most: int) -> list[list[CardRow]]:
    """At most `most` options on a page, and fewer where their labels are long: each stands there in full."""
    pages: list[list[CardRow]] = [[]]
    room = _PAGE_UNITS
    for row in card.rows:
        room -= units(row.label)
        if len(pages[-1]) == most or (room < 0 and pages[-1]):
            pages.append([])
            room = _PAGE_UNITS - units(row.label)
        pages[-1].append(row)
    return pages


def _is_numbered(card: Card) -> bool:
    """Whether the buttons bear numbers: too many options for a row each, or labels too long for a button."""
    return len(card.rows) > LABELLED or _has_long_labels(card)


def _has_long_labels(card: Card) -> bool:
    return any(len(row.label) > BUTTON_CHARS for row in card.rows)


def _in_private(card: Card) -> bool:
    """Whether the paper is filled in there, and not in the room."""
    return is_paper(card) and not (card.control is Control.BUTTONS and all(map(in_order, card.rows)))


def _vote_link(card: Card) -> Text:
    return say("telegram-vote") if _in_private(card) else say("telegram-my-vote")


def _left_out(card: Card, count: int, spoken: Speech) -> str:
    return escaped(spoken.say(say("telegram-more-options", count=count, button=spoken.say(_vote_link(card)))))


def _own(card: Card, spoken: Speech) -> str:
    """What a voter has to see of their paper on every page of it."""
    order = own_order(card)
    if order:
        return cut(spoken.say(say("telegram-own-order", order=" › ".join(order))), ORDER_UNITS)
    return card.left


def _how(card: Card, spoken: Speech) -> str:
    """How a paper is filled in from the room; empty where a tap is the vote."""
    if card.control is Control.NONE or not is_paper(card):
        return ""
    return spoken.say(say("telegram-how-paper") if _in_private(card) else say("telegram-how-ranked"))


def _room_keyboard(card: Card, numbered: bool, shown: int, username: str, spoken: Speech) -> Keyboard | None:
    rows: list[list[Button]] = []
    # by the number of the option, not by votes: nothing moves under a finger
    private = _in_private(card)
    if card.control is not Control.NONE and not private:
        here = card.rows[:shown]
        if numbered:
            numbers = [press(str(place), RoomVote(card.poll, row.option)) for place, row in enumerate(here, 1)]
            rows += [numbers[at : at + NUMBERS_PER_ROW] for at in range(0, len(numbers), NUMBERS_PER_ROW)]
        else:
            rows += [[press(row.label, RoomVote(card.poll, row.option))] for row in here]
        rows += [[press(each.label, RoomVote(card.poll, each.code))] for each in card.buttons]
    last: list[Button] = []
    if card.control is not Control.NONE:
        words = ("🗳 " if private else "👤 ") + spoken.say(_vote_link(card))
        last.append(Button(words, url=start_link(username, "v", card.poll)))
    if card.state in ("open", "scheduled"):
        last.append(_outcome_button(card, username, spoken))
    if last:
        rows.append(last)
    return Keyboard(rows) if rows else None


def _outcome_button(card: Card, username: str, spoken: Speech) -> Button:
    return Button("🔔 " + spoken.say(say("telegram-tell-outcome")), url=start_link(username, "o", card.poll))


def column(buttons: Sequence[Button]) -> Keyboard | None:
    """One button a row; None for none."""
    return Keyboard([[button] for button in buttons]) if buttons else None
