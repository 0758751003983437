"""Who is acting, in which role and language; and the one-time link that makes the first organiser."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.community import Community, Identity, Person, Role
from bot.domain.errors import StoreUnavailable
from bot.domain.ids import CommunityId, PersonId, Platform, VoterKey, encode
from bot.domain.wording import clean_line
from bot.locale.speech import LANGUAGES, Speech, best_language, speech
from bot.ports import Chance, Clock, UnitOfWork, Work

NAME_CHARS = 60
VOTERS_KEPT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A recognised person within the community, and how to speak to them."""

    person: Person
    community: Community
    role: Role
    speech: Speech

    @property
    def organises(self) -> bool:
        return self.role is Role.ORGANISER

    @property
    def voter(self) -> VoterKey:
        """One key per person: the count and `/myvotes` find a person's ballots by it, and never by a name."""
        return VoterKey(self.person.id)


class Access:
    def __init__(
        self,
        work: UnitOfWork,
        clock: Clock,
        chance: Chance,
        community: CommunityId,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._work, self._clock, self._chance, self._community = work, clock, chance, community
        self._on_change = on_change
        # what a vote needs to know of a person never changes but for their language, and that goes through here
        self._voters: dict[tuple[Platform, str], Person] = {}
        self._home: Community | None = None
        self._newcomers: dict[tuple[Platform, str], tuple[Identity, asyncio.Future[Person]]] = {}
        self._turn = asyncio.Lock()

    async def recognise(self, identity: Identity) -> Actor:
        """The actor behind a platform identity; a person seen for the first time is written down."""
        async with self._work.reading() as work:
            known = await work.people.find(identity.platform, identity.native_id)
            if known is not None and (known.name == _tidy(identity).name or not identity.name):
                return await self._actor(work, known, identity.language)
        async with self._work.writing() as work:
            person = await work.people.recognise(_tidy(identity), PersonId(encode(self._chance.token(10))))
            return await self._actor(work, person, identity.language)

    async def voter(self, identity: Identity) -> tuple[PersonId, Speech]:
        """Who votes, and how to speak to them: from memory for those who were seen before under the same name."""
        known = self._voters.get((identity.platform, identity.native_id))
        if known is None or (identity.name and known.name != _tidy(identity).name):
            known = await self._written_down(_tidy(identity))
            self._voters[identity.platform, identity.native_id] = known
            while len(self._voters) > VOTERS_KEPT:
                del self._voters[next(iter(self._voters))]
        if self._home is None:
            self._home = await self.community()
        language = best_language(known.language or identity.language, self._home.language)
        return known.id, speech(language, self._home.timezone)

    async def _written_down(self, identity: Identity) -> Person:
        """A crowd of newcomers shares its transactions: whoever waits for the turn is written with the next one."""
        key = (identity.platform, identity.native_id)
        if key not in self._newcomers:
            written: asyncio.Future[Person] = asyncio.get_running_loop().create_future()
            written.add_done_callback(_is_looked_at)
            self._newcomers[key] = (identity, written)
        awaited = self._newcomers[key][1]
        async with self._turn:
            if not awaited.done():
                crowd, self._newcomers = list(self._newcomers.values()), {}
                await self._write_down(crowd)
        return await awaited

    async def _write_down(self, crowd: Sequence[tuple[Identity, asyncio.Future[Person]]]) -> None:
        strangers = [(identity, PersonId(encode(self._chance.token(10)))) for identity, _ in crowd]
        try:
            async with self._work.writing() as work:
                people = await work.people.recognise_all(strangers)
        except BaseException as error:
            # who was written with this one learns of it too, and nobody waits for ever
            reason = error if isinstance(error, StoreUnavailable) else StoreUnavailable(repr(error))
            for _, written in crowd:
                written.set_exception(reason)
            raise
        for (_, written), person in zip(crowd, people, strict=True):
            written.set_result(person)

    async def peek(self, identity: Identity) -> Actor | None:
        """Like `recognise`, for someone who only looks: nobody is written down."""
        async with self._work.reading() as work:
            known = await work.people.find(identity.platform, identity.native_id)
            return await self._actor(work, known, identity.language) if known is not None else None

    async def community(self) -> Community:
        async with self._work.reading() as work:
            return await work.communities.get(self._community)

    async def organisers(self, platform: Platform) -> Sequence[Person]:
        """Those of them who are known on that platform."""
        async with self._work.reading() as work:
            known = await work.people.organisers(self._community)
        return [person for person in known if person.platform == platform]

    async def language_of(self, identity: Identity) -> str:
        """What the person chose, else what their platform hints, else the community's. Nobody is written down."""
        async with self._work.reading() as work:
            known = await work.people.find(identity.platform, identity.native_id)
            community = await work.communities.get(self._community)
        chosen = known.language if known is not None else None
        return best_language(chosen or identity.language, community.language)

    async def _actor(self, work: Work, person: Person, hint: str | None) -> Actor:
        community = await work.communities.get(self._community)
        role = await work.people.role(self._community, person.id)
        language = best_language(person.language or hint, community.language)
        return Actor(person=person, community=community, role=role, speech=speech(language, community.timezone))

    async def invite_organiser(self, valid_for: timedelta) -> str:
        """A one-time token that makes its bearer an organiser; only its digest is kept."""
        token = encode(self._chance.token(20))
        async with self._work.writing() as work:
            await work.sign_ins.add(_digest(token), self._clock.now() + valid_for)
        return token

    async def sign_in(self, token: str, identity: Identity) -> bool:
        """True, and the role granted, for the first bearer of an unexpired token; false for anyone else."""
        async with self._work.writing() as work:
            if not await work.sign_ins.use(_digest(token), self._clock.now()):
                return False
            person = await work.people.recognise(_tidy(identity), PersonId(encode(self._chance.token(10))))
            await work.people.grant(self._community, person.id, Role.ORGANISER)
            return True

    async def choose_language(self, actor: Actor, language: str, *, whole_community: bool) -> None:
        """`language` is one of LANGUAGES; for the person, or for everything posted in the community's name."""
        if language not in LANGUAGES:
            raise ValueError(language)
        async with self._work.writing() as work:
            if whole_community:
                community = await work.communities.get(self._community)
                await work.communities.save(replace(community, language=language))
            else:
                await work.people.choose_language(actor.person.id, language)
        self._voters.pop((actor.person.platform, actor.person.native_id), None)
        self._home = None
        self._on_change()

    def forget(self) -> None:
        """Anybody's language may have changed elsewhere. Cheap; call it on the event loop."""
        self._voters.clear()
        self._home = None


def _tidy(identity: Identity) -> Identity:
    return Identity(identity.platform, identity.native_id, clean_line(identity.name)[:NAME_CHARS], identity.language)


def _is_looked_at(written: asyncio.Future[Person]) -> None:
    """Its error may have nobody left to raise it to: who waited for it was called away."""
    if not written.cancelled():
        written.exception()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
