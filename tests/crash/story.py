"""Voting while the program is killed again and again: who was told what, and what is there in the end.

Every life of the program ends with kill -9: after so many acknowledged votes, or so long after its start, whatever it
is doing then; where there are two processes, one of them or both. Before each end a poll is launched whose deadline
falls into the time when nothing runs, or just after the next start. Moments and wishes come from one seed.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, text

from adapters.web.client import allow_many_connections
from storage.engine import parse_url, sync_engine
from tests.crash.checker import check_end, check_votes
from tests.crash.ledger import Announced, Ledger
from tests.crash.voters import Browser, Crowd, Gone, NobodyThere
from tests.journeys.processes import free_port

ROOT = Path(__file__).parents[2]
SECRET = "crash-test-" + "k" * 40
PATIENCE = 90.0
"""Seconds until something that must happen is called missing."""
QUICK = 60
"""Seconds from a quick poll's launch to its deadline."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Plan:
    seed: int
    kills: int
    voters: int = 2000
    together: int = 250
    votes_a_life: tuple[int, int] = (40, 1600)
    """Least and most acknowledged votes until a kill; some lives end earlier, within seconds of their start."""


@dataclass(slots=True)
class Program:
    """The processes on one database, each always on the same port."""

    url: str
    folder: Path
    ports: list[int]
    ahead: float = 0.0
    """Seconds by which the program's clock goes before the real one."""
    running: dict[int, asyncio.subprocess.Process] = field(default_factory=dict)
    token: str = ""

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    async def spawn(self, port: int) -> None:
        self.running[port] = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.crash.process", str(self.ahead)),
            cwd=self.folder,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "DATABASE_URL": self.url,
                "PORT": str(port),
                "SECRET_KEY": SECRET,
                "TIMEZONE": "UTC",
                "COMMUNITY_LANGUAGE": "en",
                "LEASE_SECONDS": "2",
                "LOG_LEVEL": "error",
            },
            stdout=asyncio.subprocess.PIPE,
        )

    async def listens(self, port: int) -> None:
        output = self.running[port].stdout
        assert output is not None
        async with asyncio.timeout(PATIENCE):
            line = (await output.readline()).decode()
        assert line.startswith("http"), f"the program ended by itself: {line!r}"
        self.token = line.split()[1]

    async def kill(self, ports: list[int]) -> None:
        for port in ports:
            self.running[port].kill()
        for port in ports:
            await self.running[port].wait()

    async def stop(self) -> None:
        for process in self.running.values():
            if process.returncode is None:
                process.terminate()
        async with asyncio.timeout(PATIENCE):
            for process in self.running.values():
                await process.wait()


