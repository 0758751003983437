"""Identifiers. Each kind has its own type, so that mypy refuses a voter key where a person is meant."""

from __future__ import annotations

from typing import NewType

PollId = NewType("PollId", str)
OptionId = NewType("OptionId", int)
"""1, 2, 3 … within a poll, in the order of adding; never reused, so a removed option keeps its number."""
PersonId = NewType("PersonId", str)
VoterKey = NewType("VoterKey", str)
"""Pseudonymous voter within a poll; one ballot per key by constraint."""
CommunityId = NewType("CommunityId", str)
ChannelId = NewType("ChannelId", str)
PostId = NewType("PostId", str)
Subject = NewType("Subject", str)
"""What a community follows up: the id of a decision's poll, or of an idea; written like a poll's."""
Platform = NewType("Platform", str)
RepeatId = NewType("RepeatId", str)
"""Of a repeated poll: written like a poll's."""
JobId = NewType("JobId", str)
"""Made of what causes the job, so that the same cause enqueues it once: letters, digits, "-", ":" and "."."""
EventKey = NewType("EventKey", str)
"""What a platform calls one delivery (update id, interaction id, form nonce): seen twice, it acts once."""

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: no i, l, o, u, so that a person can read an id aloud."""


POLL_ID_CHARS = 8


def is_poll_id(text: str) -> bool:
    """Whether a poll could be called so: what is not must not be asked of a database, which may choke on it."""
    return len(text) == POLL_ID_CHARS and all(letter in ALPHABET for letter in text)


def encode(raw: bytes) -> str:
    """`raw` as lower-case Crockford base 32, most significant bit first; 5 bytes give 8 letters."""
    number, letters = int.from_bytes(raw, "big"), (len(raw) * 8 + 4) // 5
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(letters)))
