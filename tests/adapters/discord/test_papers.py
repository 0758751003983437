"""Papers as Discord shows them: within its limits whatever is ranked, every option there, what was given marked."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.letters import letter
from adapters.discord.limits import TEXT_CHARS
from adapters.discord.message import Message
from adapters.discord.render import LEAST_ROOM, plain_card, private_card, room_card
from adapters.discord.tokens import MarkMenu, PrivateVote, RoomVote, chosen_mark, decode
from bot.domain.ballot import Choices, Gate, Give, Tap
from bot.domain.card import Card, Control
from bot.domain.casting import apply
from bot.domain.ids import OptionId, PollId
from bot.domain.marks import LOWER, RAISE, UNDO, mark, option_of, value_of
from bot.domain.method import MOST_POINTS, Counting, Method
from bot.domain.poll import MAX_OPTIONS, Rules, Secrecy
from bot.domain.tally.plurality import recount
from bot.locale.speech import speech
from bot.services.presentation import NOBODY, Onlooker, present
from tests.builders import NOON, ballot, options, poll
from tests.platforms.discord_component_rules import check_components
from tests.platforms.discord_components import buttons_of, selects_of, texts_of
from tests.platforms.discord_refusals import Form

PAPERS = [method for method in Method if not method.chooses]
MARKS = [method for method in PAPERS if method.marks]


def counting_of(method: Method, points: int = 5) -> Counting:
    return Counting(method=method, points=points if method is Method.POINTS else 0)


def shown(
    method: Method,
    labels=("Lake", "City", "Hill"),
    own: Choices = (),
    *,
    points: int = 5,
    language: str = "en",
    one_person: bool = True,
    **fields,
) -> Card:
    """As the core makes it of a poll in which this voter alone has voted."""
    rules = Rules(counting=counting_of(method, points), secrecy=fields.pop("secrecy", Secrecy.OWNER))
    asked = poll(labels=tuple(labels), options=options(*labels), rules=rules, **fields)
    tally = recount([ballot("voter", *own)] if own else [])
    names = {OptionId(at): ("_" * 60,) * 20 for at in range(1, len(labels) + 1)}
    onlooker = Onlooker(own if one_person else (), one_person=one_person)
    known = names if rules.secrecy is Secrecy.NAMED else NOBODY
    return present(asked, tally, speech(language, "UTC"), NOON, Control.FORM, onlooker, known)


def checked(message: Message) -> list[dict]:
    """As it is sent; refused as Discord would refuse it."""
    components = message.view().to_components()
    form = Form()
    check_components(form, components, v2=True)
    assert form.errors == {}
    return components


def leaves(card: Card, said: str = "") -> list[list[dict]]:
    """All pages of one's own view, as they come as a message to a subscriber, which has the most components."""
    english, found = speech("en", "UTC"), []
    while True:
        view = private_card(card, len(found), english, said)
        checked(view)
        found.append(checked(letter(view, "x" * 200, "y" * 70)))
        if "▶" not in [each.label for each in buttons_of(found[-1])]:
            return found


def pressed(components) -> list[str]:
    return [each.label for each in buttons_of(components)]


@st.composite
def cards(draw) -> tuple[Card, Card]:
    """A room's and a voter's, with labels up to the longest, every character of some doubled by escaping."""
    method = draw(st.sampled_from(PAPERS))
    count = draw(st.sampled_from([1, 2, 5, 9, 10, 11, 26, MAX_OPTIONS]))
    chars = draw(st.sampled_from([3, 40, 41, 76, 77, 200]))
    labels = [f"{number:02}" + draw(st.sampled_from("*xש")) * (chars - 2) for number in range(count)]
    points = draw(st.sampled_from([1, 5, MOST_POINTS]))
    gate = Gate(
        state="open", closes_at=None, most_choices=1, may_change=True, removed=frozenset(), receipts=False,
        standing=frozenset(OptionId(at) for at in range(1, count + 1)), counting=counting_of(method, points),
    )  # fmt: skip
    own: Choices = ()
    for option in draw(st.lists(st.integers(1, count), max_size=count)):
        value = draw(st.integers(1, 6))
        wish = Give(mark(option, value)) if method.marks else Tap(OptionId(option))
        own = apply(gate, own, wish, NOON).choices
    more = {
        "question": "*" * 300, "description": draw(st.sampled_from(["", "_" * 1000])), "points": points,
        "language": draw(st.sampled_from(["en", "it"])),
        "secrecy": draw(st.sampled_from([Secrecy.OWNER, Secrecy.NAMED])),
    }  # fmt: skip
    mine = shown(method, labels, own, **more)
    return shown(method, labels, own, one_person=False, **more), mine


