"""Telegram's own polls: sent where their limits keep what the poll promises, and read back into our count.

A public one tells every answer, which becomes a ballot like any other. An anonymous one, the only kind in a channel,
tells totals; they are kept as totals. Telegram never changes a poll's words once it is sent, so that a correction is
said in an answer to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputPollOption, PollAnswer
from telegram import Message as TelegramMessage
from telegram import Poll as TelegramPoll

from adapters.telegram.faults import telegrams_errors
from adapters.telegram.limits import POLL_DESCRIPTION, POLL_LONGEST, POLL_SHORTEST, TELEGRAM
from adapters.telegram.markup import cut, escaped
from adapters.telegram.pacing import ANNOUNCEMENT
from adapters.telegram.places import Spot, identity_of
from adapters.telegram.render import Message
from adapters.telegram.sending import Sending
from adapters.telegram.sent import Sent
from adapters.telegram.tokens import start_link
from bot.domain.ballot import Choose, Withdraw
from bot.domain.card import Card
from bot.domain.community import Channel, Identity
from bot.domain.conversation import Vote
from bot.domain.errors import DomainError, PostGone, PostSpent, StoreUnavailable
from bot.domain.ids import ChannelId, EventKey, PollId
from bot.domain.poll import Poll, ResultsShown, Secrecy
from bot.domain.report import Report
from bot.domain.text import say
from bot.locale.speech import speech
from bot.ports import Clock, Desk, UnitOfWork

log = structlog.get_logger(__name__)

_ENDED: Final = ("closed", "cancelled")


class NativePolls:
    """`desk` is asked for when it is needed: the desk knows the adapters, and is made after them."""

    def __init__(self, sending: Sending, work: UnitOfWork, clock: Clock, desk: Callable[[], Desk]) -> None:
        self._sending, self._work, self._clock, self._desk = sending, work, clock, desk
        self._under_way: set[asyncio.Event] = set()
        """Polls that Telegram may show already, and we cannot tell yet from those of others."""

    async def send(self, spot: Spot, channel: Channel, card: Card) -> str:
        """Reference "n:<message>:<poll>"."""
        noted = asyncio.Event()
        self._under_way.add(noted)
        try:
            return await self._send(spot, channel, card)
        finally:
            self._under_way.discard(noted)
            noted.set()

    async def _send(self, spot: Spot, channel: Channel, card: Card) -> str:
        username = self._sending.username
        async with self._work.reading() as work:
            poll = await work.polls.get(card.poll)
        spoken = speech(card.language, "UTC")
        label = "🔔 " + spoken.say(say("telegram-tell-outcome"))
        public, closes_at = poll.rules.secrecy is Secrecy.NAMED, self._closing(poll)
        sent: TelegramMessage | None = None
        with telegrams_errors():
            sent = await self._sending.bot.send_poll(
                spot.chat,
                poll.question,
                [InputPollOption(option.label) for option in poll.standing],
                is_anonymous=not public,
                allows_multiple_answers=poll.rules.multiple,
                allows_revoting=poll.rules.may_change,
                allow_adding_options=poll.rules.may_add_options and public,
                hide_results_until_closes=poll.rules.results is ResultsShown.AT_CLOSE,
                description=cut(
                    "\n".join(part for part in (poll.description, " ".join(card.facts)) if part), POLL_DESCRIPTION
                ),
                open_period=None,
                close_date=closes_at,
                message_thread_id=spot.topic,
                reply_markup=InlineKeyboardMarkup(
                    [[InlineKeyboardButton(label, url=start_link(username, "o", card.poll))]]
                ),
                rate_limit_args=ANNOUNCEMENT,
            )
        if sent is None or sent.poll is None:
            raise PostGone("Telegram sent no poll back")
        note = Sent(
            native=sent.poll.id,
            poll=poll.id,
            channel=channel.id,
            public=public,
            question=poll.question,
            closes=closes_at.timestamp() if closes_at is not None else None,
            options={
                given.persistent_id: option.id for given, option in zip(sent.poll.options, poll.standing, strict=True)
            },
            labels={option.id: option.label for option in poll.standing},
        )
        await self._note(note)
        return f"n:{sent.message_id}:{sent.poll.id}"

    async def edit(self, spot: Spot, reference: str, card: Card) -> None:
        """Stop it where the poll has ended; say in an answer what was put right."""
        number, _, native = reference.partition(":")
        if card.state in _ENDED:
            await self._stop(spot, int(number), card.poll, native)
            return
        note = await self._find(native)
        if note is None:
            return
        if await self.has_ended(note.channel, card.poll):
            raise PostSpent("Telegram's poll was stopped, and cannot be opened again")
        if await self._closes_too_soon(note):
            # it cannot be given another time: its votes are kept, and it goes on with buttons
            await self._stop(spot, int(number), card.poll, native)
            raise PostSpent("Telegram's poll would close too soon")
        labels = {row.option: row.label for row in card.rows}
        changed = [label for option, label in labels.items() if note.labels.get(option, label) != label]
        gone = [label for option, label in note.labels.items() if option not in labels]
        if note.question == card.question and not changed and not gone:
            return
        spoken = speech(card.language, "UTC")
        lines = [spoken.say(say("telegram-put-right"))]
        lines += [escaped(line) for line in card.notes[-3:]]
        await self._sending.text(spot, Message("\n".join(lines)), reply_to=int(number), announcement=True)
        known = {option: labels.get(option, label) for option, label in note.labels.items() if option in labels}
        await self._note(replace(note, question=card.question, labels=known))

    async def has_ended(self, channel: ChannelId, poll: PollId) -> bool:
        """Whether Telegram's poll was stopped there, or is not allowed: then only buttons can go on with it."""
        async with self._work.reading() as work:
            return await work.notes.find(_ended_key(poll, channel), self._clock.now()) is not None

    async def give_up(self, channel: ChannelId, poll: PollId) -> None:
        """From now on the poll has buttons there."""
        async with self._work.writing() as work:
            await work.notes.keep(_ended_key(poll, channel), "", None)

    async def _stop(self, spot: Spot, number: int, poll: PollId, native: str) -> None:
        ended: TelegramPoll | None = None
        with telegrams_errors():
            ended = await self._sending.bot.stop_poll(spot.chat, number, rate_limit_args=ANNOUNCEMENT)
        if ended is not None:
            await self.totals(ended)
        note = await self._find(native)
        if note is not None:
            await self.give_up(note.channel, poll)

    async def _closes_too_soon(self, note: Sent) -> bool:
        if note.closes is None:
            return False
        async with self._work.reading() as work:
            closes_at = (await work.polls.get(note.poll)).closes_at
        return closes_at is None or closes_at.timestamp() > note.closes + 1

    # ------------------------------------------------------------ what comes back

    async def answer(self, answer: PollAnswer, event: EventKey) -> None:
        """A public answer: a ballot. Nothing can be said back to the voter there; the poll itself shows it."""
        note = await self._find_soon(answer.poll_id)
        if note is None:
            log.info("telegram.answer-to-a-poll-not-ours", native=answer.poll_id)
            return
        if answer.user is not None:
            sender = identity_of(answer.user)
        elif answer.voter_chat is not None:
            sender = Identity(TELEGRAM, str(answer.voter_chat.id), answer.voter_chat.title or "", None)
        else:
            return
        chosen = tuple(sorted({note.options[each] for each in answer.option_persistent_ids if each in note.options}))
        if answer.option_persistent_ids and not chosen:
            log.warning("telegram.unknown-option", poll=note.poll)
            return
        action = Choose(chosen) if chosen else Withdraw()
        reply = await self._desk().vote(
            Vote(sender=sender, channel=note.channel, event=event, poll=note.poll, action=action, shown_already=True)
        )
        if not reply.stored:
            # nobody could be told to vote again, and no answer can be asked for later
            raise StoreUnavailable("a public answer must come again")
        log.debug("telegram.native-ballot", poll=note.poll, tone=reply.tone.value)

    async def totals(self, poll: TelegramPoll) -> None:
        """The figures of an anonymous poll; those of a public one are counted from its answers."""
        note = await self._find_soon(poll.id)
        if note is None or note.public:
            return
        votes = {
            note.options[option.persistent_id]: option.voter_count
            for option in poll.options
            if option.persistent_id in note.options
        }
        await self._desk().report(
            Report(
                poll=note.poll,
                channel=note.channel,
                platform=TELEGRAM,
                voters=poll.total_voter_count,
                votes=votes,
                at=self._clock.now(),
            )
        )

    async def option_added(self, message: TelegramMessage, event: EventKey) -> None:
        """Someone added an option inside Telegram's poll: it becomes one of ours."""
        added = message.poll_option_added
        if added is None or message.from_user is None:
            return
        host = added.poll_message
        poll = getattr(host, "poll", None) if host is not None else None
        note = await self._find(poll.id) if poll is not None else None
        if note is None or added.option_persistent_id in note.options:
            return
        try:
            option = await self._desk().add_option(note.poll, added.option_text, identity_of(message.from_user), event)
        except DomainError as error:
            log.warning("telegram.option-refused", poll=note.poll, error=repr(error))
            return
        await self._note(
            replace(
                note,
                options={**note.options, added.option_persistent_id: option},
                labels={**note.labels, option: added.option_text},
            )
        )

    # ------------------------------------------------------------

    def _closing(self, poll: Poll) -> datetime | None:
        """Telegram closes it by itself at the deadline where that lies within what it takes."""
        if poll.closes_at is None:
            return None
        left = poll.closes_at - self._clock.now()
        # with room for the way there, and for the seconds that a rounded moment loses
        return poll.closes_at if 2 * POLL_SHORTEST < left < POLL_LONGEST - POLL_SHORTEST else None

    async def _find_soon(self, native: str) -> Sent | None:
        """The first answer may come before the poll is noted: then the noting is waited for, and not the vote lost."""
        # taken before looking: one of them may be done by the time that nothing is found
        under_way = list(self._under_way)
        note = await self._find(native)
        if note is None and under_way:
            await asyncio.gather(*(noted.wait() for noted in under_way))
            note = await self._find(native)
        return note

    async def _find(self, native: str) -> Sent | None:
        async with self._work.reading() as work:
            text = await work.notes.find(f"telegram-poll-{native}", self._clock.now())
        return Sent.read(text) if text is not None else None

    async def _note(self, sent: Sent) -> None:
        async with self._work.writing() as work:
            await work.notes.keep(f"telegram-poll-{sent.native}", sent.written(), None)


def _ended_key(poll: PollId, channel: ChannelId) -> str:
    return f"telegram-ended-{poll}-{channel}"
