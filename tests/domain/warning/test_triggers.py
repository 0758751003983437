"""Trigger words: word boundaries, inflection, languages in one text, hostile text, and lists that people edit."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.warning.triggers import (
    MOST_CHARS,
    MOST_PATTERNS,
    BadPattern,
    Category,
    Hit,
    Lexicon,
    WordList,
    fold,
    patterns,
)
from bot.domain.warning.words_en import ENGLISH
from bot.domain.warning.words_it import ITALIAN
from tests.domain.warning.communities import LEXICON


def found(text: str) -> set[str]:
    return {hit.category.value for hit in LEXICON.find(text)}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("A man fainted near the entrance, we need an ambulance", "injury"),
        ("Serve un’ambulanza all’ingresso", "injury"),
        ("Ci sono due FERITE gravi", "injury"),
        ("there's a smell of gas on the second floor", "injury"),
        ("C'è odore di gas nel corridoio", "injury"),
        ("il palco di sinistra sta crollando", "injury"),
        ("non voglio più vivere", "injury"),
        ("I can see someone else's orders in my account", "breach"),
        ("vedo gli ordini di un altro cliente", "breach"),
        ("mi hanno hackerato il profilo", "breach"),
        ("You will hear from my lawyers.", "legal"),
        ("ve la vedrete col mio AVVOCATO", "legal"),
        ("Vi denuncio tutti!", "legal"),
        ("a journalist asked me about this", "press"),
        ("racconto tutto ai giornali", "press"),
    ],
)
def test_words_that_page(text: str, category: str) -> None:
    assert category in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "what a lovely evening",
        "La denominazione è giusta",
        "le sue idee mi piacciono",  # no “sue” of English
        "cime di rape per cena",
        "The lawyerly tone of this",
        "I was dying of laughter",
        "mi fa morire dal ridere",
        "questa canzone è una bomba",
        "prices nearly had a heart attack moment: nearly had a heart attack lol",
        "a courtyard with flowers",
        "impressive, no pressing needs",
        "the movie is about a lawyer",
        "il film parla di un avvocato",
    ],
)
def test_words_that_do_not(text: str) -> None:
    assert found(text) == set()


def test_several_languages_and_categories_in_one_text() -> None:
    hits = LEXICON.find("My lawyer says chiamate un'ambulanza, e poi i giornalisti!")
    assert {(hit.category, hit.language) for hit in hits} == {
        (Category.LEGAL, "en"),
        (Category.INJURY, "it"),
        (Category.PRESS, "it"),
    }
    assert Hit(Category.INJURY, "it", "ambulanza") in hits


def test_what_is_harmless_hides_only_itself() -> None:
    assert found("dying of laughter, but somebody fainted") == {"injury"}


def test_forms_of_writing_make_no_difference() -> None:
    for text in (
        "AMBULANZA",
        "ａｍｂｕｌａｎｚａ",
        "ambu\u200blanza",
        "am\u00adbulanza",
        "ambulànza",
        "…ambulanza!!!",
        "x\nambulanza",
    ):
        assert found(text) == {"injury"}, text


def test_a_list_is_an_argument() -> None:
    own = Lexicon([WordList(language="de", triggers={Category.LEGAL: patterns("Anwalt, Anwält-in/e/innen\nklag*")})])
    assert own.find("Mein Anwalt klagt")[0] == Hit(Category.LEGAL, "de", "anwalt")
    assert own.find("die Anwältinnen") != ()
    assert own.find("der Anwaltsserientitel") == ()
    assert own.find("klagten") != ()
    assert own.find("klagemauerbesuch") == ()
    assert own.find("my lawyer") == ()
    assert Lexicon([]).find("my lawyer") == ()


@pytest.mark.parametrize(
    "line", ["", "*", "ab*", "a*b*", "...", "... word", "word ...", "(a+)+$", "a b c d e f g", "a ... ... b"]
)
def test_a_line_that_is_no_pattern_is_refused(line: str) -> None:
    with pytest.raises(BadPattern):
        Lexicon([WordList(language="en", triggers={Category.PRESS: (line,)})])


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(BadPattern):
        Lexicon([WordList(language="en", triggers={Category.PRESS: ["word"] * (MOST_PATTERNS + 1)})])


@pytest.mark.parametrize("given_list", [ENGLISH, ITALIAN])
def test_every_delivered_pattern_finds_its_own_plain_form(given_list: WordList) -> None:
    alone = Lexicon([WordList(language=given_list.language, triggers=given_list.triggers)])
    for category, lines in given_list.triggers.items():
        assert len(set(lines)) == len(lines)
        for line in lines:
            first = [word.partition("-")[0] + word.partition("-")[2].partition("/")[0] for word in line.split()]
            text = " ".join(word.rstrip("*") for word in first if word != "...")
            assert category in {hit.category for hit in alone.find(text)}, line
    assert set(given_list.triggers) == set(Category)


@given(st.text(max_size=300))
@example("\ufdfa" * 300)
@example("a\u0301" * 200)
@example("\x00\u202eambulance")
def test_any_text_is_read(text: str) -> None:
    hits = LEXICON.find(text)
    assert len({(hit.category, hit.language) for hit in hits}) == len(hits)
    assert all(word == word.casefold() for word in fold(text))


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_trigger_among_other_words_is_found(before: str, behind: str) -> None:
    calm = Lexicon([WordList(language="en", triggers={Category.LEGAL: ("lawyer",)})])
    assert calm.find(f"{before} . lawyer . {behind}") != ()


def test_of_an_endless_text_the_beginning_is_read() -> None:
    assert found("x " * 100 + "lawyer" + " fire exit" * 100_000) == {"legal"}
    assert found("x" * MOST_CHARS + " lawyer") == set()
