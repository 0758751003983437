from datetime import timedelta

from bot.domain.ids import OptionId, Platform
from bot.domain.picture import Theme
from bot.domain.poll import Closed, Rules, Secrecy
from bot.domain.tally.plurality import PlatformTally, Tally
from bot.locale.speech import speech
from bot.ports import MomentCount
from bot.services.pictures import ALT_CHARS, MOST_TICKS, alt_text, by_platform, result_bars, votes_over_time
from tests.builders import NOON, poll

EN = speech("en", "UTC", True)
CLOSED = Closed(NOON, NOON + timedelta(hours=2), True)


def tally(*votes, platform="web"):
    counted = {OptionId(number): count for number, count in enumerate(votes, start=1)}
    return Tally({Platform(platform): PlatformTally(sum(votes), counted)})


def test_bars_are_sorted_and_as_long_as_their_share():
    picture = result_bars(poll(state=CLOSED), tally(1, 3, 0), EN, Theme.DARK, "Choir")
    assert [(bar.label, bar.fraction, bar.share) for bar in picture.bars] == [
        ("City", 0.75, "75%"),
        ("Lake", 0.25, "25%"),
        ("Mountains", 0.0, "0%"),
    ]
    assert picture.closed
    assert picture.bars[0].leads
    assert picture.frame.theme is Theme.DARK


def test_multiple_choice_says_that_it_adds_up_to_more():
    picture = result_bars(poll(rules=Rules(most_choices=2)), tally(2, 2, 1), EN, Theme.LIGHT, "")
    assert "more than 100%" in picture.frame.footer


def test_votes_over_time_begins_at_zero_and_ends_at_the_close():
    moments = [MomentCount(NOON + timedelta(minutes=10), 1), MomentCount(NOON + timedelta(minutes=70), 4)]
    picture = votes_over_time(poll(state=CLOSED), tally(3, 1, 0), moments, NOON, EN, Theme.LIGHT, "")
    assert picture is not None
    assert [point.total for point in picture.points] == [0, 1, 4, 4]
    assert picture.points[-1].at == CLOSED.at
    assert 2 <= len(picture.ticks) <= MOST_TICKS
    assert picture.ticks[0].label == "12:00"


def test_one_vote_or_one_platform_leaves_nothing_to_draw():
    assert votes_over_time(poll(), tally(1), [MomentCount(NOON, 1)], NOON, EN, Theme.LIGHT, "") is None
    assert by_platform(poll(), tally(5, 1, 0), EN, Theme.LIGHT, "") is None


def test_rows_are_split_by_platform():
    both = Tally({**tally(5, 1, 0).platforms, **tally(1, 3, 0, platform="telegram").platforms})
    # so few on a platform would give each other away, where only organisers may know
    assert by_platform(poll(), both, EN, Theme.LIGHT, "") is None
    picture = by_platform(poll(rules=Rules(secrecy=Secrecy.NAMED)), both, EN, Theme.LIGHT, "")
    assert picture is not None
    assert picture.platforms == ("Web", "Telegram")
    assert [share.votes for share in picture.rows[0].shares] == ["5", "1"]
    assert picture.rows[0].shares[0].fraction == 5 / 6


def test_platforms_too_small_to_be_shown_apart_are_one():
    three = Tally(
        {
            **tally(15, 9, 0).platforms,
            **tally(1, 4, 0, platform="telegram").platforms,
            **tally(2, 1, 0, platform="discord").platforms,
        }
    )
    picture = by_platform(poll(), three, EN, Theme.LIGHT, "")
    assert picture is not None
    assert picture.platforms == ("Web", "Other platforms")
    assert [share.votes for share in picture.rows[0].shares] == ["15", "3"]


def test_alt_text_is_a_sentence_within_the_limit():
    words = alt_text(poll(state=CLOSED), tally(3, 1, 0), EN)
    assert words.startswith("Result of “Where?”. Closed")
    assert "Lake: 75% (3 votes)" in words
    long = poll(labels=tuple(f"{number} " + "x" * 190 for number in range(50)))
    cut = alt_text(long, tally(*range(50)), EN)
    assert len(cut) <= ALT_CHARS
    assert "more options" in cut
