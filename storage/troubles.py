"""What a driver says, in a sentence that tells an operator what to do: the server's own words, and then ours."""

from __future__ import annotations

from typing import Final

from sqlalchemy.exc import DBAPIError

_ADVICE: Final = {
    # PostgreSQL: https://www.postgresql.org/docs/current/errcodes-appendix.html
    "28P01": "look at the user and the password in the URL",
    "28000": "the server's pg_hba.conf lets this user in from here only by another way",
    "3D000": "create the database, or look at its name in the URL: CREATE DATABASE ascolto ENCODING 'UTF8'",
    "42501": "let the owner of the tables, or of the schema, grant the right to this role",
    "53100": "make room on the server's disk",
    "53300": "the server has no connection left: raise max_connections, or stop what uses it",
    "22021": "a text holds a character that the database's encoding has no place for",
    "22P05": "a text holds a character that the database's encoding has no place for",
}
# a connection that never came about has no code with psycopg, only the server's words, and they may be translated
_PHRASES: Final = {
    "password authentication failed": "28P01",
    "no password supplied": "28P01",
    "no pg_hba.conf entry": "28000",
}
_SQLITE: Final = {
    "SQLITE_FULL": "make room on the disk",
    "SQLITE_IOERR": "look at the disk, its room and its rights",
    "SQLITE_READONLY": "look at the rights of the file and of its folder",
    "SQLITE_CANTOPEN": "look at the rights of the file and of its folder",
    "SQLITE_NOTADB": "the file is no SQLite database",
    "SQLITE_CORRUPT": "the file is damaged: restore a backup",
}


def told(error: DBAPIError) -> str:
    """One line, without the URL or a password: neither is in what the drivers say."""
    cause = error.orig
    said = " ".join(str(cause).split())
    advice = _advice(cause, said)
    return f"{said}: {advice}" if advice else said


def _advice(cause: BaseException | None, said: str) -> str | None:
    name = getattr(cause, "sqlite_errorname", None)
    if name is not None:
        return next((advice for kind, advice in _SQLITE.items() if str(name).startswith(kind)), None)
    code = getattr(cause, "sqlstate", None)
    if code is None:
        code = next((kind for phrase, kind in _PHRASES.items() if phrase in said), None)
        if code is None and 'database "' in said and "does not exist" in said:
            code = "3D000"
    return _ADVICE.get(code) if code else None
