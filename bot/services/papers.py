"""The paper of a poll that is more than ticks: what is pressed for each option, and a ballot in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.ballot import Choices
from bot.domain.card import CardButton
from bot.domain.ids import OptionId
from bot.domain.marks import LOWER, RAISE, UNDO, mark, option_of, said, value_of, values
from bot.domain.method import MOST_SCORE, MOST_STARS, Counting, Method
from bot.domain.poll import Poll, shorten
from bot.domain.text import Text, say
from bot.locale.speech import Speech

GRADE_WORDS: Final = (
    say("grade-reject"),
    say("grade-poor"),
    say("grade-acceptable"),
    say("grade-good"),
    say("grade-very-good"),
    say("grade-excellent"),
)
"""Of majority judgment, the worst first."""

BRIEF_PLACES: Final = 2
BRIEF_CHARS: Final = 24
"""Of a label, where a ballot is told in brief."""


def ballot_words(poll: Poll, choices: Choices, speech: Speech) -> tuple[str, ...]:
    """A ballot as its voter reads it, a piece for each option; options that are unknown here are left out."""
    labels = {option.id: option.label for option in poll.options}
    method = poll.rules.counting.method
    if method.chooses:
        return tuple(labels[choice] for choice in choices if choice in labels)
    return tuple(
        ballot_piece(method, labels[option_of(choice)], choice, speech)
        for choice in in_order(method, choices)
        if option_of(choice) in labels
    )


def in_order(method: Method, choices: Choices) -> Sequence[OptionId]:
    """A ranking stands in its own order; a sheet of marks in the poll's."""
    return choices if method.ranks else sorted(choices, key=option_of)


def ballot_piece(method: Method, label: str, choice: int, speech: Speech) -> str:
    """What a ballot says of one option: "1. Lake", "Lake: 4 of 5"."""
    return speech.say(_piece(method, label, value_of(choice), speech))


def brief_words(poll: Poll, choices: Choices, before: Choices, speech: Speech) -> tuple[str, ...]:
    """The same in a few words: what is new since `before`, else what stands last; an ellipsis for all the rest."""
    labels = {option.id: option.label for option in poll.options}
    method = poll.rules.counting.method
    known = [choice for choice in choices if option_of(choice) in labels]
    whole = in_order(method, tuple(known))
    last = whole[-BRIEF_PLACES:]
    new = [choice for choice in whole if choice not in before][-BRIEF_PLACES:] or last
    # a place that was given last is told with the one before it
    shown = last if method.ranks and set(new) <= set(last) else new
    pieces = [
        speech.say(_piece(method, shorten(labels[option_of(choice)], BRIEF_CHARS), value_of(choice), speech))
        for choice in shown
    ]
    if pieces and len(shown) < len(known):
        pieces[0] = f"… {pieces[0]}"
    return tuple(pieces)


def own_mark(method: Method, choice: int, speech: Speech) -> str:
    """The mark alone, as it stands beside the option: "1.", "4 of 5", "good", "3 points"."""
    return speech.say(_mark(method, value_of(choice)))


def row_buttons(
    counting: Counting, option: OptionId, own: Mapping[OptionId, int], speech: Speech
) -> tuple[CardButton, ...]:
    """What is pressed for `option`. `own`: the reader's values by option; empty on a card for a whole room."""
    method, mine = counting.method, own.get(option, 0)
    if method.chooses:
        return ()
    if method.ranks:
        # the place itself is the label's; who has one can give it back by the same button
        higher = CardButton(OptionId(RAISE + option), "▲", speech.say(say("paper-raise")))
        return (
            CardButton(option, f"{mine}." if mine else "", speech.say(say("paper-rank")), chosen=bool(mine)),
            *((higher,) if mine > 1 else ()),
        )
    if method is Method.POINTS:
        return (
            CardButton(OptionId(LOWER + option), "−", speech.say(say("paper-point-less"))),
            CardButton(OptionId(RAISE + option), "+", speech.say(say("paper-point-more"))),
        )
    return tuple(
        CardButton(
            mark(option, value),
            _short(method, value, speech),
            speech.say(_mark(method, value)),
            chosen=value == mine,
        )
        for value in values(counting)
    )


def card_buttons(
    counting: Counting, own: Mapping[OptionId, int], speech: Speech, *, one_person: bool
) -> tuple[CardButton, ...]:
    """What is pressed for the whole paper."""
    if not counting.method.ranks or (one_person and not own):
        return ()
    words = speech.say(say("paper-undo"))
    return (CardButton(UNDO, words, words),)


def points_left(counting: Counting, choices: Choices, speech: Speech) -> str:
    """Empty where none are shared."""
    if counting.method is not Method.POINTS:
        return ""
    return speech.say(say("paper-left", points=counting.points - sum(map(value_of, choices))))


def paper_values(counting: Counting, options: int) -> tuple[int, ...]:
    """That a mark may have on a paper that is filled in as a whole."""
    if counting.method.chooses:
        return ()
    return tuple(range(1, options + 1)) if counting.method.ranks else tuple(values(counting))


def paper_fact(counting: Counting) -> Text | None:
    """How the paper is filled in, and what is left out of it means; None where the usual words say it."""
    match counting.method:
        case Method.RANKED:
            return say("fact-ranked")
        case Method.RUNOFF:
            return say("fact-runoff")
        case Method.STAR:
            return say("fact-star", most=MOST_SCORE)
        case Method.RATING:
            return say("fact-rating", most=MOST_STARS)
        case Method.JUDGMENT:
            return say("fact-judgment")
        case Method.POINTS:
            return say("fact-points", points=counting.points)
        case Method.CONSENT:
            return say("fact-consent")
        case Method.RATIFY:
            return say("fact-ratify")
        case _:
            return None


def _short(method: Method, value: int, speech: Speech) -> str:
    """On a button, beside others of the same option."""
    if method is Method.JUDGMENT:
        return speech.say(GRADE_WORDS[said(method, value)])
    return f"{value}★" if method is Method.RATING else str(said(method, value))


def _mark(method: Method, value: int) -> Text:
    number = said(method, value)
    match method:
        case Method.STAR:
            return say("mark-score", score=number, most=MOST_SCORE)
        case Method.RATING:
            return say("mark-stars", stars=number, most=MOST_STARS)
        case Method.JUDGMENT:
            return GRADE_WORDS[min(max(number, 0), len(GRADE_WORDS) - 1)]
        case Method.POINTS:
            return say("mark-points", points=number)
        case _:
            return say("mark-place", place=number)


def _piece(method: Method, label: str, value: int, speech: Speech) -> Text:
    if method.ranks:
        return say("ballot-place", place=value, label=label)
    return say("ballot-mark", label=label, mark=speech.say(_mark(method, value)))
