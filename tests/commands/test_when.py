"""Times as people type them, seen from Monday 23 November 2026, 12:00 in Rome."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.commands.when import parse_deadline, parse_opening
from bot.domain.errors import BadInput
from bot.locale.speech import speech

ROME = ZoneInfo("Europe/Rome")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ROME)


def deadline(text: str, now: datetime = NOON, zone: ZoneInfo = ROME) -> str:
    at = parse_deadline(text, now, zone)
    assert at.tzinfo is UTC
    return at.astimezone(zone).strftime("%a %Y-%m-%d %H:%M")


def opening(text: str, now: datetime = NOON) -> str:
    return parse_opening(text, now, ROME).astimezone(ROME).strftime("%a %Y-%m-%d %H:%M")


def wrong(text: str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        parse_deadline(text, NOON, ROME)
    with pytest.raises(BadInput):
        parse_opening(text, NOON, ROME)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2d", "Wed 2026-11-25 12:00"),
        ("2 days", "Wed 2026-11-25 12:00"),
        ("in 2 days", "Wed 2026-11-25 12:00"),
        ("2 giorni", "Wed 2026-11-25 12:00"),
        ("tra 2 giorni", "Wed 2026-11-25 12:00"),
        ("un paio di giorni", "Wed 2026-11-25 12:00"),
        ("a couple of days", "Wed 2026-11-25 12:00"),
        ("٢ days", "Wed 2026-11-25 12:00"),
        ("２ｄ", "Wed 2026-11-25 12:00"),
        ("36h", "Wed 2026-11-25 00:00"),
        ("1 day, 12 hours", "Wed 2026-11-25 00:00"),
        ("1d12h", "Wed 2026-11-25 00:00"),
        ("90m", "Mon 2026-11-23 13:30"),
        ("un'ora e mezza", "Mon 2026-11-23 13:30"),
        ("un’ora e mezza", "Mon 2026-11-23 13:30"),
        ("1,5 ore", "Mon 2026-11-23 13:30"),
        ("1.5 hours", "Mon 2026-11-23 13:30"),
        ("mezz'ora", "Mon 2026-11-23 12:30"),
        ("half an hour", "Mon 2026-11-23 12:30"),
        ("mezza giornata", "Tue 2026-11-24 00:00"),
        ("fra tre ore", "Mon 2026-11-23 15:00"),
        ("1w", "Mon 2026-11-30 12:00"),
        ("for a week", "Mon 2026-11-30 12:00"),
        ("una settimana", "Mon 2026-11-30 12:00"),
        ("un giorno e mezzo", "Wed 2026-11-25 00:00"),
        ("2 months", "Sat 2027-01-23 12:00"),
        ("3 mesi e 1 giorno", "Wed 2027-02-24 12:00"),
        ("in 2 days at 18:00", "Wed 2026-11-25 18:00"),
        ("tra 2 giorni alle 18", "Wed 2026-11-25 18:00"),
    ],
)
def test_spans(text: str, expected: str) -> None:
    assert deadline(text) == expected
    assert opening(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("friday 18:00", "Fri 2026-11-27 18:00"),
        ("until friday 18:00", "Fri 2026-11-27 18:00"),
        ("UNTIL FRI 6 PM", "Fri 2026-11-27 18:00"),
        ("fri 6pm", "Fri 2026-11-27 18:00"),
        ("6 p.m. on friday", "Fri 2026-11-27 18:00"),
        ("entro venerdì alle 18", "Fri 2026-11-27 18:00"),
        ("fino a venerdì alle 18", "Fri 2026-11-27 18:00"),
        ("ven 18.00", "Fri 2026-11-27 18:00"),
        ("venerdì 18", "Fri 2026-11-27 18:00"),
        ("venerdì alle 18,30", "Fri 2026-11-27 18:30"),
        ("venerdì alle 18 e 30", "Fri 2026-11-27 18:30"),
        ("venerdì alle 18 e mezza", "Fri 2026-11-27 18:30"),
        ("venerdì alle 18 e un quarto", "Fri 2026-11-27 18:15"),
        ("venerdì 18h30", "Fri 2026-11-27 18:30"),
        ("venerdì prossimo alle 9", "Fri 2026-11-27 09:00"),
        ("venerdì 27 alle 18", "Fri 2026-11-27 18:00"),
        ("il 27 alle 18", "Fri 2026-11-27 18:00"),
        ("next monday 9:00", "Mon 2026-11-30 09:00"),
        ("lunedi 9.30", "Mon 2026-11-30 09:30"),
        ("monday 18:00", "Mon 2026-11-23 18:00"),
        ("today at 17", "Mon 2026-11-23 17:00"),
        ("oggi alle 17", "Mon 2026-11-23 17:00"),
        ("tomorrow noon", "Tue 2026-11-24 12:00"),
        ("domani a mezzogiorno", "Tue 2026-11-24 12:00"),
        ("stasera alle 9", "Mon 2026-11-23 21:00"),
        ("tonight at 9:30", "Mon 2026-11-23 21:30"),
        ("domani sera alle 8", "Tue 2026-11-24 20:00"),
        ("alle 3 del pomeriggio", "Mon 2026-11-23 15:00"),
        ("9 am tomorrow", "Tue 2026-11-24 09:00"),
        ("12am friday", "Fri 2026-11-27 00:00"),
        ("end of day", "Mon 2026-11-23 23:59"),
        ("fine giornata", "Mon 2026-11-23 23:59"),
        ("end of friday", "Fri 2026-11-27 23:59"),
        ("midnight", "Tue 2026-11-24 00:00"),
        ("mezzanotte", "Tue 2026-11-24 00:00"),
        ("venerdì alle 24", "Sat 2026-11-28 00:00"),
        ("friday midnight", "Sat 2026-11-28 00:00"),
        ("18:00", "Mon 2026-11-23 18:00"),
        ("11:59", "Tue 2026-11-24 11:59"),
        ("12:00", "Tue 2026-11-24 12:00"),
        ("by 18", "Mon 2026-11-23 18:00"),
        ("entro le 18", "Mon 2026-11-23 18:00"),
        ("27 november 18:00", "Fri 2026-11-27 18:00"),
        ("27 novembre alle 18", "Fri 2026-11-27 18:00"),
        ("27th of november at 6pm", "Fri 2026-11-27 18:00"),
        ("November 27, 2026 at 6pm", "Fri 2026-11-27 18:00"),
        ("27 november 18", "Fri 2026-11-27 18:00"),
        ("18:00 27/11", "Fri 2026-11-27 18:00"),
        ("27/11 18:00", "Fri 2026-11-27 18:00"),
        ("27/11/2026 18:00", "Fri 2026-11-27 18:00"),
        ("27/11/26 18:00", "Fri 2026-11-27 18:00"),
        ("27.11.2026 18.00", "Fri 2026-11-27 18:00"),
        ("2026-11-27 18:00", "Fri 2026-11-27 18:00"),
        ("2026-11-27T18:00", "Fri 2026-11-27 18:00"),
        ("2026-11-27T17:00:00Z", "Fri 2026-11-27 18:00"),
        ("2026-11-27 18:00+01:00", "Fri 2026-11-27 18:00"),
        ("22/11 18:00", "Mon 2027-11-22 18:00"),
        ("29/2 8:00", "Tue 2028-02-29 08:00"),
    ],
)
def test_moments(text: str, expected: str) -> None:
    assert deadline(text) == expected
    assert opening(text) == expected


@pytest.mark.parametrize(
    ("text", "closes", "opens"),
    [
        ("friday", "Fri 2026-11-27 23:59", "Fri 2026-11-27 09:00"),
        ("domani", "Tue 2026-11-24 23:59", "Tue 2026-11-24 09:00"),
        ("dopodomani", "Wed 2026-11-25 23:59", "Wed 2026-11-25 09:00"),
        ("the day after tomorrow", "Wed 2026-11-25 23:59", "Wed 2026-11-25 09:00"),
        ("nov 27", "Fri 2026-11-27 23:59", "Fri 2026-11-27 09:00"),
        ("27/11", "Fri 2026-11-27 23:59", "Fri 2026-11-27 09:00"),
        ("1° dicembre", "Tue 2026-12-01 23:59", "Tue 2026-12-01 09:00"),
        ("primo dicembre", "Tue 2026-12-01 23:59", "Tue 2026-12-01 09:00"),
        ("tonight", "Mon 2026-11-23 23:59", "Mon 2026-11-23 21:00"),
        ("stasera", "Mon 2026-11-23 23:59", "Mon 2026-11-23 21:00"),
        ("tomorrow morning", "Tue 2026-11-24 12:00", "Tue 2026-11-24 09:00"),
        ("venerdì pomeriggio", "Fri 2026-11-27 18:00", "Fri 2026-11-27 14:00"),
    ],
)
def test_a_day_without_a_time_closes_late_and_opens_in_the_morning(text: str, closes: str, opens: str) -> None:
    assert (deadline(text), opening(text)) == (closes, opens)


def test_the_weekday_of_today_means_today_only_while_it_is_ahead() -> None:
    assert deadline("monday") == "Mon 2026-11-23 23:59"
    assert opening("monday") == "Mon 2026-11-30 09:00"
    assert deadline("next monday") == "Mon 2026-11-30 23:59"
    assert deadline("lunedì alle 11") == "Mon 2026-11-30 11:00"


# ---------------------------------------------------------------- clocks that change


def test_days_keep_the_wall_clock_and_hours_are_exact() -> None:
    before = datetime(2027, 3, 27, 18, 0, tzinfo=ROME)  # spring forward that night
    assert deadline("2d", before) == "Mon 2027-03-29 18:00"
    assert deadline("48h", before) == "Mon 2027-03-29 19:00"


def test_a_time_that_is_skipped_means_the_first_after_the_gap() -> None:
    before = datetime(2027, 3, 27, 2, 30, tzinfo=ROME)
    for text in ("28/3/2027 2:30", "1d", "28/3/2027 2:00", "28/3/2027 2:59"):
        for parse in (parse_deadline, parse_opening):
            assert parse(text, before, ROME) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_a_time_that_happens_twice_closes_at_the_later_and_opens_at_the_earlier() -> None:
    now = datetime(2026, 10, 24, 2, 30, tzinfo=ROME)
    for text in ("25/10/2026 2:30", "1d"):
        assert parse_deadline(text, now, ROME) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        assert parse_opening(text, now, ROME) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "text", "expected"),
    [
        ("Australia/Lord_Howe", "4/10/2026 2:15", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),  # half an hour
        ("Pacific/Apia", "30/12/2011 12:00", datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),  # a whole day left out
        ("Europe/Dublin", "28/3/2027 1:30", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),  # winter time is the exception
        ("America/St_Johns", "14/3/2027 2:30", datetime(2027, 3, 14, 5, 30, tzinfo=UTC)),
    ],
)
def test_odd_zones(zone: str, text: str, expected: datetime) -> None:
    assert parse_deadline(text, NOON, ZoneInfo(zone)) == expected


# ---------------------------------------------------------------- what is not understood


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("next blue moon", "blue moon"),
        ("friday 25:00", "25:00"),
        ("venerdì alle 99", "99"),
        ("giovedxx alle 18", "giovedxx"),
        ("18:00 19:00", "19:00"),
        ("friday monday", "friday monday"),
        ("13pm", "13pm"),
        ("-2d", "-2d"),
        ("31 feb", "31 feb"),
        ("31/11/2026", "31/11/2026"),
        ("2026-13-01", "2026-13-01"),
        ("18", "18"),
        ("due d", "due d"),
        ("2 days ago", "2 days ago"),
        ("2 hours friday", "friday"),
        ("27 27 27 november", "27"),
        ("today tomorrow", "tomorrow"),
        ("noon midnight", "midnight"),
        ("2 sett", "sett"),
        ("99999999999d", "99999999999d"),
        ("999999999d", "999999999d"),
        ("999999999 months", "999999999 months"),
        ("1/1/9999999", "1/1/9999999"),
        ("next", "next"),
        ("", ""),
        ("   ", ""),
        ("\u0000", "\u0000"),
        ("²³", "²³"),
        ("፩", "፩"),
        ("0001-01-01 00:00", "0001-01-01 00:00"),
    ],
)
def test_the_words_that_are_not_understood_are_named(text: str, part: str) -> None:
    error = wrong(text)
    assert error.part == part
    assert parse_deadline(error.example, NOON, ROME) > NOON


def test_a_date_on_another_weekday_is_not_guessed_at() -> None:
    error = wrong("sunday 25/12/2026")
    assert (error.text.key, error.part) == ("error-when-weekday", "sunday")
    for language in ("en", "it"):
        assert "25/12/2026" in speech(language, "Europe/Rome", True).say(error.text)


@pytest.mark.parametrize("text", ["1/1", "il 5 alle 18", "tomorrow", "friday midnight", "1 month", "2d"])
def test_the_calendar_ends(text: str) -> None:
    with pytest.raises(BadInput):
        parse_deadline(text, datetime(9999, 12, 31, 12, 0, tzinfo=UTC), ZoneInfo("UTC"))


@pytest.mark.parametrize("text", ["x" * 4096, "1" * 4096, "friday " * 500, "🏖️" * 2000])
def test_a_long_text_is_refused_in_short_words(text: str) -> None:
    error = wrong(text)
    assert len(error.part) <= 40
    assert len(str(dict(error.text.args)["text"])) <= 60


# ---------------------------------------------------------------- laws

FIRST, LAST = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2026, 2035))
times = st.datetimes(FIRST, LAST).map(lambda at: at.replace(second=0, microsecond=0))
zones = st.sampled_from(["Europe/Rome", "UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]).map(
    ZoneInfo
)
VOCABULARY = """2 27 18 1.5 2026 24:00 18:00 9.30 6pm 27/11 31/2 2026-11-27 d giorni hours w mesi friday mar venerdì
march alle at until e mezza un' ora half next domani tonight sera midnight il th ° , . - end of day eod"""
words = st.lists(st.sampled_from(VOCABULARY.split()), max_size=8).map(" ".join)


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(max_size=110) | words, times, zones)
@example("1/1/1", FIRST, ZoneInfo("Asia/Kathmandu"))
@example("31/12/9999 23:59", FIRST, ZoneInfo("America/New_York"))
@example("2936550 days", FIRST, ZoneInfo("America/New_York"))
def test_every_text_is_an_instant_or_bad_input(text: str, now: datetime, zone: ZoneInfo) -> None:
    for parse in (parse_deadline, parse_opening):
        with contextlib.suppress(BadInput):
            assert parse(text, now.replace(tzinfo=zone).astimezone(UTC), zone).tzinfo is UTC


