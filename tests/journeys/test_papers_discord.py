"""Papers on Discord: the real library and program, thumbs in a channel, and what the database holds of them."""

from __future__ import annotations

import pytest

from adapters.discord.limits import DISCORD
from bot.clock import SystemChance
from bot.domain.ids import CommunityId, OptionId
from bot.domain.marks import LOWER, RAISE, UNDO, mark, ranking_of
from bot.domain.method import Counting, Method
from bot.domain.poll import Rules, Secrecy
from bot.services.asking import NewPoll
from bot.services.polls import Polls
from tests.discordhouse import DiscordHouse, discord_house
from tests.platforms.discord_interactions import Attempt
from tests.platforms.discord_messages import Message
from tests.platforms.discord_people import Member

QUESTION = "Where shall we go?"
LABELS = ("Lake", "City", "Hill")
UNDO_WORDS = "↩ Undo the last place"


@pytest.fixture
async def house(tmp_path):
    async with discord_house(tmp_path) as built:
        yield built
        assert built.server.spec_violations == []


@pytest.fixture
async def ada(house: DiscordHouse) -> Member:
    boss = await house.organiser()
    await house.connect(boss)
    return boss


async def asked(
    house: DiscordHouse, method: Method, labels=LABELS, *, points: int = 0, native: bool = False, **rules
) -> Message:
    """Launched by the service, and its post in the channel."""
    ascolto = house.ascolto
    polls = Polls(ascolto.work, house.clock, SystemChance(), ascolto.announcing.changed)
    async with ascolto.work.reading() as work:
        author = (await work.people.organisers(CommunityId("home")))[0]
    channel = await ascolto.desk.channel_at(DISCORD, f"{house.guild.id}/{house.general.id}")
    assert channel is not None
    new = NewPoll(
        community=CommunityId("home"),
        question=QUESTION,
        options=labels,
        rules=Rules(counting=Counting(method=method, points=points), **rules),
        native=native,
    )
    before = len(house.posts(house.general, QUESTION))
    await polls.launch(new, author.id, [channel], None, None)
    await house.until(lambda: len(house.posts(house.general, QUESTION)) > before)
    return house.posts(house.general, QUESTION)[-1]


async def opened(person: Member, post: Message, label: str = "Vote") -> Message:
    return await (await person.presses(post, label)).answered()


async def told(house: DiscordHouse, attempt: Attempt, words: str) -> None:
    """What answered, seen by nobody else, once these words stand in it."""
    await house.until(lambda: words in attempt.text, what=f"{words!r}; there is {attempt.text!r}")
    assert all(each.ephemeral_for is attempt.member.user for each in attempt.answers)


async def redrawn(house: DiscordHouse, paper: Message, press) -> Attempt:
    """`press`, and the paper as it was drawn anew for it."""
    before = paper.edit_count
    attempt = await press
    await house.until(lambda: paper.edit_count > before, what="the paper drawn anew")
    assert not attempt.failed
    return attempt


def labels_of(message: Message) -> list[str]:
    return [each.label for each in message.buttons]


def menu(message: Message, at: int):
    return message.selects[at]


async def chosen(house: DiscordHouse, person: Member, paper: Message, at: int, title: str) -> Attempt:
    """`title` chosen in the menu of the option that stands at this place on the page."""
    return await redrawn(house, paper, person.selects(paper, title, custom_id=menu(paper, at).custom_id))


async def held(house: DiscordHouse, name: str = "Bruno") -> tuple[int, ...] | None:
    return (await house.ballots()).get(name)


