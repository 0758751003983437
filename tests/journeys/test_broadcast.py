"""A poll and an outcome told to everybody who subscribed: the whole core over a real database, with a fake platform."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.domain.conversation import OfferCommand, Typed
from bot.domain.errors import ChannelGone, DeliveryUncertain, Throttled, Unsent, UnsupportedFeature
from bot.ports import CardContent, ResultContent
from bot.services.broadcast_errand import BATCH, UNCONFIRMED
from tests.builders import COMMUNITY
from tests.house import House, follower, house, offers, words
from tests.patience import PATIENCE


@pytest.fixture
async def home(tmp_path):
    async with house(f"sqlite:///{tmp_path}/a.db") as built:
        yield built


@asynccontextmanager
async def sending(home: House):
    working = asyncio.ensure_future(home.broadcaster.run())
    try:
        yield
    finally:
        working.cancel()
        await asyncio.wait({working})
        if not working.cancelled() and working.exception() is not None:
            raise working.exception()


async def until(home: House, true, *, step: float = 0.2) -> None:
    """Wait until it is so, while the clock moves on."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = true()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return
            await asyncio.sleep(0.002)
            home.clock.advance(seconds=step)


async def subscribe(home: House, people: range, language: str = "en") -> None:
    for number in people:
        reply = await home.desk.handle(Typed(sender=follower(number, language), channel=None, text="/subscribe"))
        assert "/unsubscribe" in words(reply)


async def launched(home: House) -> str:
    await home.type("/poll Where shall we meet? | Lake | City --for 2h")
    return (await home.latest()).id


async def started(home: House, event: str | None = None) -> str:
    """The broadcast's number."""
    (line,) = offers(await home.type("/broadcast"))
    assert "on its way" in words(await home.type(line, event=event))
    return line.split()[-1]


async def standing(home: House, number: str):
    async with home.work.reading() as work:
        return await work.broadcasts.get(number), (await work.legs.of(number))[0]


async def state(home: House, number: str) -> str:
    return (await standing(home, number))[0].state.value


def got(home: House) -> Counter[str]:
    return Counter(native for native, _ in home.platform.letters)


async def _is_told(home: House, number: str) -> bool:
    return (await standing(home, number))[0].told


def panel(home: House) -> str:
    (reply,) = home.platform.panels.values()
    return words(reply)


async def test_a_poll_reaches_everybody_once_in_their_language_with_its_way_out(home):
    await launched(home)
    await subscribe(home, range(60))
    await subscribe(home, range(60, 65), "it")
    preview = await home.type("/broadcast")
    assert "65 people" in words(preview)
    assert "Nothing has been sent yet" in words(preview)
    assert not home.platform.letters
    (line,) = offers(preview)
    async with sending(home):
        assert "65 people" in words(await home.type(line))
        await until(home, lambda: home.platform.panels and "Done" in panel(home))
        (number,) = [key.removeprefix("broadcast-") for key in home.platform.panels]
        await until(home, lambda: _is_told(home, number))
    assert got(home) == Counter({f"f{number}": 1 for number in range(65)})
    letters = dict(home.platform.letters)
    assert isinstance(letters["f3"].content, CardContent)
    assert letters["f3"].content.card.question == "Where shall we meet?"
    assert "/unsubscribe" in letters["f3"].note
    assert letters["f61"].content.card.language == "it"
    assert "65 of 65 sent" in panel(home)
    assert not any(isinstance(part, OfferCommand) for reply in home.platform.panels.values() for part in reply.parts)
    _, leg = await standing(home, number)
    assert (leg.sent, leg.remaining, leg.runner) == (65, 0, None)


async def test_an_outcome_is_told_with_its_chart_drawn_once(home):
    poll = await launched(home)
    await subscribe(home, range(30))
    await home.vote(poll, 900, 1)
    await home.type("/close")
    async with sending(home):
        number = await started(home)
        await until(home, lambda: home.platform.panels and "Done" in panel(home))
    assert len(home.platform.letters) == 30
    contents = {id(letter.content) for _, letter in home.platform.letters}
    assert len(contents) == 1
    content = home.platform.letters[0][1].content
    assert isinstance(content, ResultContent)
    assert "Lake" in content.text
    assert [picture.png[:4] for picture in content.pictures] == [b"\x89PNG"]
    assert "ended" in panel(home)
    assert await state(home, number) == "done"


