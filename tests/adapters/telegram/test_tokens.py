"""What buttons carry is short and comes back whole; whatever else comes back is nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.telegram.limits import CALLBACK_BYTES, START_CHARS
from adapters.telegram.tokens import (
    BackToOffers,
    FormStep,
    Leaf,
    Offered,
    PrivateVote,
    PrivateWithdraw,
    RoomVote,
    decode,
    encode,
    start_link,
    start_of,
)
from bot.domain.ids import ALPHABET, OptionId, PollId

polls = some.text(ALPHABET, min_size=8, max_size=8).map(PollId)
offers = some.text(ALPHABET, min_size=16, max_size=16)
small = some.integers(0, 9999)
tokens = some.one_of(
    some.builds(RoomVote, polls, small.map(OptionId)),
    some.builds(PrivateVote, polls, small, small.map(OptionId)),
    some.builds(Leaf, polls, small),
    some.builds(PrivateWithdraw, polls, small),
    some.builds(Offered, offers, small, some.booleans()),
    some.builds(BackToOffers, offers),
    some.builds(FormStep, some.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8), small, small),
)


@given(tokens)
def test_every_token_comes_back_and_fits(token):
    assert decode(encode(token)) == token
    assert len(encode(token).encode()) <= CALLBACK_BYTES


@given(some.text(max_size=80))
def test_any_bytes_are_decoded_or_refused_and_never_raise(data):
    token = decode(data)
    assert token is None or encode(token).split(":")[0] == data.split(":")[0]


@pytest.mark.parametrize(
    "data",
    [
        "",
        "v",
        "v:",
        "v:abc:1",
        "v:abcdefgh:-1",
        "v:abcdefgh:٣",
        "v:abcdefgh:1:2",
        "v:abcdefgl:1",
        "o:short:1",
        "f:A:1:1",
    ],
)
def test_forged_data_means_nothing(data):
    assert decode(data) is None


@given(some.sampled_from("vosf"), polls)
def test_a_deep_link_comes_back(kind, value):
    link = start_link("ascolto_bot", kind, value)
    payload = link.partition("start=")[2]
    assert len(payload) <= START_CHARS
    start = start_of(payload)
    assert start is not None
    assert (start.kind, start.value) == (kind, value)


@pytest.mark.parametrize("payload", ["", "v", "v_", "hello", "v_a b", "V_abc", "v_" + "x" * 63, "v_ä"])
def test_an_odd_deep_link_means_nothing(payload):
    assert start_of(payload) is None
