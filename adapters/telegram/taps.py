"""Taps on our buttons: votes, pages, next steps. Every tap is answered, and a vote's answer comes after its commit."""

from __future__ import annotations

import structlog
from telegram import CallbackQuery
from telegram import Message as TelegramMessage

from adapters.telegram.administrators import Administrators
from adapters.telegram.forms import Forms
from adapters.telegram.lateness import Lateness
from adapters.telegram.letters import STOP, letter
from adapters.telegram.limits import TELEGRAM, TOAST_UNITS
from adapters.telegram.markup import cut, units
from adapters.telegram.places import PRIVATE, Spot, identity_of, place_of, spot_of_message
from adapters.telegram.render import private_card
from adapters.telegram.replies import FOR_ONE, Replies, error_in, form_in, is_preview, words_of
from adapters.telegram.sending import Sending, Stored
from adapters.telegram.tokens import (
    BackToOffers,
    FormStep,
    Leaf,
    Offered,
    PrivateVote,
    PrivateWithdraw,
    RoomVote,
    Unsubscribe,
    decode,
)
from adapters.telegram.views import Views
from bot.domain.ballot import Action, Tap, Withdraw
from bot.domain.community import Identity, Role
from bot.domain.conversation import Reader, Tone, Typed, Vote, VoteReply
from bot.domain.errors import DeliveryError, NotFound, PostGone
from bot.domain.ids import ChannelId, EventKey, PollId
from bot.domain.text import say
from bot.locale.speech import speech
from bot.ports import Desk

log = structlog.get_logger(__name__)