async def test_a_ranking_is_tapped_in_the_channel_and_put_right_in_private(house: DiscordHouse, ada: Member):
    post = await asked(house, Method.RANKED)
    assert labels_of(post) == ["Lake", "City", "Hill", "My ballot", UNDO_WORDS, "Tell me later"]
    assert "Tap the options in your order" in post.text
    bruno = house.guild.member("Bruno")
    await told(house, await bruno.presses(post, "City"), "1. City")
    await told(house, await bruno.presses(post, "Lake"), "2. Lake")
    last = await bruno.presses(post, "Hill")
    await told(house, last, "3. Hill")
    assert ranking_of(await held(house)) == (2, 1, 3)
    # in the channel nobody's places are seen
    await house.until(lambda: "1 person voted" in post.text)
    assert labels_of(post)[:3] == ["Lake", "City", "Hill"]
    assert "✅" not in post.text
    await told(house, await bruno.presses(post, UNDO_WORDS), "2. Lake")
    assert ranking_of(await held(house)) == (2, 1)

    paper = last.answer
    await redrawn(house, paper, bruno.presses(paper, "My ballot"))
    assert labels_of(paper) == ["2. Lake", "▲", "1. City", "Hill", UNDO_WORDS, "Withdraw"]
    await redrawn(house, paper, bruno.presses(paper, "▲"))
    assert ranking_of(await held(house)) == (1, 2)
    assert labels_of(paper)[:4] == ["1. Lake", "2. City", "▲", "Hill"]
    await redrawn(house, paper, bruno.presses(paper, "Hill"))
    await redrawn(house, paper, bruno.presses(paper, "1. Lake"))
    assert ranking_of(await held(house)) == (2, 3)
    await redrawn(house, paper, bruno.presses(paper, UNDO_WORDS))
    assert ranking_of(await held(house)) == (2,)
    await redrawn(house, paper, bruno.presses(paper, "Withdraw"))
    assert await house.ballots() == {}
    assert labels_of(paper) == ["Lake", "City", "Hill"]


async def test_scores_are_chosen_in_menus(house: DiscordHouse, ada: Member):
    post = await asked(house, Method.STAR)
    assert labels_of(post) == ["Vote", "Tell me later"]
    assert post.selects == []
    bruno = house.guild.member("Bruno")
    paper = await opened(bruno, post)
    assert [each.placeholder for each in paper.selects] == ["Lake", "City", "Hill"]
    assert [label for label, _ in menu(paper, 0).options] == [*(f"{score} of 5" for score in range(6)), "No mark"]
    await chosen(house, bruno, paper, 0, "5 of 5")
    await chosen(house, bruno, paper, 1, "0 of 5")
    assert await held(house) == (mark(2, 1), mark(1, 6))
    assert menu(paper, 0).placeholder == "Lake: 5 of 5"
    assert [each.defaults for each in paper.selects] == [[str(mark(1, 6))], [str(mark(2, 1))], []]
    assert "Lake · **5 of 5**" in paper.text
    # what stands there already is chosen once more, as another device may
    await chosen(house, bruno, paper, 0, "5 of 5")
    assert await held(house) == (mark(2, 1), mark(1, 6))
    await chosen(house, bruno, paper, 0, "2 of 5")
    assert await held(house) == (mark(2, 1), mark(1, 3))
    await chosen(house, bruno, paper, 0, "No mark")
    assert await held(house) == (mark(2, 1),)
    assert menu(paper, 0).placeholder == "Lake"
    await redrawn(house, paper, bruno.presses(paper, "Withdraw"))
    assert await house.ballots() == {}
    assert "Withdraw" not in labels_of(paper)


async def test_grades_and_stars_are_words(house: DiscordHouse, ada: Member):
    bruno = house.guild.member("Bruno")
    paper = await opened(bruno, await asked(house, Method.JUDGMENT))
    await chosen(house, bruno, paper, 2, "very good")
    assert await held(house) == (mark(3, 5),)
    await chosen(house, bruno, paper, 2, "No mark")
    assert await house.ballots() == {}
    paper = await opened(bruno, await asked(house, Method.RATING))
    await chosen(house, bruno, paper, 1, "1 star of 5")
    assert await held(house) == (mark(2, 1),)


