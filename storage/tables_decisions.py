"""What belongs to decisions: the nonces of their draws."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, Text

from storage.schema import Moment, metadata

draws = Table(
    "draws",
    metadata,
    Column("poll_id", Text, ForeignKey("polls.id"), primary_key=True),
    # in hexadecimal; a secret until its poll is over: no backup holds it before (storage/moving/secrets.py)
    Column("nonce", Text, CheckConstraint("length(nonce) = 64", name="nonce_is_32_bytes"), nullable=False),
    Column("made_at", Moment, nullable=False),
)
