"""Lists of people: every line is used or named with what is wrong with it, whatever a spreadsheet made of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.domain.guest_list import MOST_GUESTS, Guest, decoded, read_guests


def guests(text):
    return [(guest.line, guest.name, guest.email) for guest in read_guests(text).guests]


def broken(text):
    return [(each.line, each.problem.key) for each in read_guests(text).broken]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Ada", [(1, "Ada", "")]),
        ("ada@example.org", [(1, "", "ada@example.org")]),
        (
            "Ada,ada@example.org\r\nBruno,bruno@example.org",
            [(1, "Ada", "ada@example.org"), (2, "Bruno", "bruno@example.org")],
        ),
        ("ada@example.org;Ada", [(1, "Ada", "ada@example.org")]),
        ("\ufeffnome;email\n\nAda;ada@example.org\n", [(3, "Ada", "ada@example.org")]),
        ("city,E-Mail,Name\nPisa,ada@example.org,Ada", [(2, "Ada", "ada@example.org")]),
        ('"Bianchi, Ada",ada@example.org', [(1, "Bianchi, Ada", "ada@example.org")]),
        ("Ada\tada@example.org\t\t", [(1, "Ada", "ada@example.org")]),
        # two of one name are two people
        ("Ada\nAda", [(1, "Ada", ""), (2, "Ada", "")]),
    ],
)
def test_what_spreadsheets_and_people_write(text, people):
    assert guests(text) == people
    assert broken(text) == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('"Ada,ada@example.org', "guest-unreadable"),
        ("Ad\x07a,ada@example.org", "guest-unreadable"),
        ("Ad\ufffda,ada@example.org", "guest-unreadable"),
        ("Ada,Bianchi,ada@example.org", "guest-columns"),
        (",", "guest-empty"),
        ("A" * 201, "guest-name-long"),
        ("Ada,ada@", "guest-email"),
        ("Ada,ada at example.org", "guest-email"),
        ("Ada," + "a" * 250 + "@example.org", "guest-email"),
        ("Also Ada,ADA@example.org", "guest-twice"),
    ],
)
def test_a_broken_line_is_named_and_the_others_are_kept(line, problem):
    text = f"Ada,ada@example.org\n{line}\nBruno,bruno@example.org"
    assert broken(text) == [(2, problem)]
    assert [guest[0] for guest in guests(text)] == [1, 3]


def test_a_hundred_thousand_lines_and_one_more():
    text = "\n".join(f"Guest {number},guest{number}@example.org" for number in range(MOST_GUESTS))
    listed = read_guests(f"name,email\n{text}")
    assert (len(listed.guests), listed.broken) == (MOST_GUESTS, [])
    assert listed.guests[-1] == Guest(
        MOST_GUESTS + 1, f"Guest {MOST_GUESTS - 1}", f"guest{MOST_GUESTS - 1}@example.org"
    )
    with pytest.raises(BadInput):
        read_guests(f"{text}\nOne more")


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "name,email\n"])
def test_nobody_is_no_list(text):
    with pytest.raises(BadInput):
        read_guests(text)


@given(st.text(max_size=300))
def test_every_line_is_used_or_named_once(text):
    try:
        listed = read_guests(text)
    except BadInput:
        return
    numbers = [each.line for each in (*listed.guests, *listed.broken)]
    assert len(numbers) == len(set(numbers))
    assert all(guest.name or guest.email for guest in listed.guests)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_accents_survive_however_they_were_saved(encoding):
    assert guests(decoded("Niccolò,nico@example.org".encode(encoding))) == [(1, "Niccolò", "nico@example.org")]


def test_what_no_encoding_explains_is_a_broken_line():
    assert broken(decoded(b"Ada\nBr\x81no\xe8,b@example.org")) == [(2, "guest-unreadable")]
