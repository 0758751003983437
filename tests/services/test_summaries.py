from datetime import timedelta

import pytest

from bot.domain.ballot import Refusal
from bot.domain.ids import OptionId, Platform
from bot.domain.poll import Closed, Electorate, ElectorateKind, Rules
from bot.domain.tally.plurality import PlatformTally, Tally
from bot.locale.speech import speech
from bot.ports import MomentCount
from bot.services.summaries import result_text, summary_text
from tests.builders import NOON, poll

EN, IT = speech("en", "UTC", True), speech("it", "UTC", True)
CLOSED = Closed(NOON, NOON + timedelta(hours=2), False)


def tally(*votes, platform="web", voters=None):
    counted = {OptionId(number): count for number, count in enumerate(votes, start=1)}
    return Tally({Platform(platform): PlatformTally(sum(votes) if voters is None else voters, counted)})


def summary(shown, counted, refusals=None, moments=(), spoken=EN):
    return summary_text(shown, counted, refusals or {}, moments, spoken)


def test_a_win_names_the_winner_and_the_lead():
    words = result_text(poll(state=CLOSED), tally(7, 3, 1), EN)
    assert "“Lake” came first with 64%, 4 votes ahead of the next." in words
    assert "• City: 27% (3 votes)" in words
    assert "11 people voted." in words


def test_a_tie_is_said_as_a_tie():
    assert "A tie: Lake and City have 2 votes each." in result_text(poll(state=CLOSED), tally(2, 2, 0), EN)
    assert "Level so far: Lake and City have 2 votes each." in result_text(poll(), tally(2, 2, 0), EN)


def test_nobody_voted():
    assert "Nobody voted." in result_text(poll(state=CLOSED), Tally(), EN)


def test_self_selected_voters_get_no_margin_of_error():
    words = summary(poll(state=CLOSED), tally(7, 3, 1))
    assert "No margin of error can be given" in words
    assert "interval" not in words.replace("The intervals", "")


def test_a_random_invitation_gets_wilsons_interval():
    rules = Rules(electorate=Electorate(ElectorateKind.RANDOM_INVITATION, 10**9))
    words = summary(poll(rules=rules, state=CLOSED), tally(120, 80, 0))
    assert "95% interval 53.1% to 66.5%" in words


def test_turnout_of_a_known_electorate_and_a_note_when_it_does_not_fit():
    rules = Rules(electorate=Electorate(ElectorateKind.CENSUS, 20))
    assert "Turnout: 55% of 20 who could vote." in summary(poll(rules=rules, state=CLOSED), tally(7, 3, 1))
    assert "more than the 20 you said" in summary(poll(rules=rules, state=CLOSED), tally(30, 3, 1))


def test_whether_it_can_still_change():
    assert "This can still change" in summary(poll(), tally(7, 3, 1))
    rules = Rules(may_change=False, electorate=Electorate(ElectorateKind.CENSUS, 12))
    assert "can no longer change" in summary(poll(rules=rules), tally(7, 3, 1))


def test_platforms_pace_and_refused_votes_with_their_reasons():
    both = Tally({**tally(5, 1, 0).platforms, **tally(2, 2, 1, platform="telegram").platforms})
    moments = [MomentCount(NOON, 1), MomentCount(NOON + timedelta(hours=1), 6), MomentCount(CLOSED.at, 11)]
    words = summary(poll(state=CLOSED), both, {Refusal.TOO_LATE: 3, Refusal.TOO_MANY: 1}, moments)
    assert "Voters by platform: Web 6 and Telegram 5." in words
    assert "First vote Wednesday 1 July, 12:00, half of them by Wednesday 1 July, 13:00" in words
    assert "4 votes were not taken:\n• after the close: 3\n• too many options at once: 1" in words


@pytest.mark.parametrize("spoken", [EN, IT])
def test_every_sentence_exists_in_both_languages(spoken):
    every = dict.fromkeys(Refusal, 2)
    for shown in (poll(), poll(state=CLOSED), poll(rules=Rules(most_choices=2), state=CLOSED)):
        for counted in (Tally(), tally(1, 1, 0), tally(5, 2, 1)):
            moments = [MomentCount(NOON, counted.voters)]
            assert summary(shown, counted, every, moments, spoken)
