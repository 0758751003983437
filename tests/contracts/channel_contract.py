"""What every platform's adapter promises. A subclass supplies the harness: the real adapter, and a reader's eyes."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.domain.capabilities import Support
from bot.domain.card import Card, Control
from bot.domain.community import Channel, Person
from bot.domain.conversation import OfferCommand, Reply, Say, SendFile, ShowPicture
from bot.domain.errors import ChannelGone, NoRight, Throttled, UnsupportedFeature
from bot.domain.ids import Platform, PostId
from bot.ports import CardContent, ChannelAdapter, Letter, ReminderContent, ResultContent
from bot.services.capacity import choose
from tests.builders import poll
from tests.patience import PATIENCE

Result = TypeVar("Result")


class Harness(ABC):
    """One platform with one channel and one person in it, and a poll of ours to be shown."""

    adapter: ChannelAdapter
    channel: Channel
    person: Person
    card: Card
    named_room = "Novità"
    """What an organiser would type to connect a room there; on platforms that make rooms, any name."""

    @abstractmethod
    async def seen_by(self, person: Person | None) -> str:
        """Everything that this person, or a stranger, reads in the channel now."""

    async def pass_time(self, span: timedelta) -> None:
        """Let so much of the program's time go by; for platforms that ask to wait."""
        raise AssertionError(f"nothing here asks to wait {span}")

    @abstractmethod
    async def restart(self) -> None:
        """The program is stopped and started again: `adapter` is a new one."""

    @abstractmethod
    async def remove_channel(self) -> None:
        """The channel disappears on the platform."""

    @abstractmethod
    async def change(self, question: str) -> Card:
        """The poll's question becomes another; its new card."""


