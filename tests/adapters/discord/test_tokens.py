"""Custom ids: every one we make comes back as it was, fits, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.limits import CUSTOM_ID_CHARS
from adapters.discord.tokens import (
    AddOption,
    BackToOffers,
    FormPage,
    Leaf,
    MarkMenu,
    Offered,
    PrivateVote,
    PrivateWithdraw,
    ReceiptWithdraw,
    RoomMenu,
    RoomVote,
    SayWhy,
    Tell,
    decode,
    encode,
    option_of,
)
from bot.domain.ids import ALPHABET, OptionId, PollId

polls = st.text(ALPHABET, min_size=8, max_size=8).map(PollId)
kept = st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=16, max_size=16)
numbers = st.integers(0, 9999)
options = numbers.map(OptionId)
tokens = st.one_of(
    st.builds(RoomVote, polls, options),
    st.builds(RoomMenu, polls),
    st.builds(PrivateVote, polls, numbers, options),
    st.builds(MarkMenu, polls, numbers, options),
    st.builds(Leaf, polls, numbers),
    st.builds(PrivateWithdraw, polls, numbers),
    st.builds(ReceiptWithdraw, polls),
    st.builds(Tell, polls),
    st.builds(AddOption, polls),
    st.builds(SayWhy, polls),
    st.builds(Offered, kept, numbers, st.just(True)),
    st.builds(Offered, kept, numbers, st.just(False), numbers),
    st.builds(BackToOffers, kept),
    st.builds(FormPage, kept, numbers),
)


@given(tokens)
def test_what_is_encoded_comes_back(token):
    text = encode(token)
    assert len(text) <= CUSTOM_ID_CHARS
    assert decode(text) == token


@given(st.text(max_size=120))
def test_any_text_is_a_token_that_encodes_to_it_or_none(text):
    token = decode(text)
    if token is not None:
        assert decode(encode(token)) == token


@pytest.mark.parametrize(
    "text",
    ["", ":", "v", "v:", "v:00000000", "v:00000000:", "v:0000000l:1", "v:00000000:-1", "v:00000000:10000", "z:00000000",
     "v:00000000:٣", "m:00000000:0", "m:00000000:0:x", "m:00000000:0:1:2", "m:00000000:0:12345",
     "o:0000000000000000", "o:short:1", "f:0000000000000000:x", "b:", "n:",
     "a:nothex!!", "s:00000000:1"],
)  # fmt: skip
def test_nothing_else_is_taken_for_one(text):
    assert decode(text) is None


def test_the_letters_never_change():
    """Buttons that were posted years ago carry them."""
    poll, offer = PollId("k3x9q2wz"), "0123456789abcdef"
    assert encode(RoomVote(poll, OptionId(2))) == "v:k3x9q2wz:2"
    assert encode(RoomMenu(poll)) == "s:k3x9q2wz"
    assert encode(Leaf(poll, 0)) == "p:k3x9q2wz:0"
    assert encode(PrivateVote(poll, 1, OptionId(2))) == "w:k3x9q2wz:1:2"
    assert encode(MarkMenu(poll, 1, OptionId(2))) == "m:k3x9q2wz:1:2"
    assert encode(PrivateWithdraw(poll, 1)) == "x:k3x9q2wz:1"
    assert encode(ReceiptWithdraw(poll)) == "r:k3x9q2wz"
    assert encode(Tell(poll)) == "n:k3x9q2wz"
    assert encode(AddOption(poll)) == "a:k3x9q2wz"
    assert encode(Offered(offer, 1)) == f"o:{offer}:1"
    assert encode(Offered(offer, 1, page=2)) == f"o:{offer}:1:2"
    assert encode(Offered(offer, 1, sure=True)) == f"k:{offer}:1"
    assert encode(BackToOffers(offer)) == f"b:{offer}"
    assert encode(FormPage(offer, 1)) == f"f:{offer}:1"


def test_entries_of_a_menu():
    assert option_of("12") == 12
    for text in ("", "x", "-1", "12345", "٣"):
        assert option_of(text) is None
