"""Whether anybody can tie a ballot of a secret poll to a person, once it is over, with everything that an operator has.

Two polls run side by side in the real program, on the web and on Telegram, with the same voters choosing the same: one
promises *nobody can*, the other *owner sees*. Every attack is made on both. On the second it has to succeed, or it
would prove nothing; on the first it must not be better than guessing.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from adapters.telegram.limits import TELEGRAM
from adapters.telegram.tokens import RoomVote, encode
from bot.domain.community import Identity
from bot.domain.conversation import Typed
from bot.domain.ids import OptionId, PersonId, PollId
from bot.logs import OURS, configure
from bot.settings import LogFormat
from storage.schema import EPOCH
from tests.attack import attacks
from tests.attack.attacks import right
from tests.attack.loot import Loot, backup_of, raw_of, tables_of
from tests.telegramhouse import TelegramHouse, said, telegram_house
from tests.webhouse import Browserless

ON_THE_WEB, ON_TELEGRAM = 12, 6
VOTERS = ON_THE_WEB + ON_TELEGRAM
LUCK = 9
"""So many of 18 are guessed right by chance less than once in a million attacks (1/9! · 1/e)."""
SECRET = "a secret key that the operator has of course, 0123456789"


@dataclass
class Story:
    """What happened, and what was taken at which moment."""

    secret: PollId
    owner: PollId
    truth: dict[str, str] = field(default_factory=dict)
    """By name, the option's number."""
    order: list[str] = field(default_factory=list)
    moments: dict[str, tuple[float, float]] = field(default_factory=dict)
    """By name, from when to when somebody could have been seen voting, in microseconds."""
    keys: dict[str, str] = field(default_factory=dict)
    """The voter keys while it ran, by name."""
    seen: list[str] = field(default_factory=list)
    """The secret poll as somebody who only looks on saw it after each vote."""
    first_backup: Loot | None = None
    running: Loot | None = None
    over: Loot | None = None
    last: str = ""
    """Who voted between the two backups that were made while it ran."""


ONE_BY_ONE = httpx.Limits(max_keepalive_connections=0)
"""A connection for each request: the program closes idle ones, and may do so just when the next request comes."""


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers
    root.handlers = []
    configure("debug", LogFormat.JSON, (SECRET,), file=tmp_path / "ascolto.log")
    yield tmp_path / "ascolto.log"
    logging.captureWarnings(False)
    for handler in root.handlers:
        handler.close()
    for ours in OURS:
        logging.getLogger(ours).setLevel(logging.NOTSET)
    root.setLevel(level)
    root.handlers = handlers
    structlog.reset_defaults()


async def loot(url: str, log: Path, story: Story, folder: Path, earlier: Loot | None = None) -> Loot:
    """Beside the running program, which must be able to end a transaction that it is in the middle of."""
    return await asyncio.to_thread(_loot, url, log, story, folder, earlier)


def _loot(url: str, log: Path, story: Story, folder: Path, earlier: Loot | None) -> Loot:
    backups = dict(earlier.backups) if earlier is not None else {}
    backups[f"backup {len(backups) + 1}"] = backup_of(url, folder / "ascolto.backup")
    return Loot(tables_of(url), raw_of(url), backups, log.read_text(), SECRET, tuple(story.order))


