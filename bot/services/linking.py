"""One human being with accounts on several platforms: tied together by a code, and counted once from then on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.domain import lifecycle
from bot.domain.community import Person
from bot.domain.errors import BadInput, WrongState
from bot.domain.ids import ALPHABET, EventKey, PollId, VoterKey, encode
from bot.domain.text import say
from bot.ports import Chance, Clock, UnitOfWork, Work
from bot.services.access import Access, Actor
from bot.services.merging import merge_ballots, settle_strays
from bot.services.once import once

VALID: Final = timedelta(minutes=10)
CODE_BYTES: Final = 10
"""80 bits: a code that is valid for minutes is not guessed."""


@dataclass(frozen=True, slots=True)
class Linked:
    accounts: Sequence[Person]
    merged: int
    """Open polls in which both had voted, and one ballot was withdrawn."""


class Linking:
    """Every method may raise StoreUnavailable; then nothing was changed. `on_change` is told which polls changed."""

    def __init__(
        self, work: UnitOfWork, access: Access, clock: Clock, chance: Chance, on_change: Callable[[PollId], None]
    ) -> None:
        self._work, self._access, self._clock, self._chance = work, access, clock, chance
        self._on_change = on_change

    async def code(self, actor: Actor) -> str:
        """To be entered once, on another platform, within VALID; the one before is good for nothing any more."""
        letters = encode(self._chance.token(CODE_BYTES))
        async with self._work.writing() as work:
            await work.links.keep_code(actor.person.id, _digest(letters), self._clock.now() + VALID)
        return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))

    async def link(self, actor: Actor, code: str, event: EventKey | None) -> Linked:
        """Whoever made the code and whoever enters it are one from now on. Raises BadInput and WrongState."""
        letters = "".join(letter for letter in code.lower() if letter not in " -\u2010\u2011\u2013")
        if len(letters) != (CODE_BYTES * 8 + 4) // 5 or any(letter not in ALPHABET for letter in letters):
            raise BadInput(say("link-code-wrong"), part=code[:40])
        now = self._clock.now()
        changed: list[PollId] = []
        merged = 0
        async with self._work.writing() as work:
            await once(work, event, now)
            taken = await work.links.take_code(_digest(letters))
            # a clock that was set back must not make a code live longer than it was given
            if taken is None or not now < taken[1] <= now + VALID:
                raise BadInput(say("link-code-wrong"), part=code[:40])
            ours = await work.links.accounts(taken[0])
            theirs = await work.links.accounts(actor.person.id)
            if ours[0].id == theirs[0].id:
                raise WrongState(say("link-same"))
            into = VoterKey(ours[0].id)
            for account in theirs:
                await work.links.count_as(account.id, ours[0].id)
            keys = [VoterKey(account.id) for account in theirs]
            # in one order, so that two transactions that lock several polls wait for each other in it
            for number in sorted({*await work.links.open_polls_of(keys), *await _secret_polls_of(work, theirs)}):
                poll = lifecycle.as_of(await work.polls.lock(number), now)
                if not poll.is_open:
                    continue
                if poll.rules.secret:
                    merged += await settle_strays(work, poll)
                for key in keys:
                    merged += await merge_ballots(work, number, key, into)
                changed.append(number)
            accounts = await work.links.accounts(actor.person.id)
        self._access.relinked(accounts)
        for number in changed:
            self._on_change(number)
        return Linked(accounts, merged)

    async def accounts(self, actor: Actor) -> Sequence[Person]:
        async with self._work.reading() as work:
            return await work.links.accounts(actor.person.id)

    async def unlink(self, actor: Actor, event: EventKey | None) -> None:
        """This account is on its own again; the others stay together.

        Raises WrongState where it is linked with none, and while a ballot of theirs stands in an open poll: the account
        that lost it could vote there once more.
        """
        async with self._work.writing() as work:
            await once(work, event, self._clock.now())
            accounts = await work.links.accounts(actor.person.id)
            if len(accounts) < 2:
                raise WrongState(say("unlink-none"))
            voted = [
                *await work.links.open_polls_of([VoterKey(account.id) for account in accounts]),
                *await _secret_polls_of(work, accounts),
            ]
            if voted:
                poll = await work.polls.get(voted[0])
                raise WrongState(say("unlink-voted", count=len(voted), question=poll.question))
            left = [account for account in accounts if account.id != actor.person.id]
            await work.links.count_as(actor.person.id, None)
            if actor.person.id == accounts[0].id:
                await work.links.count_as(left[0].id, None)
                for account in left[1:]:
                    await work.links.count_as(account.id, left[0].id)
        self._access.relinked(accounts)


async def _secret_polls_of(work: Work, accounts: Sequence[Person]) -> list[PollId]:
    """Running ones in which any of the accounts has a ballot."""
    took_part = {number for account in accounts for number in await work.secrecy.took_part(account.id)}
    return sorted([number for number in took_part if (await work.polls.get(number)).is_open])


def _digest(letters: str) -> str:
    return hashlib.sha256(f"link {letters}".encode()).hexdigest()
