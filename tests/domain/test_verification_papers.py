"""Files of papers: the honest ones hold for every method, and whatever was done to them is found."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from hashlib import sha256
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ballot import Choices, Choose, Deed, Gate
from bot.domain.ballot_file import ballot_file, read_ballot_file
from bot.domain.ballot_rules import counting_read, counting_written
from bot.domain.casting import apply
from bot.domain.commitment import code_of, leaf_of
from bot.domain.deciding import decide
from bot.domain.errors import BadInput
from bot.domain.ids import OptionId
from bot.domain.lots import Proof
from bot.domain.marks import mark
from bot.domain.method import PLAIN, Counting, Method
from bot.domain.poll import Closed
from bot.domain.redeciding import redecided
from bot.domain.tally.draw import Draw
from bot.domain.tally.plurality import recount
from bot.domain.tally.thresholds import Base, OptionQuorum, Quorum, Threshold, Verdict
from bot.domain.verification import Check, Found, verify
from bot.locale.speech import speech
from bot.services.outcomes import outcome_text
from bot.services.rulings import Decision
from tests.builders import NOON
from tests.builders import poll as make_poll
from tests.domain.ballot_files import POLL, changed, key_of, written
from tests.domain.paper_files import (
    ENTRIES,
    MALFORMED_PAPERS,
    NONCE,
    OPTIONS,
    PAPERS,
    SPOILT,
    TAMPERED_PAPERS,
    approvals,
    few,
    malformed_papers,
    papers,
    rules_of,
    says,
    tampered_papers,
)
from tests.domain.test_verification import anything


def codes(content: bytes) -> list[str]:
    return [code_of(bytes.fromhex(leaf)) for leaf in json.loads(content)["leaves"]]


@pytest.mark.parametrize("method", PAPERS)
def test_an_honest_file_holds_and_says_how_it_is_counted(method: Method) -> None:
    file = read_ballot_file(papers(method))
    found = verify(file, noted=file.heads[-1].root)
    assert [(finding.check, finding.holds) for finding in found.findings] == [(check, True) for check in Check]
    assert found.voters == len(PAPERS[method])
    assert found.votes == Counter(chain.from_iterable(PAPERS[method])) == file.votes
    assert (file.counting, file.eligible) == (rules_of(method).counting, 40)


@pytest.mark.parametrize("method", PAPERS)
def test_a_paper_is_sealed_as_a_ballot_of_numbers(method: Method) -> None:
    """What a leaf is made of does not change: receipts of papers that were cast before stay good."""
    read = json.loads(papers(method))
    assert read["format"] == "ascolto-ballots-2"
    assert {leaf_of(key_of(number), POLL, paper).hex() for number, paper in enumerate(PAPERS[method])} <= set(
        read["leaves"]
    )


@pytest.mark.parametrize("what", TAMPERED_PAPERS)
def test_what_was_tampered_with_is_found(what: str) -> None:
    found = verify(read_ballot_file(tampered_papers(what)))
    assert {finding.check.value for finding in found.findings if not finding.holds} >= TAMPERED_PAPERS[what][2]
    assert not found.holds


@pytest.mark.parametrize("what", SPOILT)
def test_a_paper_that_no_ballot_box_takes_counts_for_nothing_though_all_the_rest_fits(what: str) -> None:
    content = tampered_papers(what)
    position = json.loads(content)["ballots"][0][0]
    found = verify(read_ballot_file(content), code=codes(content)[position])
    assert [finding.check for finding in found.findings if not finding.holds] == [Check.BALLOTS, Check.COUNT]
    assert found.findings[1].wrong == (position,)
    assert found.voters == len(PAPERS[Method.RANKED]) - 1
    assert found.receipt is not None
    assert found.receipt.found is Found.SPOILT
    assert found.receipt.choices == SPOILT[what][1]


@pytest.mark.parametrize("what", MALFORMED_PAPERS)
def test_what_is_no_file_of_papers_is_said_so(what: str) -> None:
    with pytest.raises(BadInput):
        read_ballot_file(malformed_papers(what))


def test_every_receipt_finds_its_paper() -> None:
    content = papers(Method.STAR)
    file = read_ballot_file(content)
    found = [verify(file, code=code).receipt for code in codes(content)]
    assert Counter(mine.found for mine in found if mine) == {Found.COUNTED: 7, Found.NOT_COUNTED: 2}
    assert {mine.choices for mine in found if mine and mine.choices} == set(PAPERS[Method.STAR])
    assert len(found) == ENTRIES
    assert all(mine is not None and mine.choices == mine.counted_as for mine in found)


def test_of_few_voters_no_paper_is_opened() -> None:
    found = verify(read_ballot_file(few()), code=codes(few())[0])
    assert found.holds
    assert [finding.check for finding in found.findings] == [Check.ENTRIES, Check.ROOT, Check.HEADS]
    assert found.votes == {}
    assert found.receipt is not None
    assert found.receipt.found is Found.SEALED


def test_two_options_at_one_place_are_a_ballot() -> None:
    content = changed(says(101, 102), papers())
    assert verify(read_ballot_file(content)).holds


@pytest.mark.parametrize("method", PAPERS)
def test_the_outcome_is_counted_anew_from_the_file_alone(method: Method) -> None:
    file = read_ballot_file(papers(method))
    poll = make_poll(options=OPTIONS, rules=rules_of(method))
    draw = Draw(NONCE, bytes.fromhex(file.heads[-1].root))
    again = redecided(file, verify(file).root)
    assert again is not None
    assert again.ruling == decide(poll, Counter(PAPERS[method]), draw)
    assert again.proof == Proof(draw, of_log=True)
    assert again.ruling.verdict is Verdict.DECIDED


def test_a_tie_is_drawn_as_at_the_close() -> None:
    """The nonce and the log's root say who wins, so that another one of either may say something else."""
    file = read_ballot_file(approvals((1,), (2,), (3,), (1, 2), (1, 3), (2, 3)))
    winners = set()
    for number in range(40):
        decided = redecided(file, bytes([number]).hex() * 32)
        assert decided is not None
        lots = {option: sha256(NONCE + bytes([number]) * 32 + b"%d" % option).digest() for option in (1, 2, 3)}
        assert decided.ruling.winner == min(lots, key=lambda option: lots[option])
        winners.add(decided.ruling.winner)
    assert winners == {1, 2, 3}


