"""What people type after a command, and what is understood."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.grammar import LONGEST, parse, quote, split_command
from bot.domain.errors import BadInput

FLAGS = {"multi": True, "until": True, "about": True, "in": True, "names": False, "hide": False}


def pieces(rest: str) -> tuple[str, ...]:
    return parse(rest, FLAGS).pieces


def wrong(rest: str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        parse(rest, FLAGS, example="/poll Where? | Lake | City")
    assert caught.value.example == "/poll Where? | Lake | City"
    return caught.value


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("/poll Where?", "poll", " Where?"),
        ("  /POLL", "poll", ""),
        ("/poll@ascolto_bot Where? | A", "poll", " Where? | A"),
        ("/poll\nWhere?\nLake", "poll", "\nWhere?\nLake"),
        ("/a-b_2 x", "a-b_2", " x"),
    ],
)
def test_a_command_is_its_name_and_the_rest(text: str, name: str, rest: str) -> None:
    assert split_command(text) == (name, rest)


@pytest.mark.parametrize("text", ["", " ", "poll", "/", "//poll", "/ poll", "/9", "/poll|a", "hello /poll", "/\u0000"])
def test_everything_else_is_no_command(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        split_command(text)
    assert caught.value.text.key == "error-not-a-command"
    assert split_command(caught.value.example)


# ---------------------------------------------------------------- pieces


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("", ()),
        ("   \n \n", ()),
        ("Where?", ("Where?",)),
        (" Where? |Lake|  City ", ("Where?", "Lake", "City")),
        ("Where?\nLake\n\nCity\n", ("Where?", "Lake", "City")),
        ("Where?\n- Lake\n* City\n• Hills\n1. Sea\n12) Air", ("Where?", "Lake", "City", "Hills", "Sea", "Air")),
        ("1. or 2. prize?\n1. first\n2. second", ("1. or 2. prize?", "first", "second")),
        ("Where?\n-5 degrees\n1.5 litres\n*", ("Where?", "-5 degrees", "1.5 litres", "*")),
        ("Where? | Lake\nCity | Hills", ("Where?", "Lake", "City", "Hills")),
        ("Where? |\nLake |\nCity", ("Where?", "Lake", "City")),
        ("Where?\n| Lake\n| City", ("Where?", "Lake", "City")),
        ("a | b |", ("a", "b")),
        ("a | b | | ", ("a", "b")),
        ("Where?\r\nLake\r\nCity", ("Where?", "Lake", "City")),
    ],
)
def test_pieces_stand_between_bars_or_on_lines(rest: str, expected: tuple[str, ...]) -> None:
    assert pieces(rest) == expected


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ('a | "b | c" | d', ("a", "b | c", "d")),
        ("a | “b | c” | «d | e» | „f | g“", ("a", "b | c", "d | e", "f | g")),
        ('"--multi 3 is a flag" | yes', ("--multi 3 is a flag", "yes")),
        ('the "a | b" case | c', ("the a | b case", "c")),
        (r"a \| b | c", ("a | b", "c")),
        (r"C:\new\ | D:\|", ("C:\\new\\", "D:|")),
        ('6" pipe | 8" pipe', ('6" pipe', '8" pipe')),
        ("it's | don't | l'acqua", ("it's", "don't", "l'acqua")),
        ('a | "never closed | b', ("a", '"never closed', "b")),
        ('a | "b"c | d"', ("a", '"b"c', 'd"')),
        ("a -- b | c --> d", ("a -- b", "c --> d")),
    ],
)
def test_quotes_protect_and_stray_ones_are_letters(rest: str, expected: tuple[str, ...]) -> None:
    assert pieces(rest) == expected


@pytest.mark.parametrize(
    ("rest", "place", "part"),
    [("a | | b", 2, "a | | b"), ("| a | b", 1, "| | a"), ("a |b||c | d", 3, "b | | c"), ("a | | \nb", 2, "a | | b")],
)
def test_an_empty_piece_in_the_middle_is_named(rest: str, place: int, part: str) -> None:
    error = wrong(rest)
    assert (error.text.key, dict(error.text.args)) == ("error-piece-empty", {"place": place})
    assert error.part == part


# ---------------------------------------------------------------- flags


@pytest.mark.parametrize(
    ("rest", "expected_pieces", "flags"),
    [
        ("a | b --multi 3", ("a", "b"), {"multi": "3"}),
        ("--multi 3 --names\na\nb", ("a", "b"), {"multi": "3", "names": ""}),
        ("a --until friday 18:00 | b", ("a", "b"), {"until": "friday 18:00"}),
        ("a | b --until=friday 18:00 --names", ("a", "b"), {"until": "friday 18:00", "names": ""}),
        ("a --names is | b --hide", ("a is", "b"), {"names": "", "hide": ""}),
        ("--names | a", ("a",), {"names": ""}),
        ("a | --multi 2 | b", ("a", "b"), {"multi": "2"}),
        ('a --about "x | y --names" | b', ("a", "b"), {"about": "x | y --names"}),
        ('a --about="x | y" | b', ("a", "b"), {"about": "x | y"}),
        ('--about "x|y"\na\nb', ("a", "b"), {"about": "x|y"}),
        ("a | b —multi 3", ("a", "b"), {"multi": "3"}),
        ("a | b –names –hide", ("a", "b"), {"names": "", "hide": ""}),
        ("a — b | c —d", ("a — b", "c —d"), {}),
        ("a | b --MULTI 3", ("a", "b"), {"multi": "3"}),
        ("a | b --in #news, #lobby", ("a", "b"), {"in": "#news, #lobby"}),
    ],
)
def test_flags_may_stand_anywhere(rest: str, expected_pieces: tuple[str, ...], flags: dict[str, str]) -> None:
    line = parse(rest, FLAGS)
    assert (line.pieces, dict(line.flags)) == (expected_pieces, flags)


@pytest.mark.parametrize(
    ("rest", "key", "part"),
    [
        ("a | b --mutli 3", "error-flag-unknown-near", "--mutli"),
        ("a | b --Mutli=3", "error-flag-unknown-near", "--Mutli"),
        ("a | b --multi3", "error-flag-unknown-near", "--multi3"),
        ("a | b --zzz", "error-flag-unknown", "--zzz"),
        ("a | b --città", "error-flag-unknown", "--città"),
        ("a | b --multi 2 --multi 3", "error-flag-twice", "--multi"),
        ("a | b --names --names", "error-flag-twice", "--names"),
        ("a | b --multi", "error-flag-empty", "--multi"),
        ("a --multi | b", "error-flag-empty", "--multi"),
        ("a --multi= --names | b", "error-flag-empty", "--multi"),
        ("a | b --names=yes", "error-flag-takes-none", "--names="),
    ],
)
def test_a_wrong_flag_is_named(rest: str, key: str, part: str) -> None:
    error = wrong(rest)
    assert (error.text.key, error.part) == (key, part)


def test_the_flag_that_was_meant_is_suggested() -> None:
    assert dict(wrong("a --mutli 3").text.args) == {"flag": "mutli", "near": "multi"}


# ---------------------------------------------------------------- laws

one_line = st.text().map(lambda text: " ".join(text.split())).filter(lambda text: len(text.splitlines()) == 1)
typed = st.text(alphabet="ab |\\\"“”«»„-–—=\n'1.multinames", max_size=60) | st.text(max_size=60)


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(one_line.filter(lambda piece: not all(c in piece for c in '"”»“')), max_size=6))
def test_what_is_quoted_comes_back(texts: list[str]) -> None:
    assert pieces(" | ".join(quote(text) for text in texts)) == tuple(texts)


def test_a_piece_with_every_quote_keeps_its_bars() -> None:
    text = 'all | of " ” » “ these'
    assert pieces(quote(text)) == (text,)


@settings(deadline=None)  # a busy machine is no fault
@given(typed)
def test_no_text_breaks_the_grammar(text: str) -> None:
    with contextlib.suppress(BadInput):
        split_command(text)
    with contextlib.suppress(BadInput):
        parse(text, FLAGS)


@settings(deadline=None)  # a busy machine is no fault
@given(typed)
def test_pieces_are_trimmed_and_never_empty(text: str) -> None:
    try:
        line = parse(text, FLAGS)
    except BadInput:
        return
    assert all(piece and piece == piece.strip() for piece in line.pieces)
    assert set(line.flags) <= set(FLAGS)


@pytest.mark.parametrize("filler", ['"', "“ ", "|", "--multi ", "\\", "a ", "—", "\n", "🏖️"])
def test_a_hundred_thousand_letters_are_refused_or_read(filler: str) -> None:
    assert wrong((filler * 100_000)[:100_000]).text.key == "error-line-long"
    with contextlib.suppress(BadInput):
        parse((filler * LONGEST)[:LONGEST], FLAGS)
