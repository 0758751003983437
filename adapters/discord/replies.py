"""A reply of the desk as messages that only the asker sees: words, cards and buttons together, then pictures, files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from discord import ui

from adapters.discord.answering import Answer
from adapters.discord.limits import TEXT_CHARS
from adapters.discord.markup import escaped, pieces
from adapters.discord.message import Item, Message, Style, button, gallery, in_rows, words
from adapters.discord.render import LEAST_ROOM, plain_card
from adapters.discord.tokens import BackToOffers, Offered
from bot.domain.card import Card
from bot.domain.conversation import AskForm, OfferCommand, Reply, Say, SendFile, ShowCard, ShowPicture, Tone
from bot.domain.ids import encode as letters
from bot.domain.text import say
from bot.locale.speech import Speech
from bot.ports import Clock, UnitOfWork

OFFERS_KEPT: Final = timedelta(days=90)
_MARKS: Final = {Tone.DONE: "✅ ", Tone.INFO: "", Tone.ERROR: "⚠️ "}
_EDIT: Final = "/edit "
"""How an offer begins that opens a form again, of which there may be more pages."""


@dataclass(frozen=True, slots=True)
class Offer:
    label: str
    line: str
    risky: bool


class Replies:
    def __init__(self, work: UnitOfWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def deliver(self, answer: Answer, reply: Reply, spoken: Speech, *, pages: int = 1) -> None:
        """Raises DeliveryError. `pages`: how many the form had that this answers, so that the others are offered."""
        messages = await self.messages(reply, spoken, pages=pages)
        if messages:
            await answer.say(*messages)
        else:
            await answer.nothing()

    async def messages(self, reply: Reply, spoken: Speech, *, pages: int = 1) -> list[Message]:
        """As few as hold all the words; the buttons under the last of them."""
        shown: list[Message] = []
        texts: list[str] = []
        card: Card | None = None
        for part in reply.parts:
            match part:
                case Say(text, tone):
                    texts.append(_MARKS[tone] + escaped(text))
                case ShowCard(shown_card):
                    card = shown_card
                case _:
                    continue
        *full, last = pieces("\n\n".join(texts), TEXT_CHARS - 200) or ("",)
        shown += [words(text) for text in full]
        under: list[Item] = [ui.TextDisplay(last)] if last else []
        if card is not None:
            room = TEXT_CHARS - len(last) - 1000
            if room < LEAST_ROOM:
                shown.append(Message(tuple(under)))
                under, room = [], TEXT_CHARS - 1000
            under.append(plain_card(card, min(room, 2400)))
        pictures = tuple(part for part in reply.parts if isinstance(part, ShowPicture))
        if pictures:
            under.append(gallery(pictures))
        under += await self._buttons(reply, spoken, pages)
        if under:
            shown.append(Message(tuple(under), pictures))
        shown += [
            Message((ui.File(f"attachment://{part.name}"),), file=part)
            for part in reply.parts
            if isinstance(part, SendFile)
        ]
        return shown

    async def offers(self, token: str) -> tuple[Offer, ...]:
        """What stood on the buttons; empty where they are too old."""
        async with self._work.reading() as work:
            text = await work.notes.find(f"discord-offer-{token}", self._clock.now())
        try:
            return tuple(Offer(*each) for each in json.loads(text)) if text is not None else ()
        except (TypeError, ValueError):
            # kept by another version
            return ()

    def are_you_sure(self, token: str, place: int, offer: Offer, spoken: Speech) -> Message:
        question = escaped(spoken.say(say("discord-sure-question", what=offer.label)))
        yes = button(spoken.say(say("discord-sure", what=offer.label)), Offered(token, place, sure=True), Style.danger)
        no = button(spoken.say(say("discord-not-now")), BackToOffers(token))
        return Message((ui.TextDisplay(question), ui.ActionRow(yes, no)))

    # ------------------------------------------------------------

    async def _buttons(self, reply: Reply, spoken: Speech, pages: int) -> list[Item]:
        offers = tuple(
            Offer(part.label, part.line, part.risky) for part in reply.parts if isinstance(part, OfferCommand)
        )
        if not offers:
            return []
        token = await self._keep(offers)
        buttons: list[ui.Button[Any]] = []
        for place, offer in enumerate(offers):
            style = Style.danger if offer.risky else Style.primary if place == 0 else Style.secondary
            buttons.append(button(offer.label, Offered(token, place), style))
            if offer.line.startswith(_EDIT):
                buttons += [
                    button(spoken.say(say("discord-more-rules", page=page + 1)), Offered(token, place, page=page))
                    for page in range(1, pages)
                ]
        return in_rows(buttons)

    async def _keep(self, offers: tuple[Offer, ...]) -> str:
        """The same offers have the same token, so that asking again stores nothing new."""
        text = json.dumps([[offer.label, offer.line, offer.risky] for offer in offers], ensure_ascii=False)
        token = letters(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:10])
        async with self._work.writing() as work:
            await work.notes.keep(f"discord-offer-{token}", text, self._clock.now() + OFFERS_KEPT)
        return token


def form_in(reply: Reply) -> AskForm | None:
    return next((part for part in reply.parts if isinstance(part, AskForm)), None)