@asynccontextmanager
async def told(folder: Path, url: str, log: Path) -> Any:
    """The story, up to the end of both polls and the wiping after it."""
    chance = random.Random(7)
    async with telegram_house(folder, url=url, secret_key=SECRET, lease_seconds=30) as house:
        boss = await house.organiser()
        group = house.server.supergroup("Choir")
        await house.connect(group, boss)
        options = " | ".join(f"Dish {number:02}" for number in range(1, VOTERS + 1))
        polls = []
        for line in (f"/poll What shall we eat? | {options} --secret", f"/poll And again? | {options}"):
            before = len(said(group))
            await group.says(boss, line)
            await house.until(
                lambda before=before: any("What" in m.words or "again" in m.words for m in said(group)[before:])
            )
            polls.append((await house.poll()).id)
            house.clock.advance(seconds=10)
        story = Story(*polls)
        card = next(each for each in said(group) if each.buttons)
        base = f"http://127.0.0.1:{house.ascolto.server.port}"
        async with httpx.AsyncClient(base_url=base, follow_redirects=True, timeout=60, limits=ONE_BY_ONE) as looking:
            onlooker = Browserless(looking)
            people = [f"Voter {number}" for number in range(1, VOTERS + 1)]
            chance.shuffle(people)
            # what is taken before the last vote takes its time, in which Telegram may have been given up
            people.append(people.pop(next(place for place, name in enumerate(people) if _is_on_the_web(name))))
            dishes = list(range(1, VOTERS + 1))
            chance.shuffle(dishes)
            for place, (name, dish) in enumerate(zip(people, dishes, strict=True)):
                story.truth[name] = str(dish)
                house.clock.advance(seconds=chance.randint(5, 50))
                if place == VOTERS - 1:
                    story.last = name
                    story.first_backup = await loot(url, log, story, folder)
                cast = _on_the_web if _is_on_the_web(name) else _on_telegram
                began = _micros(house)
                await cast(house, base, card, story, name, dish)
                story.moments[name] = began, _micros(house)
                story.order.append(name)
                await onlooker.open(f"/p/{story.secret}")
                story.seen.append(_counts(onlooker.page))
        story.running = await loot(url, log, story, folder, story.first_backup)
        await _keys_of(house, story)
        for poll in polls:
            house.clock.advance(seconds=30)
            organiser = Identity(TELEGRAM, str(boss.id), "Bea", "en")
            line = Typed(sender=organiser, channel=None, event=None, text=f"/close {poll}")
            await house.ascolto.desk.handle(line)
            assert await _is_closed(house, poll)
        await house.until(lambda: _is_wiped(house))
        house.clock.advance(seconds=90)
        await house.ascolto.announcing.sweep()
        story.over = await loot(url, log, story, folder, story.running)
        yield story


async def _on_the_web(house: TelegramHouse, base: str, _card: object, story: Story, name: str, dish: int) -> None:
    async with httpx.AsyncClient(
        base_url=base, follow_redirects=True, timeout=60, limits=ONE_BY_ONE, headers={"accept-language": "en"}
    ) as client:
        voter = Browserless(client)
        await voter.open("/r/general")
        await voter.send("/name", {"name": name, "back": "/r/general"})
        for poll in (story.secret, story.owner):
            await voter.vote(poll, dish)
            assert voter.status == 200
        # whatever somebody does besides must not give them away either
        await voter.open("/r/general")
        await voter.say("/myvotes")
        assert f"Dish {dish:02} (secret)" in voter.words
        await voter.say(f"/results {story.secret}")
        await voter.say(f"/notify {story.secret}")
        await voter.say("/mydata")


async def _on_telegram(house: TelegramHouse, _base: str, card: Any, story: Story, name: str, dish: int) -> None:
    person = house.server.user(1000 + int(name.split()[1]), name, language_code="en")
    for poll in (story.secret, story.owner):
        tap = await person.taps_raw(card, encode(RoomVote(poll, OptionId(dish))))
        await house.until(tap.answered.done)
        assert f"Dish {dish:02}" in (await tap.answered).text


async def _keys_of(house: TelegramHouse, story: Story) -> None:
    running = story.running
    assert running is not None
    async with house.ascolto.work.reading() as work:
        for row in attacks.people(running):
            key = await work.secrecy.voter_key(story.secret, PersonId(row["id"]))
            assert key is not None
            story.keys[row["name"]] = key


async def _is_closed(house: TelegramHouse, poll: PollId) -> bool:
    async with house.ascolto.work.reading() as work:
        return not (await work.polls.get(poll)).is_open


async def _is_wiped(house: TelegramHouse) -> bool:
    async with house.ascolto.work.reading() as work:
        return await work.notes.find("secrecy-to-be-wiped", house.clock.now()) is None


