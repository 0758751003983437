"""Papers as Telegram shows them: rankings, scores, grades and points under a thumb, within every limit."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.letters import STOP, letter
from adapters.telegram.limits import CALLBACK_BYTES, TEXT_UNITS
from adapters.telegram.markup import shown_units
from adapters.telegram.render import plain_card, private_card, room_card
from adapters.telegram.tokens import PrivateVote, RoomVote, decode
from bot.domain.card import Control
from bot.domain.marks import LOWER, RAISE, UNDO, mark, option_of
from bot.domain.method import Counting, Method
from bot.domain.poll import Rules
from bot.domain.tally.plurality import recount
from bot.locale.speech import speech
from bot.services.presentation import ROOM, Onlooker, present
from tests.builders import NOON, ballot, poll

EN, IT = speech("en", "UTC"), speech("it", "UTC")
PLACES = ("Lake", "City", "Hill")
PAPERS = [method for method in Method if not method.chooses]
BUTTONS, A_ROW, MARKED = 100, 8, 100


def card(method, own=None, *, labels=PLACES, control=Control.FORM, language="en", question="Where?", about=""):
    """For a voter with these marks; None: for everybody in a room."""
    counting = Counting(method=method, points=5 if method is Method.POINTS else 0)
    asked = poll(labels=labels, question=question, description=about, rules=Rules(counting=counting))
    onlooker = ROOM if own is None else Onlooker(choices=tuple(own), one_person=True)
    tally = recount([ballot("ada", *own)] if own else [])
    return present(asked, tally, speech(language, "UTC"), NOON, control, onlooker)


def labels_of(message):
    return [[button.text for button in row] for row in message.keyboard.inline_keyboard]


def tokens(message):
    keys = [button for row in message.keyboard.inline_keyboard for button in row]
    assert all(len(key.callback_data.encode()) <= CALLBACK_BYTES for key in keys if key.callback_data)
    return [decode(key.callback_data) for key in keys if key.callback_data]


def test_a_ranking_that_fits_is_tapped_in_the_room():
    shown = room_card(card(Method.RANKED, control=Control.BUTTONS), "bot")
    assert labels_of(shown)[:4] == [["Lake"], ["City"], ["Hill"], ["↩ Undo the last place"]]
    assert [each.option for each in tokens(shown)] == [1, 2, 3, UNDO]
    assert all(isinstance(each, RoomVote) for each in tokens(shown))
    assert "Tap the options in your order" in shown.html
    long = room_card(card(Method.RANKED, control=Control.BUTTONS, labels=("A" * 60, "B" * 60, "C")), "bot")
    assert labels_of(long)[:2] == [["1", "2", "3"], ["↩ Undo the last place"]]
    assert "2. BBB" in long.html


@pytest.mark.parametrize("method", PAPERS)
def test_where_it_does_not_fit_one_link_opens_the_paper(method):
    shown = room_card(card(method, control=Control.PAGED_BUTTONS, language="it"), "bot")
    assert labels_of(shown) == [["🗳 Vota", "🔔 Dimmi l’esito"]]
    assert shown.keyboard.inline_keyboard[0][0].url == "https://t.me/bot?start=v_p0000001"
    assert "«Vota» apre la tua scheda in privato." in shown.html


def test_of_options_that_do_not_fit_the_post_names_the_button_that_leads_to_them():
    many = card(Method.STAR, control=Control.PAGED_BUTTONS, labels=tuple(f"{n}{'W' * 190}" for n in range(50)))
    assert "more options: open “Vote”" in room_card(many, "bot").html


def test_ones_own_ranking_stands_on_its_keys_and_in_its_order():
    shown = private_card(card(Method.RUNOFF, (mark(3, 1), mark(1, 2))), 0, "bot", EN)
    assert labels_of(shown)[:5] == [
        ["✅ 2. Lake", "▲ One place higher"],
        ["⬜ City"],
        ["✅ 1. Hill"],
        ["↩ Undo the last place"],
        ["🔄 Refresh", "↩️ Withdraw"],
    ]
    assert "Your order: 1. Hill › 2. Lake" in shown.html
    assert "✅ Lake — <b>2.</b>" in shown.html
    assert RAISE + 1 in [each.option for each in tokens(shown) if isinstance(each, PrivateVote)]
    empty = private_card(card(Method.RANKED, ()), 0, "bot", EN)
    assert labels_of(empty)[:4] == [["⬜ Lake"], ["⬜ City"], ["⬜ Hill"], ["🔄 Refresh"]]


def test_beside_places_long_labels_have_letters_so_that_no_number_is_taken_for_one():
    labels = tuple(f"{n} {'W' * 60}" for n in range(30))
    shown = private_card(card(Method.RANKED, (mark(2, 1),), labels=labels), 0, "bot", EN)
    assert labels_of(shown)[0][0].startswith("⬜ A) 0 W")
    assert labels_of(shown)[1][0].startswith("✅ 1. B) 1 W")
    assert "✅ B) 1 WWW" in shown.html
    last = private_card(card(Method.RANKED, (), labels=labels), 9, "bot", EN)
    assert "AD) 29 WWW" in last.html


def test_a_scale_stands_under_its_label():
    shown = labels_of(private_card(card(Method.STAR, (mark(1, 1), mark(3, 6)), language="it"), 0, "bot", IT))
    assert shown[:6] == [
        ["Lake: 0 su 5"],
        ["✅ 0", "1", "2", "3", "4", "5"],
        ["City"],
        ["0", "1", "2", "3", "4", "5"],
        ["Hill: 5 su 5"],
        ["0", "1", "2", "3", "4", "✅ 5"],
    ]
    assert labels_of(private_card(card(Method.RATING, ()), 0, "bot", EN))[1] == ["1★", "2★", "3★", "4★", "5★"]


def test_words_of_a_scale_stand_two_and_two():
    shown = private_card(card(Method.JUDGMENT, (mark(1, 5),), language="en"), 0, "bot", EN)
    assert labels_of(shown)[:4] == [
        ["Lake: very good"],
        ["reject", "poor"],
        ["acceptable", "good"],
        ["✅ very good", "excellent"],
    ]
    assert "Lake — <b>very good</b>" in shown.html


def test_points_stand_between_less_and_more_and_say_what_is_left():
    shown = private_card(card(Method.POINTS, (mark(1, 3),)), 0, "bot", EN)
    assert labels_of(shown)[:3] == [["−", "Lake: 3", "+"], ["−", "City: 0", "+"], ["−", "Hill: 0", "+"]]
    assert "<b>2 points left</b>" in shown.html
    voted = [each.option for each in tokens(shown) if isinstance(each, PrivateVote)]
    assert voted[:4] == [LOWER + 1, RAISE + 1, LOWER + 2, RAISE + 2]
    wide = private_card(card(Method.POINTS, (mark(1, 3),), labels=("Mountains by night", "City")), 0, "bot", EN)
    signs = ["− One point less", "+ One point more"]
    assert labels_of(wide)[:4] == [["Mountains by night: 3 points"], signs, ["City"], signs]


def test_a_long_label_does_not_push_its_mark_off_the_key():
    labels = ("W" * 150, "City")
    key = labels_of(private_card(card(Method.STAR, (mark(1, 5),), labels=labels), 0, "bot", EN))[0][0]
    assert key.startswith("1. WWW")
    assert key.endswith("…: 4 of 5")
    assert len(key) <= 42


@pytest.mark.parametrize("method", PAPERS)
def test_a_letter_shows_the_whole_paper_and_how_to_stop(method):
    sent = letter(private_card(card(method, (), control=Control.BUTTONS), 0, "bot", EN), "Why you get this.", "Stop")
    voted = {option_of(each.option) for each in tokens(sent) if isinstance(each, PrivateVote)}
    assert voted >= {1, 2, 3}
    assert sent.keyboard.inline_keyboard[-1][0].callback_data == STOP


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (Method.RANKED, "Tap the options in your order"),
        (Method.STAR, "Give each option 0 to 5"),
        (Method.RATING, "1 to 5 stars"),
        (Method.JUDGMENT, "Give each option a word"),
        (Method.POINTS, "Share 5 points"),
    ],
)
def test_a_preview_says_how_it_will_be_asked(method, words):
    assert words in plain_card(card(method, control=Control.NONE)).html


@given(
    method=st.sampled_from(PAPERS),
    lengths=st.lists(st.integers(1, 100), min_size=1, max_size=50),
    letter_=st.sampled_from(["W", "🦜", "&"]),
    asked=st.integers(1, 150),
    about=st.integers(0, 500),
    own=st.booleans(),
)
def test_any_paper_is_within_telegrams_limits_and_loses_no_option(method, lengths, letter_, asked, about, own):
    labels = tuple(f"{n}{letter_ * length}" for n, length in enumerate(lengths, start=1))
    marks = tuple(mark(n, n if method.ranks else 1) for n in range(1, len(labels) + 1)) if own else ()
    if method is Method.POINTS:
        marks = marks[:5]
    fields = {"labels": labels, "question": letter_ * asked, "about": letter_ * about}
    voter, room = card(method, marks, **fields), card(method, control=Control.PAGED_BUTTONS, **fields)
    seen = Counter()
    page, before = 0, None
    while True:
        shown = private_card(voter, page, "bot", EN)
        keys = [each for each in tokens(shown) if isinstance(each, PrivateVote)]
        if (keys and keys[0].page < page) or keys == before:
            break
        check(shown)
        seen.update({option_of(each.option) for each in keys if each.option != UNDO})
        page, before = page + 1, keys
    assert seen == Counter(range(1, len(labels) + 1))
    check(room_card(room, "bot"))


def check(message):
    assert shown_units(message.html) <= TEXT_UNITS
    assert message.html.count("<b>") + message.html.count("<i>") + message.html.count("<blockquote") <= MARKED
    rows = message.keyboard.inline_keyboard
    assert sum(map(len, rows)) <= BUTTONS
    assert all(len(row) <= A_ROW for row in rows)
    assert all(button.text.strip() for row in rows for button in row)
