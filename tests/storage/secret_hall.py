"""A secret poll and an ordinary one over a real database, and people who vote in both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clock import SystemChance
from bot.domain.ballot import Cast, Choose, Receipt
from bot.domain.community import Community, Identity
from bot.domain.ids import OptionId, PersonId, Platform, PollId, VoterKey
from bot.domain.poll import Rules, Secrecy
from storage.ballot_box import GroupCommitBallotBox
from storage.engine import async_engine, parse_url, sync_engine
from storage.migrate import migrate
from storage.poll_keys import WrappedPollKeys
from storage.turns import Turns, turns_of
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import COMMUNITY, ORGANISER, poll
from tests.fakes.clock import FakeClock

SECRET, OWNER = PollId("p0000001"), PollId("p0000002")
WEB = Platform("web")


@dataclass
class SecretHall:
    work: SqlUnitOfWork
    box: GroupCommitBallotBox
    engine: AsyncEngine
    turns: Turns
    clock: FakeClock
    people: Sequence[PersonId]

    async def cast(self, person: PersonId, option: int, poll: PollId = SECRET) -> Receipt:
        wish = Choose((OptionId(option),))
        return await self.box.cast(Cast(poll=poll, voter=VoterKey(person), action=wish, platform=WEB))


@asynccontextmanager
async def secret_hall(database: str, voters: int, secret: str = "a secret") -> AsyncIterator[SecretHall]:
    url, clock = parse_url(database), FakeClock()
    await migrate(url)
    people = [PersonId(f"person{number:05}") for number in range(voters)]
    async with AsyncExitStack() as stack:
        engine = async_engine(url)
        stack.push_async_callback(engine.dispose)
        writer = sync_engine(url)
        stack.callback(writer.dispose)
        turns, keys = turns_of(engine.dialect.name), WrappedPollKeys(secret, SystemChance())
        work = SqlUnitOfWork(engine, turns=turns, poll_keys=keys)
        async with work.writing() as transaction:
            await transaction.communities.ensure(Community(id=COMMUNITY, name="Choir", language="en", timezone="UTC"))
            await transaction.people.recognise(Identity(WEB, "bea", "Bea"), ORGANISER)
            await transaction.people.recognise_all([(Identity(WEB, each, each), each) for each in people])
            for number, secrecy in ((SECRET, Secrecy.NOBODY), (OWNER, Secrecy.OWNER)):
                await transaction.polls.add(poll(number=number, rules=Rules(secrecy=secrecy)))
            await transaction.secrecy.begin(SECRET)
        box = await stack.enter_async_context(GroupCommitBallotBox(writer, clock, turns=turns, poll_keys=keys))
        yield SecretHall(work, box, engine, turns, clock, people)
