"""Inviting people by links of their own, and letting in whoever comes with one."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from bot.domain import lifecycle
from bot.domain.audit import Act
from bot.domain.community import Identity
from bot.domain.electorate import Invited
from bot.domain.errors import NotFound, WrongState
from bot.domain.guest_list import Guest, GuestList, read_guests
from bot.domain.ids import EventKey, PollId, VoterKey
from bot.domain.poll import Cancelled, Closed, Draft, Poll
from bot.domain.text import say
from bot.locale.speech import Speech
from bot.ports import Chance, Clock, UnitOfWork
from bot.ports.invitations import Invitation, Used
from bot.services.access import Access
from bot.services.exports import safe
from bot.services.invitation_seal import CHANCE_BYTES, InvitationSeal
from bot.services.once import AlreadyHandled, once
from bot.services.recording import record, record_of

AT_ONCE: Final = 2_000
"""Links a transaction: votes have their turn in between."""
REMEMBERED: Final = timedelta(days=7)
"""That a list was handled; platforms repeat themselves within a day."""


@dataclass(frozen=True, slots=True)
class Guests:
    """What became of a list: a file with a link in each line, and how many could not be invited."""

    file: bytes
    made: int
    broken: int
    used: int
    """Whose link was used before: they keep it."""


class Invitations:
    """`let_in` is told who may vote from now on. May raise StoreUnavailable; no link was given out then."""

    def __init__(
        self,
        work: UnitOfWork,
        access: Access,
        clock: Clock,
        chance: Chance,
        seal: InvitationSeal,
        public_url: str,
        let_in: Callable[[PollId, VoterKey], None],
    ) -> None:
        self._work, self._access, self._clock, self._chance = work, access, clock, chance
        self._seal, self._public_url, self._let_in = seal, public_url, let_in

    async def invite(
        self, poll: Poll, text: str, spoken: Speech, event: EventKey | None, *, at_the_machine: bool = False
    ) -> Guests:
        """One link for each line. Raises BadInput for the list as a whole, WrongState where the poll is for no guests.

        Somebody who was invited before under the same address gets a new link, and the old one is good for nothing any
        more; who used theirs keeps it, so that nobody ever has two votes by being invited twice.
        """
        now = self._clock.now()
        _must_be_for_guests(lifecycle.as_of(poll, now))
        async with self._work.reading() as work:
            # asked before anything is done: a repetition must not replace the links that were handed out
            if event is not None and await work.notes.find(f"invited-{event}", now) is not None:
                raise AlreadyHandled
        guests, tokens = await asyncio.to_thread(self._prepared, poll.id, text)
        made = [
            Invitation(
                self._seal.guest(poll.id, guest.email) if guest.email else self._digest(tokens[at]),
                self._digest(tokens[at]),
            )
            for at, guest in enumerate(guests.guests)
        ]
        used: set[str] = set()
        for start in range(0, len(made), AT_ONCE):
            async with self._work.writing() as work:
                used.update(await work.invitations.invite(poll.id, made[start : start + AT_ONCE], now))
                # with the last: links of a delivery that broke off were handed to nobody, and the next makes others
                if start + AT_ONCE >= len(made):
                    await once(work, event, now)
                    if event is not None:
                        await work.notes.keep(f"invited-{event}", "", now + REMEMBERED)
                    by = partial(record_of, work, None, None) if at_the_machine else partial(record, work)
                    await by(Act.INVITED, poll.community, now, poll.id, {"people": str(len(made))})
        kept = frozenset(each.guest for each in made if each.guest in used)
        file = await asyncio.to_thread(self._written, guests, tokens, [each.guest in kept for each in made], spoken)
        return Guests(file, len(made) - _count(made, kept), len(guests.broken), _count(made, kept))

    async def look(self, token: str) -> Poll:
        """The poll that a link is for, which nothing is done to. Raises NotFound and WrongState as `accept` does."""
        number = self._seal.poll_of(token)
        if number is None:
            raise NotFound(say("invitation-unknown"))
        async with self._work.reading() as work:
            try:
                poll = lifecycle.as_of(await work.polls.get(number), self._clock.now())
            except NotFound as error:
                raise NotFound(say("invitation-unknown")) from error
        if isinstance(poll.state, Closed | Cancelled):
            raise WrongState(say("invitation-expired"))
        return poll

    async def accept(self, token: str, identity: Identity) -> Poll:
        """From now on this person may vote in the poll that the link is for; twice is once.

        Raises NotFound for a link that is none of ours or was replaced, WrongState for one that another person used or
        whose poll is over.
        """
        poll = await self.look(token)
        actor = await self._access.recognise(identity)
        async with self._work.writing() as work:
            # when somebody came is nobody's business in a secret poll
            at = poll.created_at if poll.rules.secret else self._clock.now()
            used = await work.invitations.use(poll.id, self._digest(token), actor.person.id, at)
        match used:
            case Used.BY_ANOTHER:
                raise WrongState(say("invitation-used"))
            case Used.UNKNOWN:
                raise NotFound(say("invitation-unknown"))
            case Used.NOW | Used.BEFORE:
                self._let_in(poll.id, actor.voter)
                return poll

    # ------------------------------------------------------------

    def _digest(self, token: str) -> str:
        return self._seal.digest(token)

    def _prepared(self, poll: PollId, text: str) -> tuple[GuestList, list[str]]:
        guests = read_guests(text)
        return guests, [self._seal.token(poll, self._chance.token(CHANCE_BYTES)) for _ in guests.guests]

    def _written(self, listed: GuestList, tokens: list[str], used: list[bool], spoken: Speech) -> bytes:
        """In the order of the lines: a link each, or why there is none. RFC 4180, with a byte-order mark."""
        was_used = spoken.say(say("guest-used"))
        rows: list[tuple[int, list[str]]] = []
        for guest, token, kept in zip(listed.guests, tokens, used, strict=True):
            rows.append((guest.line, self._row(guest, "" if kept else token, was_used if kept else "")))
        for broken in listed.broken:
            words = [safe(broken.text), "", "", spoken.say(broken.problem)]
            rows.append((broken.line, words))
        out = io.StringIO(newline="")
        written = csv.writer(out)
        titles = (say("csv-line"), say("csv-name"), say("csv-email"), say("csv-link"), say("csv-problem"))
        written.writerow([spoken.say(title) for title in titles])
        written.writerows([line, *cells] for line, cells in sorted(rows))
        return out.getvalue().encode("utf-8-sig")

    def _row(self, guest: Guest, token: str, problem: str) -> list[str]:
        link = f"{self._public_url}/i/{token}" if token else ""
        return [safe(guest.name), safe(guest.email), link, problem]


def _count(made: list[Invitation], kept: Collection[str]) -> int:
    return sum(each.guest in kept for each in made)


def _must_be_for_guests(poll: Poll) -> None:
    if isinstance(poll.state, Closed | Cancelled):
        raise WrongState(say("error-not-open"))
    if isinstance(poll.state, Draft):
        raise WrongState(say("error-invite-draft"))
    if not isinstance(poll.rules.eligibility, Invited):
        raise WrongState(say("error-invite-anyone"))
