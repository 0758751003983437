"""What arrives from Telegram, told apart: commands, taps, answers to polls, comings and goings. All of it hostile."""

from __future__ import annotations

import re
from typing import Final

import structlog
from telegram import Message as TelegramMessage
from telegram import MessageEntity, Update, User

from adapters.telegram.administrators import Administrators
from adapters.telegram.arrivals import Arrivals
from adapters.telegram.forms import Forms
from adapters.telegram.limits import TELEGRAM
from adapters.telegram.menus import Menus
from adapters.telegram.native import NativePolls
from adapters.telegram.places import PRIVATE, Spot, identity_of, place_of, spot_of_message, topic_name
from adapters.telegram.render import Message, column
from adapters.telegram.replies import FOR_ONE, Replies, form_in, is_preview
from adapters.telegram.sending import Sending, Stored
from adapters.telegram.taps import Taps
from adapters.telegram.tokens import start_link, start_of
from bot.domain.community import Identity, Role
from bot.domain.conversation import Reply, Say, Tone, Typed
from bot.domain.errors import ChannelGone, DeliveryError, NotFound
from bot.domain.ids import ChannelId, EventKey, PollId, is_poll_id
from bot.domain.text import Text, say
from bot.locale.speech import LANGUAGES, speech
from bot.ports import Desk

log = structlog.get_logger(__name__)

WANTED: Final = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.POLL,
    Update.POLL_ANSWER,
    Update.MY_CHAT_MEMBER,
)
_ANONYMOUS_ADMIN: Final = 1087968824
_IN_THE_NAME_OF_A_CHANNEL: Final = 136817688
"""https://core.telegram.org/bots/api#message: the stand-ins in `from` where a chat speaks, not a person."""
_UNLISTED: Final = frozenset({"/start", "/launch", "/edit", "/discard"})
"""Commands of ours that stand in no menu."""
_FORM: Final = re.compile(r"([a-z]{1,20})(?:-(-?[0-9]{1,20})(?:-([0-9]{1,20}))?)?")


