"""Forms in Discord's pages of five: nothing is lost between them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.discord.forms import NOTHING, TICKS, fields_of, filled, modal_of, page_count, pages_of
from bot.commands.all import REGISTRY
from bot.domain.conversation import AskForm, FieldKind, FormField
from bot.locale.speech import speech
from tests.platforms.discord_component_rules import check_modal

ENGLISH = speech("en", "UTC")


def line(name: str, **more) -> FormField:
    return FormField(name=name, label=name, kind=more.pop("kind", FieldKind.LINE), **more)


FORM = AskForm(
    command="poll",
    title="launch a poll " * 9,
    fields=(
        line("question", required=True, most_chars=300),
        line("options", kind=FieldKind.LINES, required=True, hint="One a line"),
        line("about", most_chars=1000, value="old words"),
        line("results", kind=FieldKind.CHOICE, choices=(("live", "live"), ("at-close", "at the close"))),
        line("in", kind=FieldKind.CHOICE, choices=(("", "Here"), *((f"#{n}", f"room {n}") for n in range(40)))),
        line("names", kind=FieldKind.TICK),
        line("final", kind=FieldKind.TICK, value="yes"),
        line("until"),
        line("replaces", kind=FieldKind.HIDDEN, value="k3x9q2wz"),
    ),
    submit="Preview",
)


def holding(name: str, value: str) -> AskForm:
    return replace(
        FORM, fields=tuple(replace(each, value=value) if each.name == name else each for each in FORM.fields)
    )


def answer(name: str, **component) -> dict:
    return {"type": 18, "id": 1, "component": {"custom_id": name, **component}}


async def test_every_page_is_one_that_discord_takes():
    pages = pages_of(FORM)
    assert [len(page) for page in pages] == [5, 2]
    assert [block.fields[0].name for block in pages[0]][:2] == ["question", "options"]
    for page in range(2):
        modal = modal_of(FORM, "0" * 16, page, ENGLISH)
        assert modal is not None
        check_modal(modal.to_dict())
    assert modal_of(FORM, "0" * 16, 2, ENGLISH) is None
    assert modal_of(replace(FORM, fields=()), "0" * 16, 0, ENGLISH) is None


def test_what_comes_back_joins_what_was_there():
    came = [answer("question", value="Where?"), answer("options", value="a\nb"), answer(TICKS, values=["names"])]
    fields = fields_of(filled(FORM, 0, came))
    assert fields["question"] == "Where?"
    assert fields["options"] == "a\nb"
    assert fields["names"] == "yes"
    assert "final" not in fields
    assert fields["about"] == "old words"
    assert fields["replaces"] == "k3x9q2wz"


@pytest.mark.parametrize("count", [20, 30, 50])
async def test_a_text_too_long_for_one_entry_stands_in_several(count):
    options = "\n".join(f"{number:02}{'x' * 198}" for number in range(count))
    form = holding("options", options)
    modal = modal_of(form, "0" * 16, 0, ENGLISH)
    assert modal is not None
    check_modal(modal.to_dict())
    entries = [each.component for each in modal.children if each.component.custom_id.startswith("options")]
    assert "\n".join(each.default for each in entries) == options
    came = [answer(each.custom_id, value=each.default) for each in entries]
    assert fields_of(filled(form, 0, came))["options"] == options
    came[-1] = answer(entries[-1].custom_id, value="new")
    now = "\n".join([*(each.default for each in entries[:-1]), "new"])
    assert fields_of(filled(form, 0, came))["options"] == now
    assert fields_of(filled(form, 1, []))["options"] == options


async def test_what_was_chosen_is_among_the_choices():
    chosen = holding("in", "#39")
    page = next(n for n, page in enumerate(pages_of(chosen)) if any(b.fields[0].name == "in" for b in page))
    modal = modal_of(chosen, "0" * 16, page, ENGLISH)
    assert modal is not None
    check_modal(modal.to_dict())
    menu = next(each.component for each in modal.children if each.component.custom_id == "in")
    assert [each.value for each in menu.options if each.default] == ["#39"]
    assert len(menu.options) == 25


def test_an_empty_choice_is_empty():
    page = next(n for n, page in enumerate(pages_of(FORM)) if any(b.fields[0].name == "in" for b in page))
    assert "in" not in fields_of(filled(FORM, page, [answer("in", values=[NOTHING])]))
    assert fields_of(filled(FORM, page, [answer("in", values=["#3"])]))["in"] == "#3"


def test_forged_answers_are_harmless():
    for came in ([], [{}], [{"component": 5}], [answer("question", value=7)], [answer("x", values=[None, {}])]):
        filled(FORM, 0, came)
        filled(FORM, 9, came)


def test_the_pages_of_a_command_are_known_beforehand():
    assert page_count(REGISTRY.get("poll")) == 3
    assert page_count(REGISTRY.get("polls")) == 1
    assert page_count(None) == 1
    assert page_count(REGISTRY.get("poll"), {"options": "short"}) == 3
    assert page_count(REGISTRY.get("poll"), {"options": "\n".join(["x" * 198] * 100)}) == 4
