"""A reply of the desk as Telegram messages: words, cards and buttons together, then pictures, then files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard

from adapters.telegram.limits import TEXT_UNITS
from adapters.telegram.markup import escaped, shown_units
from adapters.telegram.places import Spot
from adapters.telegram.render import Message, column, plain_card, words
from adapters.telegram.sending import Sending, fits_caption
from adapters.telegram.tokens import BackToOffers, Offered, encode
from bot.domain.conversation import AskForm, OfferCommand, Reply, Say, SendFile, ShowCard, ShowPicture, Tone
from bot.domain.errors import NoRight, PostGone, UnsupportedFeature
from bot.domain.ids import encode as letters
from bot.domain.text import say
from bot.locale.speech import Speech
from bot.ports import Clock, UnitOfWork

log = structlog.get_logger(__name__)

OFFERS_KEPT: Final = timedelta(days=90)
FOR_ONE: Final = frozenset(
    {"summary", "export", "myvotes", "mydata", "forget", "broadcast", "broadcasts", "digest", "role", "audit"}
    | {"invite", "link", "object", "quarantine"}
)
"""Commands whose answer is the asker's alone: in a group it goes to their private chat."""
_MARKS: Final = {Tone.DONE: "✅ ", Tone.INFO: "", Tone.ERROR: "⚠️ "}


@dataclass(frozen=True, slots=True)
class Offer:
    label: str
    line: str
    risky: bool


class Replies:
    def __init__(self, sending: Sending, work: UnitOfWork, clock: Clock) -> None:
        self._sending, self._work, self._clock = sending, work, clock

    async def deliver(self, spot: Spot, reply: Reply, *, to: int | None = None, over: int | None = None) -> None:
        """Send it there, in answer to message `to`; the words in place of our own message `over`, where given.

        Raises DeliveryError. A picture that is refused is replaced by its alternative text.
        """
        messages = await self._messages(reply)
        pictures = [part for part in reply.parts if isinstance(part, ShowPicture)]
        caption = ""
        alone = len(messages) == 1 and messages[0].keyboard is None and over is None
        if pictures and alone and fits_caption(messages[0].html):
            caption = messages.pop().html
        if messages and over is not None:
            first, *messages = messages
            try:
                await self._sending.edit(spot.chat, over, first)
            except PostGone:
                messages = [first, *messages]
        for message in messages:
            await self._sending.text(spot, message, reply_to=to)
        if pictures:
            await self._pictures(spot, pictures, caption, to)
        for part in reply.parts:
            if isinstance(part, SendFile):
                await self._sending.file(spot, part.name, part.content, reply_to=to)

    async def panel(self, spot: Spot, reply: Reply, over: int | None) -> int:
        """The reply as one message, in place of our message `over` while that is there; its number.

        Raises DeliveryError, and UnsupportedFeature for what is more than words and next steps for one message.
        """
        messages = await self._messages(reply)
        if len(messages) != 1 or not all(isinstance(part, Say | OfferCommand) for part in reply.parts):
            raise UnsupportedFeature("only words and next steps can be kept up to date")
        if over is not None:
            try:
                await self._sending.edit(spot.chat, over, messages[0], announcement=True)
            except PostGone:
                pass  # deleted by the person: it comes anew
            else:
                return over
        return await self._sending.text(spot, messages[0], announcement=True)

    async def offers(self, token: str) -> tuple[Offer, ...]:
        """What stood on the buttons; empty where they are too old."""
        async with self._work.reading() as work:
            text = await work.notes.find(f"telegram-offer-{token}", self._clock.now())
        return tuple(Offer(*each) for each in json.loads(text)) if text is not None else ()

    def keyboard(self, token: str, offers: tuple[Offer, ...]) -> Keyboard | None:
        return column(
            [
                Button(offer.label, callback_data=encode(Offered(token, place, sure=False)))
                for place, offer in enumerate(offers)
            ]
        )

    def are_you_sure(self, token: str, place: int, offer: Offer, spoken: Speech) -> Keyboard:
        yes = spoken.say(say("telegram-sure", what=offer.label))
        return Keyboard(
            [
                [Button(yes, callback_data=encode(Offered(token, place, sure=True)))],
                [Button(spoken.say(say("telegram-not-now")), callback_data=encode(BackToOffers(token)))],
            ]
        )

    # ------------------------------------------------------------

    async def _messages(self, reply: Reply) -> list[Message]:
        """As few as hold all the words; the buttons under the last."""
        texts: list[str] = []
        for part in reply.parts:
            match part:
                case Say(text, tone):
                    said = words(_MARKS[tone] + text)
                case ShowCard(card):
                    said = (plain_card(card).html,)
                case _:
                    continue
            for each in said:
                if texts and shown_units(texts[-1]) + shown_units(each) + 2 <= TEXT_UNITS:
                    texts[-1] += f"\n\n{each}"
                else:
                    texts.append(each)
        offers = tuple(
            Offer(part.label, part.line, part.risky) for part in reply.parts if isinstance(part, OfferCommand)
        )
        if not offers:
            return [Message(text) for text in texts]
        keyboard = self.keyboard(await self._keep(offers), offers)
        texts = texts or ["👇"]
        return [*(Message(text) for text in texts[:-1]), Message(texts[-1], keyboard)]

    async def _keep(self, offers: tuple[Offer, ...]) -> str:
        """The same offers have the same token, so that asking again stores nothing new."""
        text = json.dumps([[offer.label, offer.line, offer.risky] for offer in offers], ensure_ascii=False)
        token = letters(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:10])
        async with self._work.writing() as work:
            await work.notes.keep(f"telegram-offer-{token}", text, self._clock.now() + OFFERS_KEPT)
        return token

    async def _pictures(self, spot: Spot, pictures: list[ShowPicture], caption: str, to: int | None) -> None:
        """`caption` under the first of them, or what it shows, in words."""
        alt = escaped(pictures[0].alt)
        words_under = caption or (alt if fits_caption(alt) else "")
        try:
            await self._sending.pictures(spot, pictures, words_under, reply_to=to)
        except (UnsupportedFeature, NoRight) as error:
            log.warning("telegram.picture-refused", error=repr(error))
            if caption:
                await self._sending.text(spot, Message(caption), reply_to=to)
                return
            for picture in pictures:
                for part in words(picture.alt):
                    await self._sending.text(spot, Message(part), reply_to=to)


def is_preview(reply: Reply) -> bool:
    """A draft is shown, which is its author's alone."""
    return any(isinstance(part, ShowCard) and part.card.state == "draft" for part in reply.parts)


def form_in(reply: Reply) -> AskForm | None:
    return next((part for part in reply.parts if isinstance(part, AskForm)), None)


def error_in(reply: Reply) -> str | None:
    """The words of a reply that is nothing but an error."""
    match reply.parts:
        case (Say(text, Tone.ERROR),):
            return text
    return None


def words_of(reply: Reply) -> str:
    """All that is said in it, for where there is room for words only."""
    return "\n".join(part.text for part in reply.parts if isinstance(part, Say))
