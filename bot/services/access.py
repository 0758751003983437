"""Who is acting, in which role and language; and the one-time codes that the operator gives out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.audit import Act
from bot.domain.codes import CODE_BYTES, OneTimeCode, digest_of
from bot.domain.community import Community, Identity, Person, Place, Role
from bot.domain.errors import NotAllowed, StoreUnavailable
from bot.domain.ids import ChannelId, CommunityId, PersonId, Platform, VoterKey, encode
from bot.domain.poll import shorten
from bot.domain.text import say
from bot.domain.wording import clean_line
from bot.locale.speech import LANGUAGES, Speech, best_language, speech
from bot.ports import Chance, Clock, UnitOfWork, Work
from bot.services.actor import Actor
from bot.services.recording import record, record_of

__all__ = ["Access", "Actor"]

NAME_CHARS = 60
VOTERS_KEPT = 20_000


class Access:
    """`home` is the operator's own community: where nothing says otherwise, it is the one that is meant."""

    def __init__(
        self,
        work: UnitOfWork,
        clock: Clock,
        chance: Chance,
        home: CommunityId,
        on_change: Callable[[], None] = lambda: None,
        *,
        inherited: Role = Role.VOTER,
    ) -> None:
        """`inherited`: as which somebody acts whom a platform says to run the place; VOTER: as who they are here."""
        if inherited is Role.OWNER:
            raise ValueError("an owner is made by an owner, never by a platform")
        self._work, self._clock, self._chance, self._home = work, clock, chance, home
        self._inherited = inherited
        self._on_change = on_change
        # what a vote needs to know of a person never changes but for their language, and that goes through here
        self._voters: dict[tuple[Platform, str], Person] = {}
        self._communities: dict[CommunityId, Community] = {}
        self._newcomers: dict[tuple[Platform, str], tuple[Identity, asyncio.Future[Person]]] = {}
        self._turn = asyncio.Lock()
        self._just_met: set[VoterKey] = set()

    async def recognise(
        self,
        identity: Identity,
        place: Place | None = None,
        channel: ChannelId | None = None,
        *,
        manages: bool = False,
    ) -> Actor:
        """The actor behind a platform identity; a person seen for the first time is written down.

        In a room, as one of the community that the room belongs to; in private, as one of the person's own.
        `manages`: the platform says that the person runs the place.
        """
        async with self._work.reading() as work:
            settled = await _community_at(work, place, channel)
            known = await work.people.find(identity.platform, identity.native_id)
            if known is not None and (known.name == _tidy(identity).name or not identity.name):
                actor = await self._actor(work, known, identity.language, settled)
                return self._at(actor, place, settled, manages=manages)
        async with self._work.writing() as work:
            actor = await self._actor(work, await self.meet(work, identity), identity.language, settled)
            return self._at(actor, place, settled, manages=manages)

    async def meet(self, work: Work, identity: Identity) -> Person:
        """The person behind the identity, within the caller's transaction; a stranger is written down."""
        return await work.people.recognise(_tidy(identity), PersonId(encode(self._chance.token(10))), self._clock.now())

    def _at(self, actor: Actor, place: Place | None, settled: CommunityId | None, *, manages: bool) -> Actor:
        if place is None or settled is None:
            return replace(actor, on_free_ground=place is not None)
        inherits = manages and self._inherited.rank > actor.role.rank
        return replace(actor, role=self._inherited, inherits=True) if inherits else actor

    async def voter(self, identity: Identity, community: CommunityId | None) -> tuple[VoterKey, Speech]:
        """Who votes, and how to speak to them there: from memory for those who were seen before under the same name."""
        known = self._voters.get((identity.platform, identity.native_id))
        if known is None or (identity.name and known.name != _tidy(identity).name):
            known = await self._written_down(_tidy(identity))
            self._voters[identity.platform, identity.native_id] = known
            while len(self._voters) > VOTERS_KEPT:
                del self._voters[next(iter(self._voters))]
        here = self._communities.get(community or self._home)
        if here is None:
            here = self._communities[community or self._home] = await self.community(community)
        language = best_language(known.language or identity.language, here.language)
        return known.voter, speech(language, here.timezone)

    def meets(self, voter: VoterKey) -> bool:
        """True once, for a voter who was written down just now."""
        met = voter in self._just_met
        self._just_met.discard(voter)
        return met

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
                people = await work.people.recognise_all(strangers, self._clock.now())
        except BaseException as error:
            # who was written with this one learns of it too, and nobody waits for ever
            reason = error if isinstance(error, StoreUnavailable) else StoreUnavailable(repr(error))
            for _, written in crowd:
                written.set_exception(reason)
            raise
        for (_, written), person, (_, new) in zip(crowd, people, strangers, strict=True):
            if person.id == new:
                self._just_met.add(person.voter)
            written.set_result(person)

    async def peek(self, identity: Identity, community: CommunityId | None = None) -> Actor | None:
        """Like `recognise`, for someone who only looks: nobody is written down. None: as in private."""
        async with self._work.reading() as work:
            known = await work.people.find(identity.platform, identity.native_id)
            return await self._actor(work, known, identity.language, community) if known is not None else None

    async def peek_at(self, identity: Identity, place: Place | None) -> Actor | None:
        """Like `peek`, in the community that the place belongs to."""
        async with self._work.reading() as work:
            community = await _community_at(work, place, None)
        return await self.peek(identity, community)

    @property
    def home(self) -> CommunityId:
        """The operator's own community."""
        return self._home

    async def community_on(self, place: Place) -> CommunityId | None:
        """None where no room of the place's site was ever connected."""
        async with self._work.reading() as work:
            return await _community_at(work, place, None)

    async def community_at(self, place: Place | None) -> Community:
        """The operator's own in private, and where no room of the place's site was ever connected."""
        async with self._work.reading() as work:
            return await work.communities.get(await _community_at(work, place, None) or self._home)

    async def community(self, number: CommunityId | None = None) -> Community:
        """None: the operator's own."""
        async with self._work.reading() as work:
            return await work.communities.get(number or self._home)

    async def team(self, platform: Platform) -> Mapping[Person, Role]:
        """Who is known on that platform and more than a voter anywhere, each with the highest role they have."""
        found: dict[Person, Role] = {}
        async with self._work.reading() as work:
            for community in await work.communities.all():
                for person, role in await work.people.team(community.id):
                    if person.platform == platform and role.rank > found.get(person, Role.VOTER).rank:
                        found[person] = role
        return found

    async def language_of(self, identity: Identity) -> str:
        """What the person chose, else what their platform hints, else the community's. Nobody is written down."""
        voter, home = self._voters.get((identity.platform, identity.native_id)), self._communities.get(self._home)
        if voter is not None and home is not None:
            return best_language(voter.language or identity.language, home.language)
        async with self._work.reading() as work:
            known = await work.people.find(identity.platform, identity.native_id)
            community = await work.communities.get(self._home)
        chosen = known.language if known is not None else None
        return best_language(chosen or identity.language, community.language)

    async def found(self, actor: Actor, place: Place) -> Actor:
        """A community of its own for all that the place lies within, and the actor its owner.

        It is named after the place until /community says otherwise, and speaks the actor's language. Raises NotAllowed
        where the ground is not free any more.
        """
        name = shorten(clean_line(place.title), NAME_CHARS) or place.platform
        async with self._work.writing() as work:
            home = await work.communities.get(self._home)
            here = await work.communities.ensure(
                Community(
                    id=CommunityId(f"{place.platform}-{place.site}"),
                    name=name,
                    language=actor.speech.language,
                    timezone=home.timezone,
                )
            )
            if await _community_at(work, place, None) is not None or await work.people.team(here.id):
                raise NotAllowed(say("error-community-there", title=place.title))
            await work.people.grant(here.id, actor.person.id, Role.OWNER)
            await record_of(work, actor.person.id, Role.OWNER, Act.FOUNDED, here.id, self._clock.now())
            return await self._actor(work, actor.person, actor.speech.language, here.id)

    async def _actor(self, work: Work, person: Person, hint: str | None, settled: CommunityId | None) -> Actor:
        """`settled`: the community that is meant; None: the person's own."""
        number = settled or self._own_of(await work.people.roles_of(person.id))
        community = await work.communities.get(number)
        role = await work.people.role(number, person.id)
        language = best_language(person.language or hint, community.language)
        return Actor(person=person, community=community, role=role, speech=speech(language, community.timezone))

    def _own_of(self, roles: Mapping[CommunityId, Role]) -> CommunityId:
        """The operator's where the person organises there or has no other; else where they may most."""
        if not roles or roles.get(self._home, Role.VOTER).covers(Role.ORGANISER):
            return self._home
        return max(roles, key=lambda each: roles[each].rank)

    async def invite_organiser(self, valid_for: timedelta, role: Role | None = None) -> str:
        """A one-time code of the operator's for their own community.

        It makes its bearer an owner where there is none yet, and an organiser otherwise; or `role`, where given.
        """
        token, now = encode(self._chance.token(CODE_BYTES)), self._clock.now()
        async with self._work.writing() as work:
            await work.sign_ins.add(OneTimeCode(digest=digest_of(token), expires_at=now + valid_for, role=role))
            await record_of(
                work, None, None, Act.CODE_MADE, self._home, now, detail={"role": role.value} if role else {}
            )
        return token

    async def choose_language(self, actor: Actor, language: str, *, whole_community: bool) -> None:
        """`language` is one of LANGUAGES; for the person, or for everything posted in the community's name."""
        if language not in LANGUAGES:
            raise ValueError(language)
        async with self._work.writing() as work:
            if whole_community:
                community = await work.communities.get(actor.community.id)
                await work.communities.save(replace(community, language=language))
                await record(work, Act.DESCRIBED, community.id, self._clock.now(), detail={"language": language})
            else:
                await work.people.choose_language(actor.person.id, language)
        self._voters.pop((actor.person.platform, actor.person.native_id), None)
        self._communities.pop(actor.community.id, None)
        self._on_change()

    def forgotten(self, person: Person) -> None:
        """The person is not known any more: also not here, nor elsewhere."""
        self._voters.pop((person.platform, person.native_id), None)
        self._on_change()

    def relinked(self, accounts: Sequence[Person]) -> None:
        """They count as somebody else than before: also here, and elsewhere."""
        for account in accounts:
            self._voters.pop((account.platform, account.native_id), None)
        self._on_change()

    async def describe(self, actor: Actor, name: str, timezone: str) -> Community:
        """Another name or time zone (an IANA name that is known here) for the actor's community."""
        async with self._work.writing() as work:
            community = await work.communities.get(actor.community.id)
            named = replace(community, name=name or community.name, timezone=timezone or community.timezone)
            await work.communities.save(named)
            told = {key: value for key, value in (("name", name), ("timezone", timezone)) if value}
            await record(work, Act.DESCRIBED, community.id, self._clock.now(), detail=told)
        self._communities.pop(actor.community.id, None)
        self._on_change()
        return named

    def forget(self) -> None:
        """Anybody's language, or a community, may have changed elsewhere. Cheap; call it on the event loop."""
        self._voters.clear()
        self._communities.clear()


async def _community_at(work: Work, place: Place | None, channel: ChannelId | None) -> CommunityId | None:
    """None in private, and where no room of the site was ever connected."""
    if place is not None:
        rooms = await work.channels.within(place.platform, place.site)
        return rooms[0].community if rooms else None
    return (await work.channels.get(channel)).community if channel is not None else None


def _tidy(identity: Identity) -> Identity:
    return Identity(identity.platform, identity.native_id, clean_line(identity.name)[:NAME_CHARS], identity.language)


def _is_looked_at(written: asyncio.Future[Person]) -> None:
    """Its error may have nobody left to raise it to: who waited for it was called away."""
    if not written.cancelled():
        written.exception()