@settings(deadline=None)
@given(cards())
def test_every_paper_fits_and_every_option_can_be_pressed(made):
    room, mine = made
    checked(room_card(room, NOON, "🔁 " + "x" * 200, "<@&123456789012345678901>"))
    checked(Message((plain_card(room, LEAST_ROOM),)))
    told, offered = "", []
    for page, components in enumerate(leaves(mine, "✓ " + "\\*" * 10_000)):
        told += "\n".join(texts_of(components))
        for custom_id in [each.custom_id for each in (*buttons_of(components), *selects_of(components))]:
            token = decode(custom_id)
            if isinstance(token, MarkMenu | PrivateVote):
                assert token.page == page
                offered.append(token)
    everything = [row.option for row in mine.rows]
    assert re.findall(r"(\d\d)[\\*xש]", told) == [f"{number - 1:02}" for number in everything]
    if mine.method.marks:
        assert [token.option for token in offered] == everything
    else:
        codes = [token.option for token in offered if token.option != UNDO]
        assert codes == [button.code for row in mine.rows for button in with_option(mine, row)]


def with_option(card: Card, row):
    """Between less and more stands the option itself, which is one more, too."""
    if card.method is not Method.POINTS:
        return row.buttons
    less, more = row.buttons
    return (less, replace(more, code=row.option), more)


@settings(deadline=None)
@given(st.sampled_from(PAPERS), st.integers(2, MAX_OPTIONS), st.data())
def test_no_vote_moves_an_option_to_another_page(method, count, data):
    labels = [f"{number:02}" + "x" * data.draw(st.sampled_from([1, 60, 198])) for number in range(count)]
    every = tuple(mark(option, option if method.ranks else 1) for option in range(1, count + 1))
    empty, full = (
        [re.findall(r"(\d\d)x", "\n".join(texts_of(page))) for page in leaves(shown(method, labels, own, points=80))]
        for own in ((), every)
    )
    assert empty == full


def test_a_ranking_in_the_room_is_tapped_in_order():
    labels = [f"Option {number}" for number in range(1, 11)]
    components = checked(room_card(shown(Method.RANKED, labels, one_person=False)))
    assert pressed(components) == [*labels, "My ballot", "↩ Undo the last place", "Tell me later"]
    tokens = [decode(each.custom_id) for each in buttons_of(components)]
    assert tokens[0] == RoomVote(PollId("p0000001"), OptionId(1))
    assert tokens[-2] == RoomVote(PollId("p0000001"), UNDO)


@pytest.mark.parametrize("method", PAPERS)
def test_in_the_room_one_button_opens_the_paper(method):
    count = 11 if method.ranks else 3
    labels = [f"Option {number}" for number in range(count)]
    components = checked(room_card(shown(method, labels, one_person=False)))
    assert pressed(components) == ["Vote", "Tell me later"]
    assert buttons_of(components)[0].style == 1
    assert selects_of(components) == []


def test_places_stand_before_the_options():
    own = (mark(3, 1), mark(1, 2))
    (components,) = leaves(shown(Method.RUNOFF, own=own))
    assert pressed(components)[:6] == ["2. Lake", "▲", "City", "1. Hill", "↩ Undo the last place", "Withdraw"]
    assert [each.style for each in buttons_of(components)][:4] == [3, 2, 2, 3]
    assert "✅ **2.** Lake" in "\n".join(texts_of(components))


