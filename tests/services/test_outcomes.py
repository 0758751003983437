"""An outcome in words, in both languages: whatever was decided can be said, and its rule has its base."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.deciding import decide
from bot.domain.ids import OptionId, Platform
from bot.domain.lots import Proof
from bot.domain.marks import mark
from bot.domain.method import Method
from bot.domain.tally.ballots import group
from bot.domain.tally.draw import Draw
from bot.domain.tally.plurality import PlatformTally, Tally
from bot.domain.tally.thresholds import OptionQuorum, Threshold
from bot.locale.speech import speech
from bot.services.outcome_csv import outcome_table
from bot.services.outcome_json import outcome_json
from bot.services.outcome_pictures import outcome_picture
from bot.services.outcome_rules import own_voters, share_words
from bot.services.outcomes import outcome_lines, outcome_text
from bot.services.quarantine import SetAside, aside_words
from bot.services.rulings import Decision
from tests.builders import ballot
from tests.domain.tally.elections import TENNESSEE, lots
from tests.domain.test_deciding import asked, elections, ranks

EN, IT = speech("en", "UTC", True), speech("it", "UTC", True)
PROOF = Proof(Draw(b"n" * 32, b"r" * 32), of_log=False)


def decided(poll, kinds, draw=lots):
    return Decision(decide(poll, kinds, draw), PROOF)


@settings(deadline=None)
@given(elections, st.sampled_from((EN, IT)), st.booleans())
def test_whatever_was_decided_can_be_said(election, spoken, drawn):
    """Every sentence has its words and its arguments: the tests' speech is strict."""
    poll, cast = election
    decision = decided(poll, group(cast), lots if drawn else None)
    text = outcome_text(poll, decision, spoken)
    assert text.splitlines()[0]
    assert all(f"{option.label}: " in text for option in poll.standing)
    for line in outcome_lines(poll, decision, spoken):
        assert spoken.say(line)
    rows = outcome_table(poll, decision, spoken)
    assert [row[1] for row in rows[1:4]] == [poll.option(option).label for option in decision.ruling.ranking]
    assert len({len(row) for row in rows[:4]}) == 1
    assert outcome_json(poll, decision)["verdict"] == decision.ruling.verdict.value
    assert outcome_picture(poll, decision, spoken, "light", "Choir").alt


def test_bounds_are_said_as_between():
    kinds, city = TENNESSEE
    text = outcome_text(asked(Method.RANKED, tuple(city)), decided(asked(Method.RANKED, tuple(city)), ranks(kinds)), EN)
    assert "Between 9 and 19 changed ballots would flip it." in text
    italian = outcome_text(
        asked(Method.RANKED, tuple(city)), decided(asked(Method.RANKED, tuple(city)), ranks(kinds)), IT
    )
    assert "Tra 9 e 19 schede cambiate rovescerebbero l’esito." in italian


def test_a_circle_names_who_is_in_it():
    circle = ranks({(1, 2, 3): 4, (2, 3, 1): 3, (3, 1, 2): 2})
    text = outcome_text(asked(Method.RANKED), decided(asked(Method.RANKED), circle), EN)
    assert "No option beats every other one. These beat all the rest: A, B and C." in text


@pytest.mark.parametrize(
    ("share", "more_than", "english", "italian"),
    [
        (Fraction(1, 2), True, "more than half", "più della metà"),
        (Fraction(1, 2), False, "at least half", "almeno la metà"),
        (Fraction(2, 3), True, "more than two thirds", "più di due terzi"),
        (Fraction(2, 3), False, "at least two thirds", "almeno due terzi"),
        (Fraction(3, 4), True, "more than three quarters", "più di tre quarti"),
        (Fraction(3, 4), False, "at least three quarters", "almeno tre quarti"),
        (Fraction(3, 5), False, "at least 60%", "almeno il 60%"),
        (Fraction(333, 1000), True, "more than 33.3%", "più del 33,3%"),
        (Fraction(5, 7), False, "at least 5/7", "almeno il 5/7"),
    ],
)
def test_a_threshold_in_words(share, more_than, english, italian):
    threshold = Threshold(share, more_than=more_than)
    assert EN.say(share_words(threshold, EN)) == english
    assert IT.say(share_words(threshold, IT)) == italian


@given(st.integers(0, 30), st.fractions(0, 3, max_denominator=12), st.integers(0, 10**7))
def test_the_voters_that_an_option_needs_are_the_fewest_that_meet_its_quorum(votes, roots, eligible):
    quorum = OptionQuorum(votes=votes, roots=roots)
    needed = own_voters(quorum, eligible)
    assert quorum.met(needed, eligible)
    assert needed == 0 or not quorum.met(needed - 1, eligible)


def test_what_is_left_of_a_ranking_is_told_by_number_alone():
    """Its options have no votes: "without them A 0" would be false."""
    poll = asked(Method.RANKED)
    counted = Tally({Platform("web"): PlatformTally(4, {mark(OptionId(1), 1): 4})})
    words = EN.say(aside_words(poll, SetAside([ballot("v", 101)], counted), figures=True))
    assert words.endswith("One came in a burst of fresh accounts, and is set aside; eligible without it: 4")
    plain = asked(labels=("A", "B"), binds=True)
    assert "A 0" in EN.say(aside_words(plain, SetAside([ballot("v", 1)], counted), figures=True))


def test_a_poll_that_binds_to_nothing_has_a_result_and_no_decision():
    poll = asked(Method.RATING)
    assert outcome_text(poll, decided(poll, {(mark(1, 5),): 1}), EN).startswith("Result: “A” comes first.")
    bound = asked(Method.RATING, binds=True)
    assert outcome_text(bound, decided(bound, {(mark(1, 5),): 1}), EN).startswith("Decided: “A”.")
