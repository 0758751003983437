"""The draw: repeatable by everybody, fixed before the first ballot, and even."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.tally.draw import Draw, commitment, in_order, verify
from tests.domain.tally.elections import numbers

NONCE, ROOT = bytes(range(32)), bytes(range(32, 64))
hashes = st.binary(min_size=32, max_size=32)


def test_a_lot_is_the_hash_of_nonce_root_and_number():
    """The first is `(cat nonce root; printf 3) | sha256sum`, by GNU coreutils."""
    lot = Draw(NONCE, ROOT)(numbers(3)[2])
    assert lot.hex() == "0a69dd49e937b99d73ec9d35f8676b081039e1970bbc7e8174298a485b6d9468"
    assert lot == sha256(NONCE + ROOT + b"3").digest()
    assert commitment(NONCE).hex() == "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd"


@settings(deadline=None)  # a busy machine is no fault
@given(hashes, hashes, st.integers(1, 50))
def test_what_was_drawn_is_verified_and_nothing_else_is(nonce, root, options):
    draw = Draw(nonce, root)
    order = in_order(numbers(options), draw)
    assert sorted(order) == list(numbers(options))
    assert verify(commitment(nonce), draw, order)
    assert verify(commitment(nonce), draw, order[::-1]) == (options == 1)
    assert not verify(commitment(bytes(32 * [1]) if nonce != bytes(32 * [1]) else bytes(32)), draw, order)


def test_each_option_is_the_luckiest_about_equally_often():
    first = Counter(in_order(numbers(5), Draw(NONCE, number.to_bytes(32, "big")))[0] for number in range(5000))
    assert set(first) == set(numbers(5))
    # four standard deviations of a fair draw of 5,000
    assert all(abs(times - 1000) < 4 * (5000 * 0.2 * 0.8) ** 0.5 for times in first.values())


@pytest.mark.parametrize(("nonce", "root"), [(b"", ROOT), (NONCE, b"short"), (NONCE + b"x", ROOT)])
def test_only_whole_hashes_are_taken(nonce, root):
    with pytest.raises(ValueError, match="32 bytes"):
        Draw(nonce, root)


def test_only_a_whole_nonce_is_committed_to():
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(b"guessable")


def test_a_log_does_not_tell_the_nonce():
    assert repr(NONCE) not in repr(Draw(NONCE, ROOT))