class Taps:
    def __init__(
        self, sending: Sending, replies: Replies, forms: Forms, desk: Desk, administrators: Administrators
    ) -> None:
        self._sending, self._replies, self._forms, self._desk = sending, replies, forms, desk
        self._administrators = administrators
        self._lateness = Lateness()
        self._views = Views()

    async def take(self, query: CallbackQuery, update: int, event: EventKey, stored: Stored) -> None:
        """Do what was tapped, answer, and call `stored` before anything that waits its turn."""
        person = identity_of(query.from_user)
        token = decode(query.data) if query.data is not None else None
        try:
            match token:
                case RoomVote(poll, option):
                    reply = await self._vote(person, query, poll, Tap(option), update, event)
                    # a receipt needs no turn, so it goes before: what a crash cuts off is delivered and told again
                    await self._toast(query, reply)
                    await stored()
                case PrivateVote(poll, page, option):
                    reply = await self._vote(person, query, poll, Tap(option), update, event)
                    await self._toast(query, reply)
                    await self._redraw(person, query, poll, page, stored)
                case PrivateWithdraw(poll, page):
                    reply = await self._vote(person, query, poll, Withdraw(), update, event)
                    await self._toast(query, reply)
                    await self._redraw(person, query, poll, page, stored)
                case Leaf(poll, page):
                    await self._desk.card(poll, Reader(sender=person))
                    await self._sending.toast(query.id)
                    await self._redraw(person, query, poll, page, stored)
                case Offered():
                    await self._offered(person, query, token, event, stored)
                case BackToOffers(offer):
                    await self._back(query, offer, stored)
                case Unsubscribe():
                    reply_ = await self._desk.handle(
                        Typed(sender=person, channel=None, event=None, text="/unsubscribe")
                    )
                    await self._sending.toast(query.id, words_of(reply_), alert=True)
                case FormStep() if _is_private(query):
                    words = await self._forms.step(
                        person, token, _number(query) or 0, event, self._answering(query, stored)
                    )
                    if words:
                        await self._sending.toast(query.id, words)
                case _:
                    await self._stale(person, query)
        except NotFound:
            await self._stale(person, query)
        except DeliveryError as error:
            # what was tapped is done; only its picture could not be brought up to date
            log.info("telegram.tap-not-shown", error=repr(error))

    async def show_private(
        self, person: Identity, poll: PollId, page: int, over: int | None = None, *, by_post: bool = False
    ) -> None:
        """The private view of a poll, in place of our message `over`. Raises NotFound or DeliveryError.

        `by_post`: that message was sent to a subscriber, and goes on saying how to stop such messages.
        """
        card = await self._desk.card(poll, Reader(sender=person))
        spoken = speech(await self._desk.language_of(person), "UTC")
        message = private_card(card, page, self._sending.username, spoken)
        if by_post:
            message = letter(message, spoken.say(say("broadcast-note")), spoken.say(say("broadcast-stop")))
        chat = int(person.native_id)
        if over is None:
            await self._sending.text(Spot(chat), message)
            return
        try:
            await self._sending.edit(chat, over, message)
        except PostGone:
            await self._sending.text(Spot(chat), message)

    # ------------------------------------------------------------

    async def _redraw(self, person: Identity, query: CallbackQuery, poll: PollId, page: int, stored: Stored) -> None:
        over = _number(query)

        async def view() -> None:
            await self.show_private(person, poll, page, over=over, by_post=_is_letter(query))

        if over is None:
            # it comes as a message of its own, which no other stands for
            await stored()
            await view()
        else:
            await self._views.draw((int(person.native_id), over), stored, view)

    async def _vote(
        self, person: Identity, query: CallbackQuery, poll: PollId, action: Action, update: int, event: EventKey
    ) -> VoteReply:
        """A tap that was overtaken by a later one of the same person is not let undo it."""
        if await self._lateness.overtaken(
            person, poll, action, update, lambda: self._desk.card(poll, Reader(sender=person))
        ):
            spoken = speech(await self._desk.language_of(person), "UTC")
            return VoteReply(text=spoken.say(say("telegram-overtaken")), tone=Tone.INFO, poll=poll, chosen=())
        return await self._desk.vote(
            Vote(sender=person, channel=await self._channel(query), event=event, poll=poll, action=action)
        )

    async def _toast(self, query: CallbackQuery, reply: VoteReply) -> None:
        room = TOAST_UNITS - (units(reply.receipt) + 2 if reply.receipt else 0)
        # of a long ballot what was just pressed is what has to be read
        room -= units(reply.why) + 1 if reply.why else 0
        said = cut(reply.text if units(reply.text) <= room or not reply.brief else reply.brief, room)
        said = f"{said}\n{reply.why}" if reply.why else said
        if reply.receipt:
            said = f"{said}\n\n{reply.receipt}"
        whole = f"{said}\n\n{reply.notice}".strip()
        # at first contact there is something to read; a receipt that leaves no room for it comes alone
        fits = bool(reply.notice) and units(whole) <= TOAST_UNITS
        # a code has to be noted down, so that it stays until it is put away
        stays = fits or bool(reply.receipt) or bool(reply.why) or reply.tone is Tone.ERROR
        await self._sending.toast(query.id, whole if fits else said, alert=stays)

    async def _offered(
        self, person: Identity, query: CallbackQuery, pressed: Offered, event: EventKey, stored: Stored
    ) -> None:
        token, place, sure = pressed.offer, pressed.place, pressed.sure
        offers = await self._replies.offers(token)
        message = query.message
        if place >= len(offers) or not isinstance(message, TelegramMessage):
            await self._stale(person, query)
            return
        offer = offers[place]
        channel = await self._channel(query)
        # in a connected room only: elsewhere there is no community to act in
        manages = channel is not None and await self._administrators.run_by(message.chat.id, query.from_user.id)
        # whom it would be refused to anyway is not asked, and changes nothing in the room
        has_a_say = manages or await self._desk.role_of(person) is not Role.VOTER
        if offer.risky and not sure and has_a_say:
            spoken = speech(await self._desk.language_of(person), "UTC")
            await self._sending.toast(query.id)
            await stored()
            keyboard = self._replies.are_you_sure(token, place, offer, spoken)
            await self._sending.keyboard(message.chat.id, message.message_id, keyboard)
            return
        spot = spot_of_message(message)
        for_one = offer.line.removeprefix("/").split(maxsplit=1)[0] in FOR_ONE
        reply = await self._desk.handle(
            Typed(
                sender=person,
                channel=channel,
                place=place_of(message.chat, spot),
                manages=manages,
                event=event,
                text=offer.line,
                aloud=not _is_private(query) and not for_one,
            )
        )
        wrong = error_in(reply)
        await self._sending.toast(query.id, wrong or "", alert=wrong is not None)
        if wrong is not None:
            return
        await stored()
        form = form_in(reply)
        if form is not None and _is_private(query):
            await self._forms.open(person, form, await self._channel(query), over=message.message_id)
            return
        if _is_private(query) or not (for_one or is_preview(reply)):
            await self._replies.deliver(spot, reply, over=message.message_id)
        else:
            await self._replies.deliver(Spot(int(person.native_id)), reply)

    async def _back(self, query: CallbackQuery, token: str, stored: Stored) -> None:
        await self._sending.toast(query.id)
        await stored()
        message = query.message
        if message is not None:
            keyboard = self._replies.keyboard(token, await self._replies.offers(token))
            await self._sending.keyboard(message.chat.id, message.message_id, keyboard)

    def _answering(self, query: CallbackQuery, stored: Stored) -> Stored:
        async def done() -> None:
            await self._sending.toast(query.id)
            await stored()

        return done

    async def _stale(self, person: Identity, query: CallbackQuery) -> None:
        spoken = speech(await self._desk.language_of(person), "UTC")
        await self._sending.toast(query.id, spoken.say(say("telegram-stale-button")), alert=True)

    async def _channel(self, query: CallbackQuery) -> ChannelId | None:
        message = query.message
        if not isinstance(message, TelegramMessage) or _is_private(query):
            return None
        return await self._desk.channel_at(TELEGRAM, spot_of_message(message).address)


def _is_private(query: CallbackQuery) -> bool:
    return query.message is not None and query.message.chat.type == PRIVATE


def _is_letter(query: CallbackQuery) -> bool:
    """Whether what was tapped stands on a message that a subscriber was sent."""
    message = query.message
    keyboard = message.reply_markup if isinstance(message, TelegramMessage) else None
    return keyboard is not None and any(
        button.callback_data == STOP for row in keyboard.inline_keyboard for button in row
    )


def _number(query: CallbackQuery) -> int | None:
    return query.message.message_id if query.message is not None and _is_private(query) else None
