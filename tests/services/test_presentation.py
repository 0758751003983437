from datetime import timedelta

import pytest

from bot.domain.card import Control
from bot.domain.ids import OptionId, Platform
from bot.domain.poll import (
    Cancelled,
    Closed,
    Draft,
    Electorate,
    ElectorateKind,
    ResultsShown,
    Rules,
    Scheduled,
    Secrecy,
)
from bot.domain.tally.plurality import PlatformTally, Tally
from bot.locale.speech import speech
from bot.services.presentation import Onlooker, present
from tests.builders import NOON, poll

EN, IT = speech("en", "Europe/Rome", True), speech("it", "Europe/Rome", True)
VOTED = Onlooker(choices=(OptionId(1),), one_person=True)


def tally(*votes):
    counted = {OptionId(number): count for number, count in enumerate(votes, start=1)}
    return Tally({Platform("web"): PlatformTally(sum(votes), counted)})


def card(shown=None, *, onlooker=None, counted=None, spoken=EN):
    return present(shown or poll(), counted or tally(3, 1, 0), spoken, NOON, Control.FORM, onlooker or Onlooker())


def test_an_open_poll_keeps_its_order_and_shows_the_count():
    shown = card()
    assert [row.label for row in shown.rows] == ["Lake", "City", "Mountains"]
    assert [row.share for row in shown.rows] == ["75%", "25%", "0%"]
    assert [row.votes for row in shown.rows] == ["3 votes", "1 vote", "0 votes"]
    assert shown.rows[0].leads
    assert shown.count == "4 people voted"


def test_a_closed_poll_is_ordered_by_votes_and_takes_no_more():
    shown = card(poll(state=Closed(NOON, NOON, True)), counted=tally(1, 3, 0))
    assert [row.label for row in shown.rows] == ["City", "Lake", "Mountains"]
    assert shown.control is Control.NONE
    assert "live" not in " ".join(shown.facts)


@pytest.mark.parametrize(
    ("results", "onlooker", "seen"),
    [
        (ResultsShown.LIVE, Onlooker(), True),
        (ResultsShown.AFTER_VOTE, Onlooker(), False),
        (ResultsShown.AFTER_VOTE, Onlooker(one_person=True), False),
        (ResultsShown.AFTER_VOTE, VOTED, True),
        (ResultsShown.AT_CLOSE, VOTED, False),
        (ResultsShown.AT_CLOSE, Onlooker(one_person=True), False),
    ],
)
def test_who_sees_the_count_and_when(results, onlooker, seen):
    shown = card(poll(rules=Rules(results=results)), onlooker=onlooker)
    assert (shown.rows[0].share is not None) is seen
    assert ("75%" in shown.alt) is seen


def test_a_voters_own_choice_is_marked_for_them_only():
    assert [row.chosen for row in card(onlooker=VOTED).rows] == [True, False, False]
    assert not any(row.chosen for row in card().rows)


def test_the_promise_stands_first():
    assert card().facts[0].startswith("Owner sees")
    assert card(poll(rules=Rules(secrecy=Secrecy.NAMED))).facts[0].startswith("Names shown")
    assert card(spoken=IT).facts[0].startswith("Vede chi organizza")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Draft(), "Draft"),
        (Scheduled(NOON), "Opens Wednesday 1 July, 14:00"),
        (Closed(NOON, NOON, False), "Closed Wednesday 1 July, 14:00"),
        (Cancelled(NOON, ""), "Cancelled Wednesday 1 July, 14:00"),
        (Cancelled(NOON, "rain"), "Cancelled Wednesday 1 July, 14:00: rain"),
    ],
)
def test_the_status_in_words_and_in_the_communitys_zone(state, words):
    assert card(poll(state=state)).status == words


def test_an_open_poll_says_until_when():
    assert card(poll(closes_at=NOON + timedelta(days=1))).status == "Open until Thursday 2 July, 14:00"


def test_past_its_deadline_nothing_can_be_tapped_even_before_the_sweep():
    assert card(poll(closes_at=NOON)).control is Control.NONE


def test_the_electorate_and_the_other_rules_are_said():
    rules = Rules(
        most_choices=2, may_change=False, may_add_options=True, electorate=Electorate(ElectorateKind.CENSUS, 240)
    )
    facts = " ".join(card(poll(rules=rules)).facts)
    for words in ("up to 2", "final", "add an option", "240 people can vote"):
        assert words in facts


def test_an_empty_poll_has_bars_without_length():
    assert [row.fraction for row in card(counted=Tally()).rows] == [0.0, 0.0, 0.0]
    assert card(counted=Tally()).count == "Nobody has voted yet"