def test_long_labels_are_numbered_so_that_no_number_is_taken_for_a_place():
    (components,) = leaves(shown(Method.RANKED, ["x" * 77, "City"], (mark(2, 1), mark(1, 2))))
    assert pressed(components)[:3] == ["2. #1", "▲", "1. #2"]
    assert "`2` **1.** City" in "\n".join(texts_of(components))


@pytest.mark.parametrize("method", MARKS)
def test_a_menu_for_each_option_with_its_mark_in_words(method):
    own = (mark(1, 3),)
    (components,) = leaves(shown(method, own=own))
    lake, city, _ = selects_of(components)
    title = {"star": "2 of 5", "rating": "3 stars of 5", "judgment": "acceptable"}[method.value]
    assert (lake.placeholder, city.placeholder) == (f"Lake: {title}", "City")
    assert (lake.defaults, city.defaults) == ([str(mark(1, 3))], [])
    assert (title, str(mark(1, 3))) in lake.options
    assert lake.options[-1] == ("No mark", "1")
    assert (lake.lowest, lake.highest) == (1, 1)
    assert f"✅ Lake · **{title}**" in texts_of(components)[1]


def test_what_the_menus_offer_is_what_they_take():
    for each in selects_of(leaves(shown(Method.JUDGMENT))[0]):
        menu = decode(each.custom_id)
        assert isinstance(menu, MarkMenu)
        given_ = [chosen_mark(menu, [value]) for _, value in each.options]
        assert [option_of(mark_) for mark_ in given_] == [menu.option] * 7
        assert [value_of(mark_) for mark_ in given_] == [1, 2, 3, 4, 5, 6, 0]


@pytest.mark.parametrize("values", [[], ["102"], ["101", "201"], ["x"], [""], ["-1"], ["10001"], [None], ["٣"]])
def test_a_menu_takes_nothing_that_it_never_offered(values):
    assert chosen_mark(MarkMenu(PollId("p0000001"), 0, OptionId(1)), values) is None


def test_points_between_less_and_more():
    (components,) = leaves(shown(Method.POINTS, own=(mark(1, 2), mark(2, 1))))
    assert pressed(components)[:9] == ["−", "Lake · 2 points", "+", "−", "City · 1 point", "+", "−", "Hill", "+"]
    assert [each.disabled for each in buttons_of(components)][:9] == [False] * 6 + [True, False, False]
    assert "**2 points left**" in "\n".join(texts_of(components))
    codes = [decode(each.custom_id).option for each in buttons_of(components)[:3]]
    assert codes == [LOWER + 1, 1, RAISE + 1]


def test_nothing_more_can_be_pressed_where_no_point_is_left():
    (components,) = leaves(shown(Method.POINTS, own=(mark(1, 4), mark(2, 1))))
    disabled = [each.disabled for each in buttons_of(components)][:9]
    assert disabled == [False, True, True, False, True, True, True, True, True]


def test_long_labels_stand_above_their_points():
    (components,) = leaves(shown(Method.POINTS, ["x" * 41, "City"], (mark(2, 1),)))
    assert pressed(components)[:6] == ["−", "0", "+", "−", "1 point", "+"]
    assert texts_of(components)[1].startswith("x" * 41)
    assert texts_of(components)[2].startswith("✅ City · **1 point**")
    assert "**4 points left**" in texts_of(components)


@pytest.mark.parametrize("method", PAPERS)
def test_a_closed_paper_has_nothing_to_press(method):
    open_card = shown(method, own=(mark(1, 1),))
    rows = tuple(replace(row, buttons=(), mark="", value=0) for row in open_card.rows)
    closed = replace(open_card, control=Control.NONE, rows=rows, buttons=(), left="", values=(), state="closed")
    components = checked(private_card(closed, 0, speech("en", "UTC"), "closed"))
    assert buttons_of(components) == []
    assert selects_of(components) == []
    assert "✅ Lake" in "\n".join(texts_of(components))
    assert sum(map(len, texts_of(components))) <= TEXT_CHARS