async def test_confirmed_twice_or_delivered_again_it_is_sent_once(home):
    await launched(home)
    await subscribe(home, range(3))
    (line,) = offers(await home.type("/broadcast"))
    other = offers(await home.type("/broadcast"))[0]
    assert "on its way" in words(await home.type(line, event="tap-1"))
    assert "already done" in words(await home.type(line, event="tap-1"))
    assert "started already" in words(await home.type(line, event="tap-2"))
    assert "being sent already" in words(await home.type(other, event="tap-3"))
    assert "being sent already" in words(await home.type("/broadcast"))
    async with sending(home):
        await until(home, lambda: home.platform.panels and "Done" in panel(home))
    assert set(got(home).values()) == {1}
    again = await home.type("/broadcast")
    assert "It was sent before" in words(again)


async def test_only_organisers_and_only_what_there_is_to_tell(home):
    await launched(home)
    assert "Nobody has subscribed" in words(await home.type("/broadcast"))
    await subscribe(home, range(2))
    assert "Only organisers" in words(await home.type("/broadcast", who=follower(1)))
    assert "Only organisers" in words(await home.type("/broadcasts start abcdefgh", who=follower(1)))
    assert "There is no broadcast" in words(await home.type("/broadcasts abcdefgh"))
    assert "There is no broadcast" in words(await home.type("/broadcasts pause <script>"))
    assert "Say which broadcast" in words(await home.type("/broadcasts do what you like"))
    (line,) = offers(await home.type("/broadcast"))
    await home.type("/close")
    assert "has changed" in words(await home.type(line))
    assert "no broadcasts yet" in words(await home.type("/broadcasts"))


async def test_who_left_voted_or_came_later(home):
    poll = await launched(home)
    await subscribe(home, range(10))
    await home.vote(poll, 1, 1)
    await home.type("/unsubscribe", who=follower(2))
    home.clock.advance(seconds=1)
    number = await started(home)
    home.clock.advance(seconds=1)
    await home.type("/unsubscribe", who=follower(3))
    await subscribe(home, range(10, 12))
    async with sending(home):
        await until(home, lambda: home.platform.panels and "Done" in panel(home))
    assert set(got(home)) == {"f0", *(f"f{each}" for each in range(4, 10))}
    _, leg = await standing(home, number)
    assert (leg.recipients, leg.sent, leg.skipped) == (9, 7, 2)


async def test_whoever_blocked_the_bot_is_noted_and_not_tried_again_until_they_come_back(home):
    await launched(home)
    await subscribe(home, range(30))
    tried = Counter()

    async def before(person):
        tried[person.native_id] += 1
        if person.native_id in ("f5", "f6"):
            raise ChannelGone("bot was blocked by the user")

    home.platform.before_letter = before
    async with sending(home):
        await started(home)
        await until(home, lambda: home.platform.panels and "Done" in panel(home))
        assert "28 of 30 sent, 2 do not take my messages" in panel(home)
        home.clock.advance(seconds=1)
        await home.desk.handle(Typed(sender=follower(6), channel=None, text="/start"))
        home.platform.panels.clear()
        assert "29 people" in words(await home.type("/broadcast"))
        await started(home)
        await until(home, lambda: home.platform.panels and "Done" in panel(home))
    assert (tried["f5"], tried["f6"], tried["f7"]) == (1, 2, 2)


async def test_other_errors_are_tried_four_times_and_then_failed_with_the_reason(home):
    await launched(home)
    await subscribe(home, range(40))
    tried: dict[str, list] = {"f5": [], "f7": []}

    async def before(person):
        if person.native_id in tried:
            tried[person.native_id].append(home.clock.now())
            if person.native_id == "f5" or len(tried["f7"]) < 3:
                raise DeliveryUncertain("Bad Gateway")

    home.platform.before_letter = before
    async with sending(home):
        number = await started(home)
        await until(home, lambda: home.platform.panels and "Done" in panel(home), step=2)
    assert len(tried["f5"]) == 4
    assert tried["f5"][1] - tried["f5"][0] >= timedelta(seconds=30)
    assert tried["f5"][3] - tried["f5"][2] >= timedelta(minutes=8)
    assert "39 of 40 sent" in panel(home)
    assert "1 failed: the platform gave no answer" in panel(home)
    _, leg = await standing(home, number)
    assert (leg.sent, leg.failed, leg.waiting) == (39, 1, 0)
    assert set(got(home).values()) == {1}


async def test_a_storm_of_refusals_is_obeyed_and_nobody_fails_by_it(home):
    await launched(home)
    await subscribe(home, range(40))
    storm = {"until": home.clock.now() + timedelta(seconds=90)}
    hammered = []

    async def before(person):
        now = home.clock.now()
        if now < storm["until"]:
            hammered.append(now)
            raise Throttled(storm["until"] - now)

    home.platform.before_letter = before
    async with sending(home):
        await started(home)
        await until(home, lambda: home.platform.panels and "Done" in panel(home))
    assert set(got(home).values()) == {1}
    assert len(got(home)) == 40
    assert len(hammered) <= 10  # what was under way together; nobody asks again before the time


