"""What a browser sends, checked and turned into the core's own terms. Everything in it is hostile until then."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from adapters.web.limits import BODY_BYTES
from adapters.web.papers import marks_in
from bot.domain.ballot import Action, Choose, Withdraw
from bot.domain.ids import EventKey, OptionId, PollId

MOST_FIELDS: Final = 200
_POLL: Final = re.compile(r"[0-9a-z]{1,32}")
_NONCE: Final = re.compile(r"[0-9a-z]{8,64}")
_BACK: Final = re.compile(r"/(?:r/[\w-]{1,60}|p/[0-9a-z]{1,32}(?:/verify)?|form/[a-z]{1,20}|decisions|)")


class TooLarge(Exception):  # named by meaning, as the domain's errors are
    pass


class NotAForm(Exception):  # likewise
    pass


@dataclass(frozen=True, slots=True)
class Form:
    """An urlencoded form: single values by name, and all values of one name."""

    pairs: Sequence[tuple[str, str]]
    values: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", dict(self.pairs))

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]


async def read_form(request: Request, most_bytes: int = BODY_BYTES) -> Form:
    """Raises TooLarge beyond `most_bytes`, NotAForm for anything that is no urlencoded UTF-8 form."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise NotAForm
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most_bytes:
            raise TooLarge
    # a long list takes a while, and nobody's vote should wait for it
    return _form(body) if len(body) <= BODY_BYTES else await asyncio.to_thread(_form, body)


def _form(body: bytearray) -> Form:
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:  # undecodable, or too many fields
        raise NotAForm from error
    if any("\x00" in value for _, value in pairs):
        raise NotAForm
    return Form(pairs)


def poll_id(raw: str) -> PollId | None:
    return PollId(raw) if _POLL.fullmatch(raw) else None


def event_key(visitor: str, nonce: str) -> EventKey | None:
    """Bound to the visitor, so that nobody can use up another's; None where the form carried none."""
    return EventKey(f"web-{visitor}-{nonce}") if _NONCE.fullmatch(nonce) else None


def ballot(form: Form) -> Action:
    """The choices of a voting form, as a set; numbers that are none become an option that does not exist."""
    if form.get("withdraw"):
        return Withdraw()
    numbers = {
        int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0 for value in form.all("choice")
    }
    return Choose(tuple(sorted([*map(OptionId, numbers), *marks_in(form.pairs)])))


def way_back(raw: str) -> str:
    """A page of our own to return to; the front page for anything else."""
    return raw if _BACK.fullmatch(raw) else "/"
