"""Telegram's measure of text, and text that cannot become markup."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.telegram.markup import bar, cut, escaped, pieces, shown_units, units


@pytest.mark.parametrize(("text", "length"), [("", 0), ("a", 1), ("è", 1), ("🏖️", 3), ("👨‍👩‍👧", 8), ("\ud800", 1)])
def test_units_are_those_of_utf_16(text, length):
    assert units(text) == length


@given(some.text())
def test_what_a_person_wrote_is_never_markup(text):
    marked = escaped(text)
    assert "<" not in marked
    assert ">" not in marked
    assert html.unescape(marked) == text
    assert shown_units(f"<b>{marked}</b>") == units(text)


@given(some.text(max_size=60), some.integers(1, 40))
def test_a_cut_fits_and_splits_no_letter(text, most):
    short = cut(text, most)
    assert units(short) <= most
    if units(text) <= most:
        assert short == text
    else:
        assert short.endswith("…")
        assert text.startswith(short[:-1])


@given(
    some.lists(
        some.text(some.characters(exclude_characters="\n", exclude_categories=("Zs", "Zl", "Zp", "Cc"))), max_size=20
    ),
    some.integers(4, 50),
)
def test_pieces_hold_all_and_fit(lines, most):
    text = "\n".join(lines)
    parts = pieces(text, most)
    assert all(units(part) <= most for part in parts)
    assert "".join(parts).replace("\n", "") == text.replace("\n", "")


def test_a_bar_shows_something_for_something_and_all_for_all_only():
    assert bar(0.0, 10) == "▱" * 10
    assert bar(0.001, 10) == "▰" + "▱" * 9
    assert bar(0.999, 10) == "▰" * 9 + "▱"
    assert bar(1.0, 10) == "▰" * 10
    assert bar(0.5, 10) == "▰" * 5 + "▱" * 5
