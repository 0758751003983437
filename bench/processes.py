"""Two processes that store votes in one PostgreSQL, beside one: `python -m bench.processes [--postgres URL]`.

Each runs a ballot box of its own, with 1,000 voters who vote again as soon as they are answered. All vote in one poll,
so that its row is what they queue for; then each process in a poll of its own. In the end every tally is recounted.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from itertools import count
from statistics import median
from time import perf_counter

from sqlalchemy import Engine, text

from bench.growth import key
from bench.votes_contenders import POLL, WEB, SystemClock
from bench.votes_halls import DURABLE, open_engine
from bot.domain.ballot import Cast, Choose
from bot.domain.ids import OptionId, PollId, VoterKey
from storage.ballot_box import GroupCommitBallotBox
from storage.engine import parse_url, sync_engine
from tests.postgres import NoPostgres, postgres_server

VOTERS = 1000
SECONDS = 3.0
ROUNDS = 3
POLLS = (POLL, PollId("p9other0"))


async def vote(url: str, poll: PollId, first: int) -> int:
    """How many votes were stored from the moment the word was given."""
    engine, numbers, stored = sync_engine(parse_url(url)), count(first), 0
    async with GroupCommitBallotBox(engine, SystemClock()) as box:

        async def cast() -> None:
            number = next(numbers)
            await box.cast(
                Cast(
                    poll=poll,
                    voter=VoterKey(key(number)),
                    action=Choose((OptionId(number % 4 + 1),)),
                    platform=WEB,
                    channel=None,
                )
            )

        await cast()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.readline)
        over = perf_counter() + SECONDS

        async def voter() -> None:
            nonlocal stored
            while perf_counter() < over:
                await cast()
                stored += 1

        await asyncio.gather(*(voter() for _ in range(VOTERS)))
    engine.dispose()
    return stored


def together(url: str, polls: tuple[PollId, ...], numbers: count[int]) -> float:
    """Votes a second of as many processes as polls are named."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.processes", "--vote", url, poll, str(next(numbers) * 10**7)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for poll in polls
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return sum(int(process.communicate()[0]) for process in running) / SECONDS


def is_honest(engine: Engine) -> bool:
    with engine.connect() as connection:
        ballots = connection.execute(text("SELECT poll_id, choices, COUNT(*) FROM ballots GROUP BY poll_id, choices"))
        counted = Counter({(poll, int(choices)): number for poll, choices, number in ballots})
        rows = connection.execute(text("SELECT poll_id, option_number, votes FROM tallies"))
        return counted == Counter({(poll, option): votes for poll, option, votes in rows})


def measure(url: str) -> int:
    with ExitStack() as stack:
        engine = open_engine(parse_url(url), stack)
        with engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO polls SELECT (polls.p).* FROM (SELECT jsonb_populate_record(p, jsonb_build_object("
                    "'id', CAST(:other AS text))) AS p FROM polls AS p) AS polls"
                ),
                {"other": POLLS[1]},
            )
            connection.execute(
                text("INSERT INTO options SELECT :other, number, label, added_by, removed, merged_into FROM options"),
                {"other": POLLS[1]},
            )
        numbers = count(1)
        plans = {"one process": POLLS[:1], "two, one poll": (POLL, POLL), "two, two polls": POLLS}
        rates: dict[str, list[float]] = {name: [] for name in plans}
        for _ in range(ROUNDS):
            for name, polls in plans.items():
                rates[name].append(together(url, polls, numbers))
        alone = median(rates["one process"])
        for name, found in rates.items():
            print(
                f"{name:16}{median(found):>10,.0f} votes/s"
                f"{median(found) / alone:8.2f} times one (reach: 1.3 with cores)"
            )
        honest = is_honest(engine)
        print(f"tally {'equals' if honest else 'DIFFERS FROM'} recount in both polls")
        return 0 if honest else 1


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m bench.processes", description=__doc__)
    arguments.add_argument("--postgres", metavar="URL", help="an empty database; otherwise one is started")
    arguments.add_argument("--vote", nargs=3, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.vote:
        url, poll, first = chosen.vote
        print(asyncio.run(vote(url, PollId(poll), int(first))))
        return 0
    with ExitStack() as stack:
        try:
            url = chosen.postgres or stack.enter_context(postgres_server(*DURABLE)).fresh()
        except NoPostgres as reason:
            print(f"left out: {reason}")
            return 0
        return measure(url)


if __name__ == "__main__":
    raise SystemExit(main())