async def test_points_are_shared_by_less_and_more(house: DiscordHouse, ada: Member):
    post = await asked(house, Method.POINTS, points=3)
    bruno = house.guild.member("Bruno")
    paper = await opened(bruno, post)
    assert labels_of(paper) == ["−", "Lake", "+", "−", "City", "+", "−", "Hill", "+"]
    assert "3 points left" in paper.text

    def code(move: int, option: int) -> str:
        return next(each.custom_id for each in paper.buttons if each.custom_id.endswith(f":{move + option}"))

    for option in (1, 1, 2):
        await redrawn(house, paper, bruno.presses(paper, custom_id=code(RAISE, option)))
    assert await held(house) == (mark(2, 1), mark(1, 2))
    assert labels_of(paper) == [
        "−", "Lake · 2 points", "+", "−", "City · 1 point", "+", "−", "Hill", "+", "Withdraw",
    ]  # fmt: skip
    assert "0 points left" in paper.text
    assert all(each.disabled for each in paper.buttons if each.label == "+")
    more = await bruno.presses_raw(house.general, paper, code(RAISE, 3))
    await house.until(lambda: "You have 3 points to share" in paper.text)
    assert not more.failed
    await redrawn(house, paper, bruno.presses(paper, custom_id=code(LOWER, 1)))
    await redrawn(house, paper, bruno.presses(paper, "Hill"))
    assert await held(house) == (mark(1, 1), mark(2, 1), mark(3, 1))
    await redrawn(house, paper, bruno.presses(paper, "Withdraw"))
    assert await house.ballots() == {}


async def test_the_same_interaction_twice(house: DiscordHouse, ada: Member):
    bruno = house.guild.member("Bruno")
    post = await asked(house, Method.RANKED)
    old = await bruno.presses(post, "Lake")
    await told(house, old, "1. Lake")
    await told(house, await bruno.presses(post, "City"), "2. City")
    for _ in range(3):
        house.server.gateway.interact(old.payload, house.guild)
    await (await bruno.slash(house.general, "myvotes")).answered()
    assert ranking_of(await held(house)) == (1, 2)

    paper = await opened(bruno, await asked(house, Method.POINTS, points=5))
    one = await redrawn(house, paper, bruno.presses(paper, "Lake"))
    house.server.gateway.interact(one.payload, house.guild)
    await (await bruno.slash(house.general, "myvotes")).answered()
    assert await held(house) == (mark(1, 1),)

    paper = await opened(bruno, await asked(house, Method.STAR))
    first = await chosen(house, bruno, paper, 0, "4 of 5")
    await chosen(house, bruno, paper, 0, "1 of 5")
    house.server.gateway.interact(first.payload, house.guild)
    await (await bruno.slash(house.general, "myvotes")).answered()
    assert await held(house) == (mark(1, 2),)


@pytest.mark.parametrize("method", [Method.STAR, Method.POINTS, Method.RANKED, Method.RATIFY])
async def test_forged_marks_change_nothing(house: DiscordHouse, ada: Member, method: Method):
    post = await asked(house, method, points=4 if method is Method.POINTS else 0)
    poll = (await house.poll()).id
    bruno = house.guild.member("Bruno")
    usual = OptionId(1) if method.chooses or method.ranks else mark(1, 2)
    paper = await (await bruno.presses_raw(house.general, post, f"w:{poll}:0:{usual}")).answered()
    before = await house.ballots()
    assert before
    for code in (704, mark(1, 50), mark(9, 1), mark(1, 99), RAISE + 9, LOWER + 77, UNDO + 1, 9999, 0):
        attempt = await bruno.presses_raw(house.general, paper, f"w:{poll}:0:{code}")
        await house.until(lambda: "⚠️" in paper.text or method.ranks, what=f"{code} refused")
        assert not attempt.failed
    forged = [["704"], [str(mark(2, 2))], ["9999"], [str(mark(1, 50))], ["x"], ["-1"], [], ["101", "201"], ["101" * 9]]
    for values in forged:
        attempt = await bruno.selects_raw(house.general, paper, f"m:{poll}:0:1", values)
        assert not attempt.failed
    if method.ranks or method.chooses:
        await bruno.selects_raw(house.general, paper, f"m:{poll}:0:2", [str(mark(2, 1))])
    await bruno.selects_raw(house.general, paper, "m:00000000:0:1", ["101"])
    await (await bruno.slash(house.general, "myvotes")).answered()
    assert await house.ballots() == before