@dataclass(slots=True)
class Story:
    plan: Plan
    program: Program
    engine: Engine
    crowd: Crowd
    boss: Browser
    chance: random.Random
    tell: Callable[[str], None]

    async def command(self, line: str, event: str) -> None:
        """Said by the organiser, again until it is answered; the event makes it act once."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    answer = await self.boss.post(
                        self.chance.choice(self.program.ports),
                        "/r/general/say",
                        {"text": line, "event": event},
                        X_Fragment="reply",
                    )
                except (Gone, NobodyThere):
                    await asyncio.sleep(0.1)
                    continue
                if answer.status == 200:
                    return
                assert answer.status in (429, 503), answer
                await asyncio.sleep(0.5)

    async def launch(self, question: str, more: str, *, most: int, closes_at: bool) -> None:
        await self.command(f"/poll {question} | Lake | City | Hill | Sea {more} --in all", f"launch{question:0>12}")
        [(poll, due)] = self._ask("SELECT id, closes_at FROM polls WHERE question = :q", q=question)
        assert (due is not None) == closes_at
        when = _EPOCH + timedelta(microseconds=due) if closes_at else None
        self.crowd.ledger.polls[poll] = Announced(poll, question, 4, most, when)

    def _ask(self, sql: str, **arguments: object) -> list[tuple[object, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(sql), arguments)]

    # ------------------------------------------------------------ the lives

    async def begin(self) -> None:
        first, *others = self.program.ports
        await self.program.spawn(first)
        await self.program.listens(first)
        for port in others:
            await self.program.spawn(port)
            await self.program.listens(port)
        answer = await self.boss.post(first, "/sign-in", {"token": self.program.token})
        assert answer.status == 303, answer
        await self.command("/connect lounge", "connectlounge")
        await self.launch("main", "--multi 2", most=2, closes_at=False)
        self.crowd.gate.set()

    async def live_and_die(self, number: int) -> None:
        await self.launch(f"quick{number}", "--for 1 minute", most=1, closes_at=True)
        await self.crowd.ledger.until(self.chance.randint(*self.plan.votes_a_life))
        ports = self.program.ports
        dying = list(ports) if self.chance.random() < 0.5 else [self.chance.choice(ports)]
        await self.program.kill(dying)
        found = check_votes(self.engine, self.crowd.ledger)
        assert not found, self.failed(f"after kill {number}", found)
        if len(dying) == len(ports):
            # it was due while nothing ran, or falls due just after the start
            due = max(poll.closes_at for poll in self.crowd.ledger.polls.values() if poll.closes_at)
            later = (due - self.program.now()).total_seconds() + self.chance.uniform(-2, 30)
            self.program.ahead += max(0.0, later)
        for port in dying:
            await self.program.spawn(port)
        if self.chance.random() < 0.25:
            # not even begun, or in the middle of catching up
            await asyncio.sleep(self.chance.uniform(0.0, 2.5))
            await self.program.kill(dying)
            for port in dying:
                await self.program.spawn(port)
        for port in dying:
            await self.program.listens(port)

    async def end(self) -> None:
        """Everybody's last wish is answered, the main poll is closed, everything due is shown; the program stops."""
        due = [poll.closes_at for poll in self.crowd.ledger.polls.values() if poll.closes_at]
        if due and max(due) > self.program.now():
            await self.program.kill(list(self.program.ports))
            self.program.ahead += (max(due) - self.program.now()).total_seconds()
            for port in self.program.ports:
                await self.program.spawn(port)
                await self.program.listens(port)
        await self.command(f"/close {next(iter(self.crowd.ledger.polls))}", "closethemainpoll")
        try:
            async with asyncio.timeout(PATIENCE):
                while not self.at_rest():  # noqa: ASYNC110  # what another process does cannot set an event here
                    await asyncio.sleep(0.1)
        except TimeoutError:
            self.tell("never came to rest")  # the checker says what is missing
        await self.program.stop()
        found = check_end(self.engine, self.crowd.ledger, self.program.now())
        assert not found, self.failed("at the end", found)

    def at_rest(self) -> bool:
        [(running,)] = self._ask("SELECT COUNT(*) FROM polls WHERE state = 'open'")
        [(waiting,)] = self._ask(
            "SELECT COUNT(*) FROM posts JOIN polls ON polls.id = posts.poll_id WHERE posts.failed IS NULL"
            " AND (posts.reference IS NULL OR posts.kind = 'card' AND posts.shown_version < polls.version)"
        )
        return not running and not waiting

    def failed(self, when: str, found: list[str]) -> str:
        return "\n".join([f"seed {self.plan.seed}, {when}: {len(found)} findings", *found[:20]])


async def survive(url: str, folder: Path, plan: Plan, tell: Callable[[str], None]) -> Ledger:
    """Raises AssertionError with the seed and what was found."""
    allow_many_connections()
    tell(f"seed {plan.seed}, {plan.kills} kills, {plan.voters} voters, {parse_url(url).get_backend_name()}")
    async with _story(url, folder, plan, tell) as story:
        await story.begin()
        voting = asyncio.ensure_future(story.crowd.run())
        try:
            for number in range(1, plan.kills + 1):
                living = asyncio.ensure_future(story.live_and_die(number))
                await asyncio.wait({living, voting}, return_when=asyncio.FIRST_COMPLETED)
                if voting.done():
                    living.cancel()
                    await voting
                await living
                ledger = story.crowd.ledger
                tell(
                    f"kill {number}: {ledger.acknowledged} acknowledged, {ledger.withdrawn} of them withdrawals, "
                    f"{ledger.refused} too late, {ledger.unanswered} unanswered"
                )
            story.crowd.is_over = True
            await asyncio.wait_for(voting, PATIENCE)
        finally:
            voting.cancel()
        await story.end()
        return story.crowd.ledger


@asynccontextmanager
async def _story(url: str, folder: Path, plan: Plan, tell: Callable[[str], None]) -> AsyncIterator[Story]:
    chance = random.Random(plan.seed)
    on_sqlite = url.startswith("sqlite")
    # SQLite is one process's alone; on PostgreSQL a voter meets now one, now the other
    program = Program(url, folder, [free_port() for _ in range(1 if on_sqlite else 2)])
    voters = [
        Browser(SECRET, f"voter{number:05}", f"10.{number // 65536}.{number // 256 % 256}.{number % 256}")
        for number in range(plan.voters)
    ]
    crowd = Crowd(Ledger(), voters, program.ports, chance, plan.together)
    boss = Browser(SECRET, "organiser", "10.255.0.1")
    engine = sync_engine(parse_url(url)).execution_options(ascolto_writes=False)
    try:
        yield Story(plan, program, engine, crowd, boss, chance, tell)
    finally:
        for process in program.running.values():
            if process.returncode is None:
                process.kill()
                await process.wait()
        for browser in (*voters, boss):
            await browser.close()
        engine.dispose()
