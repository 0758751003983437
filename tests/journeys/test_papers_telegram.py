"""Rankings, scores and points on Telegram: the real library and program, thumbs, and what the database holds."""

from __future__ import annotations

import asyncio

import pytest

from bot.clock import SystemChance
from bot.domain.ids import CommunityId, OptionId
from bot.domain.marks import RAISE, UNDO, mark, ranking_of
from bot.domain.method import Counting, Method
from bot.domain.poll import Rules, Secrecy
from bot.services.asking import NewPoll
from bot.services.polls import Polls
from tests.fakes.clock import FakeClock
from tests.telegramhouse import button, cards, check_spec, follow, heard, running, said, telegram, telegram_house

TELEGRAM = "telegram"
LABELS = ("Lake", "City", "Hill")


@pytest.fixture
async def house(tmp_path):
    async with telegram_house(tmp_path) as built:
        yield built
        check_spec(built.server)


@pytest.fixture
async def group(house):
    boss = await house.organiser()
    found = house.server.supergroup("Choir friends")
    await house.connect(found, boss)
    return found


async def asked(house, group, method, labels=LABELS, points=0, **rules):
    """The poll, launched by the service, and its post in the group."""
    ascolto = house.ascolto
    polls = Polls(ascolto.work, house.clock, SystemChance(), ascolto.announcing.changed)
    async with ascolto.work.reading() as work:
        author = (await work.people.organisers(CommunityId("home")))[0]
    channel = await ascolto.desk.channel_at(TELEGRAM, str(group.id))
    new = NewPoll(
        community=CommunityId("home"),
        question="Where shall we go?",
        options=labels,
        rules=Rules(counting=Counting(method=method, points=points), **rules),
    )
    poll = await polls.launch(new, author.id, [channel], None, None)
    await house.until(lambda: "Where shall we go?" in said(group)[-1].words)
    return poll, said(group)[-1]


async def paper(house, person, post, link):
    """The private view, opened through the link under the post."""
    chat = house.server.private(person)
    before = len(said(chat))
    await follow(person, post, link)
    await house.until(lambda: len(said(chat)) > before)
    return said(chat)[-1]


async def pressed(house, person, message, *data):
    """The answers to these presses, one after the other, named by what they carry."""
    answers = []
    for each in data:
        tap = await person.taps(message, data=each)
        answers.append((await asyncio.wait_for(tap.answered, 15)).text)
    return answers


async def held(house, poll):
    return [ballot.choices for ballot in await house.ballots(poll)]


async def test_a_ranking_is_tapped_in_the_room_and_put_right_in_private(house, group):
    poll, post = await asked(house, group, Method.RANKED)
    assert "Tap the options in your order" in post.words
    assert post.buttons[:4] == [["Lake"], ["City"], ["Hill"], ["↩ Undo the last place"]]
    ada = house.server.user(50, "Ada")
    assert "Counted: 1. City" in await house.answer(ada, post, "City")
    assert "Your ballot: 1. City and 2. Lake." in await house.answer(ada, post, "Lake")
    assert "1. City, 2. Lake and 3. Hill" in await house.answer(ada, post, "Hill")
    assert "1. City and 2. Lake." in await house.answer(ada, post, "↩ Undo the last place")
    await house.until(lambda: "1 person voted" in post.words)
    # nobody's own places stand in the room
    assert post.buttons[0] == ["Lake"]

    private = await paper(house, ada, post, "My vote")
    assert "Your order: 1. City › 2. Lake" in private.words
    assert private.buttons[:3] == [["✅ 2. Lake", "▲ One place higher"], ["✅ 1. City"], ["⬜ Hill"]]
    assert "1. Lake and 2. City" in await house.answer(ada, private, "▲ One place higher")
    await house.until(lambda: "Your order: 1. Lake › 2. City" in private.words)
    assert [ranking_of(choices) for choices in await held(house, poll)] == [(1, 2)]
    assert "1. City" in await house.answer(ada, private, "✅ 1. Lake")
    await house.until(lambda: private.buttons[0] == ["⬜ Lake"])
    assert await held(house, poll) == [(mark(2, 1),)]
    assert "empty again" in await house.answer(ada, private, "↩️ Withdraw")
    await house.until(lambda: "Your order" not in private.words)
    assert await held(house, poll) == []
    assert private.buttons[:4] == [["⬜ Lake"], ["⬜ City"], ["⬜ Hill"], ["🔄 Refresh"]]