class Inbound:
    def __init__(
        self,
        sending: Sending,
        desk: Desk,
        replies: Replies,
        forms: Forms,
        taps: Taps,
        native: NativePolls,
        arrivals: Arrivals,
        menus: Menus,
        administrators: Administrators,
    ) -> None:
        self._administrators = administrators
        self._sending, self._desk, self._replies, self._forms = sending, desk, replies, forms
        self._taps, self._native, self._arrivals, self._menus = taps, native, arrivals, menus

    async def take(self, update: Update, stored: Stored) -> None:
        """Do what it asks, call `stored` once its effect is, and answer. Raises StoreUnavailable; then it was not."""
        event = EventKey(f"telegram-{self._sending.bot.id}-{update.update_id}")
        try:
            if update.callback_query is not None:
                await self._taps.take(update.callback_query, update.update_id, event, stored)
            elif update.poll_answer is not None:
                await self._native.answer(update.poll_answer, event)
            elif update.poll is not None:
                await self._native.totals(update.poll)
            elif update.my_chat_member is not None:
                await self._arrivals.changed(update.my_chat_member, stored)
            elif update.message is not None:
                await self._message(update.message, event, stored)
            elif update.edited_message is not None:
                await self._edited(update.edited_message, stored)
            elif update.channel_post is not None:
                await self._channel_post(update.channel_post, stored)
        except DeliveryError as error:
            # what was asked for is done; the answer could not be delivered
            log.info("telegram.answer-not-delivered", update=update.update_id, error=repr(error))

    # ------------------------------------------------------------

    async def _message(self, message: TelegramMessage, event: EventKey, stored: Stored) -> None:
        if message.migrate_to_chat_id is not None:
            await self._desk.moved(TELEGRAM, str(message.chat.id), str(message.migrate_to_chat_id))
        elif message.migrate_from_chat_id is not None:
            await self._desk.moved(TELEGRAM, str(message.migrate_from_chat_id), str(message.chat.id))
        elif message.poll_option_added is not None:
            await self._native.option_added(message, event)
        elif message.from_user is not None:
            line = self._command(message)
            if line is not None:
                await self._typed(message, message.from_user, line, event, stored)
            elif message.chat.type == PRIVATE:
                await self._private_words(message, message.from_user, stored)

    def _command(self, message: TelegramMessage) -> str | None:
        """The line after our own name is taken out of it; None for what is no command, or is meant for another bot."""
        text = message.text
        if not text or not text.startswith("/"):
            return None
        first = next((each for each in message.entities if each.offset == 0), None)
        if first is not None and first.type != MessageEntity.BOT_COMMAND:
            return None
        word, space, rest = _first_word(text)
        name, at, whom = word.partition("@")
        if at and whom.lower() != self._sending.username.lower():
            return None
        if message.chat.type != PRIVATE and not at and not self._is_ours(name):
            return None  # in a room it may be another bot's, or no command at all: "/etc/hosts"
        return f"{name}{space}{rest}"

    def _is_ours(self, name: str) -> bool:
        menu = self._desk.menu(LANGUAGES[0], Role.OWNER)
        return name.lower() in _UNLISTED or any(name.lower() == f"/{each}" for each, _ in menu)

    async def _typed(self, message: TelegramMessage, user: User, line: str, event: EventKey, stored: Stored) -> None:
        spot = spot_of_message(message)
        if user.id in (_ANONYMOUS_ADMIN, _IN_THE_NAME_OF_A_CHANNEL) or message.sender_chat is not None:
            await stored()
            await self._tell(spot, identity_of(user), say("telegram-who-are-you"), to=message.message_id, link=True)
            return
        person = identity_of(user)
        private = message.chat.type == PRIVATE
        name, _, rest = _first_word(line)
        command = name.removeprefix("/").lower()
        if private and name == "/start" and rest.strip() and await self._deep_link(person, rest.strip(), event, stored):
            return
        channel = None if private else await self._desk.channel_at(TELEGRAM, spot.address)
        place = place_of(message.chat, spot, topic_name(message))
        manages = channel is not None and await self._administrators.run_by(message.chat.id, user.id)
        aloud = not private and command not in FOR_ONE
        typed = Typed(sender=person, channel=channel, place=place, manages=manages, event=event, text=line, aloud=aloud)
        reply = await self._desk.handle(typed)
        await stored()
        await self._answer(message, person, command, reply, channel)

    async def _answer(
        self, message: TelegramMessage, person: Identity, name: str, reply: Reply, channel: ChannelId | None
    ) -> None:
        private, spot = message.chat.type == PRIVATE, spot_of_message(message)
        alone = Spot(int(person.native_id))
        form = form_in(reply)
        if private:
            if form is not None:
                await self._forms.open(person, form, channel)
            else:
                await self._replies.deliver(alone, reply)
            return
        if form is not None:
            spoken = speech(await self._desk.language_of(person), "UTC")
            payload = f"{form.command}-{spot.chat}" + (f"-{spot.topic}" if spot.topic is not None else "")
            await self._tell(spot, person, say("telegram-form-in-private"), to=message.message_id, form=payload)
            log.debug("telegram.form-offered", command=form.command, language=spoken.language)
            return
        if name in FOR_ONE or is_preview(reply):
            try:
                await self._replies.deliver(alone, reply)
            except ChannelGone:
                await self._tell(spot, person, say("telegram-start-first"), to=message.message_id, link=True)
            else:
                await self._tell(spot, person, say("telegram-sent-in-private"), to=message.message_id)
            return
        await self._replies.deliver(spot, reply, to=message.message_id)

    async def _deep_link(self, person: Identity, payload: str, event: EventKey, stored: Stored) -> bool:
        """What the link that was followed asks for; false for a payload that is none of ours."""
        start = start_of(payload)
        alone = Spot(int(person.native_id))
        match start.kind if start is not None else "":
            case "v" if start is not None and is_poll_id(start.value):
                await stored()
                try:
                    await self._taps.show_private(person, PollId(start.value), 0)
                except NotFound:
                    await self._tell(alone, person, say("telegram-no-such-poll"))
                return True
            case "o" if start is not None and is_poll_id(start.value):
                line = f"/notify {start.value}"
                reply = await self._desk.handle(Typed(sender=person, channel=None, event=event, text=line))
                await stored()
                await self._replies.deliver(alone, reply)
                return True
            case "s" if start is not None:
                signed = await self._desk.sign_in(start.value, person)
                await stored()
                tone = Tone.DONE if signed.good else Tone.ERROR
                await self._replies.deliver(alone, Reply((Say(signed.text, tone),)))
                if signed.role is not None:
                    await self._tell(alone, person, say("telegram-welcome"))
                    await self._menus.for_one(person, signed.role)
                return True
            case "f" if start is not None and (found := _FORM.fullmatch(start.value)):
                channel = None
                if found[2]:
                    topic = int(found[3]) if found[3] else None
                    channel = await self._desk.channel_at(TELEGRAM, Spot(int(found[2]), topic).address)
                line = f"/{found[1]}"
                reply = await self._desk.handle(Typed(sender=person, channel=channel, event=event, text=line))
                await stored()
                form = form_in(reply)
                if form is not None:
                    await self._forms.open(person, form, channel)
                else:
                    await self._replies.deliver(alone, reply)
                return True
        return False

    async def _private_words(self, message: TelegramMessage, user: User, stored: Stored) -> None:
        person = identity_of(user)
        if message.text and await self._forms.take_text(person, message.text, message.message_id, stored):
            return
        await stored()
        await self._tell(Spot(message.chat.id), person, say("telegram-no-command"))

    async def _edited(self, message: TelegramMessage, stored: Stored) -> None:
        """A command is carried out once, as it was first written: changing a message must not change a poll."""
        if message.chat.type == PRIVATE and message.from_user is not None and self._command(message) is not None:
            person = identity_of(message.from_user)
            await stored()
            await self._tell(Spot(message.chat.id), person, say("telegram-edited-command"), to=message.message_id)

    async def _channel_post(self, message: TelegramMessage, stored: Stored) -> None:
        """Nobody's name stands on a channel's post, so that nobody's rights can be looked up: go on in private."""
        if self._command(message) is not None:
            await stored()
            spot = Spot(message.chat.id)
            person = Identity(TELEGRAM, str(message.chat.id), message.chat.title or "", None)
            await self._tell(spot, person, say("telegram-who-are-you"), to=message.message_id, link=True)

    async def _tell(
        self,
        spot: Spot,
        person: Identity,
        text: Text,
        *,
        to: int | None = None,
        link: bool = False,
        form: str = "",
    ) -> None:
        """Words of our own, with the way into the private chat where `link` or `form` asks for it."""
        spoken = speech(await self._desk.language_of(person), "UTC")
        if not link and not form:
            await self._replies.deliver(spot, Reply((Say(spoken.say(text), Tone.INFO),)), to=to)
            return
        username = self._sending.username
        address = start_link(username, "f", form) if form else f"https://t.me/{username}?start=hello"
        button = self._menus.link_button(spoken.say(say("telegram-open-private")), address)
        await self._sending.text(spot, Message(spoken.say(text), column([button])), reply_to=to)


def _first_word(text: str) -> tuple[str, str, str]:
    found = re.match(r"(\S*)(\s?)(.*)", text, re.DOTALL)
    assert found is not None  # the pattern matches anything
    return found[1], found[2], found[3]