async def test_everyones_post_is_not_one_persons_to_change(house: DiscordHouse, ada: Member):
    post = await asked(house, Method.STAR)
    poll, before = (await house.poll()).id, post.text
    eve = house.guild.member("Eve")
    attempt = await eve.selects_raw(house.general, post, f"m:{poll}:0:1", ["101"])
    await attempt.answered()
    assert attempt.answer.ephemeral_for is eve.user
    await eve.presses(attempt.answer, "Withdraw")
    await house.until(lambda: "Nobody has voted" in post.text)
    assert post.text == before


async def test_old_papers_after_a_restart(house: DiscordHouse, ada: Member):
    bruno = house.guild.member("Bruno")
    ranked = await asked(house, Method.RUNOFF)
    receipt = await bruno.presses(ranked, "Hill")
    await told(house, receipt, "1. Hill")
    poll = await house.poll()
    await house.restart()
    await told(house, await bruno.presses(ranked, "Lake"), "2. Lake")
    paper = receipt.answer
    await redrawn(house, paper, bruno.presses(paper, "My ballot"))
    await redrawn(house, paper, bruno.presses(paper, "▲"))
    assert ranking_of((await house.ballots(poll))["Bruno"]) == (1, 3)

    paper = await opened(bruno, await asked(house, Method.STAR))
    await chosen(house, bruno, paper, 0, "3 of 5")
    await house.restart()
    await chosen(house, bruno, paper, 1, "4 of 5")
    assert await held(house) == (mark(1, 4), mark(2, 5))
    await redrawn(house, paper, bruno.presses(paper, "Withdraw"))
    assert await house.ballots() == {}


async def test_many_options_are_leafed_through(house: DiscordHouse, ada: Member):
    labels = tuple(f"Option {place}" for place in range(1, 21))
    bruno = house.guild.member("Bruno")
    post = await asked(house, Method.RANKED, labels)
    assert labels_of(post) == ["Vote", "Tell me later"]
    paper = await opened(bruno, post)
    await redrawn(house, paper, bruno.presses(paper, "Option 9"))
    await redrawn(house, paper, bruno.presses(paper, "▶"))
    await redrawn(house, paper, bruno.presses(paper, "Option 10"))
    assert "Page 2 of 3" in paper.text
    assert "2. Option 10" in labels_of(paper)
    await redrawn(house, paper, bruno.presses(paper, "▲"))
    assert ranking_of(await held(house)) == (10, 9)

    paper = await opened(bruno, await asked(house, Method.JUDGMENT, labels))
    await redrawn(house, paper, bruno.presses(paper, "▶"))
    await redrawn(house, paper, bruno.presses(paper, "▶"))
    await chosen(house, bruno, paper, 1, "good")
    assert "Page 3 of 3" in paper.text
    assert await held(house) == (mark(20, 4),)


async def test_closed_papers_say_so_and_count_nothing_more(house: DiscordHouse, ada: Member):
    bruno = house.guild.member("Bruno")
    paper = await opened(bruno, await asked(house, Method.STAR))
    await chosen(house, bruno, paper, 0, "3 of 5")
    poll = (await house.poll()).id
    menus = [each.custom_id for each in paper.selects]
    await (await ada.slash(house.general, "close", poll=poll)).answered()
    await redrawn(house, paper, bruno.selects(paper, "5 of 5", custom_id=menus[0]))
    assert "closed" in paper.text
    assert paper.selects == []
    assert await held(house) == (mark(1, 4),)


