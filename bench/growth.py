"""Does a vote cost more in a large poll? `python -m bench.growth [--ballots N] [--postgres URL]`.

Two polls in one database, one with ten ballots and one with a million, filled by bulk. Batches of votes go to each in
turn, of new voters and of old ones who change their minds; then the live card of each is read as an edit reads it.
What counts is the ratio of large to small, taken side by side.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

from sqlalchemy import Engine, insert, text

from bench.votes_contenders import WEB, SystemClock
from bench.votes_halls import DURABLE, open_engine
from bot.domain.ballot import Cast, Choose, Receipt
from bot.domain.ids import OptionId, PollId, VoterKey
from bot.services.reading import read_count
from storage import tables
from storage.batch import BatchWriter
from storage.engine import async_engine, parse_url
from storage.unit_of_work import SqlUnitOfWork
from tests.postgres import NoPostgres, postgres_server

SMALL, LARGE = PollId("p2k4h8qz"), PollId("p3large0")
FEW = 10
AT_ONCE = 20_000
SIZES = (1, 100, 2000)
ROUNDS = {1: 150, 100: 60, 2000: 15}


def key(number: int) -> str:
    """Scattered, as real ones are."""
    return f"{number * 0x9E3779B97F4A7C15 % 2**64:026x}"


def fill(engine: Engine, poll: PollId, ballots: int) -> None:
    now = datetime.now(UTC)
    with engine.begin() as connection:
        if poll != SMALL:
            connection.execute(
                text(
                    "INSERT INTO polls (id, community_id, author_id, question, description, most_choices, secrecy,"
                    " results, may_change, may_add_options, electorate_kind, state, opened_at, notes, created_at,"
                    " version) SELECT :poll, community_id, author_id, question, description, most_choices, secrecy,"
                    " results, may_change, may_add_options, electorate_kind, state, opened_at, notes, created_at,"
                    " version FROM polls WHERE id = :like"
                ),
                {"poll": poll, "like": SMALL},
            )
            connection.execute(
                text(
                    "INSERT INTO options (poll_id, number, label, removed)"
                    " SELECT :poll, number, label, removed FROM options WHERE poll_id = :like"
                ),
                {"poll": poll, "like": SMALL},
            )
        for start in range(0, ballots, AT_ONCE):
            connection.execute(
                insert(tables.ballots),
                [
                    {
                        "poll_id": poll,
                        "voter_key": key(number),
                        "choices": str(number % 4 + 1),
                        "platform": WEB,
                        "channel_id": None,
                        "cast_at": now,
                        "changed_at": now,
                    }
                    for number in range(start, min(start + AT_ONCE, ballots))
                ],
            )
        for option in range(1, 5):
            connection.execute(
                insert(tables.tallies),
                {
                    "poll_id": poll,
                    "platform": WEB,
                    "option_number": option,
                    "votes": len(range(option - 1, ballots, 4)),
                },
            )
        connection.execute(insert(tables.turnouts), {"poll_id": poll, "platform": WEB, "voters": ballots})


def casts(poll: PollId, size: int, old: int, fresh: int) -> list[Cast]:
    """Nine of ten from new voters, the rest from old ones."""
    chance = random.Random(fresh)
    return [
        Cast(
            poll=poll,
            voter=VoterKey(key(chance.randrange(old) if chance.random() < 0.1 else 10**9 + fresh + number)),
            action=Choose((OptionId(chance.randrange(4) + 1),)),
            platform=WEB,
            channel=None,
        )
        for number in range(size)
    ]


def votes(writer: BatchWriter, ballots: int) -> None:
    fresh = 0
    for size in SIZES:
        seconds: dict[PollId, list[float]] = {SMALL: [], LARGE: []}
        for turn in range(ROUNDS[size] + 3):
            for poll, old in ((SMALL, FEW), (LARGE, ballots))[:: 1 if turn % 2 else -1]:
                batch = casts(poll, size, old, fresh)
                fresh += size
                begun = perf_counter()
                settled = writer.settle(batch)
                if turn >= 3:  # warm
                    seconds[poll].append((perf_counter() - begun) / size)
                assert all(isinstance(answer, Receipt) for answer in settled.answers)
        small, large = median(seconds[SMALL]), median(seconds[LARGE])
        verdict = "reached" if large <= 1.3 * small else "missed"
        print(
            f"  {size:>5,} votes at once: {small * 1e6:8,.1f} µs a vote in the small poll, {large * 1e6:8,.1f} in the"
            f" large one: {large / small:.2f} times (reach: 1.3): {verdict}",
            flush=True,
        )


async def edits(url: str) -> None:
    """What a live edit reads of the database; what it draws and sends does not know how many ballots there are."""
    engine = async_engine(parse_url(url))
    work = SqlUnitOfWork(engine)
    seconds: dict[PollId, list[float]] = {SMALL: [], LARGE: []}
    for turn in range(210):
        for poll in (SMALL, LARGE):
            begun = perf_counter()
            async with work.reading() as transaction:
                await read_count(transaction, poll, None)
            if turn >= 10:
                seconds[poll].append(perf_counter() - begun)
    await engine.dispose()
    small, large = median(seconds[SMALL]), median(seconds[LARGE])
    verdict = "reached" if large <= 1.3 * small else "missed"
    print(
        f"  a live edit: {small * 1e3:.2f} ms of the small poll, {large * 1e3:.2f} of the large one:"
        f" {large / small:.2f} times (reach: 1.3): {verdict}",
        flush=True,
    )


def measure(url: str, ballots: int) -> None:
    with ExitStack() as stack:
        engine = open_engine(parse_url(url), stack)
        fill(engine, SMALL, FEW)
        begun = perf_counter()
        fill(engine, LARGE, ballots)
        print(f"{parse_url(url).get_backend_name()}: {ballots:,} ballots filled in {perf_counter() - begun:,.0f} s")
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
        votes(BatchWriter(engine, SystemClock()), ballots)
        asyncio.run(edits(url))


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    arguments.add_argument("--ballots", type=int, default=1_000_000)
    arguments.add_argument("--postgres", metavar="URL", help="an empty database; otherwise one is started")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="ascolto-bench-") as folder:
        measure(f"sqlite:///{folder}/growth.db", chosen.ballots)
    with ExitStack() as stack:
        try:
            url = chosen.postgres or stack.enter_context(postgres_server(*DURABLE)).fresh()
        except NoPostgres as reason:
            print(f"PostgreSQL is left out: {reason}")
            return 0
        measure(url, chosen.ballots)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
