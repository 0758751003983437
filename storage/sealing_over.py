"""Changing a whole database over: every identity sealed, or every one open again."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import structlog
from sqlalchemy import URL, Connection, Table, Text, bindparam, select, type_coerce, update
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import StoreUnavailable
from storage.engine import sync_engine
from storage.sealing import MARK, AesSivSeal, Seal, WrongSealingKey
from storage.tables import notes, people, room_messages

log = structlog.get_logger(__name__)

ROWS_AT_ONCE: Final = 1000
_PROOF: Final = "sealing-proof"
"""Key of the note by which the right key is recognised."""
_PROVEN: Final = "the same key opens this"


async def settle_identities(url: URL, secret: str, *, sealing: bool) -> Seal | None:
    """Bring every stored identity into the wanted state, in one transaction; the seal to work with, None where open.

    Nothing is done where it is so already. Raises WrongSealingKey where the database was sealed with another key,
    StoreUnavailable where it is away.
    """
    return await asyncio.to_thread(_settle, url, secret, sealing)


def _settle(url: URL, secret: str, sealing: bool) -> Seal | None:
    engine = sync_engine(url)
    try:
        with engine.begin() as connection:
            proof = connection.execute(select(notes.c.text).where(notes.c.key == _PROOF)).scalar_one_or_none()
            if proof is None and not sealing:
                return None
            seal = AesSivSeal(secret)
            if proof is not None:
                _must_be_the_key(proof, seal)
            # also where it is sealed already: a program that did not seal may have written in between
            rows = _columns(connection, people, ("native_id", "name"), seal, sealing=sealing)
            rows += _columns(connection, room_messages, ("author_name",), seal, sealing=sealing)
            connection.execute(notes.delete().where(notes.c.key == _PROOF))
            if sealing:
                connection.execute(notes.insert().values(key=_PROOF, text=seal.close(_PROVEN), expires_at=None))
        if rows:
            log.info("identities.sealed" if sealing else "identities.opened", rows=rows)
    except DBAPIError as error:
        raise StoreUnavailable(str(error.orig)) from error
    finally:
        engine.dispose()
    return seal if sealing else None


def _columns(connection: Connection, table: Table, names: tuple[str, ...], seal: Seal, *, sealing: bool) -> int:
    """Page by page in order of the key, in one transaction: all or none."""
    key = next(iter(table.primary_key))
    changed, last = 0, None
    while True:
        columns = [type_coerce(table.c[name], Text).label(name) for name in names]
        page = select(key.label("key"), *columns).order_by(key).limit(ROWS_AT_ONCE)
        rows = connection.execute(page if last is None else page.where(key > last)).all()
        if not rows:
            return changed
        last = rows[-1].key
        new = [
            {"row_key": row.key, **{f"new_{name}": _changed(getattr(row, name), seal, sealing) for name in names}}
            for row in rows
            if any(_changed(getattr(row, name), seal, sealing) != getattr(row, name) for name in names)
        ]
        if new:
            values: Any = {name: type_coerce(bindparam(f"new_{name}"), Text) for name in names}
            connection.execute(update(table).where(key == bindparam("row_key")).values(values), new)
            changed += len(new)


def _changed(text: str, seal: Seal, sealing: bool) -> str:
    if not text:
        return text
    opened = _opened(text, seal)
    if sealing:
        return seal.close(text) if opened is None else text
    return text if opened is None else opened


def _opened(text: str, seal: Seal) -> str | None:
    """None for an open text: also for one that somebody made look like a sealed one."""
    if not text.startswith(MARK):
        return None
    try:
        return seal.open(text)
    except WrongSealingKey:
        return None


def _must_be_the_key(proof: str, seal: Seal) -> None:
    try:
        seal.open(proof)
    except WrongSealingKey as error:
        raise WrongSealingKey(
            "the identities in this database are sealed with another SECRET_KEY: set the one they were sealed with"
        ) from error