async def test_discords_own_polls_are_never_used_for_papers(house: DiscordHouse, ada: Member):
    for method in (Method.RANKED, Method.STAR, Method.POINTS, Method.RATIFY):
        post = await asked(house, method, points=3, native=True, secrecy=Secrecy.NAMED)
        assert post.poll is None


async def test_a_paper_in_a_direct_message(house: DiscordHouse, ada: Member):
    bruno = house.guild.member("Bruno")
    await (await bruno.slash(house.general, "subscribe")).answered()
    await asked(house, Method.STAR)
    preview = await ada.slash(house.general, "broadcast")
    await preview.answered()
    await (await ada.presses(preview.answer, "Send it")).answered()
    await house.until(lambda: any(each.selects for each in bruno.dms), step=0.2)
    sent = next(each for each in bruno.dms if each.selects)
    await chosen(house, bruno, sent, 0, "4 of 5")
    await chosen(house, bruno, sent, 2, "0 of 5")
    assert await held(house) == (mark(3, 1), mark(1, 5))
    assert menu(sent, 0).placeholder == "Lake: 4 of 5"
    assert any("Stop these messages" in label for label in labels_of(sent))


@pytest.mark.parametrize("method", [Method.RANKED, Method.JUDGMENT])
async def test_the_receipt_of_a_long_ballot_is_never_cut(house: DiscordHouse, ada: Member, method: Method):
    labels = tuple(f"{at:02}" + "_" * 190 for at in range(1, 21))
    post = await asked(house, method, labels, secrecy=Secrecy.NOBODY)
    poll = (await house.poll()).id
    bruno = house.guild.member("Bruno")
    for option in range(1, 21):
        code = OptionId(option) if method.ranks else mark(option, 6)
        last = await bruno.presses_raw(house.general, post, f"v:{poll}:{code}")
        await told(house, last, "Receipt: ")
        assert len(last.answer.text) <= 4000
    paper = last.answer
    await redrawn(house, paper, bruno.presses(paper, "My ballot"))
    if method.ranks:
        await redrawn(house, paper, bruno.presses(paper, UNDO_WORDS))
    else:
        await chosen(house, bruno, paper, 0, "poor")
    assert "Receipt: " in paper.text


CALLBACK = "POST /interactions/*/*/callback"


async def test_an_acknowledgement_that_is_lost_counts_a_mark_once(house: DiscordHouse, ada: Member):
    bruno = house.guild.member("Bruno")
    paper = await opened(bruno, await asked(house, Method.POINTS, points=9))
    house.server.drop_next(CALLBACK)
    await redrawn(house, paper, bruno.presses(paper, "Lake"))
    assert await held(house) == (mark(1, 1),)
    paper = await opened(bruno, await asked(house, Method.STAR))
    house.server.drop_next(CALLBACK)
    await chosen(house, bruno, paper, 1, "3 of 5")
    assert await held(house) == (mark(2, 4),)


async def test_what_another_process_has_answered_is_left_to_it(house: DiscordHouse, ada: Member):
    bruno = house.guild.member("Bruno")
    paper = await opened(bruno, await asked(house, Method.STAR))
    house.server.fail_next(CALLBACK, 400, 40060, "Interaction has already been acknowledged.")
    house.server.patience = 0.5
    await bruno.selects(paper, "3 of 5", custom_id=menu(paper, 0).custom_id)
    await (await bruno.slash(house.general, "myvotes")).answered()
    assert await house.ballots() == {}


async def test_consent_is_a_tap(house: DiscordHouse, ada: Member):
    post = await asked(house, Method.CONSENT, ("Consent", "Object", "Abstain"))
    bruno = house.guild.member("Bruno")
    await told(house, await bruno.presses(post, "Consent"), "Consent")
    await told(house, await bruno.presses(post, "Abstain"), "Abstain")
    assert await held(house) == (3,)