@pytest.mark.parametrize("error", [Unsent("no network"), DeliveryUncertain("502")])
async def test_an_outage_of_an_hour_is_nobodys_failure(home, error):
    await launched(home)
    await subscribe(home, range(60))
    back, asked = home.clock.now() + timedelta(hours=1), []

    async def before(person):
        if home.clock.now() < back:
            asked.append(person)
            raise error

    home.platform.before_letter = before
    async with sending(home):
        await started(home)
        await until(home, lambda: home.platform.panels and "Done" in panel(home), step=2)
    assert len(got(home)) == 60
    assert set(got(home).values()) == {1}
    assert len(asked) < 150


async def test_what_is_refused_from_everybody_pauses_and_says_so(home):
    await launched(home)
    await subscribe(home, range(200))

    async def before(person):
        raise UnsupportedFeature("can't parse entities")

    home.platform.before_letter = before
    async with sending(home):
        number = await started(home)
        await until(home, lambda: home.platform.panels and "Paused: the platform refuses" in panel(home))
        await until(home, lambda: not home.broadcaster.broadcasting.under_way)
        _, leg = await standing(home, number)
        assert leg.failed < 20
        assert leg.failed + leg.waiting <= 20 + UNCONFIRMED
        home.platform.before_letter = None
        await home.type(f"/broadcasts resume {number}")
        await until(home, lambda: "Done" in panel(home))
    assert len(got(home)) + leg.failed == 200


async def test_paused_gone_on_with_and_cancelled(home):
    await launched(home)
    await subscribe(home, range(300))
    gate = asyncio.Event()

    async def before(person):
        if len(home.platform.letters) >= 100 and not gate.is_set():
            await gate.wait()

    home.platform.before_letter = before
    async with sending(home):
        number = await started(home)
        await until(home, lambda: len(home.platform.letters) >= 100)
        assert "Paused" in words(await home.type(f"/broadcasts pause {number}", event="p"))
        gate.set()
        await until(home, lambda: "Paused" in panel(home))
        await until(home, lambda: not home.broadcaster.broadcasting.under_way)
        after_pause = len(home.platform.letters)
        assert after_pause <= 100 + UNCONFIRMED
        _, leg = await standing(home, number)
        assert leg.sent == after_pause
        home.clock.advance(minutes=5)
        await asyncio.sleep(0)
        assert len(home.platform.letters) == after_pause
        await home.type(f"/broadcasts resume {number}")
        await until(home, lambda: len(home.platform.letters) >= 200)
        await home.type(f"/broadcasts cancel {number}")
        await until(home, lambda: "Cancelled" in panel(home))
        await until(home, lambda: not home.broadcaster.broadcasting.under_way)
        assert len(home.platform.letters) < 300
        assert "not possible any more" in words(await home.type(f"/broadcasts resume {number}"))
    assert set(got(home).values()) == {1}
    _, leg = await standing(home, number)
    assert leg.sent == len(home.platform.letters)


async def test_a_poll_that_closes_in_the_middle_stops_its_broadcast(home):
    poll = await launched(home)
    await subscribe(home, range(200))

    async def before(person):
        if len(home.platform.letters) == 60:
            await home.type(f"/close {poll}")

    home.platform.before_letter = before
    async with sending(home):
        number = await started(home)
        await until(home, lambda: home.platform.panels and "Stopped: the poll has closed" in panel(home))
        await until(home, lambda: not home.broadcaster.broadcasting.under_way)
    assert len(home.platform.letters) < 200
    _, leg = await standing(home, number)
    assert leg.sent == len(home.platform.letters)
    assert leg.sent + leg.waiting <= 60 + 150 + BATCH


async def test_several_take_turns(home):
    await home.type("/poll First? | Yes | No")
    first = (await home.latest()).id
    await subscribe(home, range(400))
    (one,) = offers(await home.type(f"/broadcast {first}"))
    home.clock.advance(seconds=1)
    await home.type("/poll Second? | Yes | No")
    (two,) = offers(await home.type(f"/broadcast {(await home.latest()).id}"))
    await home.type(one)
    await home.type(two)
    async with sending(home):
        await until(home, lambda: len(home.platform.letters) == 800)
    questions = [letter.content.card.question for _, letter in home.platform.letters]
    for end in range(200, 700, 100):
        share = questions[:end].count("First?") / end
        assert 0.3 < share < 0.7, (end, share)


