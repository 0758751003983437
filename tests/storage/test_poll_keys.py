"""The keys of secret polls as they are wrapped."""

from __future__ import annotations

from bot.clock import SystemChance
from bot.domain.ids import PersonId, PollId
from bot.domain.voter_keys import secret_voter
from storage.poll_keys import WrappedPollKeys

POLL, OTHER = PollId("p0000001"), PollId("p0000002")


def test_a_key_is_given_back_to_the_same_secret_and_poll_alone():
    keys = WrappedPollKeys("a secret", SystemChance())
    key = keys.fresh()
    wrapped = keys.wrap(POLL, key)
    assert key.hex() not in wrapped
    assert keys.unwrap(POLL, wrapped) == key
    assert keys.unwrap(OTHER, wrapped) is None
    assert WrappedPollKeys("another", SystemChance()).unwrap(POLL, wrapped) is None
    for broken in ("", "?", wrapped[:-4], "A" + wrapped[1:] if wrapped[0] != "A" else "B" + wrapped[1:]):
        assert keys.unwrap(POLL, broken) is None
    assert keys.wrap(POLL, key) != wrapped


def test_a_voter_key_is_hmac_sha_256_in_26_letters():
    # RFC 4231, test case 1: the first 16 bytes of the digest, in Crockford's letters
    key = secret_voter(b"\x0b" * 20, PersonId("Hi There"))
    assert len(key) == 26
    digest = int("b0344c61d8db38535ca8afceaf0bf12b", 16)
    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    assert key == "".join(letters[(digest >> (5 * place)) & 31] for place in reversed(range(26)))
