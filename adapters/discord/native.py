"""Discord's own polls: sent where their limits keep what the poll promises, and ended with it.

Discord never changes a poll's words once it is sent, so that a correction is said in an answer to it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import discord
import structlog

from adapters.discord.faults import discords_errors
from adapters.discord.limits import CONTENT_CHARS, DISCORD, NATIVE, POLL_LONGEST
from adapters.discord.markup import NOBODY, cut, escaped
from adapters.discord.message import words
from adapters.discord.places import Spot
from adapters.discord.sending import Sending, nonce_of
from adapters.discord.sent import Sent, SentPolls
from adapters.discord.voters import NativeVoters
from bot.domain.card import Card
from bot.domain.community import Channel, PostKind
from bot.domain.errors import DeliveryUncertain, PostSpent, Throttled
from bot.domain.ids import ChannelId, PollId, PostId
from bot.domain.poll import Poll
from bot.domain.text import say
from bot.locale.speech import speech
from bot.ports import Clock, UnitOfWork
from bot.services.capacity import fits

log = structlog.get_logger(__name__)

_ENDED: Final = ("closed", "cancelled")
_HOUR: Final = timedelta(hours=1)
PATIENCE: Final = timedelta(minutes=1)
"""How long a result waits for Discord's own polls to be ended and counted."""


class NativePolls:
    """What goes out; what comes back is in `voters`."""

    def __init__(self, sending: Sending, sent: SentPolls, voters: NativeVoters, work: UnitOfWork, clock: Clock) -> None:
        self._sending, self._sent, self._voters, self._work, self._clock = sending, sent, voters, work, clock

    async def send(self, spot: Spot, channel: Channel, card: Card, key: str) -> str:
        """Reference "n:<channel>:<message>"."""
        async with self._work.reading() as work:
            poll = await work.polls.get(card.poll)
        lasts = self._duration(poll)
        expires = self._clock.now() + lasts
        native = discord.Poll(poll.question, lasts, multiple=poll.rules.multiple)
        for option in poll.standing:
            native.add_answer(text=option.label)
        async with self._sent.under_way:
            number = await self._send(spot, native, _beside(card, poll), key)
            await self._sent.note(number, _noted(poll, channel.id, expires))
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
        note = await self._sent.find(number)
        if card.state in _ENDED:
            if note is None or not await self.has_ended(note.channel, card.poll):
                await self._end(room, number, card, note)
            return
        if note is None:
            return
        spoken = speech(card.language, "UTC")
        if not await self._can_carry(note):
            await self._end(room, number, card, note)
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
        await self._sent.note(number, replace(note, question=card.question, labels=labels))

    async def has_ended(self, channel: ChannelId, poll: PollId) -> bool:
        """Whether Discord's poll was ended and counted there: only buttons can go on with it."""
        async with self._work.reading() as work:
            return await work.notes.find(_ended_key(poll, channel), self._clock.now()) is not None

    async def _end(self, room: int, number: int, card: Card, note: Sent | None) -> None:
        with discords_errors():
            await self._sending.ready.http.end_poll(room, number)
        if card.state != "cancelled":
            # votes whose events were missed, or came after ours was closed
            await self._voters.settle(room, number)
        if note is not None:
            await self.give_up(note.channel, card.poll)

    async def wait_for_the_end(self, poll: PollId, result: PostId) -> None:
        """Until all of Discord's polls that show this one are ended and counted. Raises Throttled."""
        async with self._work.reading() as work:
            posts = await work.posts.of_poll(poll, on=(DISCORD,))
        waiting = next((each for each in posts if each.id == result), None)
        if waiting is None or self._clock.now() - waiting.created_at > PATIENCE:
            return
        for post in posts:
            native = post.kind is PostKind.CARD and post.failed is None and (post.reference or "").startswith("n:")
            if native and not await self.has_ended(post.channel, poll):
                raise Throttled(timedelta(seconds=1))

    async def give_up(self, channel: ChannelId, poll: PollId) -> None:
        """From now on the poll has buttons there."""
        async with self._work.writing() as work:
            await work.notes.keep(_ended_key(poll, channel), "", None)

    async def _can_carry(self, note: Sent) -> bool:
        """Whether it is still open, will be at the deadline, and has the options that the poll has now."""
        if await self.has_ended(note.channel, note.poll):
            return False
        async with self._work.reading() as work:
            poll = await work.polls.get(note.poll)
        in_time = poll.closes_at is not None and poll.closes_at <= note.expires
        return in_time and fits(poll, NATIVE) and {each.id for each in poll.standing} == set(note.options.values())

    def _duration(self, poll: Poll) -> timedelta:
        """In whole hours, and never shorter than ours: we end it at the deadline, to the second."""
        left = poll.closes_at - self._clock.now() if poll.closes_at is not None else POLL_LONGEST
        hours = -(-max(left, _HOUR) // _HOUR)
        return min(_HOUR * hours, POLL_LONGEST)


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