async def test_two_runners_on_one_database_write_to_everybody_once(home):
    from bot.services.broadcast_letters import Letters
    from bot.services.broadcasting import Broadcasting

    await launched(home)
    await subscribe(home, range(300))
    adapters = {home.platform.platform: home.platform}
    letters = Letters(home.work, home.reading, home.clock)
    rivals = [Broadcasting(home.work, adapters, letters, home.clock, f"rival-{number}") for number in range(2)]
    number = await started(home)
    working = [asyncio.ensure_future(rival.run()) for rival in rivals]
    try:
        await until(home, lambda: _is_done(home, number))
    finally:
        for each in working:
            each.cancel()
        await asyncio.wait(working)
    assert got(home) == Counter({f"f{each}": 1 for each in range(300)})


async def _is_done(home: House, number: str) -> bool:
    return await state(home, number) == "done"


async def test_a_runner_that_was_taken_for_dead_is_fenced_off(home):
    """It sleeps longer than its claim lasts; another one goes on, and what the first still has is not written down."""
    from bot.services.broadcast_letters import Letters
    from bot.services.broadcasting import Broadcasting

    await launched(home)
    await subscribe(home, range(300))
    asleep, woken = asyncio.Event(), asyncio.Event()

    class Sleepy:
        """The work of the first runner, whose transactions are stuck while it sleeps."""

        def reading(self):
            return home.work.reading()

        @asynccontextmanager
        async def writing(self):
            if asleep.is_set():
                await woken.wait()
            async with home.work.writing() as work:
                yield work

    adapters = {home.platform.platform: home.platform}
    letters = Letters(home.work, home.reading, home.clock)
    first = Broadcasting(Sleepy(), adapters, letters, home.clock, "first")
    second = Broadcasting(home.work, adapters, letters, home.clock, "second")
    number = await started(home)
    one = asyncio.ensure_future(first.run())
    await until(home, lambda: len(home.platform.letters) >= 60)
    asleep.set()
    two = asyncio.ensure_future(second.run())
    try:
        await until(home, lambda: _is_done(home, number))
        woken.set()
        await until(home, lambda: not first.under_way)
    finally:
        one.cancel()
        two.cancel()
        await asyncio.wait({one, two})
    twice = sum(count - 1 for count in got(home).values())
    assert len(got(home)) == 300
    assert twice <= UNCONFIRMED
    _, leg = await standing(home, number)
    assert leg.sent == 300


async def test_the_database_goes_away_for_a_while(home, tmp_path):
    await launched(home)
    await subscribe(home, range(120))
    from bot.domain.errors import StoreUnavailable

    real, away = home.work.writing, {"until": None}

    async def before(person):
        if len(home.platform.letters) == 40:
            away["until"] = home.clock.now() + timedelta(seconds=20)

    @asynccontextmanager
    async def writing():
        if away["until"] is not None and home.clock.now() < away["until"]:
            raise StoreUnavailable("gone fishing")
        async with real() as work:
            yield work

    class Shaky:
        reading = staticmethod(home.work.reading)

    Shaky.writing = staticmethod(writing)
    from bot.services.broadcast_letters import Letters
    from bot.services.broadcasting import Broadcasting

    home.platform.before_letter = before
    sender = Broadcasting(
        Shaky, {home.platform.platform: home.platform}, Letters(home.work, home.reading, home.clock), home.clock, "r"
    )
    number = await started(home)
    working = asyncio.ensure_future(sender.run())
    try:
        await until(home, lambda: _is_done(home, number))
    finally:
        working.cancel()
        await asyncio.wait({working})
    assert got(home) == Counter({f"f{each}": 1 for each in range(120)})


async def test_start_in_private_subscribes_and_a_no_is_remembered(home):
    ada = follower(1)

    async def private(line):
        return words(await home.desk.handle(Typed(sender=ada, channel=None, text=line)))

    assert "sends a poll round" in await private("/start")
    assert "no more polls" in await private("/unsubscribe")
    assert "get no polls in private" in await private("/unsubscribe")
    assert "as you wished" in await private("/start")
    async with home.work.reading() as work:
        assert await work.subscribers.count(COMMUNITY, home.clock.now()) == {}
    assert "You will get the polls of Choir" in await private("/subscribe")
    assert "You already get" in await private("/subscribe")
    home.platform.may_write_in_private = None
    assert "knows no private messages" in await private("/subscribe")
    # what is typed in a room is no wish to be written to
    assert "sends a poll round" not in words(await home.type("/start", who=follower(2)))