def test_spoilt_papers_decide_nothing() -> None:
    content = changed(says(101, 209), papers())
    decided = redecided(read_ballot_file(content), "00" * 32)
    assert decided is not None
    assert decided.ruling.ballots == len(PAPERS[Method.RANKED]) - 1


def test_nothing_is_decided_anew_where_nothing_is_opened_or_the_count_says_it_all() -> None:
    assert redecided(read_ballot_file(few()), "00" * 32) is None
    assert redecided(read_ballot_file(written()), "00" * 32) is None
    gone = changed(lambda read: [each.update(removed=True) for each in read["options"]], papers())
    assert redecided(read_ballot_file(gone), "00" * 32) is None


def test_of_few_voters_the_draw_stays_unknown_too() -> None:
    rules, tally = rules_of(Method.RANKED), recount([])
    closed = make_poll(options=OPTIONS, rules=rules, state=Closed(NOON, NOON, by_deadline=False))
    read = json.loads(ballot_file(closed, [], [], None, tally, NONCE))
    assert "draw" not in read
    assert NONCE.hex() not in json.dumps(read)


FULL = Counting(
    method=Method.RATIFY,
    threshold=Threshold(Fraction(2, 3), Base.ELIGIBLE, more_than=False),
    quorum=Quorum(Fraction(1, 5), 7),
    option_quorum=OptionQuorum(4, Fraction(3, 2)),
    none_option=OptionId(3),
    tolerated=2,
    binds=True,
)


@pytest.mark.parametrize("counting", [PLAIN, FULL, *(rules_of(method).counting for method in PAPERS)])
def test_rules_come_back_as_they_were_written(counting: Counting) -> None:
    written = json.loads(json.dumps(counting_written(counting, 40)))
    assert counting_read(written, options=3, papers=not counting.method.chooses) == (counting, 40)


@given(value=anything, name=st.sampled_from(sorted(json.loads(papers()))))
def test_whatever_stands_in_a_field_is_refused_or_found(value: Any, name: str) -> None:
    _judge(lambda read: read.__setitem__(name, value))


@given(value=anything, name=st.sampled_from(sorted(json.loads(papers())["counting"])))
def test_whatever_stands_in_a_rule_is_refused_or_found(value: Any, name: str) -> None:
    _judge(lambda read: read["counting"].__setitem__(name, value))


plausible = st.builds(mark, st.integers(0, 5), st.integers(0, 7)) | st.integers(0, 2**53 - 1)


@given(paper=st.lists(plausible, max_size=4).map(tuple), method=st.sampled_from(list(PAPERS)))
def test_exactly_the_papers_that_a_ballot_box_takes_are_allowed(paper: Choices, method: Method) -> None:
    gate = Gate(
        state="open",
        closes_at=None,
        most_choices=1,
        may_change=True,
        standing=frozenset(map(OptionId, (1, 2, 3))),
        removed=frozenset({OptionId(4)}),
        counting=rules_of(method).counting,
    )
    receipt = apply(gate, (), Choose(paper), NOON)
    stored = receipt.deed is Deed.CAST and receipt.choices == paper
    assert verify(read_ballot_file(changed(says(*paper), papers(method)))).holds is stored


def _judge(change: Any) -> None:
    try:
        read = read_ballot_file(changed(change, papers()))
    except BadInput:
        return
    found = verify(read, code="x", noted="y")
    decided = redecided(read, found.root)
    if decided is not None:
        outcome_text(decided.poll, Decision(decided.ruling, decided.proof), speech("en", "UTC", strict=True))
