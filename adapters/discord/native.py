"""Discord's own polls: sent where their limits keep what the poll promises, and read back into our count.

They are always public: each voter is told, one event per answer, and becomes a ballot like any other. What happened
while nobody listened is made good by asking for all the voters. Discord never changes a poll's words once it is sent,
so that a correction is said in an answer to it.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import discord
import structlog

from adapters.discord.faults import discords_errors
from adapters.discord.limits import CONTENT_CHARS, DISCORD, NATIVE, POLL_LONGEST, VOTERS_A_PAGE
from adapters.discord.markup import NOBODY, cut, escaped
from adapters.discord.message import words
from adapters.discord.places import Spot, identity_of, spot_of
from adapters.discord.sending import Sending, nonce_of
from adapters.discord.sent import Sent
from adapters.discord.turns import Turns
from bot.domain.ballot import Action, Choose, Withdraw
from bot.domain.card import Card
from bot.domain.community import Channel, Identity, PostKind
from bot.domain.conversation import Reader, Vote
from bot.domain.errors import DeliveryError, DeliveryUncertain, NotFound, PostSpent, StoreUnavailable
from bot.domain.ids import ChannelId, OptionId, PersonId, PollId
from bot.domain.poll import Poll
from bot.domain.text import say
from bot.locale.speech import speech
from bot.ports import Clock, Desk, UnitOfWork
from bot.services.capacity import fits

log = structlog.get_logger(__name__)

_ENDED: Final = ("closed", "cancelled")
_HOUR: Final = timedelta(hours=1)
_RUNNING_AT_MOST: Final = 1000
_NAMES_KEPT: Final = 5000


class NativePolls:
    """`desk` is asked for when it is needed: the desk knows the adapters, and is made after them."""

    def __init__(self, sending: Sending, work: UnitOfWork, clock: Clock, desk: Callable[[], Desk]) -> None:
        self._sending, self._work, self._clock, self._desk = sending, work, clock, desk
        self._turns, self._under_way = Turns(), asyncio.Lock()
        self._names: OrderedDict[int, str] = OrderedDict()

    async def send(self, spot: Spot, channel: Channel, card: Card, key: str) -> str:
        """Reference "n:<channel>:<message>"."""
        async with self._work.reading() as work:
            poll = await work.polls.get(card.poll)
        lasts = self._duration(poll)
        expires = self._clock.now() + lasts
        native = discord.Poll(poll.question, lasts, multiple=poll.rules.multiple)
        for option in poll.standing:
            native.add_answer(text=option.label)
        async with self._under_way:
            number = await self._send(spot, native, _beside(card, poll), key)
            await self._note(number, _noted(poll, channel.id, expires))
        return f"n:{spot.target}:{number}"

    async def _send(self, spot: Spot, native: discord.Poll, beside: str, key: str) -> int:
        room = self._sending.ready.get_partial_messageable(spot.target, guild_id=spot.guild)
        with discords_errors():
            sent = await room.send(beside, poll=native, nonce=nonce_of(key), allowed_mentions=NOBODY)
            return sent.id
        raise DeliveryUncertain("nothing was sent")

    async def edit(self, spot: Spot, room: int, number: int, card: Card) -> None:
        """End it where the poll has ended; say in an answer what was put right.

        Raises PostSpent where it cannot hold what the poll has become: then the poll goes on with buttons.
        """
        note = await self._find(number)
        if card.state in _ENDED:
            await self._end(room, number, card.poll, note)
            return
        if note is None:
            return
        spoken = speech(card.language, "UTC")
        if not await self._can_carry(note):
            await self._end(room, number, card.poll, note)
            said = words(escaped(spoken.say(say("discord-native-spent"))))
            await self._sending.to_room(room, spot.guild, said, f"discord-spent-{number}", reply_to=(room, number))
            raise PostSpent("Discord's poll cannot be changed")
        labels = {row.option: row.label for row in card.rows}
        if note.question == card.question and note.labels == labels:
            return
        lines = [escaped(spoken.say(say("discord-put-right")))]
        lines += [escaped(line) for line in card.notes[-3:]]
        key = f"discord-right-{number}-{card.version}"
        await self._sending.to_room(room, spot.guild, words("\n".join(lines)), key, reply_to=(room, number))
        await self._note(number, replace(note, question=card.question, labels=labels))

    async def has_ended(self, channel: ChannelId, poll: PollId) -> bool:
        """Whether Discord's poll was ended there: only buttons can go on with it."""
        async with self._work.reading() as work:
            return await work.notes.find(_ended_key(poll, channel), self._clock.now()) is not None

    async def _end(self, room: int, number: int, poll: PollId, note: Sent | None) -> None:
        with discords_errors():
            await self._sending.ready.http.end_poll(room, number)
        if note is not None:
            async with self._work.writing() as work:
                await work.notes.keep(_ended_key(poll, note.channel), "", None)

    async def _can_carry(self, note: Sent) -> bool:
        """Whether it is still open, will be at the deadline, and has the options that the poll has now."""
        if await self.has_ended(note.channel, note.poll):
            return False
        async with self._work.reading() as work:
            poll = await work.polls.get(note.poll)
        in_time = poll.closes_at is not None and poll.closes_at <= note.expires
        return in_time and fits(poll, NATIVE) and {each.id for each in poll.standing} == set(note.options.values())

    # ------------------------------------------------------------ what comes back

    async def changed(self, number: int, person: int, answer: int, *, added: bool) -> None:
        """Somebody chose an answer, or took it back. Nothing can be said to them; the poll itself shows it."""
        note = await self._find(number)
        if note is None:
            # somebody may vote before we have written down which poll was just sent
            async with self._under_way:
                note = await self._find(number)
        if note is None or answer not in note.options:
            log.info("discord.vote-on-a-poll-not-ours", message=number)
            return
        option = note.options[answer]
        async with self._turns.of(person):
            sender = await self._identity(person)
            try:
                card = await self._desk().card(note.poll, Reader(sender=sender))
            except NotFound:
                return
            held = {row.option for row in card.rows if row.chosen}
            if added:
                wanted = {*held, option} if card.most_choices > 1 else {option}
            elif option in held:
                wanted = held - {option}
            else:
                # taken back in one room what was chosen anew in another
                return
            await self._cast(note, sender, wanted)

    async def reconcile(self, guilds: frozenset[int]) -> None:
        """Every running poll's voters in these servers, as Discord has them now, become ballots of that channel."""
        async with self._work.reading() as work:
            running = [
                poll
                for community in await work.communities.all()
                for poll in await work.polls.recent(community.id, limit=_RUNNING_AT_MOST, states=("open",))
            ]
            posts = [post for poll in running if poll.native for post in await work.posts.of_poll(poll.id)]
            shown = [post for post in posts if post.kind is PostKind.CARD and (post.reference or "").startswith("n:")]
            rooms = {each: await work.channels.get(each) for each in {post.channel for post in shown}}
        for post in shown:
            if (
                not post.failed
                and rooms[post.channel].platform == DISCORD
                and spot_of(rooms[post.channel].address).guild in guilds
            ):
                _, room, number = (post.reference or "").split(":")
                try:
                    await self._reconcile(int(room), int(number))
                except (DeliveryError, StoreUnavailable) as error:
                    log.warning("discord.not-reconciled", post=post.id, error=repr(error))

    # ------------------------------------------------------------

    async def _reconcile(self, room: int, number: int) -> None:
        note = await self._find(number)
        if note is None:
            return
        people: dict[str, Identity] = {}
        choices: dict[str, set[OptionId]] = {}
        for answer, option in note.options.items():
            for person in await self._voters(room, number, answer):
                people[person.native_id] = person
                choices.setdefault(person.native_id, set()).add(option)
        async with self._work.reading() as work:
            ballots = [each for each in await work.ballots.all(note.poll) if each.channel == note.channel]
            names = {each.voter: await work.people.get(PersonId(each.voter)) for each in ballots}
        held = {names[each.voter].native_id: (names[each.voter], set(each.choices)) for each in ballots}
        for native_id, wanted in choices.items():
            if native_id not in held or held[native_id][1] != wanted:
                await self._cast(note, people[native_id], wanted)
        for native_id, (known, _) in held.items():
            if native_id not in choices:
                await self._cast(note, Identity(DISCORD, native_id, known.name), set())

    async def _voters(self, room: int, number: int, answer: int) -> list[Identity]:
        found: list[Identity] = []
        after: int | None = None
        while True:
            page: Any = None
            with discords_errors():
                page = await self._sending.ready.http.get_poll_answer_voters(room, number, answer, after, VOTERS_A_PAGE)
            users = (page or {}).get("users") or []
            for user in users:
                name = user.get("global_name") or user.get("username") or user["id"]
                found.append(Identity(DISCORD, str(user["id"]), str(name)))
            if len(users) < VOTERS_A_PAGE:
                return found
            after = int(users[-1]["id"])

    async def _cast(self, note: Sent, sender: Identity, wanted: set[OptionId]) -> None:
        action: Action = Choose(tuple(sorted(wanted))) if wanted else Withdraw()
        reply = await self._desk().vote(Vote(sender=sender, channel=note.channel, poll=note.poll, action=action))
        log.debug("discord.native-ballot", poll=note.poll, tone=reply.tone.value)

    async def _identity(self, person: int) -> Identity:
        """The event tells a number only; the name is asked for once."""
        if person not in self._names:
            try:
                with discords_errors():
                    user = await self._sending.ready.fetch_user(person)
                    self._names[person] = identity_of(user).name
            except DeliveryError as error:
                log.info("discord.name-unknown", error=repr(error))
                return Identity(DISCORD, str(person), str(person))
            while len(self._names) > _NAMES_KEPT:
                self._names.popitem(last=False)
        return Identity(DISCORD, str(person), self._names[person])

    def _duration(self, poll: Poll) -> timedelta:
        """In whole hours, and never shorter than ours: we end it at the deadline, to the second."""
        left = poll.closes_at - self._clock.now() if poll.closes_at is not None else POLL_LONGEST
        hours = -(-max(left, _HOUR) // _HOUR)
        return min(_HOUR * hours, POLL_LONGEST)

    async def _find(self, number: int) -> Sent | None:
        async with self._work.reading() as work:
            text = await work.notes.find(f"discord-poll-{number}", self._clock.now())
        return Sent.read(text) if text is not None else None

    async def _note(self, number: int, sent: Sent) -> None:
        async with self._work.writing() as work:
            await work.notes.keep(f"discord-poll-{number}", sent.written(), None)


def _beside(card: Card, poll: Poll) -> str:
    """What Discord's own poll does not say: the rules, and in what it differs."""
    spoken = speech(card.language, "UTC")
    lines = [escaped(poll.description)] if poll.description else []
    lines += [f"-# {escaped(fact)}" for fact in card.facts]
    lines.append(f"-# {escaped(spoken.say(say('discord-native-differs')))}")
    return cut("\n".join(lines), CONTENT_CHARS)


def _noted(poll: Poll, channel: ChannelId, expires: datetime) -> Sent:
    return Sent(
        poll=poll.id,
        channel=channel,
        question=poll.question,
        options={answer: option.id for answer, option in enumerate(poll.standing, 1)},
        labels={option.id: option.label for option in poll.standing},
        expires=expires,
    )


def _ended_key(poll: PollId, channel: ChannelId) -> str:
    return f"discord-ended-{poll}-{channel}"
