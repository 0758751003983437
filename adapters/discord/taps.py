"""Presses of our buttons and menus: votes, pages, next steps. Each is acknowledged at once, its receipt comes after
the commit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import discord
import structlog
from discord import ui

from adapters.discord.answering import Answer
from adapters.discord.connecting import Connecting
from adapters.discord.forms import Forms
from adapters.discord.letters import letter
from adapters.discord.limits import DISCORD, TEXT_CHARS
from adapters.discord.markup import clipped, escaped
from adapters.discord.message import Message, Style, button, words
from adapters.discord.opening import Opening
from adapters.discord.places import manages, place_of_interaction, sender_of
from adapters.discord.render import SAID, private_card
from adapters.discord.replies import Replies
from adapters.discord.tokens import (
    AddOption,
    BackToOffers,
    FormPage,
    Leaf,
    MarkMenu,
    Offered,
    PrivateVote,
    PrivateWithdraw,
    ReceiptWithdraw,
    RoomMenu,
    RoomVote,
    SayWhy,
    Tell,
    Token,
    Unsubscribe,
    chosen_mark,
    decode,
    option_of,
)
from adapters.discord.turns import Turn
from bot.domain.ballot import Action, Choose, Give, Tap, Withdraw
from bot.domain.community import Identity
from bot.domain.conversation import OfferCommand, Reader, Reply, Tone, Typed, Vote, VoteReply
from bot.domain.errors import NotFound
from bot.domain.ids import ChannelId, EventKey, PollId
from bot.domain.marks import value_of
from bot.domain.text import Text, say
from bot.locale.speech import Speech, speech
from bot.ports import Desk

log = structlog.get_logger(__name__)
Interaction = discord.Interaction[Any]
STALE_FORM: Final = say("discord-stale-form")
_STALE: Final = say("discord-stale-button")


class Taps:
    def __init__(self, desk: Desk, replies: Replies, forms: Forms, opening: Opening, connecting: Connecting) -> None:
        self._desk, self._replies, self._forms, self._opening = desk, replies, forms, opening
        self._connecting = connecting

    async def take(self, interaction: Interaction, answer: Answer, event: EventKey, turn: Turn) -> None:
        """Raises DeliveryError where the answer could not be given; NotFound is answered here."""
        data: Any = interaction.data or {}
        person, token = sender_of(interaction), decode(str(data.get("custom_id", "")))
        over = _replaces(token)
        if over is not None:
            # Discord voids the interaction after three seconds, so acknowledge before waiting, and before counting
            await answer.later(over=over)
        await turn()
        try:
            match token:
                case RoomVote(poll, option):
                    await self._receipt(interaction, answer, person, poll, Tap(option), event)
                case RoomMenu(poll):
                    chosen = [option_of(str(value)) for value in data.get("values") or []]
                    known = tuple(sorted({option for option in chosen if option is not None}))
                    await self._receipt(interaction, answer, person, poll, Choose(known), event)
                case ReceiptWithdraw(poll):
                    await self._receipt(interaction, answer, person, poll, Withdraw(), event)
                case PrivateVote() | MarkMenu() | PrivateWithdraw():
                    await self._in_private(interaction, answer, person, token, event)
                case Leaf(poll, page):
                    await self._private(answer, person, poll, page)
                case Tell() | Unsubscribe():
                    line = f"/notify {token.poll}" if isinstance(token, Tell) else "/unsubscribe"
                    reply_ = await self._desk.handle(self._typed(interaction, person, None, line, event))
                    await self._replies.deliver(answer, reply_, await self._speech(person))
                case AddOption(poll):
                    await self._opening.ask_option(answer, poll, await self._speech(person))
                case SayWhy(poll):
                    await self._follow(interaction, answer, person, f"/object {poll}", event)
                case Offered():
                    await self._offered(interaction, answer, person, token, event)
                case BackToOffers(offer):
                    await self._back(answer, person, offer)
                case FormPage(form, page):
                    await self._open(answer, person, form, page)
                case _:
                    await self.stale(answer, person)
        except NotFound:
            await self.stale(answer, person)

    async def stale(self, answer: Answer, person: Identity, what: Text = _STALE) -> None:
        """For whatever no button of ours carries now."""
        spoken = await self._speech(person)
        await answer.say(words(escaped(spoken.say(what))))

    # ------------------------------------------------------------ votes

    async def _receipt(
        self,
        interaction: Interaction,
        answer: Answer,
        person: Identity,
        poll: PollId,
        action: Action,
        event: EventKey,
    ) -> None:
        reply = await self._vote(interaction, person, poll, action, event)
        await answer.say(await self._receipt_message(person, reply))

    async def _in_private(
        self,
        interaction: Interaction,
        answer: Answer,
        person: Identity,
        token: PrivateVote | MarkMenu | PrivateWithdraw,
        event: EventKey,
    ) -> None:
        data: Any = interaction.data or {}
        action = _wish(token, data.get("values") or [])
        if action is None:
            await self.stale(answer, person)
            return
        reply = await self._vote(interaction, person, token.poll, action, event)
        await self._private(answer, person, token.poll, token.page, reply)

    async def _vote(
        self, interaction: Interaction, person: Identity, poll: PollId, action: Action, event: EventKey
    ) -> VoteReply:
        channel = await self._channel(interaction)
        return await self._desk.vote(Vote(sender=person, channel=channel, event=event, poll=poll, action=action))

    async def _receipt_message(self, person: Identity, reply: VoteReply) -> Message:
        spoken = await self._speech(person)
        mark = "⚠️ " if reply.tone is Tone.ERROR else ""
        is_paper = any(map(value_of, reply.chosen))
        hint = spoken.say(say("discord-ballot-hint")) if is_paper and reply.tone is not Tone.ERROR else ""
        under = _code(reply) + small(hint) + small(reply.notice)
        # of fifty long options that somebody chose, as many as there is room for; the private view shows them all
        said = clipped(mark + escaped(reply.text), TEXT_CHARS - len(under)) + under
        text: ui.TextDisplay[Any] = ui.TextDisplay(said)
        if not reply.chosen:
            return Message((text,))
        mine = say("discord-my-ballot") if is_paper else say("discord-my-vote")
        buttons = [button(spoken.say(mine), Leaf(reply.poll, 0))]
        if reply.why:
            buttons.append(button(spoken.say(say("button-why")), SayWhy(reply.poll), Style.primary))
        if reply.tone is not Tone.ERROR:
            withdraw = spoken.say(say("discord-withdraw"))
            buttons.append(button(withdraw, ReceiptWithdraw(reply.poll), Style.danger))
        return Message((text, ui.ActionRow(*buttons)))

    async def _private(
        self, answer: Answer, person: Identity, poll: PollId, page: int, reply: VoteReply | None = None
    ) -> None:
        card = await self._desk.card(poll, Reader(sender=person))
        said = ""
        if reply is not None:
            told = ("⚠️ " if reply.tone is Tone.ERROR else "") + escaped(reply.text)
            said = clipped(told, SAID - len(_code(reply))) + _code(reply)
        spoken = await self._speech(person)
        shown = private_card(card, page, spoken, said)
        if answer.is_letter:
            # it goes on saying how to stop such messages
            shown = letter(shown, spoken.say(say("broadcast-note")), spoken.say(say("broadcast-stop")))
        await answer.say(shown)

    # ------------------------------------------------------------ next steps

    async def _offered(
        self, interaction: Interaction, answer: Answer, person: Identity, token: Offered, event: EventKey
    ) -> None:
        offers = await answer.after(self._replies.offers(token.offer))
        if token.place >= len(offers):
            await self.stale(answer, person)
            return
        offer = offers[token.place]
        if offer.risky and not token.sure:
            await answer.later(over=True)
            spoken = await self._speech(person)
            await answer.say(self._replies.are_you_sure(token.offer, token.place, offer, spoken))
            return
        await self._follow(interaction, answer, person, offer.line, event, page=token.page)

    async def _follow(
        self, interaction: Interaction, answer: Answer, person: Identity, line: str, event: EventKey, *, page: int = 0
    ) -> None:
        channel = await self._channel(interaction)
        request = self._typed(interaction, person, channel, line, event)
        reply = await answer.after(self._desk.handle(request))
        reply = await self._connecting.after_line(interaction, line, reply)
        await self._opening.deliver(answer, reply, await self._speech(person), page=page)

    async def _back(self, answer: Answer, person: Identity, token: str) -> None:
        await answer.later(over=True)
        offers = await self._replies.offers(token)
        if not offers:
            await self.stale(answer, person)
            return
        parts = tuple(OfferCommand(offer.label, offer.line, offer.risky) for offer in offers)
        await self._replies.deliver(answer, Reply(parts), await self._speech(person))

    async def _open(self, answer: Answer, person: Identity, token: str, page: int) -> None:
        form = await answer.after(self._forms.find(token))
        if form is None:
            await self.stale(answer, person, STALE_FORM)
            return
        await self._opening.open(answer, form, await self._speech(person), page=page)

    # ------------------------------------------------------------

    def _typed(
        self, interaction: Interaction, person: Identity, channel: ChannelId | None, line: str, event: EventKey
    ) -> Typed:
        return Typed(
            sender=person,
            channel=channel,
            place=place_of_interaction(interaction),
            manages=manages(interaction),
            named=True,
            event=event,
            text=line,
        )

    async def _channel(self, interaction: Interaction) -> ChannelId | None:
        place = place_of_interaction(interaction)
        return await self._desk.channel_at(DISCORD, place.address) if place is not None else None

    async def _speech(self, person: Identity) -> Speech:
        return speech(await self._desk.language_of(person), "UTC")


def small(notice: str) -> str:
    """A line of its own, in Discord's small letters; nothing where there is nothing to say."""
    return f"\n-# {escaped(notice)}" if notice else ""


def _code(reply: VoteReply) -> str:
    """Below whatever had to be cut: without it the voter could prove nothing."""
    return f"\n{escaped(reply.receipt)}" if reply.receipt else ""


def _wish(token: PrivateVote | MarkMenu | PrivateWithdraw, values: Sequence[object]) -> Action | None:
    """None where the menu never offered what came back."""
    match token:
        case PrivateVote():
            return Tap(token.option)
        case MarkMenu():
            given = chosen_mark(token, values)
            return Give(given) if given is not None else None
        case PrivateWithdraw():
            return Withdraw()


def _replaces(token: Token | None) -> bool | None:
    """Whether the answer takes the place of the private message that was acted upon; None: it may be a form."""
    match token:
        case ReceiptWithdraw() | PrivateVote() | MarkMenu() | PrivateWithdraw() | Leaf():
            return True
        case RoomVote() | RoomMenu() | Tell() | Unsubscribe():
            return False
        case _:
            return None