@settings(deadline=None)  # a busy machine is no fault
@given(times, times, zones, st.sampled_from(["%Y-%m-%d %H:%M", "%d/%m/%Y %H.%M", "%H:%M %d.%m.%Y", "%Y-%m-%dT%H:%M"]))
def test_a_written_date_comes_back(at: datetime, now: datetime, zone: ZoneInfo, pattern: str) -> None:
    there = at.replace(tzinfo=zone)
    exists = there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == at
    late = parse_deadline(there.strftime(pattern), now.replace(tzinfo=UTC), zone)
    early = parse_opening(there.strftime(pattern), now.replace(tzinfo=UTC), zone)
    assert early <= late
    if exists:
        assert (early.astimezone(zone).replace(tzinfo=None), late.astimezone(zone).replace(tzinfo=None)) == (at, at)
    else:
        assert early == late == early.replace(second=0)


@settings(deadline=None)  # a busy machine is no fault
@given(times, st.timedeltas(timedelta(minutes=1), timedelta(days=250)), zones, st.sampled_from(["en", "it"]))
def test_what_we_print_we_understand(now: datetime, ahead: timedelta, zone: ZoneInfo, language: str) -> None:
    here = now.replace(tzinfo=UTC)
    at = (here + ahead).replace(second=0, microsecond=0)
    spoken = speech(language, zone.key).moment(at)
    understood = {parse(spoken, here, zone) for parse in (parse_deadline, parse_opening)}
    assert at in understood


@settings(deadline=None)  # a busy machine is no fault
@given(st.integers(0, 10_000), st.sampled_from(["{} minutes", "{}m", "{} minuti", "tra {} min"]), times)
def test_minutes_are_exact(count: int, pattern: str, now: datetime) -> None:
    here = now.replace(tzinfo=UTC)
    assert parse_deadline(pattern.format(count), here, ROME) == here + timedelta(minutes=count)