async def test_a_ranking_too_long_for_the_room_is_a_paper_in_pages(house, group):
    labels = tuple(f"{number}{'🦜' * 99}" for number in range(1, 21))
    poll, post = await asked(house, group, Method.RUNOFF, labels)
    assert post.buttons == [["🗳 Vote", "🔔 Tell me later"]]
    assert "“Vote” opens your paper" in post.words
    ada = house.server.user(50, "Ada")
    private = await paper(house, ada, post, "Vote")
    for place, number in enumerate((20, 3, 11), start=1):
        key = await found(house, ada, private, poll, number)
        (answer,) = await pressed(house, ada, private, key)
        assert f"{place}. {number}🦜" in answer
        await house.until(lambda place=place: f"✅ {place}." in str(private.buttons))
    assert private.words.count(" › ") == 2
    assert [ranking_of(choices) for choices in await held(house, poll)] == [(20, 3, 11)]
    assert not [each for each in house.server.requests if "long" in (each.description or "").lower()]


async def found(house, person, message, poll, option):
    """What the option's key carries, on the page that it is found on by turning them."""
    for page in range(9):
        tap = await person.taps_raw(message, f"p:{poll.id}:{page}")
        await asyncio.wait_for(tap.answered, 15)
        await house.until(lambda page=page: f"w:{poll.id}:{page}:" in str(message.keys))
        key = f"w:{poll.id}:{page}:{option}"
        if f"'{key}'" in str(message.keys):
            return key
    raise AssertionError(message.buttons)


async def test_scores_are_given_taken_away_and_withdrawn_in_private(house, group):
    poll, post = await asked(house, group, Method.STAR)
    ada = house.server.user(50, "Ada")
    private = await paper(house, ada, post, "Vote")
    assert private.buttons[:2] == [["Lake"], ["0", "1", "2", "3", "4", "5"]]

    def give(option, score):
        return f"w:{poll.id}:0:{mark(option, score + 1)}"

    answers = await pressed(house, ada, private, give(1, 4), give(2, 0), give(1, 5))
    assert "Counted: Lake: 4 of 5" in answers[0]
    assert "Your ballot: Lake: 5 of 5 and City: 0 of 5." in answers[2]
    await house.until(lambda: private.buttons[1][5] == "✅ 5")
    assert private.buttons[:4] == [
        ["Lake: 5 of 5"],
        ["0", "1", "2", "3", "4", "✅ 5"],
        ["City: 0 of 5"],
        ["✅ 0", "1", "2", "3", "4", "5"],
    ]
    assert await held(house, poll) == [(mark(2, 1), mark(1, 6))]
    await pressed(house, ada, private, give(2, 0))
    assert await held(house, poll) == [(mark(1, 6),)]
    # the label does nothing but show the paper as it is
    assert await house.answer(ada, private, "Lake: 5 of 5") == ""
    assert "empty again" in await house.answer(ada, private, "↩️ Withdraw")
    assert await held(house, poll) == []


async def test_points_are_shared_up_to_the_last_and_not_beyond(house, group):
    poll, post = await asked(house, group, Method.POINTS, points=3)
    ada = house.server.user(50, "Ada")
    private = await paper(house, ada, post, "Vote")
    assert private.buttons[:2] == [["−", "Lake: 0", "+"], ["−", "City: 0", "+"]]
    assert "3 points left" in private.words
    more, less = private.keys[0][2]["callback_data"], private.keys[0][0]["callback_data"]
    city = private.keys[1][2]["callback_data"]
    answers = await pressed(house, ada, private, more, more, city, city)
    assert "Your ballot: Lake: 2 points. 1 point left." in answers[1]
    assert "Lake: 2 points and City: 1 point. 0 points left" in answers[2]
    assert answers[3].startswith("You have 3 points to share, and no more.")
    await house.until(lambda: "0 points left" in private.words)
    assert private.buttons[:2] == [["−", "Lake: 2", "+"], ["−", "City: 1", "+"]]
    assert await held(house, poll) == [(mark(2, 1), mark(1, 2))]
    await pressed(house, ada, private, less, less)
    assert await held(house, poll) == [(mark(2, 1),)]
    await house.until(lambda: "2 points left" in private.words)


async def test_italian_judgments_are_words_on_keys(house, group):
    poll, post = await asked(house, group, Method.JUDGMENT)
    ugo = house.server.user(51, "Ugo", language_code="it")
    private = await paper(house, ugo, post, "Vote")
    assert private.buttons[1:4] == [["da respingere", "scarso"], ["accettabile", "buono"], ["molto buono", "ottimo"]]
    assert "Lake: molto buono" in await house.answer(ugo, private, "molto buono")
    await house.until(lambda: private.buttons[0] == ["Lake: molto buono"])
    assert await held(house, poll) == [(mark(1, 5),)]


