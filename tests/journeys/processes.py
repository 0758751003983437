"""Several processes of the program on one PostgreSQL, as an operator starts them, and visitors of their pages."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bot.domain.ids import CommunityId
from bot.domain.poll import Poll
from bot.domain.tally.plurality import recount
from storage.engine import async_engine, parse_url
from storage.unit_of_work import SqlUnitOfWork
from tests.patience import PATIENCE
from tests.platforms.telegram_server import TelegramServer
from tests.webhouse import Browserless

ROOT = Path(__file__).parents[2]
"""Real seconds until something that must happen is called missing."""
LEASE_SECONDS = 3


@dataclass
class Process:
    roles: str
    running: asyncio.subprocess.Process
    base: str
    """Where it answers."""
    words: list[str] = field(default_factory=list)
    """What it printed and logged, line by line."""
    reading: list[asyncio.Task[None]] = field(default_factory=list)

    async def kill(self) -> None:
        """As a machine that loses its power."""
        self.running.kill()
        await self.gone()

    async def stop(self) -> int:
        """As an operator does; its exit code."""
        self.running.send_signal(signal.SIGTERM)
        await self.gone()
        assert self.running.returncode is not None
        return self.running.returncode

    async def gone(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.running.wait()
            await asyncio.gather(*self.reading)

    async def ready(self) -> str:
        """What /readyz says now, whatever the status."""
        async with httpx.AsyncClient() as client:
            return (await client.get(f"{self.base}/readyz")).text

    async def figure(self, sample: str) -> float:
        """A number of /metrics, by its name with its labels."""
        async with httpx.AsyncClient() as client:
            lines = (await client.get(f"{self.base}/metrics")).text.splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.rpartition(" ")[0] == sample)


@dataclass
class Processes:
    """Starts them; `telegram` is the fake that they talk to where there is one."""

    url: str
    folder: Path
    telegram: TelegramServer | None = None
    started: list[Process] = field(default_factory=list)
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    async def start(self, roles: str, **settings: str) -> Process:
        """Once it answers."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": self.url,
            "PUBLIC_URL": "http://127.0.0.1:1",
            "PORT": "0",
            "SECRET_KEY": "k" * 40,
            "LOG_FORMAT": "json",
            "LEASE_SECONDS": str(LEASE_SECONDS),
            "TIMEZONE": "Europe/Rome",
            **settings,
        }
        if self.telegram is not None:
            environment["TELEGRAM_TOKEN"] = self.telegram.token
            environment["TELEGRAM_API_URL"] = self.telegram.base_url.removesuffix("/bot")
        running = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run", "--role", roles),
            cwd=self.folder,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        process = Process(roles, running, "")
        process.reading += [
            asyncio.create_task(read(stream, process.words)) for stream in (running.stdout, running.stderr)
        ]
        self.started.append(process)
        await until(lambda: said(process, r"answers on (\S+)/readyz") or running.returncode is not None)
        process.base = said(process, r"answers on (\S+)/readyz")
        assert process.base, process.words
        return process

    def visitor(self, process: Process) -> Browserless:
        client = httpx.AsyncClient(
            base_url=process.base, follow_redirects=True, timeout=20, headers={"accept-language": "en"}
        )
        self.clients.append(client)
        return Browserless(client)

    async def organiser(self, process: Process) -> Browserless:
        """Somebody who opened the link that a web process printed."""
        await until(lambda: said(process, r"token=(\S+)"))
        token = said(process, r"token=(\S+)")
        boss = self.visitor(process)
        await boss.open(f"/sign-in?token={token}")
        await boss.send("/sign-in", {"token": token})
        return boss

    async def latest(self) -> Poll:
        async with reading(self.url) as work:
            return (await work.polls.recent(CommunityId("home"), limit=1))[0]

    async def count(self, poll: Poll) -> dict[str, int]:
        """Votes by the label of the option; the kept tally is the recount of the ballots."""
        async with reading(self.url) as work:
            tally, ballots = await work.ballots.tally(poll.id), await work.ballots.all(poll.id)
        assert tally == recount(ballots)
        assert len({ballot.voter for ballot in ballots}) == len(ballots) == tally.voters
        return {option.label: tally.votes(option.id) for option in poll.options}


@asynccontextmanager
async def reading(url: str) -> AsyncIterator[object]:
    engine = async_engine(parse_url(url))
    try:
        async with SqlUnitOfWork(engine).reading() as work:
            yield work
    finally:
        await engine.dispose()


@asynccontextmanager
async def processes(url: str, folder: Path, telegram: TelegramServer | None = None) -> AsyncIterator[Processes]:
    started = Processes(url, folder, telegram)
    try:
        yield started
    finally:
        for client in started.clients:
            await client.aclose()
        for process in started.started:
            if process.running.returncode is None:
                process.running.kill()
            await process.gone()


async def read(stream: asyncio.StreamReader | None, words: list[str]) -> None:
    assert stream is not None
    while line := await stream.readline():
        words.append(line.decode("utf-8", "replace").rstrip())


def said(process: Process, pattern: str) -> str:
    """The first group of the first line that matches; empty where none does yet."""
    for line in process.words:
        found = re.search(pattern, line)
        if found is not None:
            return found[1] if found.re.groups else found[0]
    return ""


async def until(
    true: Callable[[], object] | Callable[[], Awaitable[object]], what: str = "", within: float = PATIENCE
) -> None:
    """Wait for what another process does."""
    try:
        async with asyncio.timeout(within):
            while True:
                found = true()
                if asyncio.iscoroutine(found):
                    found = await found
                if found:
                    return
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"never so: {what or true}") from None


async def live(visitor: Browserless, path: str, wanted: str) -> None:
    """Listen to a page's events until one is `wanted`, as its script does."""
    async with asyncio.timeout(PATIENCE), visitor.client.stream("GET", path, timeout=PATIENCE) as stream:
        async for line in stream.aiter_lines():
            if line == f"event: {wanted}":
                return
    raise AssertionError(f"{path} ended without {wanted}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
