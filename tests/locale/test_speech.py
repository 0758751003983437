"""How numbers, times, spans and lists are spoken, and what happens to words that are missing or hostile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.domain.text import Arg, Text, say
from bot.locale.speech import LANGUAGES, MissingWords, Speech, best_language, speech

EN, IT = speech("en", "Europe/Rome", True), speech("it", "Europe/Rome", True)
FRIDAY = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)


def both(text: Text) -> tuple[str, str]:
    return EN.say(text), IT.say(text)


# ---------------------------------------------------------------- numbers


def test_numbers_choose_their_plural_and_are_grouped() -> None:
    assert both(say("card-votes", votes=1)) == ("1 vote", "1 voto")
    assert both(say("card-votes", votes=0)) == ("0 votes", "0 voti")
    assert both(say("card-votes", votes=12_345)) == ("12,345 votes", "12.345 voti")
    assert both(say("card-votes", votes=2_000_000)) == ("2,000,000 votes", "2.000.000 voti")


def test_numbers_and_shares_on_their_own() -> None:
    assert (EN.number(1234567), IT.number(1234567)) == ("1,234,567", "1.234.567")
    assert (EN.percent(Fraction(50)), IT.percent(Fraction(50))) == ("50%", "50%")
    assert (EN.percent(Fraction(333, 10)), IT.percent(Fraction(333, 10))) == ("33.3%", "33,3%")
    assert (EN.percent(Fraction(100, 3)), EN.percent(Fraction(0)), EN.percent(Fraction(1000, 3))) == (
        "33.3%",
        "0%",
        "333.3%",
    )


def test_fractions_inside_a_sentence_have_the_languages_mark() -> None:
    assert both(say("picture-turnout", percent=33.3)) == ("Turnout 33.3%", "Affluenza 33,3%")


# ---------------------------------------------------------------- times


def test_moments_are_told_in_the_communitys_zone() -> None:
    assert both(say("status-closed", at=FRIDAY)) == (
        "Closed Friday 27 November, 18:00",
        "Chiuso venerdì 27 novembre, 18:00",
    )
    assert speech("en", "Asia/Kathmandu").moment(FRIDAY) == "Friday 27 November, 22:45"
    assert speech("en", "Pacific/Auckland").moment(FRIDAY) == "Saturday 28 November, 06:00"


def test_the_year_is_said_where_it_is_not_plain() -> None:
    near, far = FRIDAY - timedelta(days=299), FRIDAY - timedelta(days=301)
    assert EN.moment(FRIDAY, near) == "Friday 27 November, 18:00"
    assert EN.moment(FRIDAY, far) == "Friday 27 November 2026, 18:00"
    assert IT.moment(far, FRIDAY) == "venerdì 30 gennaio 2026, 18:00"
    assert "2026" in EN.say(say("error-deadline-past", at=FRIDAY))
    assert "2026" in IT.say(say("error-deadline-far", at=FRIDAY))


def test_short_forms_for_axes() -> None:
    assert (EN.time(FRIDAY), EN.date(FRIDAY), EN.day(FRIDAY)) == ("18:00", "27 Nov", "27 November 2026")
    assert (IT.time(FRIDAY), IT.date(FRIDAY), IT.day(FRIDAY)) == ("18:00", "27 nov", "27 novembre 2026")


def test_a_naive_time_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="naive"):
        EN.moment(FRIDAY.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("span", "english", "italian"),
    [
        (timedelta(days=2), "2 days", "2 giorni"),
        (timedelta(hours=36), "1 day and 12 hours", "1 giorno e 12 ore"),
        (timedelta(minutes=90), "1 hour and 30 minutes", "1 ora e 30 minuti"),
        (timedelta(days=1, seconds=5), "1 day", "1 giorno"),
        (timedelta(days=400), "400 days", "400 giorni"),
        (timedelta(seconds=1), "1 second", "1 secondo"),
        (timedelta(0), "0 seconds", "0 secondi"),
        (-timedelta(hours=1), "1 hour", "1 ora"),
    ],
)
def test_spans(span: timedelta, english: str, italian: str) -> None:
    assert (EN.duration(span), IT.duration(span)) == (english, italian)


# ---------------------------------------------------------------- lists, and words in words


def test_lists() -> None:
    assert [EN.listing(["a", "b", "c"][:size]) for size in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert IT.listing(["a", "b", "c"]) == "a, b e c"
    assert len(EN.listing(["long " * 30] * 50)) < 2000
    assert EN.listing(["long " * 30] * 50).endswith(" and …")


def test_whatever_is_in_a_sentence_is_spoken_in_its_language() -> None:
    text = say("refused-kept", reason=say("refused-final"), choices=("a", 1234, 1.5, FRIDAY, timedelta(days=1)))
    assert IT.say(text).endswith(": a, 1.234, 1,5, venerdì 27 novembre, 18:00 e 1 giorno.")
    assert EN.say(text).startswith("Votes are final in this poll. What you voted before")


@pytest.mark.parametrize(
    "hostile", ["{ $at }", "{0} {1}", "%s", "\\u0041", "error-part = x", "\ue0000\ue001", "\u2028", "x" * 5000, ""]
)
def test_what_people_wrote_is_never_read_as_ours(hostile: str) -> None:
    assert EN.say(say("error-part", part=hostile)) == f"What is wrong: “{hostile}”"
    both_places = EN.say(say("headline-tied", options=(hostile, "y" * 300), votes=2))
    assert hostile in both_places


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(max_size=400), st.text(max_size=400))
def test_every_text_comes_out_as_it_went_in(old: str, new: str) -> None:
    assert EN.say(say("note-option", old=old, new=new)).endswith(f"“{old}” became “{new}”")


# ---------------------------------------------------------------- what is missing


@pytest.mark.parametrize("text", [say("no-such-words"), say("card-votes"), say("error-part", wrong="x")])
def test_missing_words_are_found_in_tests(text: Text) -> None:
    for spoken in (EN, IT):
        with pytest.raises(MissingWords):
            spoken.say(text)


def test_missing_words_break_nothing_for_people() -> None:
    spoken = speech("it", "UTC")
    with capture_logs() as logs:
        assert [spoken.say(say("no-such-key")) for _ in range(3)] == ["no-such-key"] * 3
        assert "error-part" not in spoken.say(say("error-part"))
    assert [(line["key"], line["language"]) for line in logs] == [
        ("no-such-key", "it"),
        ("no-such-key", "en"),
        ("error-part", "it"),
        ("error-part", "en"),
    ]


# ---------------------------------------------------------------- which language


def test_one_speech_for_each_language_and_zone() -> None:
    assert speech("it", "UTC") is speech("it", "UTC")
    assert (IT.language, IT.timezone) == ("it", "Europe/Rome")
    assert isinstance(IT, Speech)
    with pytest.raises(ValueError, match="de"):
        speech("de", "UTC")
    with pytest.raises(ZoneInfoNotFoundError):
        speech("it", "Europe/Atlantis")


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("it", "it"),
        ("it-IT", "it"),
        ("IT_it", "it"),
        ("en-GB,en;q=0.9", "en"),
        ("de,it;q=0.8", "it"),
        ("de,it;q=0.3,en;q=0.7", "en"),
        ("it;q=0.5, en;q=0.5", "it"),
        ("it;q=0,en;q=0.1", "en"),
        ("it;q=0", "default"),
        ("fr-CH, fr;q=0.9, *;q=0.5", "default"),
        ("", "default"),
        (None, "default"),
        (";;;,,,q=", "default"),
        ("it;q=9", "default"),
        ("i" * 10_000, "default"),
    ],
)
def test_the_language_that_was_asked_for(wanted: str | None, language: str) -> None:
    assert best_language(wanted, "default") == language


@settings(deadline=None)  # a busy machine is no fault
@given(st.text())
def test_any_header_gives_a_language(header: str) -> None:
    assert best_language(header, "en") in LANGUAGES


@settings(deadline=None)  # a busy machine is no fault
@given(st.sampled_from(LANGUAGES), st.integers(-(10**15), 10**15) | st.floats(-1e15, 1e15) | st.text())
def test_any_argument_can_be_spoken(language: str, value: Arg) -> None:
    assert speech(language, "UTC", True).say(say("error-part", part=value))
