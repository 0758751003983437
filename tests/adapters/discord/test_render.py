"""Cards as Discord shows them: within its limits, whatever the words; markup only where it is ours."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.limits import TEXT_CHARS
from adapters.discord.markup import bar, clipped, cut, escaped, isolated, pieces
from adapters.discord.message import Message
from adapters.discord.render import LEAST_ROOM, plain_card, private_card, result_messages, room_card
from bot.domain.card import Card, CardRow, Control
from bot.domain.conversation import ShowPicture
from bot.domain.ids import OptionId, PollId
from bot.locale.speech import speech
from tests.platforms.discord_component_rules import check_components
from tests.platforms.discord_components import texts_of, walk
from tests.platforms.discord_refusals import Form

ENGLISH = speech("en", "UTC")


def card(labels, *, most=1, control=Control.BUTTONS, question="Where?", state="open", chosen=(), votes=True) -> Card:
    rows = tuple(
        CardRow(
            option=OptionId(number),
            label=label,
            share="50%" if votes else None,
            votes="1 vote" if votes else None,
            fraction=0.5 if votes else None,
            chosen=number in chosen,
        )
        for number, label in enumerate(labels, 1)
    )
    return Card(
        poll=PollId("k3x9q2wz"), version=1, language="en", state=state, status="Open", question=question,
        description="", rows=rows, facts=("Choose one.",), count="1 person voted", notes=(), most_choices=most,
        may_withdraw=True, may_add_options=True, control=control, alt="",
    )  # fmt: skip


def checked(message: Message) -> list[dict]:
    """As it is sent; refused as Discord would refuse it."""
    components = message.view().to_components()
    form = Form()
    check_components(form, components, v2=True)
    assert form.errors == {}
    return components


def text_of(components) -> str:
    return "\n".join(re.findall(r"'content': ['\"](.*?)['\"], ", str(components)))


@pytest.mark.parametrize("count", [1, 2, 5, 6, 24, 25, 26, 50])
@pytest.mark.parametrize("chars", [1, 80, 81, 200])
@pytest.mark.parametrize("most", [1, 3, 50])
async def test_every_card_fits(count, chars, most):
    labels = [("*" * chars)[: chars - 2] + f"{number:02}"[-min(chars, 2) :] for number in range(count)]
    shown = card(labels, most=most, question="*" * 300, chosen=(1, 2))
    checked(room_card(shown, datetime(2026, 11, 1, tzinfo=UTC)))
    for page in (0, 1, 2, 99):
        checked(private_card(shown, page, ENGLISH, "✓ Counted"))


async def test_the_deadline_in_each_readers_own_time():
    components = checked(room_card(card(["a", "b"]), datetime(2026, 11, 1, tzinfo=UTC)))
    assert "<t:1793491200:R>" in str(components)


async def test_a_closed_card_has_nothing_to_press():
    components = checked(room_card(card(["a", "b"], control=Control.NONE, state="closed")))
    assert "custom_id" not in str(components)


async def test_a_result_goes_on_where_it_is_too_long():
    picture = ShowPicture("r.png", b"x", "alt " * 400)
    messages = result_messages(card(["a"]), "\n".join(f"line {number}" for number in range(2000)), (picture,))
    assert len(messages) > 1
    for message in messages:
        view = message.view().to_components()
        assert sum(len(text) for text in re.findall(r"line \d+", str(view))) < TEXT_CHARS
    assert messages[0].pictures == (picture,)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("*bold* _it_ `code` ||no||", r"\*bold\* \_it\_ \`code\` \|\|no\|\|"),
        ("# title", r"\# title"),
        ("> quote", r"\> quote"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("[x](http://y/a_b)", r"\[x\](http://y/a_b)"),
        ("<@123> <#1> <:e:1> <t:1>", r"\<@123> \<#1> \<:e:1> \<t:1>"),
        ("see https://x.org/a_b*c", "see https://x.org/a_b*c"),
        ("Lake 🏖️", "Lake 🏖️"),
    ],
)
def test_words_stay_words(words, shown):
    assert escaped(words) == shown


def test_words_from_right_to_left_turn_no_figures_round():
    assert isolated("Lake") == "Lake"
    assert isolated("שלום") == "\u2068שלום\u2069"
    assert "\u2068" in "\n".join(texts_of(room_card(card(["مرحبا", "b"])).view().to_components()))


@given(st.text(max_size=200))
def test_nobody_is_named_to_everyone(words):
    assert not re.search(r"@(everyone|here)", re.sub(r"https?://\S+", "", escaped(words + "@everyone @here")))


@given(st.text(max_size=5000), st.integers(50, 400))
def test_pieces_lose_nothing_but_breaks(words, most):
    parts = pieces(words, most)
    assert all(len(part) <= most for part in parts)
    assert "".join(parts).replace("\n", "") == words.replace("\n", "")


def test_small_things():
    assert cut("abcdef", 4) == "abc…"
    assert cut("abcd", 4) == "abcd"
    assert bar(0, 10) == "▱" * 10
    assert bar(0.001, 10).count("▰") == 1
    assert bar(1, 10) == "▰" * 10
    assert bar(0.25, 10).count("▰") == 3


def crowded(count: int, *, control: Control = Control.BUTTONS, most: int = 1, chosen=()) -> Card:
    """The longest of everything that a poll can hold, every character of it escaped."""
    labels = [f"{number:02}" + "*" * 198 for number in range(count)]
    return replace(
        card(labels, question="*" * 300, most=most, chosen=chosen, control=control),
        description="_" * 1000,
        notes=tuple(f"10:0{number} · " + "~" * 450 for number in range(5)),
        facts=("|" * 90,) * 7,
        status="Called off: " + "*" * 200,
    )


@pytest.mark.parametrize("count", [2, 25, 26, 42, 50])
@pytest.mark.parametrize("most", [1, 50])
async def test_the_longest_poll_there_can_be_fits(count, most):
    shown = crowded(count, most=most, chosen=tuple(range(1, count + 1)))
    picture = ShowPicture("r.png", b"x", "alt")
    notice = "🔁 " + "x" * 200
    for message in (
        room_card(shown, datetime(2026, 11, 1, tzinfo=UTC), notice, "<@&123456789012345678901>"),
        room_card(replace(shown, control=Control.NONE), pictures=(picture,)),
        *(private_card(shown, page, ENGLISH, "✓ " + "\\*" * 10_000) for page in range(3)),
        Message((plain_card(shown, LEAST_ROOM),)),
    ):
        components = checked(message)
        assert r"\*\*\*" in "\n".join(texts_of(components))
    assert sum(map(len, texts_of(checked(Message((plain_card(shown, LEAST_ROOM),)))))) <= LEAST_ROOM


@pytest.mark.parametrize("names", [(), ("_" * 60,) * 20])
async def test_every_option_stands_on_some_page(names):
    shown = crowded(50, chosen=tuple(range(1, 51)))
    shown = replace(shown, rows=tuple(replace(row, names=names) for row in shown.rows))
    seen: list[str] = []
    for page in range(50):
        components = checked(private_card(shown, page, ENGLISH, "✓ " + "\\*" * 10_000))
        told = "\n".join(texts_of(components))
        seen += re.findall(r"`\d+` (\d\d)\\\*", told)
        buttons = [each["label"] for _, each in walk(components) if each["type"] == 2]
        assert len(re.findall(r"`\d+` ", told)) == len([label for label in buttons if label.isdigit()])
        if "▶" not in buttons:
            break
    assert seen == [f"{number:02}" for number in range(50)]


async def test_of_a_long_poll_the_options_come_first():
    """Question and options are what is voted on; of the rest as much as there is room for."""
    text = "\n".join(texts_of(checked(room_card(crowded(2)))))
    assert "00" in text
    assert "01" in text
    assert "Open" in text or "Called off" in text


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("https://x.org/<@123>", r"https://x.org/\<@123>"),
        ("https://x.org/a|b", "https://x.org/a|b"),
        ("http://@everyone", "http://@\u200beveryone"),
        ("+ item", r"\+ item"),
        ("-# small", r"\-# small"),
        (">>> all of it", r"\>>> all of it"),
        ("</poll:123> <id:home> <a:x:1>", r"\</poll:123> \<id:home> \<a:x:1>"),
        ("a\\", "a\\\\"),
    ],
)
def test_marks_that_hide(words, shown):
    assert escaped(words) == shown


@given(st.text(alphabet="*_~|`<>[]()\\@everyonhi https://x.#-1\n", max_size=120))
def test_whatever_is_written_rings_nobody_and_marks_nothing(words):
    shown = escaped(words)
    assert not re.search(r"@(everyone|here)", shown)
    bare = re.sub(r"https?://[^\s<]+", "", shown)
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_~|`<\[\]]", re.sub(r"\\[^\w\s]", "", bare))


@given(st.text(alphabet="*a\\ ", max_size=300), st.integers(2, 120))
def test_a_mark_is_not_cut_in_two(words, most):
    """A lone backslash at the end would make our next mark a plain character."""
    shown = clipped(escaped(words), most)
    assert len(shown) <= most
    ending = re.search(r"\\*…?$", shown)
    assert ending is not None
    assert ending[0].count("\\") % 2 == 0
