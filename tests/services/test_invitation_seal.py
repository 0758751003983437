"""Links of invitations: what we did not sign is refused before the database is asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import ALPHABET, PollId
from bot.services.invitation_seal import TOKEN_CHARS, InvitationSeal

SEAL, POLL = InvitationSeal("a secret"), PollId("abcd2345")
chances = st.binary(min_size=16, max_size=16)


@given(chances)
def test_a_link_names_its_poll_and_survives_capitals_and_spaces(chance):
    token = SEAL.token(POLL, chance)
    assert len(token) == TOKEN_CHARS
    assert SEAL.poll_of(token) == SEAL.poll_of(f" {token.upper()}\n") == POLL
    assert SEAL.digest(token) == SEAL.digest(token.upper())


@given(chances, st.integers(0, TOKEN_CHARS - 1), st.sampled_from(ALPHABET))
def test_a_changed_letter_makes_it_nobodys(chance, place, letter):
    token = SEAL.token(POLL, chance)
    changed = token[:place] + letter + token[place + 1 :]
    assert (SEAL.poll_of(changed) is None) == (changed != token)


@given(st.text(max_size=80))
def test_made_up_links_are_nobodys(text):
    assert SEAL.poll_of(text) is None


@given(chances)
def test_another_key_signs_other_links(chance):
    assert InvitationSeal("another").poll_of(SEAL.token(POLL, chance)) is None


def test_an_address_is_one_guest_of_one_poll():
    assert SEAL.guest(POLL, "Ada@Example.org") == SEAL.guest(POLL, "ada@example.ORG")
    assert len({SEAL.guest(POLL, "a@b.it"), SEAL.guest(PollId("abcd2346"), "a@b.it"), SEAL.guest(POLL, "b@b.it")}) == 3
