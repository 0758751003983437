"""People vote on and on while their database fails and comes back: what each was told, and what is there in the end."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.ballot import Withdraw
from bot.domain.conversation import Tone
from bot.domain.ids import PollId
from bot.domain.tally.plurality import recount
from tests.house import House

VOTERS = 60


@dataclass
class Outage:
    """`hold` makes voters vote until the database failed them all, and after `mend` answers them all again."""

    home: House
    poll: PollId
    chance: random.Random = field(default_factory=lambda: random.Random(5))
    possible: dict[int, set[tuple[int, ...]]] = field(default_factory=dict)
    served: set[int] = field(default_factory=set)
    """Who was answered with a receipt since this was last emptied."""
    failed: set[int] = field(default_factory=set)
    """Who was told that their vote may not be stored."""
    refusals: int = 0
    most_waiting: int = 0
    _turn: asyncio.Event = field(default_factory=asyncio.Event)

    async def voter(self, who: int) -> None:
        self.possible[who] = {()}
        while True:
            wish = (self.chance.randint(1, 3),) if self.chance.random() < 0.8 else ()
            self.possible[who].add(wish)
            reply = await self.home.vote(self.poll, who, *wish, action=None if wish else Withdraw())
            self.most_waiting = max(self.most_waiting, self.home.box.statistics.waiting)
            if reply.tone is Tone.DONE:
                self.possible[who] = {wish}
                self.served.add(who)
            else:
                assert not reply.stored, reply
                assert "may not be stored" in reply.text
                assert "Vote again" in reply.text
                self.failed.add(who)
                self.refusals += 1
                await asyncio.sleep(0.01)  # nobody hammers at the button quicker than that
            self._turn.set()

    async def until(self, reached: Callable[[], bool]) -> None:
        async with asyncio.timeout(90):
            while not reached():
                self._turn.clear()
                await self._turn.wait()

    async def until_all_are_served(self) -> None:
        self.served.clear()
        await self.until(lambda: len(self.served) == VOTERS)

    async def until_all_have_failed(self) -> None:
        self.failed.clear()
        await self.until(lambda: len(self.failed) == VOTERS)

    async def findings(self) -> list[str]:
        async with self.home.work.reading() as work:
            ballots, tally = await work.ballots.all(self.poll), await work.ballots.tally(self.poll)
            people = {who: await work.people.find(self.home.platform.platform, f"f{who}") for who in self.possible}
        found = [] if tally == recount(ballots) else ["the tally is not the recount"]
        held = {ballot.voter: tuple(ballot.choices) for ballot in ballots}
        for who, allowed in self.possible.items():
            person = people[who]
            stored = held.get(person.id, ()) if person is not None else ()
            if stored not in allowed:
                found.append(f"voter {who}: {stored} is stored, and they were told {allowed}")
        return found


async def live_through(
    home: House, fail: Callable[[], object], mend: Callable[[], object], *, seconds: float = 0.0
) -> Outage:
    """Votes go on before, during and after; away for `seconds` at least, and until everybody has noticed."""
    await home.type("/poll Where? | Lake | City | Hill")
    outage = Outage(home, (await home.latest()).id)
    async with asyncio.TaskGroup() as group:
        voters = [group.create_task(outage.voter(who)) for who in range(VOTERS)]
        await outage.until_all_are_served()
        await asyncio.to_thread(fail)
        away = group.create_task(asyncio.sleep(seconds))
        await outage.until_all_have_failed()
        await away
        await asyncio.to_thread(mend)
        await outage.until_all_are_served()
        for voter in voters:
            voter.cancel()
    return outage
