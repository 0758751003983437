"""Sealing a ballot: what binds, what hides, and codes as people copy them."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.commitment import KEY_BYTES, code_of, committed, leaf_of, read_code
from bot.domain.ids import PollId

POLL = PollId("p0000001")
KEY = bytes(range(KEY_BYTES))
keys = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)
ballots = st.lists(st.integers(1, 50), min_size=1, max_size=5, unique=True).map(sorted)


def test_a_leaf_can_be_made_with_any_other_tool() -> None:
    """As docs/receipts.md says it."""
    assert committed(POLL, [1, 3]) == b'["p0000001",[1,3]]'
    assert leaf_of(KEY, POLL, [1, 3]) == hmac.new(KEY, b'["p0000001",[1,3]]', hashlib.sha256).digest()
    assert leaf_of(KEY, POLL, [1, 3]).hex() == "01b0f1c7f4a6b459df59682c673e867474fbe2a88ee75d50a331cba0536b0a4a"
    assert code_of(leaf_of(KEY, POLL, [1, 3])) == "06rf-3hzm-mtt5-kqts"


@given(key=keys, other=keys, choices=ballots, wanted=ballots)
def test_another_key_another_poll_or_another_choice_is_another_leaf(
    key: bytes, other: bytes, choices: list[int], wanted: list[int]
) -> None:
    leaf = leaf_of(key, POLL, choices)
    assert leaf == leaf_of(key, POLL, choices)
    assert leaf != leaf_of(key, PollId("p0000002"), choices)
    assert (leaf == leaf_of(other, POLL, choices)) is (key == other)
    assume(choices != wanted)
    assert leaf != leaf_of(key, POLL, wanted)


@pytest.mark.parametrize("key", [b"", b"\x00" * 15, b"\x00" * 17, b"\x00" * 64])
def test_a_key_has_its_length_since_hmac_fills_up_with_zeros(key: bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        leaf_of(key, POLL, [1])


@given(leaf=st.binary(min_size=32, max_size=32), capitals=st.booleans(), between=st.sampled_from(["", " ", "-", " – "]))
def test_a_code_is_read_however_it_was_copied(leaf: bytes, capitals: bool, between: str) -> None:
    code = code_of(leaf)
    assert len(code) == 19
    typed = between.join(code.split("-"))
    typed = typed.upper() if capitals else typed
    assert read_code(f"  {typed}\n") == code
    assert read_code(typed.replace("0", "O").replace("1", "l")) == code


@pytest.mark.parametrize(
    "typed", ["", "abcd", "abcd-efgh-jkmn-pqr", "uuuu-uuuu-uuuu-uuuu", "abcd-efgh-jkmn-pqrst", "é" * 16]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


@given(typed=st.text(max_size=40))
def test_no_text_breaks_the_reading(typed: str) -> None:
    code = read_code(typed)
    assert code is None or read_code(code) == code
