"""The front desk: every request comes in here, from every platform, and leaves as a reply."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from contextlib import suppress

import structlog

from bot.commands.arguments import (
    arguments_of,
    by_name,
    explain,
    first_word,
    looks_like_poll,
    looks_meant_as_poll,
    may_do_without_poll,
    needed,
)
from bot.commands.call import Call, Services
from bot.commands.forms import form_of
from bot.commands.grammar import Line, parse, split_command
from bot.commands.privacy import notice
from bot.commands.registry import Command, Permission, Registry
from bot.commands.welcome import welcome
from bot.domain.ballot_log import PublishedLog
from bot.domain.card import Card
from bot.domain.community import Identity, Person, Place, Role, Trouble
from bot.domain.conversation import (
    Filled,
    Reader,
    Reply,
    Request,
    Say,
    ShowPicture,
    SignedIn,
    Tone,
    Typed,
    Vote,
    VoteReply,
)
from bot.domain.errors import BadInput, DomainError, NotAllowed, NotFound, StoreUnavailable, TooFast
from bot.domain.ids import ChannelId, CommunityId, EventKey, OptionId, Platform, PollId
from bot.domain.picture import Theme
from bot.domain.report import Report
from bot.domain.text import Text, say
from bot.locale.speech import Speech, best_language, speech
from bot.ports import NO_TRACES, Tracer
from bot.services.access import Actor
from bot.services.limits import Limits
from bot.services.once import AlreadyHandled
from bot.services.recording import acting
from bot.services.voting import Voting

log = structlog.get_logger(__name__)


class FrontDesk:
    """Implements `bot.ports.Desk`."""

    def __init__(
        self,
        services: Services,
        registry: Registry,
        voting: Voting,
        fallback: Speech,
        tracer: Tracer = NO_TRACES,
        *,
        limits: Limits,
    ) -> None:
        self._limits = limits
        self._services, self._registry, self._voting = services, registry, voting
        self._fallback, self._tracer = fallback, tracer

    async def handle(self, request: Request) -> Reply:
        with self._tracer.span("command", platform=request.sender.platform):
            return await self._handle(request)

    async def vote(self, vote: Vote) -> VoteReply:
        with self._tracer.span("vote", platform=vote.sender.platform):
            return await self._vote(vote)

    async def _handle(self, request: Request) -> Reply:
        spoken = self._speech_of(request.sender)
        try:
            self._limits.command(request)
            actor = await self._services.access.recognise(
                request.sender, request.place, request.channel, manages=request.manages
            )
            spoken = actor.speech
            with acting(actor):
                return await self._carry_out(request, actor)
        except AlreadyHandled:
            return Reply((Say(spoken.say(say("already-done")), Tone.INFO),))
        except DomainError as error:
            return Reply((Say(self._explained(error, spoken, request), Tone.ERROR),))
        except StoreUnavailable as error:
            log.warning("desk.store-unavailable", reason=error.reason)
            return Reply((Say(spoken.say(_away(error)), Tone.ERROR),))

    async def _vote(self, vote: Vote) -> VoteReply:
        spoken = self._speech_of(vote.sender)
        try:
            if not vote.shown_already:
                self._limits.vote(vote.sender)
            return await self._voting.vote(vote)
        except DomainError as error:
            return VoteReply(text=explain(error, spoken), tone=Tone.ERROR, poll=vote.poll, chosen=())
        except StoreUnavailable as error:
            log.warning("desk.store-unavailable", reason=error.reason)
            words = spoken.say(say("error-vote-store"))
            return VoteReply(text=words, tone=Tone.ERROR, poll=vote.poll, chosen=(), stored=False)

    async def card(self, poll: PollId, reader: Reader) -> Card:
        return await self._services.reading.card(poll, reader)

    async def pictures(self, poll: PollId, theme: Theme, reader: Reader) -> tuple[ShowPicture, ...]:
        return await self._services.reading.pictures(poll, theme, reader)

    async def published_log(self, poll: PollId) -> PublishedLog | None:
        return await self._services.publishing.log(poll)

    async def published_ballots(self, poll: PollId) -> bytes:
        return await self._services.publishing.ballots(poll)

    async def sign_in(self, code: str, identity: Identity) -> SignedIn:
        try:
            self._limits.person(identity)
        except TooFast as error:
            return SignedIn(self._speech_of(identity).say(error.text), None)
        entered = await self._services.codes.enter(code, identity)
        actor = await self._services.access.peek(identity)
        spoken = actor.speech if actor is not None else self._speech_of(identity)
        return SignedIn(spoken.say(entered.text), entered.role)

    async def role_of(self, identity: Identity, place: Place | None = None) -> Role:
        actor = await self._services.access.peek_at(identity, place)
        return actor.role if actor is not None else Role.VOTER

    async def invitation(self, token: str) -> str:
        return (await self._services.invitations.look(token)).question

    async def accept_invitation(self, token: str, identity: Identity) -> PollId:
        return (await self._services.invitations.accept(token, identity)).id

    async def is_organiser(self, identity: Identity, place: Place | None = None) -> bool:
        return (await self.role_of(identity, place)).covers(Role.ORGANISER)

    # ------------------------------------------------------------ people

    async def community_of(self, identity: Identity, place: Place | None) -> CommunityId:
        actor = await self._services.access.peek_at(identity, place)
        return actor.community.id if actor is not None else (await self._services.access.community_at(place)).id

    async def team(self, platform: Platform) -> Mapping[Person, Role]:
        return await self._services.access.team(platform)

    async def language_of(self, identity: Identity) -> str:
        return await self._services.access.language_of(identity)

    async def privacy_notice(self, sender: Identity) -> str:
        actor = await self._services.access.peek(sender)
        community = actor.community if actor is not None else await self._services.access.community()
        language = actor.speech.language if actor is not None else best_language(sender.language, community.language)
        return notice(self._services, community.name, speech(language, community.timezone))

    def menu(self, language: str, role: Role) -> Sequence[tuple[str, str]]:
        spoken = speech(language, self._fallback.timezone)
        return [(command.name, spoken.say(command.help)) for command in self._registry.open_to(role)]

    # ------------------------------------------------------------ rooms

    async def channel_at(self, platform: Platform, address: str) -> ChannelId | None:
        return await self._services.places.at(platform, address)

    async def arrived(self, place: Place, by: Identity, missing: tuple[str, ...], *, manages: bool = False) -> Reply:
        spoken = self._speech_of(by)
        try:
            return await welcome(self._services, place, by, missing, manages=manages)
        except StoreUnavailable as error:
            log.warning("desk.store-unavailable", reason=error.reason)
            return Reply((Say(spoken.say(_away(error)), Tone.ERROR),))

    async def lost(self, platform: Platform, address: str, trouble: Trouble) -> None:
        await self._services.places.lost(platform, address, trouble)

    async def reachable(self, identity: Identity, *, now: bool) -> None:
        await self._services.subscribing.reachable(identity, now=now)

    async def moved(self, platform: Platform, old: str, new: str) -> None:
        await self._services.places.moved(platform, old, new)

    # ------------------------------------------------------------ the platforms' own polls

    async def report(self, report: Report) -> None:
        try:
            await self._services.reporting.report(report)
        except DomainError as error:
            log.warning("desk.report-refused", poll=report.poll, channel=report.channel, reason=error.text.key)

    async def add_option(self, poll: PollId, label: str, sender: Identity, event: EventKey | None) -> OptionId:
        actor = await self._services.access.recognise(sender)
        return await self._services.polls.voters_option(poll, label, actor.person.id, event)

    # ------------------------------------------------------------

    async def _carry_out(self, request: Request, actor: Actor) -> Reply:
        match request:
            case Typed(text=text):
                name, rest = split_command(text)
                command = self._find(name)
                self._permit(command, actor, request)
                if not rest.strip() and command.form_when_bare:
                    return Reply((await form_of(self._call(command, request, actor, {})),))
                try:
                    line = parse(rest, command.flags)
                    arguments = arguments_of(command, line, names_a_poll=await self._names_a_poll(command, line))
                    return await command.run(self._call(command, request, actor, arguments))
                except BadInput as error:
                    error.example = error.example or actor.speech.say(command.usage)
                    raise
            case Filled(command=name, fields=fields):
                command = self._find(name)
                self._permit(command, actor, request)
                known = {parameter.name for parameter in command.parameters}
                filled = {key: value for key, value in fields.items() if key in known and value.strip()}
                call = self._call(command, request, actor, filled, from_form=True)
                try:
                    return await command.run(call)
                except DomainError as error:
                    # what was filled in is not lost
                    return Reply((await form_of(call, error=self._explained(error, actor.speech, request)),))
            case _:
                raise BadInput(say("error-not-a-command"))

    def _call(
        self, command: Command, request: Request, actor: Actor, arguments: Mapping[str, str], *, from_form: bool = False
    ) -> Call:
        return Call(
            services=self._services,
            registry=self._registry,
            command=command,
            request=request,
            actor=actor,
            arguments=arguments,
            from_form=from_form,
        )

    async def _names_a_poll(self, command: Command, line: Line) -> bool:
        """Whether the first word is a poll's: "database" could be an id, and be the beginning of a question as well.

        Where nothing but a poll can be meant, it is one: "/cancel database" must not call off another poll.
        """
        word = first_word(line)
        if not (looks_like_poll(word) and word.isalpha() and may_do_without_poll(command)):
            return looks_meant_as_poll(command, word)
        async with self._services.work.reading() as work:
            with suppress(NotFound):
                await work.polls.get(PollId(word.lower()))
                return True
        return False

    def _find(self, name: str) -> Command:
        command = self._registry.get(name)
        if command is not None:
            return command
        near = difflib.get_close_matches(name, [each.name for each in self._registry if each.listed], n=1)
        if near:
            raise BadInput(say("error-command-unknown-near", name=name[:40], near=near[0]), part=f"/{name[:40]}")
        raise BadInput(say("error-command-unknown", name=name[:40]), part=f"/{name[:40]}")

    def _permit(self, command: Command, actor: Actor, request: Request) -> None:
        if actor.role.covers(command.permission.least):
            return
        may_found = self._services.other_communities and request.manages and actor.on_free_ground
        if command.permission is not Permission.FOUNDER or not may_found:
            raise NotAllowed(needed(command.permission.least, command.name))

    def _explained(self, error: DomainError, spoken: Speech, request: Request) -> str:
        """With what is wrong and what works as they are written on the platform where this was asked."""
        if request.named and isinstance(error, BadInput):
            command = self._registry.get(request.command) if isinstance(request, Filled) else None
            error.part = by_name(error.part, self._registry, command) if error.part.startswith("--") else error.part
            error.example = by_name(error.example, self._registry, command)
        return explain(error, spoken)

    def _speech_of(self, sender: Identity) -> Speech:
        """For what must be said before the person is known, or when the database cannot be asked."""
        return speech(best_language(sender.language, self._fallback.language), self._fallback.timezone)


def _away(error: StoreUnavailable) -> Text:
    return say("error-store-late") if error.may_be_kept else say("error-store")
