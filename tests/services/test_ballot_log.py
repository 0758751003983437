"""Sealing at the close where nobody may know whose ballot is whose: what is opened, and what is forgotten."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Any, cast

import pytest

from bot.domain.ballot import Cast, Choose
from bot.domain.community import Community, Identity
from bot.domain.ids import OptionId, Platform, PollId, VoterKey
from bot.domain.lifecycle import cancel, close
from bot.domain.poll import Poll, Rules, Secrecy
from bot.services.asking import NewPoll, checked
from bot.services.ballot_log import LEAST_OPENED, seal, shred, unseal
from storage.memory import MemoryBallotBox, MemoryUnitOfWork
from tests.builders import COMMUNITY, NOON, ORGANISER, poll
from tests.fakes.clock import FakeChance, FakeClock

POLL = PollId("p0000001")


class Untied(StrEnum):
    """A promise by which nobody can tie a ballot to a person."""

    NOBODY = "nobody"

    @property
    def ties_ballots(self) -> bool:
        return False


NOBODY = cast(Secrecy, Untied.NOBODY)


class Hall:
    def __init__(self) -> None:
        clock = FakeClock()
        self.work = MemoryUnitOfWork(clock)
        self.box = MemoryBallotBox(self.work, clock, chance=FakeChance())

    async def vote(self, *voters: str) -> None:
        for voter in voters:
            wish = Choose((OptionId(1),))
            await self.box.cast(Cast(poll=POLL, voter=VoterKey(voter), action=wish, platform=Platform("web")))

    async def end(self, step: Any) -> Poll:
        async with self.work.writing() as work:
            ended: Poll = step(await work.polls.lock(POLL))
            await work.polls.save(ended)
            await (seal(work, ended, NOON) if step is closed else shred(work, ended))
            return ended


def closed(running: Poll) -> Poll:
    return close(running, NOON, by_deadline=False)


def cancelled(running: Poll) -> Poll:
    return cancel(running, NOON, "rain")


@pytest.fixture
async def hall(request: pytest.FixtureRequest) -> Hall:
    hall = Hall()
    async with hall.work.writing() as work:
        await work.communities.ensure(Community(id=COMMUNITY, name="Choir", language="en", timezone="UTC"))
        await work.people.recognise(Identity(Platform("web"), "1", "Bea"), ORGANISER)
        await work.polls.add(poll(number=POLL, rules=Rules(secrecy=request.param, receipts=True)))
    return hall


def ties(hall: Hall) -> int:
    return len(hall.work.tables.ballot_keys)


@pytest.mark.parametrize(
    ("hall", "voters", "opened", "tied"),
    [
        (Secrecy.OWNER, 1, 1, 1),
        (Secrecy.NAMED, 7, 7, 7),
        (NOBODY, LEAST_OPENED - 1, 0, 0),
        (NOBODY, LEAST_OPENED, LEAST_OPENED, 0),
    ],
    indirect=["hall"],
)
async def test_what_is_opened_at_the_close_and_what_stays_tied(hall: Hall, voters: int, opened: int, tied: int) -> None:
    await hall.vote(*(f"v{number}" for number in range(voters)))
    await hall.end(closed)
    async with hall.work.reading() as work:
        assert len(await work.ballot_log.openings(POLL)) == opened
        head = await work.ballot_log.last_head(POLL)
        assert head is not None
        assert head.size == voters
    assert ties(hall) == tied
    assert not any(hall.work.tables.waiting_leaves.values())


@pytest.mark.parametrize(("hall", "tied"), [(Secrecy.OWNER, 6), (NOBODY, 0)], indirect=["hall"])
async def test_of_a_cancelled_poll_nothing_is_opened(hall: Hall, tied: int) -> None:
    await hall.vote(*"abcdef")
    await hall.end(cancelled)
    async with hall.work.reading() as work:
        assert await work.ballot_log.openings(POLL) == []
    assert ties(hall) == tied


@pytest.mark.parametrize("hall", [Secrecy.OWNER], indirect=True)
async def test_reopening_takes_the_openings_back(hall: Hall) -> None:
    await hall.vote("a")
    ended = await hall.end(closed)
    async with hall.work.writing() as work:
        await unseal(work, ended)
        assert await work.ballot_log.openings(POLL) == []
        plain = replace(ended, rules=Rules())
        for step in (unseal(work, plain), shred(work, plain), seal(work, plain, NOON)):
            await step
        assert await work.ballot_log.openings(POLL) == []


@pytest.mark.parametrize(
    ("rules", "receipts"),
    [(Rules(), False), (Rules(receipts=True), True), (Rules(secrecy=NOBODY), True)],
)
def test_who_must_not_be_told_whose_ballot_it_is_is_owed_a_receipt(rules: Rules, receipts: bool) -> None:
    new = NewPoll(community=COMMUNITY, question="Where?", options=("a", "b"), rules=rules)
    assert checked(new, ORGANISER, NOON, POLL).rules.receipts is receipts