async def test_what_is_delivered_twice_or_forged_changes_nothing(house, group):
    poll, post = await asked(house, group, Method.RANKED)
    ada = house.server.user(50, "Ada")
    first = await ada.taps(post, "Lake")
    await asyncio.wait_for(first.answered, 15)
    house.server.redeliver(first.update_id)
    second = await ada.taps(post, "City")
    await asyncio.wait_for(second.answered, 15)
    house.server.redeliver(first.update_id)
    house.server.redeliver(second.update_id)
    await house.answer(house.server.user(51, "Bea"), post, "Hill")
    expected = [(mark(1, 1), mark(2, 2)), (mark(3, 1),)]
    assert sorted(await held(house, poll)) == expected
    for code in (9999, 9203, 199, 299, 101, 9100, 9000, 0, 100):
        tap = await ada.taps_raw(post, f"v:{poll.id}:{code}")
        answer = await asyncio.wait_for(tap.answered, 15)
        assert answer.text, code
        assert answer.show_alert, code
    assert sorted(await held(house, poll)) == expected


@pytest.mark.parametrize("method", [Method.STAR, Method.RATING, Method.JUDGMENT, Method.POINTS])
async def test_a_forged_mark_is_refused_in_words(house, group, method):
    poll, post = await asked(house, group, method, points=5 if method is Method.POINTS else 0)
    ada = house.server.user(50, "Ada")
    for code in (9999, UNDO, 801, 8901, 104 + 5):
        tap = await ada.taps_raw(post, f"v:{poll.id}:{code}")
        answer = await asyncio.wait_for(tap.answered, 15)
        assert answer.text, code
        assert answer.show_alert, code
    assert await held(house, poll) == []


async def test_of_marks_delivered_backwards_the_later_stands_on_each_option(house, group):
    poll, post = await asked(house, group, Method.STAR)
    ada = house.server.user(50, "Ada")
    house.server.hold()
    taps = [await ada.taps_raw(post, f"v:{poll.id}:{code}") for code in (mark(1, 3), mark(2, 3), mark(1, 6))]
    house.server.deliver_out_of_order()
    house.server.release()
    await asyncio.wait_for(asyncio.gather(*(tap.answered for tap in taps)), 15)
    assert await held(house, poll) == [(mark(2, 3), mark(1, 6))]


async def test_taps_in_a_hurry_are_each_a_place(house, group):
    poll, post = await asked(house, group, Method.RANKED)
    ada = house.server.user(50, "Ada")
    taps = [await ada.taps(post, label) for label in ("Hill", "Lake", "City")]
    await asyncio.wait_for(asyncio.gather(*(tap.answered for tap in taps)), 15)
    assert [ranking_of(choices) for choices in await held(house, poll)] == [(3, 1, 2)]


async def test_a_thumb_that_hurries_waits_for_no_view_but_the_last(house, group):
    poll, post = await asked(house, group, Method.POINTS, points=40)
    ada = house.server.user(50, "Ada")
    private = await paper(house, ada, post, "Vote")
    before = private.edit_count
    taps = [await ada.taps_raw(private, f"w:{poll.id}:0:9101") for _ in range(30)]
    await asyncio.wait_for(asyncio.gather(*(tap.answered for tap in taps)), 15)
    await house.until(lambda: "10 points left" in private.words)
    assert private.buttons[0] == ["−", "Lake: 30", "+"]
    assert private.edit_count - before < 10
    assert await held(house, poll) == [(mark(1, 30),)]


async def test_a_toast_never_cuts_what_was_just_pressed(house, group):
    labels = tuple(f"{number} {'W' * 190}" for number in range(1, 10))
    poll, post = await asked(house, group, Method.RANKED, labels, receipts=True)
    ada = house.server.user(50, "Ada")
    for number in range(1, 10):
        tap = await ada.taps_raw(post, f"v:{poll.id}:{number}")
        answer = await asyncio.wait_for(tap.answered, 15)
        assert len(answer.text) <= 200
        assert f"{number}. {number} WW" in answer.text
        assert "Receipt: " in answer.text
    assert [ranking_of(choices) for choices in await held(house, poll)] == [tuple(range(1, 10))]


async def test_after_the_close_nothing_can_be_pressed_and_one_reads_ones_paper(house, group):
    poll, post = await asked(house, group, Method.RATING, secrecy=Secrecy.NAMED)
    ada = house.server.user(50, "Ada")
    private = await paper(house, ada, post, "Vote")
    await pressed(house, ada, private, f"w:{poll.id}:0:{mark(OptionId(1), 4)}")
    await group.says(house.server.user(1, "Bea"), "/close")
    await house.until(lambda: "Closed" in post.words)
    tap = await ada.taps_raw(private, f"w:{poll.id}:0:{mark(OptionId(1), 1)}")
    assert "closed" in (await asyncio.wait_for(tap.answered, 15)).text.lower()
    await house.until(lambda: "Closed" in private.words)
    assert private.buttons == [["🔄 Refresh"]]
    assert await held(house, poll) == [(mark(1, 4),)]


