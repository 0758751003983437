"""Voters at the web page: each a browser with a cookie and one connection, that votes, changes and withdraws."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from itsdangerous import URLSafeSerializer

from adapters.web.visitors import COOKIE, FLASH
from bot.domain.text import say
from bot.locale.speech import speech
from tests.crash.ledger import NOTHING, Choices, Ledger

TOO_LATE = speech("en", "UTC").say(say("refused-too-late"))
TRY_AGAIN = speech("en", "UTC").say(say("error-vote-store"))


class Gone(Exception):
    """The connection broke before the answer was there."""


class NobodyThere(Exception):
    """Nobody listens: nothing was sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    cookies: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a receipt, and whether they are good news."""

    words: str
    is_done: bool


@dataclass(slots=True)
class Browser:
    """Signed cookies and tokens are made here, as an earlier visit would have left them."""

    secret: str
    visitor: str
    address: str
    """Where it seems to come from, by way of a proxy that the program trusts."""
    _port: int = 0
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None
    _cookie: str = field(init=False)
    _token: str = field(init=False)

    def __post_init__(self) -> None:
        written = URLSafeSerializer(self.secret, salt="visitor").dumps({"v": self.visitor, "n": ""})
        self._cookie = f"{COOKIE}={written!s}"
        self._token = str(URLSafeSerializer(self.secret, salt="form").dumps(self.visitor))

    async def post(self, port: int, path: str, form: Mapping[str, object], **headers: str) -> Answer:
        """Raises Gone or NobodyThere. The connection is kept for the next time."""
        body = urlencode({"csrf": self._token, **form}, doseq=True).encode()
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        request = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {self._cookie}\r\nAccept-Language: en\r\n"
            f"X-Forwarded-For: {self.address}\r\nContent-Type: application/x-www-form-urlencoded\r\n{more}"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        if self._writer is None or self._port != port or self._writer.is_closing():
            await self._connect(port)
        assert self._reader is not None
        assert self._writer is not None
        try:
            self._writer.write(request.encode() + body)
            return await _read(self._reader)
        except (OSError, EOFError, asyncio.LimitOverrunError) as error:
            await self.close()
            raise Gone from error

    async def _connect(self, port: int) -> None:
        await self.close()
        try:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError as error:
            raise NobodyThere from error
        self._port = port

    async def vote(self, port: int, poll: str, choices: Choices, *, as_script: bool) -> Told | None:
        """What the receipt says; None where the answer is none, such as too many requests. Raises as `post` does."""
        form: dict[str, object] = {"choice": sorted(choices)} if choices else {"withdraw": "1"}
        headers = {"X_Fragment": "card"} if as_script else {}
        answer = await self.post(port, f"/p/{poll}/vote", {**form, "back": f"/p/{poll}"}, **headers)
        if answer.status == 200 and as_script:
            receipt = json.loads(answer.body)["receipt"]
            return Told(receipt["text"], receipt["tone"] == "done")
        if answer.status == 303:
            note = URLSafeSerializer(self.secret, salt="note").loads(answer.cookies[FLASH])
            return Told(note["t"], note["o"] == "done")
        return None

    async def close(self) -> None:
        writer, self._reader, self._writer = self._writer, None, None
        if writer is not None:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    cookies: dict[str, str] = {}
    length = 0
    for line in head[1:]:
        name, _, value = line.partition(": ")
        if name.lower() == "set-cookie":
            key, _, rest = value.partition("=")
            cookies[key] = rest.partition(";")[0]
        elif name.lower() == "content-length":
            length = int(value)
    return Answer(int(head[0].split()[1]), cookies, (await reader.readexactly(length)).decode())


@dataclass(slots=True)
class Crowd:
    """`together` of the voters act at any time; the others rest with what they were told."""

    ledger: Ledger
    voters: list[Browser]
    ports: list[int]
    chance: random.Random
    together: int
    is_over: bool = False
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """Open while there is something to vote on."""

    async def run(self) -> None:
        """Until told that it is over; then everybody's last act is answered first."""
        self.chance.shuffle(self.voters)
        async with asyncio.TaskGroup() as group:
            for _ in range(self.together):
                group.create_task(self._take_turns())

    async def _take_turns(self) -> None:
        while not self.is_over:
            await self.gate.wait()
            voter = self.voters.pop(0)
            await self.act(voter)
            self.voters.append(voter)

    async def act(self, voter: Browser) -> None:
        """One wish, sent again until it has an answer that says what became of it."""
        newest = list(self.ledger.polls.values())
        poll = newest[0] if self.chance.random() < 0.6 else newest[-1]
        wish = NOTHING
        if self.chance.random() > 0.2:
            wish = frozenset(self.chance.sample(range(1, poll.options + 1), self.chance.randint(1, poll.most)))
        as_script = self.chance.random() < 0.2
        certain = self.ledger.held(poll.id, voter.visitor)
        while True:
            self.ledger.tries(poll.id, voter.visitor, wish)
            try:
                told = await voter.vote(self.chance.choice(self.ports), poll.id, wish, as_script=as_script)
            except NobodyThere:
                self.ledger.possible[poll.id, voter.visitor] = certain
                await asyncio.sleep(0.2)
                continue
            except Gone:
                self.ledger.unanswered += 1
                certain = self.ledger.held(poll.id, voter.visitor)
                await asyncio.sleep(0.05)
                continue
            if told is not None and told.is_done:
                self.ledger.stored(poll.id, voter.visitor, wish)
                return
            if told is not None and TOO_LATE in told.words:
                self.ledger.too_late(poll.id, voter.visitor, certain)
                return
            if told is not None and told.words != TRY_AGAIN:
                self.ledger.complaints.append(f"{voter.visitor} heard of {poll.id}: {told.words}")
            self.ledger.not_stored += 1
            certain = self.ledger.held(poll.id, voter.visitor)
            await asyncio.sleep(0.1)
