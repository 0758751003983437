"""Ten thousand polls due in the same second: `python -m bench.due [--polls N] [--postgres URL]`.

How long until all are closed, how many results are shown a second after that, and how long voters of another poll
wait meanwhile. The whole program but for its web server, by the clock on the wall.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from time import perf_counter

from sqlalchemy import Engine, insert, text

from bot.compose import Ascolto, compose
from bot.domain.ballot import Choose
from bot.domain.community import Identity
from bot.domain.conversation import Tone, Typed, Vote
from bot.domain.ids import OptionId, Platform, PollId
from bot.settings import Settings
from storage import tables
from storage.engine import parse_url, sync_engine

WEB = Platform("web")
VOTERS = 20
SHOWING_SECONDS = 20


@dataclass(slots=True)
class Waits:
    seconds: list[float] = field(default_factory=list)
    failed: int = 0

    def __str__(self) -> str:
        if not self.seconds:
            return f"no vote was answered, {self.failed} failed"
        ordered = sorted(self.seconds)
        p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
        return (
            f"{len(ordered):,} votes on another poll answered meanwhile, {self.failed} failed: "
            f"p50 {p50 * 1000:,.1f} ms, p99 {p99 * 1000:,.1f} ms, the slowest {ordered[-1] * 1000:,.0f} ms"
        )


def fill(engine: Engine, polls: int, room: str, author: str, due: datetime) -> None:
    """Open polls, announced in the room, with a ballot each."""
    now = datetime.now(UTC)
    common = {
        "community_id": "home",
        "author_id": author,
        "description": "",
        "most_choices": 1,
        "secrecy": "owner",
        "results": "live",
        "may_change": True,
        "may_add_options": False,
        "electorate_kind": "self-selected",
        "state": "open",
        "opened_at": now,
        "closes_at": due,
        "notes": [],
        "created_at": now,
        "version": 1,
    }
    names = [f"due{number:05}" for number in range(polls)]
    with engine.begin() as connection:
        connection.execute(insert(tables.polls), [{"id": name, "question": f"{name}?", **common} for name in names])
        connection.execute(
            insert(tables.options),
            [
                {"poll_id": name, "number": number, "label": label, "removed": False}
                for name in names
                for number, label in enumerate(("Lake", "City"), start=1)
            ],
        )
        connection.execute(
            insert(tables.posts),
            [
                {
                    "id": f"{name}-{room}-card",
                    "poll_id": name,
                    "channel_id": room,
                    "kind": "card",
                    "reference": "1",
                    "shown_version": 1,
                    "created_at": now,
                }
                for name in names
            ],
        )


async def vote_on(ascolto: Ascolto, poll: PollId, waits: Waits, numbers: count[int]) -> None:
    """One voter after the other, each as soon as the one before was answered."""
    while True:
        number = next(numbers)
        who = Identity(WEB, f"voter{number % 500}", f"Voter {number % 500}", "en")
        asked = perf_counter()
        reply = await ascolto.desk.vote(
            Vote(sender=who, channel=ascolto.room.id, poll=poll, action=Choose((OptionId(number % 2 + 1),)))
        )
        if reply.tone is Tone.DONE:
            waits.seconds.append(perf_counter() - asked)
        else:
            waits.failed += 1
        await asyncio.sleep(0.005)


async def measure(url: str, polls: int) -> None:
    settings = Settings.model_validate({"database_url": url, "port": 0, "secret_key": "k" * 40, "timezone": "UTC"})
    async with compose(settings) as ascolto:
        boss = Identity(WEB, "boss", "Bea", "en")
        await ascolto.desk.sign_in((await ascolto.sign_in_link(timedelta(hours=1))).partition("token=")[2], boss)
        await ascolto.desk.handle(Typed(sender=boss, channel=ascolto.room.id, text="/poll Another? | Lake | City"))
        engine = sync_engine(parse_url(url))
        [(another, author)] = _ask(engine, "SELECT id, author_id FROM polls")
        fill(engine, polls, ascolto.room.id, str(author), datetime.now(UTC) - timedelta(seconds=1))
        quiet, busy, showing = Waits(), Waits(), Waits()
        await _vote_until(ascolto, PollId(str(another)), quiet, asyncio.sleep(2))
        print(f"before:  {quiet}")
        begun = perf_counter()
        working = [asyncio.create_task(duty()) for name, duty in ascolto.duties.items() if name != "web"]
        await _vote_until(ascolto, PollId(str(another)), busy, _none_left(engine, _OPEN))
        print(f"closing: {polls:,} polls in {perf_counter() - begun:,.1f} s; {busy}")
        before = _ask(engine, _SHOWN)[0][0]
        await _vote_until(ascolto, PollId(str(another)), showing, asyncio.sleep(SHOWING_SECONDS))
        shown = int(str(_ask(engine, _SHOWN)[0][0])) - int(str(before))
        print(f"showing: {shown / SHOWING_SECONDS:,.1f} results a second, each with its charts; {showing}")
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        _hold_to_account(engine, polls)
        engine.dispose()


_OPEN = "SELECT COUNT(*) FROM polls WHERE state = 'open' AND closes_at IS NOT NULL"
_SHOWN = "SELECT COUNT(*) FROM room_messages WHERE kind = 'result'"


async def _none_left(engine: Engine, question: str) -> None:
    while (await asyncio.to_thread(_ask, engine, question))[0][0]:  # noqa: ASYNC110  # only the database knows
        await asyncio.sleep(0.25)


async def _vote_until(ascolto: Ascolto, poll: PollId, waits: Waits, over: asyncio.Future[None] | object) -> None:
    numbers = count()
    voters = [asyncio.create_task(vote_on(ascolto, poll, waits, numbers)) for _ in range(VOTERS)]
    await over  # type: ignore[misc]  # anything that can be awaited
    for voter in voters:
        voter.cancel()
    await asyncio.gather(*voters, return_exceptions=True)


def _hold_to_account(engine: Engine, polls: int) -> None:
    for what, question, wanted in (
        ("closed at their deadline", "SELECT COUNT(*) FROM polls WHERE closed_at = closes_at", polls),
        ("results written down to be shown", "SELECT COUNT(*) FROM posts WHERE kind = 'result'", polls),
        (
            "shown twice",
            "SELECT COUNT(*) - COUNT(DISTINCT poll_id) FROM room_messages WHERE kind = 'result'",
            0,
        ),
    ):
        found = _ask(engine, question)[0][0]
        print(f"{what}: {found:,} of {wanted:,}{'' if found == wanted else ' WRONG'}")


def _ask(engine: Engine, question: str) -> Sequence[tuple[object, ...]]:
    with engine.execution_options(ascolto_writes=False).connect() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m bench.due", description=__doc__)
    arguments.add_argument("--polls", type=int, default=10_000)
    arguments.add_argument("--postgres", metavar="URL", help="an empty database")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="ascolto-bench-") as folder:
        os.chdir(folder)  # where the program keeps what it keeps
        asyncio.run(measure(chosen.postgres or f"sqlite:///{folder}/due.db", chosen.polls))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