async def test_a_broadcast_letter_is_a_paper_and_keeps_its_stop_button(house, group):
    poll, _ = await asked(house, group, Method.POINTS, points=3)
    ada, boss = house.server.user(50, "Ada"), house.server.user(1, "Bea")
    await ada.starts()
    await house.until(lambda: said(house.server.private(ada)))
    office = house.server.private(boss)
    await office.says(boss, "/broadcast")
    await house.until(lambda: "Send it" in str(said(office)[-1].buttons))
    await boss.taps(said(office)[-1], button(said(office)[-1], "Send it"))
    private = house.server.private(ada)
    await house.until(lambda: "🔕" in str(said(private)[-1].buttons))
    sent = said(private)[-1]
    assert sent.buttons[0] == ["−", "Lake: 0", "+"]
    assert "3 points left" in sent.words
    assert "Lake: 1 point. 2 points left." in await house.answer(ada, sent, 2)
    await house.until(lambda: sent.buttons[0] == ["−", "Lake: 1", "+"])
    assert "🔕" in sent.buttons[-1][0]
    assert "2 points left" in sent.words
    assert await held(house, poll) == [(mark(1, 1),)]


async def test_votes_from_a_webhook_side_by_side_are_one_ballot_each_press(tmp_path):
    async with telegram_house(tmp_path, webhook=True) as house:
        boss = await house.organiser()
        group = house.server.supergroup("Choir friends")
        await house.connect(group, boss)
        poll, post = await asked(house, group, Method.POINTS, points=4)
        ada = house.server.user(50, "Ada")
        taps = [await ada.taps_raw(post, f"v:{poll.id}:{code}") for code in (9101, 9102, 9101, 9103, 9102)]
        answers = await asyncio.wait_for(asyncio.gather(*(tap.answered for tap in taps)), 15)
        assert sum("4 points to share" in answer.text for answer in answers) == 1
        assert [sum(choice // 100 for choice in choices) for choices in await held(house, poll)] == [4]


async def test_a_secret_ranking_outlives_a_restart_with_its_keys_and_its_places(tmp_path):
    clock = FakeClock()
    async with telegram(clock) as server:
        async with running(tmp_path, server, clock) as house:
            boss = await house.organiser()
            group = server.supergroup("Choir friends")
            await house.connect(group, boss)
            poll, post = await asked(house, group, Method.RANKED, secrecy=Secrecy.NOBODY)
            ada = server.user(50, "Ada")
            for label in LABELS:
                answer = await house.answer(ada, post, label)
                assert len(answer) <= 200
                assert "Receipt: " in answer
            private = await paper(house, ada, post, "My vote")
            assert "Your order: 1. Lake › 2. City › 3. Hill" in private.words
        async with running(tmp_path, server, clock) as house:
            higher = f"w:{poll.id}:0:{RAISE + 3}"
            tap = await ada.taps(private, data=higher)
            assert "2. Hill" in (await asyncio.wait_for(tap.answered, 15)).text
            server.redeliver(tap.update_id)
            await house.until(lambda: "Your order: 1. Lake › 2. Hill › 3. City" in private.words)
            assert "3. City" not in post.words
            bea = server.user(51, "Bea")
            await house.answer(bea, post, "City")
            assert sorted(ranking_of(choices) for choices in await held(house, poll)) == [(1, 3, 2), (2,)]
        check_spec(server)


@pytest.mark.parametrize(
    ("line", "asked_by", "how"),
    [
        ("Where? | Lake | City | Hill --method ranked", "a button for each option, tapped in order", "in your order"),
        ("Where? | Lake | City --method star", "one button, which opens the paper in private", "0 to 5"),
        ("Where? | Lake | City --method points --points 7", "one button, which opens the paper in private", "7 points"),
    ],
)
async def test_the_preview_of_a_decision_says_how_it_will_be_asked(house, group, line, asked_by, how):
    boss = house.server.user(1, "Bea")
    private = house.server.private(boss)
    await private.says(boss, f"/decide {line} --draft")
    await house.until(lambda: "Nobody sees it yet" in heard(private))
    assert f"#Choir friends (Telegram): {asked_by}" in heard(private)
    assert how in heard(private)
    draft = next(each for each in said(private) if "Launch" in str(each.buttons))
    await boss.taps(draft, button(draft, "Launch"))
    await house.until(lambda: cards(group))
    assert "Where?" in cards(group)[-1].words


async def test_consent_is_a_plain_tap(house, group):
    boss = house.server.user(1, "Bea")
    post = await house.launch(group, boss, "/decide Buy a piano --method consent")
    assert [len(row) for row in post.buttons[:3]] == [1, 1, 1]
    ada = house.server.user(50, "Ada")
    answer = await house.answer(ada, post, 2)
    assert "Counted" in answer
    await house.answer(ada, post, 0)
    assert await held(house, await house.poll()) == [(1,)]
