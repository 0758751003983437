"""One delivery made: drawn, worded, and handed to its platform's adapter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.domain.card import Card, Control
from bot.domain.community import PostKind
from bot.domain.conversation import Reply, Say, ShowPicture, Tone
from bot.domain.ids import Platform
from bot.domain.picture import Theme
from bot.ports import CardContent, ChannelAdapter, Clock, ReminderContent, ResultContent, Tracer
from bot.services.aftermath import statement_text, with_aftermath
from bot.services.capacity import choose
from bot.services.delivery import Delivery, DeliveryFigures, whispered
from bot.services.draws import promise_words
from bot.services.presentation import present
from bot.services.reading import Reading, is_closed
from bot.services.reminders import reminder_text
from bot.services.summaries import result_text

THEMES: Final = {Platform("discord"): Theme.DARK}


@dataclass(frozen=True, slots=True)
class Shown:
    reference: str
    """By which the platform knows it."""
    version: int
    """Of the poll, as it is shown."""
    rest: timedelta = timedelta(0)
    """How long nothing may be changed about it."""


class Showing:
    """Raises what adapters raise, and StoreUnavailable. Keeps `figures`."""

    def __init__(
        self,
        reading: Reading,
        adapters: Mapping[Platform, ChannelAdapter],
        clock: Clock,
        public_url: str,
        tracer: Tracer,
    ) -> None:
        self._reading, self._adapters, self._clock, self._public_url = reading, adapters, clock, public_url
        self._tracer = tracer
        self.figures = DeliveryFigures()

    async def show(self, delivery: Delivery) -> Shown:
        with self._tracer.span("delivery", platform=delivery.channel.platform, kind=delivery.post.kind.value):
            return await self._show(delivery)

    async def _show(self, delivery: Delivery) -> Shown:
        match delivery.post.kind:
            case PostKind.CARD:
                return await self._card(delivery)
            case PostKind.RESULT:
                return await self._result(delivery)
            case PostKind.REMINDER:
                return await self._reminder(delivery)
            case PostKind.STATEMENT:
                return await self._statement(delivery)
            case PostKind.MONTHLY:
                return await self._posted(delivery, ReminderContent(self._plain(delivery), delivery.monthly))
            case PostKind.SUMMARY | PostKind.OUTCOME | PostKind.NAG:
                return await self._whisper(delivery)

    async def _card(self, delivery: Delivery) -> Shown:
        channel, post, count = delivery.channel, delivery.post, delivery.count
        adapter = self._adapters[channel.platform]
        capabilities = await adapter.capabilities(channel)
        control = choose(count.poll, capabilities)
        now = self._clock.now()
        card = present(
            count.poll, count.tally, delivery.speech, now, control, reported=count.remark, decision=count.decision
        )
        card = with_aftermath(card, count.follow_up, count.poll, delivery.speech, now)
        if count.promise is not None:
            fact = delivery.speech.say(promise_words(count.promise, whole=False))
            card = replace(card, facts=(*card.facts, fact))
        drawn = await self._drawn(delivery) if capabilities.chart_on_card and is_closed(count.poll) else ()
        content = CardContent(card, drawn)
        if post.reference is None:
            reference = await adapter.post(channel, post.id, content)
            self.figures.posted += 1
        else:
            reference = post.reference
            await adapter.edit(channel, reference, content)
            self.figures.edited += 1
        return Shown(reference, card.version, capabilities.edit_interval)

    async def _result(self, delivery: Delivery) -> Shown:
        count, spoken = delivery.count, delivery.speech
        pictures = await self._drawn(delivery)
        text = result_text(count.poll, count.tally, spoken, count.remark, count.sealed, count.decision)
        return await self._posted(delivery, ResultContent(self._plain(delivery), text, pictures))

    async def _reminder(self, delivery: Delivery) -> Shown:
        """With the way to the poll's page, where the pages' address is known."""
        count = delivery.count
        link = f"{self._public_url}/p/{count.poll.id}" if self._public_url else ""
        text = reminder_text(count.poll, count.tally.voters, delivery.speech, link)
        return await self._posted(delivery, ReminderContent(self._plain(delivery), text))

    async def _statement(self, delivery: Delivery) -> Shown:
        kept = delivery.count.follow_up
        assert kept is not None  # else it is overtaken
        assert kept.statement is not None
        text = statement_text(delivery.count.poll, kept.statement, delivery.speech)
        return await self._posted(delivery, ReminderContent(self._plain(delivery), text))

    def _plain(self, delivery: Delivery) -> Card:
        """Without anything to tap."""
        count = delivery.count
        now = self._clock.now()
        card = present(
            count.poll, count.tally, delivery.speech, now, Control.NONE, reported=count.remark, decision=count.decision
        )
        return with_aftermath(card, count.follow_up, count.poll, delivery.speech, now)

    async def _posted(self, delivery: Delivery, content: ResultContent | ReminderContent) -> Shown:
        adapter = self._adapters[delivery.channel.platform]
        reference = await adapter.post(delivery.channel, delivery.post.id, content)
        self.figures.posted += 1
        return Shown(reference, content.card.version)

    async def _drawn(self, delivery: Delivery) -> tuple[ShowPicture, ...]:
        theme = THEMES.get(delivery.channel.platform, Theme.LIGHT)
        return await self._reading.draw(delivery.count, delivery.speech, theme, delivery.community.name, split=False)

    async def _whisper(self, delivery: Delivery) -> Shown:
        """What one person alone is told, in their own language."""
        words = Reply((Say(whispered(delivery), Tone.INFO),))
        adapter = self._adapters[delivery.channel.platform]
        await adapter.whisper(delivery.channel, delivery.person, words, delivery.post.id)
        self.figures.posted += 1
        return Shown("whispered", delivery.count.poll.version)
