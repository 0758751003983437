"""What people do on Discord, told apart: commands, words half typed, presses, forms sent in. All of it hostile."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, Final

import discord
import structlog

from adapters.discord.answering import Answer
from adapters.discord.asking import asks_more, fields_given, poll_in, prefilled
from adapters.discord.completing import Completing
from adapters.discord.connecting import CONNECT, Connecting
from adapters.discord.faults import AlreadyAnswered, Expired, discords_errors
from adapters.discord.forms import Forms, fields_of, filled, page_count, pages_of
from adapters.discord.limits import DISCORD
from adapters.discord.markup import escaped
from adapters.discord.membership import DiscordMembership
from adapters.discord.mentions import Mentions
from adapters.discord.menus import CODE, FROM_MESSAGE, MENTION, PUBLISH, SIGN_IN, menu_names
from adapters.discord.message import words
from adapters.discord.opening import OWN_OPTION, Opening
from adapters.discord.places import manages, place_of_interaction, sender_of
from adapters.discord.replies import form_in
from adapters.discord.rush import Rush
from adapters.discord.taps import STALE_FORM, Taps
from adapters.discord.tokens import AddOption, FormPage, decode
from adapters.discord.turns import Turns
from bot.commands.registry import Registry
from bot.domain.community import Identity
from bot.domain.conversation import Filled, Reply, Say, Tone, Typed
from bot.domain.errors import DeliveryError, StoreUnavailable
from bot.domain.ids import ChannelId, EventKey
from bot.domain.text import Text, say
from bot.locale.speech import Speech, speech
from bot.ports import Desk

log = structlog.get_logger(__name__)
Interaction = discord.Interaction[Any]
Kinds = discord.InteractionType
_MESSAGE_COMMAND: Final = 3
LAST_ANSWERS: Final = timedelta(seconds=5)
"""How long the end of the program waits for answers under way."""


class Inbound:
    def __init__(
        self,
        desk: Desk,
        registry: Registry,
        taps: Taps,
        forms: Forms,
        opening: Opening,
        completing: Completing,
        mentions: Mentions,
        connecting: Connecting,
        membership: DiscordMembership,
    ) -> None:
        self._desk, self._registry, self._taps, self._forms = desk, registry, taps, forms
        self._opening, self._completing, self._mentions = opening, completing, mentions
        self._connecting = connecting
        self._turns, self._rush = Turns(), Rush()
        self._connecting, self._membership = connecting, membership
        self._turns = Turns()
        self._under_way: set[asyncio.Task[Any]] = set()
        self._open = False

    def begin(self) -> None:
        """From now on interactions are taken."""
        self._open = True

    async def finish(self) -> None:
        """Take no more, and let those under way be answered: what was acknowledged gets its receipt."""
        self._open = False
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LAST_ANSWERS.total_seconds())

    async def take(self, interaction: Interaction) -> None:
        """Return once it is answered, or nobody waits for an answer any more. Never raises."""
        task = asyncio.current_task()
        # unanswered, it is said to have failed; that is better than half done
        if not self._open or task is None:
            return
        self._under_way.add(task)
        try:
            await self._take(interaction)
        finally:
            self._under_way.discard(task)

    async def _take(self, interaction: Interaction) -> None:
        answer, event = Answer(interaction, self._rush), EventKey(f"discord-{interaction.id}")
        self._membership.saw(interaction)
        try:
            if interaction.type is Kinds.autocomplete:
                await self._complete(interaction, answer)
            else:
                await self._in_turn(interaction, answer, event)
        except (Expired, AlreadyAnswered) as error:
            log.info("discord.interaction-over", interaction=interaction.id, error=repr(error))
        except DeliveryError as error:
            # what was asked for is done; the answer could not be delivered
            log.info("discord.answer-not-delivered", interaction=interaction.id, error=repr(error))
        except StoreUnavailable as error:
            log.warning("discord.store-unavailable", reason=error.reason)
            voted = interaction.type is Kinds.component
            await self._apologise(interaction, answer, say("error-vote-store") if voted else say("error-store"))
        except Exception:
            log.exception("discord.interaction-broken", interaction=interaction.id)
            await self._apologise(interaction, answer, say("discord-broken"))

    async def _complete(self, interaction: Interaction, answer: Answer) -> None:
        try:
            await self._completing.complete(interaction, answer)
        except StoreUnavailable as error:
            # what was typed can be sent as it is
            log.info("discord.nothing-to-offer", reason=error.reason)
            await answer.choices([])

    # ------------------------------------------------------------

    async def _in_turn(self, interaction: Interaction, answer: Answer, event: EventKey) -> None:
        match interaction.type:
            case Kinds.component:
                async with self._turns.of(interaction.user.id) as turn:
                    await self._taps.take(interaction, answer, event, turn)
            case Kinds.modal_submit:
                await self._submitted(interaction, answer, event)
            case Kinds.application_command:
                data: Any = interaction.data or {}
                if data.get("type") == _MESSAGE_COMMAND:
                    await self._on_message(interaction, answer, event)
                else:
                    await self._slash(interaction, answer, event)
            case _:
                log.info("discord.interaction-unknown", kind=str(interaction.type))

    async def _slash(self, interaction: Interaction, answer: Answer, event: EventKey) -> None:
        data: Any = interaction.data or {}
        name, person = str(data.get("name", "")), sender_of(interaction)
        given = {str(each["name"]): each.get("value") for each in data.get("options") or []}
        command = self._registry.get(name)
        if name == SIGN_IN and given.get(CODE):
            await answer.later()
            await self._sign_in(answer, person, str(given[CODE]))
            return
        fields = fields_given(command, given) if command is not None else {}
        if command is not None and asks_more(command, fields):
            reply = await answer.after(self._bare(interaction, person, name, event))
            form = form_in(reply)
            if form is not None:
                carried = {MENTION: str(given[MENTION])} if MENTION in given else {}
                reply = Reply((prefilled(form, {**fields, **carried}),))
        else:
            await answer.later()
            reply = await self._desk.handle(await self._filled(interaction, person, name, fields, event))
            if name == CONNECT:
                reply = await self._connecting.after(interaction, fields.get("name", ""), reply)
            await self._mentions.keep(interaction.guild_id, str(given.get(MENTION, "")), reply)
        await self._opening.deliver(answer, reply, await self._speech(person), pages=page_count(command, fields))

    async def _sign_in(self, answer: Answer, person: Identity, code: str) -> None:
        signed = await self._desk.sign_in(code.strip(), person)
        said = signed.text
        if signed.good:
            said += "\n" + (await self._speech(person)).say(say("discord-welcome"))
        await answer.say(words(("✅ " if signed.good else "⚠️ ") + escaped(said)))

    async def _bare(self, interaction: Interaction, person: Identity, name: str, event: EventKey) -> Reply:
        return await self._desk.handle(await self._typed(interaction, person, f"/{name}", event))

    async def _on_message(self, interaction: Interaction, answer: Answer, event: EventKey) -> None:
        """A message is made a poll of: its first line is the question, each other line an option."""
        data: Any = interaction.data or {}
        person = sender_of(interaction)
        message = ((data.get("resolved") or {}).get("messages") or {}).get(str(data.get("target_id"))) or {}
        if data.get("name") in menu_names(PUBLISH):
            await answer.later()
            await self._publish(interaction, answer, person, message)
            return
        if data.get("name") not in menu_names(FROM_MESSAGE):
            await self._taps.stale(answer, person)
            return
        reply = await answer.after(self._bare(interaction, person, "poll", event))
        form = form_in(reply)
        if form is not None:
            reply = Reply((prefilled(form, poll_in(str(message.get("content") or ""))),))
        await self._opening.deliver(answer, reply, await self._speech(person))

    async def _publish(self, interaction: Interaction, answer: Answer, person: Identity, message: Any) -> None:
        """A post of ours in an announcement channel is sent on to the servers that follow it."""
        spoken = await self._speech(person)
        said = say("discord-published")
        mine = str((message.get("author") or {}).get("id")) == str(interaction.client.user.id)
        channel = interaction.channel
        if not await self._desk.is_organiser(person, place_of_interaction(interaction)):
            said = say("discord-organisers-only")
        elif not mine or not isinstance(channel, discord.TextChannel) or not channel.is_news():
            said = say("discord-not-to-publish")
        else:
            try:
                with discords_errors():
                    await channel.get_partial_message(int(message["id"])).publish()
            except DeliveryError as error:
                log.info("discord.not-published", error=repr(error))
                said = say("discord-not-published")
        await answer.say(words(escaped(spoken.say(said))))

    async def _submitted(self, interaction: Interaction, answer: Answer, event: EventKey) -> None:
        data: Any = interaction.data or {}
        person, token = sender_of(interaction), decode(str(data.get("custom_id", "")))
        await answer.later()
        spoken = await self._speech(person)
        components = data.get("components") or []
        match token:
            case FormPage(kept, page):
                form = await self._forms.find(kept)
                if form is None:
                    await self._taps.stale(answer, person, STALE_FORM)
                    return
                now = filled(form, page, components)
                fields = fields_of(now)
                reply = await self._desk.handle(await self._filled(interaction, person, form.command, fields, event))
                if form.command == CONNECT:
                    reply = await self._connecting.after(interaction, fields.get("name", ""), reply)
                role, replaced = fields.get(MENTION, ""), fields.get("replaces", "")
                await self._mentions.keep(interaction.guild_id, role, reply, replaced)
                await self._opening.deliver(answer, reply, spoken, pages=len(pages_of(now)))
            case AddOption(poll):
                fields = {"poll": str(poll), **fields_of(filled(OWN_OPTION, 0, components))}
                reply = await self._desk.handle(await self._filled(interaction, person, "add", fields, event))
                await self._opening.deliver(answer, _plainly(reply), spoken)
            case _:
                await self._taps.stale(answer, person)

    # ------------------------------------------------------------

    async def _typed(self, interaction: Interaction, person: Identity, line: str, event: EventKey) -> Typed:
        channel = await self._channel(interaction)
        return Typed(
            sender=person,
            channel=channel,
            place=place_of_interaction(interaction),
            manages=manages(interaction),
            named=True,
            event=event,
            text=line,
        )

    async def _filled(
        self, interaction: Interaction, person: Identity, name: str, fields: dict[str, str], event: EventKey
    ) -> Filled:
        return Filled(
            sender=person,
            channel=await self._channel(interaction),
            place=place_of_interaction(interaction),
            manages=manages(interaction),
            named=True,
            event=event,
            command=name,
            fields=fields,
        )

    async def _channel(self, interaction: Interaction) -> ChannelId | None:
        place = place_of_interaction(interaction)
        return await self._desk.channel_at(DISCORD, place.address) if place is not None else None

    async def _speech(self, person: Identity) -> Speech:
        return speech(await self._desk.language_of(person), "UTC")

    async def _apologise(self, interaction: Interaction, answer: Answer, what: Text) -> None:
        try:
            spoken = speech("it" if str(interaction.locale.value) == "it" else "en", "UTC")
            await answer.say(words("⚠️ " + escaped(spoken.say(what))))
        except DeliveryError as error:
            log.info("discord.apology-not-delivered", error=repr(error))


def _plainly(reply: Reply) -> Reply:
    """What went wrong in words, without the way back to a form that is opened with its own button."""
    form = form_in(reply)
    return Reply((Say(form.error, Tone.ERROR),)) if form is not None else reply
