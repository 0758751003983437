"""Who is at the other end: a signed cookie makes one browser one visitor; a token in every form proves it is ours."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from adapters.web.limits import NAME_CHARS, NOTE_BYTES, WEB
from bot.domain.community import Identity
from bot.domain.ids import encode
from bot.domain.text import say
from bot.domain.wording import clean_line
from bot.locale.speech import Speech
from bot.ports import Chance

COOKIE: Final = "ascolto"
FLASH: Final = "ascolto_note"
CODE: Final = "ascolto_code"
INVITED: Final = "ascolto_invitation"
_YEAR: Final = 365 * 24 * 3600
_FLASH_SECONDS: Final = 60
_CODE_SECONDS: Final = 600
_INVITED_SECONDS: Final = 3600
"""How long somebody may look at an invitation before accepting it."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """`known` is false for one whose cookie is being set with this very answer."""

    id: str
    name: str
    known: bool

    def called(self, speech: Speech) -> str:
        """The chosen name; until there is one, "Guest" and the last letters of the id, the same on every visit."""
        return self.name or speech.say(say("web-guest", letters=self.id[-4:].upper()))

    def identity(self, speech: Speech) -> Identity:
        return Identity(WEB, self.id, self.called(speech), speech.language)


@dataclass(frozen=True, slots=True)
class Note:
    """What the next page says. `filled`: a paper that was refused, by option, to stand there again."""

    text: str
    tone: str
    poll: str = ""
    filled: Mapping[int, str] = field(default_factory=dict)


class Visitors:
    def __init__(self, secret: str, chance: Chance, *, secure: bool) -> None:
        self._cookies = URLSafeSerializer(secret, salt="visitor")
        self._tokens = URLSafeSerializer(secret, salt="form")
        self._notes = URLSafeSerializer(secret, salt="note")
        self._codes = URLSafeSerializer(secret, salt="code")
        self._invitations = URLSafeSerializer(secret, salt="invitation")
        self._chance, self._secure = chance, secure

    def of(self, request: Request) -> Visitor:
        """The visitor of a valid cookie; a new one otherwise."""
        try:
            written = self._cookies.loads(request.cookies.get(COOKIE, ""))
        except BadSignature:
            written = None
        match written:
            case {"v": str(identity), "n": str(name)}:
                return Visitor(identity, name, known=True)
            case _:
                return Visitor(encode(self._chance.token(10)), "", known=False)

    def renamed(self, visitor: Visitor, name: str) -> Visitor:
        return Visitor(visitor.id, clean_line(name)[:NAME_CHARS].strip(), visitor.known)

    def remember(self, response: Response, visitor: Visitor) -> None:
        value = self._cookies.dumps({"v": visitor.id, "n": visitor.name})
        self._set(response, COOKIE, str(value), _YEAR)

    # ------------------------------------------------------------ forms

    def token(self, visitor: Visitor) -> str:
        """Stands in every form; only this visitor's browser can have it."""
        return str(self._tokens.dumps(visitor.id))

    def is_ours(self, visitor: Visitor, token: str) -> bool:
        return visitor.known and hmac.compare_digest(self.token(visitor).encode(), token.encode())

    def nonce(self) -> str:
        """Makes one form act once, however often it is sent."""
        return encode(self._chance.token(10))

    # ------------------------------------------------------------ a note for the next page

    def leave_note(self, response: Response, visitor: Visitor, note: Note) -> None:
        """What a browser would drop as too large is shortened, with an ellipsis."""
        cut = note.text
        kept = {"v": visitor.id, "o": note.tone, "p": note.poll, "f": [*note.filled.items()]}
        while len(value := str(self._notes.dumps({**kept, "t": cut}))) > NOTE_BYTES:
            cut = f"{cut[: len(cut) * 4 // 5]}…"
        self._set(response, FLASH, value, _FLASH_SECONDS)

    def take_note(self, request: Request, visitor: Visitor) -> Note | None:
        try:
            note = self._notes.loads(request.cookies.get(FLASH, ""))
        except BadSignature:
            return None
        if not isinstance(note, dict) or note.get("v") != visitor.id:
            return None
        filled = {int(option): str(value) for option, value in note.get("f", ())}
        return Note(str(note.get("t", "")), str(note.get("o", "")), str(note.get("p", "")), filled)

    def drop_note(self, response: Response) -> None:
        response.delete_cookie(FLASH, path="/", secure=self._secure, httponly=True, samesite="lax")

    # ------------------------------------------------------------ a one-time code on its way to the button

    def carry_code(self, response: Response, code: str) -> None:
        self._set(response, CODE, str(self._codes.dumps(code)), _CODE_SECONDS)

    def carried_code(self, request: Request) -> str:
        """Empty where none came."""
        try:
            return str(self._codes.loads(request.cookies.get(CODE, "")))
        except BadSignature:
            return ""

    def drop_code(self, response: Response) -> None:
        response.delete_cookie(CODE, path="/", secure=self._secure, httponly=True, samesite="lax")

    # ------------------------------------------------------------ an invitation on its way out of the address

    def carry_invitation(self, response: Response, visitor: Visitor, token: str) -> None:
        self._set(response, INVITED, str(self._invitations.dumps({"v": visitor.id, "i": token})), _INVITED_SECONDS)

    def invitation(self, request: Request, visitor: Visitor) -> str:
        """Empty where this visitor came with none."""
        try:
            carried = self._invitations.loads(request.cookies.get(INVITED, ""))
        except BadSignature:
            return ""
        match carried:
            case {"v": str(identity), "i": str(token)} if identity == visitor.id:
                return token
            case _:
                return ""

    def drop_invitation(self, response: Response) -> None:
        response.delete_cookie(INVITED, path="/", secure=self._secure, httponly=True, samesite="lax")

    def _set(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(name, value, max_age=seconds, path="/", secure=self._secure, httponly=True, samesite="lax")