def _is_on_the_web(name: str) -> bool:
    return int(name.split()[1]) <= ON_THE_WEB


def _micros(house: TelegramHouse) -> float:
    return (house.clock.now() - EPOCH).total_seconds() * 1_000_000


def _counts(page: str) -> str:
    return " ".join(re.findall(r"\d+ votes?\b|\d+ people voted|Not enough votes yet", page))


async def test_nobody_can(database: str, tmp_path: Path, log: Path) -> None:
    async with told(tmp_path, database, log) as story:
        no_attack_ties_a_ballot_to_a_person(story)
        nothing_is_left_over(story)
        what_is_shown_moves_by_five_at_least(story)


def no_attack_ties_a_ballot_to_a_person(story: Story) -> None:
    over, running = story.over, story.running
    assert over is not None
    assert running is not None
    assert story.first_backup is not None
    assert Counter(row["choices"] for row in over.rows("ballots", poll_id=story.secret)) == Counter(
        story.truth.values()
    )

    def best(tried: Mapping[str, attacks.Guess]) -> tuple[int, str]:
        return max((right(guess, story.truth), attack) for attack, guess in tried.items())

    for attack in (
        lambda poll: attacks.by_join(over, poll),
        lambda poll: attacks.by_order(over, poll),
        lambda poll: attacks.by_time(over, poll, story.moments),
        lambda poll: attacks.by_computing(over, poll),
    ):
        assert best(attack(story.owner))[0] == VOTERS
        hits, how = best(attack(story.secret))
        assert hits < LUCK, how

    # while it ran, whoever had the database and the secret could: that is said, and proves that this attack works
    assert best(attacks.by_computing(running, story.secret))[0] == VOTERS
    # with the backups alone, or the database without the secret, not even then
    stolen = Loot(running.tables, running.raw, running.backups, running.log, "another secret")
    assert best(attacks.by_computing(stolen, story.secret))[0] == 0

    for poll, told_by in ((story.owner, 1), (story.secret, 0)):
        first = Loot({}, {}, {"it": story.first_backup.backups["backup 1"]}, "", "")
        second = Loot({}, {}, {"it": running.backups["backup 2"]}, "", "")
        assert best(attacks.by_difference(first, second, "it", poll, story.last))[0] == told_by


def nothing_is_left_over(story: Story) -> None:
    over, running = story.over, story.running
    assert over is not None
    assert running is not None
    (wrapped,) = (row["wrapped"] for row in running.rows("poll_keys", poll_id=story.secret))
    secrets = {"the wrapped key": wrapped, **{f"the key of {name}": key for name, key in story.keys.items()}}
    # it can be found while it is there
    assert len(attacks.left_over(running, secrets)) > VOTERS
    assert attacks.left_over(over, secrets) == []
    assert {row["person_id"] for row in over.rows("participations", poll_id=story.secret)} == {
        row["id"] for row in attacks.people(over)
    }
    for table in ("poll_keys", "held_ballots", "held_counts"):
        assert over.rows(table) == []
    # in one go: no row is older than another, or says anything of the order by its place
    for table in ("ballots", "participations"):
        assert len({row.get("age") for row in over.rows(table, poll_id=story.secret)}) == 1
    standing = attacks.participants_in_bytes(over, story.secret)
    assert standing
    for order in standing.values():
        assert order in (sorted(order), sorted(order, reverse=True))
    # nor does a line of the log name both a voter and what they chose
    for line in over.log.splitlines():
        for row in attacks.people(over):
            assert row["id"] not in line
            assert row["name"] not in line


def what_is_shown_moves_by_five_at_least(story: Story) -> None:
    totals = [int((re.findall(r"(\d+) people voted", seen) or ["0"])[0]) for seen in story.seen]
    steps = [after - before for before, after in itertools.pairwise(totals) if after != before]
    assert steps == [5, 5]
    assert VOTERS - totals[-1] >= 5
