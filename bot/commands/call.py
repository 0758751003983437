"""One call of a command: who calls, from where, with which arguments; and the services it may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.commands.arguments import by_name, looks_like_poll
from bot.commands.registry import Command, Registry
from bot.commands.when import parse_deadline, parse_opening
from bot.commands.when_rhythm import parse_length
from bot.domain.community import Channel
from bot.domain.conversation import Reply, Request, Say, Tone
from bot.domain.errors import BadInput, NotFound
from bot.domain.ids import Platform, PollId
from bot.domain.poll import Draft, Poll
from bot.domain.text import Text, say
from bot.domain.wording import same_label
from bot.ports import ChannelAdapter, Clock, UnitOfWork
from bot.services.access import Access, Actor
from bot.services.auditing import Auditing
from bot.services.broadcasts import Broadcasts
from bot.services.codes import Codes
from bot.services.decision_log import DecisionLog
from bot.services.decisions import Decisions
from bot.services.digests import Digests
from bot.services.drafts import Drafts
from bot.services.following import Following
from bot.services.followups import FollowUps
from bot.services.invitations import Invitations
from bot.services.linking import Linking
from bot.services.monthly import Monthly
from bot.services.objections import Objections
from bot.services.places import Places
from bot.services.polls import Polls
from bot.services.privacy import Privacy
from bot.services.publishing import Publishing
from bot.services.quarantine import Quarantine
from bot.services.reading import Reading
from bot.services.repeats import Repeats
from bot.services.reporting import Reporting
from bot.services.retention import Kept
from bot.services.roles import Roles
from bot.services.subscribing import Subscribing

_LOOKED_OVER = 50
"""Of the latest polls, where others' drafts may stand before one's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What commands work with; one for the life of the program."""

    work: UnitOfWork
    access: Access
    polls: Polls
    drafts: Drafts
    decisions: Decisions
    objections: Objections
    repeats: Repeats
    digests: Digests
    reading: Reading
    publishing: Publishing
    places: Places
    following: Following
    follow_ups: FollowUps
    decision_log: DecisionLog
    monthly: Monthly
    reporting: Reporting
    invitations: Invitations
    linking: Linking
    quarantine: Quarantine
    subscribing: Subscribing
    broadcasts: Broadcasts
    adapters: Mapping[Platform, ChannelAdapter]
    clock: Clock
    public_url: str
    privacy: Privacy
    roles: Roles
    codes: Codes
    auditing: Auditing
    kept: Kept
    privacy_contact: str = ""
    """Whom to write to about data; shown as it is."""
    other_communities: bool = True
    """Whoever runs a server of their own may found a community there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`arguments` holds what was typed or filled in, by parameter name; absent where nothing was."""

    services: Services
    registry: Registry
    command: Command
    request: Request
    actor: Actor
    arguments: Mapping[str, str]
    from_form: bool = False

    # ------------------------------------------------------------ answering

    def say(self, text: Text) -> str:
        return self.actor.speech.say(text)

    def done(self, text: Text) -> Say:
        return Say(self.say(text), Tone.DONE)

    def info(self, text: Text) -> Say:
        return Say(self.say(text), Tone.INFO)

    def answer(self, text: Text) -> Reply:
        return Reply((self.done(text),))

    def usage(self, command: Command | None = None) -> str:
        """A line that works, as it is written on the platform where this was asked; of this command, or another."""
        line = self.say((command or self.command).usage)
        return by_name(line, self.registry) if self.request.named else line

    def option(self, name: str, value: str) -> str:
        return f"{name}:{value}" if self.request.named else f"--{name} {value}"

    # ------------------------------------------------------------ reading the arguments

    def text(self, name: str) -> str:
        return self.arguments.get(name, "").strip()

    def given(self, name: str) -> bool:
        return name in self.arguments

    def ticked(self, name: str) -> bool:
        return self.given(name) and self.text(name).lower() not in ("no", "false", "0", "off")

    def lines(self, name: str) -> tuple[str, ...]:
        return tuple(line for line in self.arguments.get(name, "").splitlines() if line.strip())

    def number(self, name: str, *, least: int, most: int) -> int | None:
        """Raises BadInput unless it is a whole number in the range; None where nothing was given."""
        raw = self.text(name)
        if not raw:
            return None
        if not (raw.isascii() and raw.isdigit() and len(raw) <= 12 and least <= int(raw) <= most):
            raise BadInput(
                say("error-number", name=name, least=least, most=most),
                part=raw[:40],
                example=f"--{name} {max(least, 3)}",
            )
        return int(raw)

    def deadline(self, name: str, since: datetime | None = None) -> datetime | None:
        raw = self.text(name)
        return parse_deadline(raw, since or self.now, self.zone) if raw else None

    def length(self, name: str) -> timedelta | None:
        """How long before something; None where nothing was given."""
        raw = self.text(name)
        return parse_length(raw, name) if raw else None

    def opening(self, name: str) -> datetime | None:
        raw = self.text(name)
        at = parse_opening(raw, self.now, self.zone) if raw else None
        if at is not None and at <= self.now:
            raise BadInput(say("error-deadline-past", at=at), part=raw[:40])
        return at

    @property
    def now(self) -> datetime:
        return self.services.clock.now()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.actor.community.timezone)

    # ------------------------------------------------------------ finding what is meant

    async def poll(self, states: Sequence[str], name: str = "poll") -> Poll:
        """The poll that was named; where none was, the only (or the latest) one in `states`.

        Raises NotFound, saying how to name one, also for another organiser's draft.
        """
        raw = self.text(name)
        async with self.services.work.reading() as work:
            if raw:
                poll = await work.polls.get(_as_id(raw))
                if poll.community != self.actor.community.id or not self._may_know(poll):
                    raise NotFound(say("error-poll-unknown", id=raw[:40]))
                return poll
            latest = await work.polls.recent(self.actor.community.id, limit=_LOOKED_OVER, states=states)
        recent = [poll for poll in latest if self._may_know(poll)]
        if not recent:
            raise NotFound(say("error-no-such-poll"))
        if len(recent) > 1 and self.command.name in _MUST_NAME:
            raise BadInput(say("error-which-poll"), example=f"/{self.command.name} {recent[0].id}")
        return recent[0]

    def named_poll(self, name: str) -> PollId | None:
        """The id as it was written, of whatever it is; None where nothing was. Raises NotFound where it is no id."""
        raw = self.text(name)
        return _as_id(raw) if raw else None

    def _may_know(self, poll: Poll) -> bool:
        """A draft is its author's alone."""
        return not isinstance(poll.state, Draft) or poll.author == self.actor.person.id

    async def channels(self, name: str) -> list[Channel]:
        """The channels named "#news, #lobby" or "all"; where nothing was said: here, or else all of them."""
        return await self.rooms(self.text(name))

    async def rooms(self, names: str) -> list[Channel]:
        """The same for words that stand elsewhere than in an argument of their own."""
        async with self.services.work.reading() as work:
            known = await work.channels.of_community(self.actor.community.id)
        wanted = [part.strip() for part in names.replace(",", " ").replace("\n", " ").split()]
        if not wanted:
            here = [channel for channel in known if channel.id == self.request.channel]
            found = here or list(known)
        elif len(wanted) == 1 and wanted[0].lower() in ("all", "tutti", "everywhere", "ovunque"):
            found = list(known)
        else:
            found = [_named(word, known) for word in wanted]
        if not found:
            raise NotFound(say("error-no-channel"))
        return list({channel.id: channel for channel in found}.values())


_MUST_NAME = frozenset({"close", "cancel", "fix", "extend", "remind"})
"""With several polls running, these must not guess which one is meant."""


def _as_id(raw: str) -> PollId:
    """Accepts an id, with or without #, and the address of a poll's page."""
    word = raw.strip().rstrip("/").rsplit("/", 1)[-1]
    if not looks_like_poll(word):
        raise NotFound(say("error-poll-unknown", id=raw[:40]))
    return PollId(word.removeprefix("#").lower())


def _address(channel: Channel) -> str:
    return channel.address


def _title(channel: Channel) -> str:
    return channel.title.removeprefix("#")


def _named(word: str, known: Sequence[Channel]) -> Channel:
    bare = same_label(word.removeprefix("#"))
    # an address is one channel's alone; a title may be that of several, on different platforms
    for name_of in (_address, _title):
        for channel in known:
            if bare == same_label(name_of(channel)):
                return channel
    names = tuple(f"#{channel.address}" for channel in known)
    raise NotFound(say("error-channel-unknown-of", name=word[:60], channels=names))
