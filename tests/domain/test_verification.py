"""Files of ballots: the honest one holds, and whatever was done to it is found."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ballot_file import read_ballot_file
from bot.domain.commitment import code_of
from bot.domain.errors import BadInput
from bot.domain.ids import OptionId
from bot.domain.merkle import includes
from bot.domain.verification import Check, Found, verify
from tests.domain.ballot_files import MALFORMED as MALFORMED_FILES
from tests.domain.ballot_files import TAMPERED, changed, code, malformed, reseal, written

HONEST = read_ballot_file(written())
ROOT = HONEST.heads[-1].root


def positions(found: Found) -> list[int]:
    return [place for place in range(11) if verify(HONEST, code=code(place)).receipt.found is found]  # type: ignore[union-attr]  # a code was given


def test_the_honest_file_holds() -> None:
    found = verify(HONEST, noted=f"  {ROOT.upper()} ")
    assert [(finding.check, finding.holds) for finding in found.findings] == [
        (check, True) for check in Check if check is not Check.DRAW
    ]
    assert found.holds
    assert (found.root, found.voters) == (ROOT, 9)
    assert found.votes == {OptionId(1): 4, OptionId(2): 6} == HONEST.votes


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_tampered_with_is_found(what: str) -> None:
    change, failing = TAMPERED[what]
    found = verify(read_ballot_file(changed(change)))
    assert {finding.check.value for finding in found.findings if not finding.holds} >= failing
    assert not found.holds


def test_a_forger_of_everything_is_told_by_a_root_and_by_a_receipt() -> None:
    """Ballot, leaf, roots and result fit each other: only what somebody kept outside of the file tells."""

    def forge(read: dict[str, Any]) -> None:
        change, _ = TAMPERED["a ballot was exchanged, with its leaf and all roots"]
        change(read)
        honest = json.loads(written())["ballots"][0]
        counted = {{3: 2}.get(choice, choice) for choice in honest[1]} - {4}
        for each in read["tally"]["votes"]:
            each[1] -= each[0] in counted
        read["tally"]["voters"] -= 1

    forged = read_ballot_file(changed(forge))
    assert verify(forged).holds
    assert not verify(forged, noted=ROOT).holds
    mine = verify(forged, code=code(HONEST.ballots[0].position)).receipt  # type: ignore[index]  # it is opened
    assert mine is not None
    assert mine.found is Found.ABSENT


@pytest.mark.parametrize("what", MALFORMED_FILES)
def test_what_is_no_file_of_ballots_is_said_so(what: str) -> None:
    with pytest.raises(BadInput):
        read_ballot_file(malformed(what))


def test_every_receipt_finds_its_ballot() -> None:
    assert len(positions(Found.COUNTED)) == 9
    assert len(positions(Found.NOT_COUNTED)) == 2
    raw = [bytes.fromhex(leaf) for leaf in HONEST.leaves]
    for place in range(11):
        mine = verify(HONEST, code=code(place).upper().replace("-", " ")).receipt
        assert mine is not None
        assert mine.position == place
        path = [bytes.fromhex(step) for step in mine.path]
        assert includes(bytes.fromhex(ROOT), 11, place, raw[place], path)


def test_a_receipt_says_what_was_cast_and_what_it_counts_for() -> None:
    said = set()
    for place in range(11):
        mine = verify(HONEST, code=code(place)).receipt
        assert mine is not None
        said.add((mine.choices, mine.counted_as))
    assert said == {
        ((1,), (1,)),
        ((2,), (2,)),
        ((1, 2), (1, 2)),
        ((3,), (2,)),
        ((2, 3), (2,)),
        ((1, 4), (1,)),
        ((), ()),
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", Found.NO_CODE),
        ("hello", Found.NO_CODE),
        ("\x1b[31m" * 30, Found.NO_CODE),
        ("0000-0000-0000-0000", Found.ABSENT),
    ],
)
def test_a_receipt_that_is_none(typed: str, found: Found) -> None:
    mine = verify(HONEST, code=typed).receipt
    assert mine is not None
    assert mine.found is found
    assert mine.position is None


def test_a_receipt_with_one_letter_changed_is_not_found() -> None:
    right = code(3)
    for place, letter in enumerate(right):
        if letter != "-":
            other = right[:place] + ("2" if letter != "2" else "3") + right[place + 1 :]
            mine = verify(HONEST, code=other).receipt
            assert mine is not None
            assert mine.found is Found.ABSENT


def test_a_code_that_two_entries_share_is_no_proof() -> None:
    change, _ = TAMPERED["two entries share a code"]
    mine = verify(read_ballot_file(changed(change)), code=code(0)).receipt
    assert mine is not None
    assert mine.found is Found.TWICE


def test_of_few_voters_nothing_is_opened_and_the_log_can_be_checked_all_the_same() -> None:
    def shut(read: dict[str, Any]) -> None:
        read["ballots"] = read["tally"] = None

    found = verify(read_ballot_file(changed(shut)), code=code(0))
    assert found.holds
    assert [finding.check for finding in found.findings] == [Check.ENTRIES, Check.ROOT, Check.HEADS]
    assert found.receipt is not None
    assert found.receipt.found is Found.SEALED


def test_options_merged_in_a_circle_end_somewhere() -> None:
    def circle(read: dict[str, Any]) -> None:
        read["options"][1] |= {"removed": True, "merged_into": 3}

    assert not verify(read_ballot_file(changed(circle))).holds


def test_what_a_terminal_would_obey_is_not_in_the_words() -> None:
    def poison(read: dict[str, Any]) -> None:
        read["question"] = "Where?\x1b]0;owned\x07\u202e\ud800"
        read["options"][0]["label"] = "\x1b[2JLake\nCounted: City"

    read = read_ballot_file(changed(poison))
    assert read.question == "Where?]0;owned"
    assert read.options[0].label == "[2JLake Counted: City"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(value=anything, name=st.sampled_from(sorted(json.loads(written()))))
def test_whatever_stands_in_a_field_is_refused_or_found(value: Any, name: str) -> None:
    def change(read: dict[str, Any]) -> None:
        read[name] = value

    try:
        read = read_ballot_file(changed(change))
    except BadInput:
        return
    verify(read, code="x", noted="y")


@given(size=st.integers(1, 11))
def test_every_beginning_of_the_log_is_another_root(size: int) -> None:
    def cut(read: dict[str, Any]) -> None:
        del read["leaves"][size:]
        read["heads"] = read["heads"][-1:]
        reseal(read)

    assert (verify(read_ballot_file(changed(cut)), noted=ROOT).findings[-1].holds) is (size == 11)
    assert code_of(bytes.fromhex(HONEST.leaves[0])) == code(0)