def _picture() -> ShowPicture:
    return ShowPicture("r.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "The alternative text")


async def _letting_time_pass(place: Harness, sending: Awaitable[None]) -> None:
    """A letter waits its turn by the program's clock."""
    task = asyncio.ensure_future(sending)
    try:
        async with asyncio.timeout(PATIENCE):
            while not task.done():
                await place.pass_time(timedelta(seconds=0.2))
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
    await task


async def patiently(place: Harness, step: Callable[[], Awaitable[Result]]) -> Result:
    """What the core does with a platform that asks to wait: the same again, in its time."""
    for _ in range(20):
        try:
            return await step()
        except Throttled as error:
            await place.pass_time(error.retry_after)
    raise AssertionError("asked to wait for ever")


class ChannelContract:
    def harness(self, folder: Path) -> AbstractAsyncContextManager[Harness]:
        raise NotImplementedError

    @pytest.fixture
    async def place(self, tmp_path: Path) -> AsyncIterator[Harness]:
        async with self.harness(tmp_path) as harness:
            yield harness

    async def test_a_post_is_seen_and_the_same_post_twice_is_seen_once(self, place: Harness) -> None:
        for _ in range(2):
            reference = await patiently(
                place, lambda: place.adapter.post(place.channel, PostId("one"), CardContent(place.card))
            )
            assert reference
        seen = await place.seen_by(None)
        assert seen.count(place.card.question) == 1
        for row in place.card.rows:
            assert row.label in seen

    async def test_an_edit_replaces_what_is_seen_and_twice_is_harmless(self, place: Harness) -> None:
        reference = await patiently(
            place, lambda: place.adapter.post(place.channel, PostId("one"), CardContent(place.card))
        )
        before = place.card.question
        card = await place.change("What shall we do instead?")
        for _ in range(2):
            await patiently(place, lambda: place.adapter.edit(place.channel, reference, CardContent(card)))
        seen = await place.seen_by(None)
        assert seen.count("What shall we do instead?") == 1
        assert before not in seen

    async def test_a_reference_outlives_a_restart(self, place: Harness) -> None:
        reference = await patiently(
            place, lambda: place.adapter.post(place.channel, PostId("one"), CardContent(place.card))
        )
        await place.restart()
        card = await place.change("After the restart?")
        await patiently(place, lambda: place.adapter.edit(place.channel, reference, CardContent(card)))
        await patiently(place, lambda: place.adapter.post(place.channel, PostId("one"), CardContent(card)))
        seen = await place.seen_by(None)
        assert seen.count("After the restart?") == 1, seen

    async def test_a_result_shows_its_words(self, place: Harness) -> None:
        picture = ShowPicture("r.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "The alternative text")
        await patiently(
            place,
            lambda: place.adapter.post(
                place.channel, PostId("two"), ResultContent(place.card, "Lake came first.", (picture,))
            ),
        )
        assert "Lake came first." in await place.seen_by(None)

    async def test_a_reminder_shows_its_words_once(self, place: Harness) -> None:
        await patiently(place, lambda: place.adapter.post(place.channel, PostId("one"), CardContent(place.card)))
        for _ in range(2):
            reminder = ReminderContent(place.card, f"{place.card.question}\nIt closes soon, at 18:00.")
            await patiently(place, lambda: place.adapter.post(place.channel, PostId("soon"), reminder))  # noqa: B023  # the same
        assert (await place.seen_by(None)).count("It closes soon, at 18:00.") == 1

    async def test_a_file_at_the_declared_limit_passes_and_beyond_it_nothing_is_shown(self, place: Harness) -> None:
        limit = (await place.adapter.capabilities(place.channel)).file_bytes
        fits = ShowPicture("r.png", bytes(limit), "Alternative text")
        await patiently(
            place,
            lambda: place.adapter.post(place.channel, PostId("fits"), ResultContent(place.card, "It fits.", (fits,))),
        )
        large = replace(fits, png=bytes(limit + 1))
        with pytest.raises(UnsupportedFeature):
            await patiently(
                place,
                lambda: place.adapter.post(
                    place.channel, PostId("large"), ResultContent(place.card, "Too large.", (large,))
                ),
            )
        seen = await place.seen_by(None)
        assert "It fits." in seen
        assert "Too large." not in seen

    async def test_a_whisper_is_for_one_and_comes_once(self, place: Harness) -> None:
        capabilities = await place.adapter.capabilities(place.channel)
        reply = Reply((Say("For your eyes only."),))
        if capabilities.private_reply is Support.REJECTED:
            with pytest.raises(UnsupportedFeature):
                await patiently(place, lambda: place.adapter.whisper(place.channel, place.person, reply, "w1"))
            assert "For your eyes only." not in await place.seen_by(place.person)
            return
        for _ in range(2):
            await patiently(place, lambda: place.adapter.whisper(place.channel, place.person, reply, "w1"))
        assert (await place.seen_by(place.person)).count("For your eyes only.") == 1
        assert "For your eyes only." not in await place.seen_by(None)

    async def test_a_letter_is_for_one_and_says_how_to_stop(self, place: Harness) -> None:
        letters = (
            Letter(CardContent(place.card), "Tired of this? /unsubscribe", "No more of these"),
            Letter(ResultContent(place.card, "Lake came first.", (_picture(),)), "Enough? /unsubscribe", "No more"),
        )
        if place.adapter.private is None:
            for letter in letters:
                with pytest.raises(UnsupportedFeature):
                    await place.adapter.send_private(place.person, letter, "b1")
            assert "/unsubscribe" not in await place.seen_by(place.person)
            return
        assert place.adapter.private.per_second > 0
        assert place.adapter.private.at_once > 0
        for number, letter in enumerate(letters):
            await _letting_time_pass(place, place.adapter.send_private(place.person, letter, f"b{number}"))
        seen, public = await place.seen_by(place.person), await place.seen_by(None)
        for words in (place.card.question, "Tired of this? /unsubscribe", "Lake came first.", "Enough? /unsubscribe"):
            assert words in seen
            assert words not in public
        stranger = replace(place.person, platform=Platform("elsewhere"))
        with pytest.raises(UnsupportedFeature):
            await place.adapter.send_private(stranger, letters[0], "b9")

    async def test_a_letter_to_somebody_out_of_reach_is_said_so(self, place: Harness) -> None:
        if place.adapter.private is None:
            return  # what such a platform promises is asserted above
        await place.remove_channel()
        letter = Letter(CardContent(place.card), "Tired of this? /unsubscribe", "No more of these")
        with pytest.raises(ChannelGone) as raised:
            await _letting_time_pass(place, place.adapter.send_private(place.person, letter, "b1"))
        assert not isinstance(raised.value, NoRight)

    async def test_a_panel_is_one_message_that_is_kept_up_to_date(self, place: Harness) -> None:
        steps = (OfferCommand("Pause it", "/polls"),)
        for words in ("10 of 100", "50 of 100", "50 of 100"):
            reply = Reply((Say(words), *steps))
            await patiently(place, lambda reply=reply: place.adapter.panel(place.channel, place.person, reply, "p1"))
        await place.restart()
        done = Reply((Say("100 of 100"),))
        await patiently(place, lambda: place.adapter.panel(place.channel, place.person, done, "p1"))
        seen = await place.seen_by(place.person)
        assert seen.count(" of 100") == 1, seen
        assert "100 of 100" in seen
        assert "of 100" not in await place.seen_by(None)
        with pytest.raises(UnsupportedFeature):
            await place.adapter.panel(place.channel, place.person, Reply((SendFile("a.csv", "text/csv", b""),)), "p2")

    async def test_a_channel_that_is_gone_is_said_so(self, place: Harness) -> None:
        reference = await patiently(
            place, lambda: place.adapter.post(place.channel, PostId("one"), CardContent(place.card))
        )
        await place.remove_channel()
        with pytest.raises(ChannelGone):
            await patiently(place, lambda: place.adapter.post(place.channel, PostId("two"), CardContent(place.card)))
        with pytest.raises(ChannelGone):
            await patiently(place, lambda: place.adapter.edit(place.channel, reference, CardContent(place.card)))
        with pytest.raises(ChannelGone):
            await patiently(
                place, lambda: place.adapter.whisper(place.channel, place.person, Reply((Say("hello"),)), "w1")
            )

    async def test_every_poll_finds_a_way_to_be_voted_on(self, place: Harness) -> None:
        capabilities = await place.adapter.capabilities(place.channel)
        assert capabilities.edit_interval.total_seconds() > 0
        for labels in (("a", "b"), tuple(str(number) for number in range(50)), ("x" * 200, "y" * 200)):
            assert choose(poll(labels=labels), capabilities) is not Control.NONE

    async def test_a_named_room_has_an_address_of_its_own(self, place: Harness) -> None:
        address, title = await place.adapter.open_channel(place.named_room)
        assert address
        assert title
        assert (await place.adapter.open_channel(place.named_room))[0] == address


def promises(contract: Any) -> set[str]:
    return {name for name in vars(contract) if name.startswith("test_")}
