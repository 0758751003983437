"""Threads that fall asleep, are locked or deleted while a poll runs in them; and rights taken away in the middle."""

from __future__ import annotations

import pytest

from tests.discordhouse import DiscordHouse, discord_house
from tests.platforms.discord_channels import Channel
from tests.platforms.discord_messages import Message
from tests.platforms.discord_people import Member


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


async def in_forum(house: DiscordHouse, ada: Member) -> tuple[Channel, Message]:
    forum = house.guild.forum_channel("ideas")
    await (await ada.slash(house.general, "connect", name="ideas")).answered()
    preview = await ada.slash(house.general, "poll", question="Which?", options="a | b", **{"in": "#ideas"})
    await preview.answered()
    await (await ada.presses(preview.answer, "Launch")).answered()
    await house.until(lambda: forum.threads)
    post = forum.threads[0].public[0]

    async def noted() -> bool:
        async with house.ascolto.work.reading() as work:
            return all(each.reference for each in await work.posts.of_poll((await house.poll()).id))

    await house.until(noted)
    return forum, post


async def not_lost(house: DiscordHouse, ada: Member) -> bool:
    listed = await ada.slash(house.general, "channels")
    await listed.answered()
    return "No longer reached" not in listed.text


async def test_a_forum_post_whose_answer_was_lost_is_there_once(house: DiscordHouse, ada: Member):
    house.server.drop_next("POST /channels/*/threads")
    forum, post = await in_forum(house, ada)
    await (await house.guild.member("Bruno").presses(post, "a")).answered()
    await house.until(lambda: "1 person voted" in post.text)
    assert len(forum.threads) == 1


@pytest.mark.parametrize("where", ["thread", "forum"])
async def test_one_that_falls_asleep_is_woken_while_people_vote(house: DiscordHouse, ada: Member, where: str):
    if where == "thread":
        thread = house.guild.thread(house.general, "sub")
        await house.connect(ada, thread)
        post = await house.launch(ada, thread, question="Which?", options="a | b")
    else:
        forum, post = await in_forum(house, ada)
        thread = forum.threads[0]
    thread.archive()
    await house.until(lambda: not thread.archived, what="the thread open again")
    number = (await house.poll()).id
    await (await ada.slash(house.general, "close", poll=number)).answered()
    await house.result(post)
    await house.until(lambda: "Closed" in post.text)
    thread.archive()
    await (await ada.slash(house.general, "help")).answered()
    assert thread.archived, "nobody votes there any more"


async def test_one_that_fell_asleep_unseen_is_woken_by_the_next_edit(house: DiscordHouse, ada: Member):
    thread = house.guild.thread(house.general, "sub")
    await house.connect(ada, thread)
    post = await house.launch(ada, thread, question="Which?", options="a | b")
    thread.archived = True
    await (await house.guild.member("Bruno").presses(post, "a")).answered()
    await house.until(lambda: "1 person voted" in post.text)
    assert not thread.archived
    assert await not_lost(house, ada)


async def test_a_locked_forum_post_is_not_the_forum(house: DiscordHouse, ada: Member):
    forum, post = await in_forum(house, ada)
    forum.threads[0].archive(locked=True)
    await (
        await house.guild.member("Bruno").presses_raw(forum.threads[0], post, f"v:{(await house.poll()).id}:1")
    ).answered()
    await house.until(lambda: sum(each.failed for each in house.ascolto.announcing.figures().values()))
    assert await not_lost(house, ada)
    assert len(forum.threads) == 1
    assert await house.ballots() == {"Bruno": (1,)}


async def test_a_locked_thread_is_lost_with_its_reason(house: DiscordHouse, ada: Member):
    thread = house.guild.thread(house.general, "sub")
    await house.connect(ada, thread)
    post = await house.launch(ada, thread, question="Which?", options="a | b")
    thread.archive(locked=True)
    await (await house.guild.member("Bruno").presses_raw(thread, post, f"v:{(await house.poll()).id}:1")).answered()

    async def lost() -> bool:
        listed = await ada.slash(house.general, "channels")
        await listed.answered()
        return "may not write" in listed.text

    await house.until(lost)


async def test_a_deleted_forum_post_is_not_the_forum(house: DiscordHouse, ada: Member):
    forum, _ = await in_forum(house, ada)
    forum.threads[0].delete()
    await (
        await house.guild.member("Bruno").presses_raw(house.general, None, f"v:{(await house.poll()).id}:1")
    ).answered()
    await house.until(lambda: forum.threads, what="the poll in a post anew")
    await house.until(lambda: "1 person voted" in forum.threads[0].public[0].text)
    assert await not_lost(house, ada)


async def test_the_result_of_a_deleted_forum_post_has_one_of_its_own(house: DiscordHouse, ada: Member):
    forum, _ = await in_forum(house, ada)
    forum.threads[0].delete()
    await (await ada.slash(house.general, "close", poll=(await house.poll()).id)).answered()
    await house.until(lambda: [each for each in forum.threads if each.public[0].attachments])
    assert await not_lost(house, ada)


async def test_without_the_history_the_result_stands_by_itself(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Which?", options="a | b")
    house.general.forbid("READ_MESSAGE_HISTORY")
    await (await ada.slash(house.general, "close", poll=(await house.poll()).id)).answered()
    await house.until(lambda: [each for each in house.general.public if each.attachments and each is not post])
    result = next(each for each in house.general.public if each.attachments and each is not post)
    assert result.reference is None
    assert await not_lost(house, ada)


async def test_polls_forbidden_at_the_last_moment_become_buttons(house: DiscordHouse, ada: Member):
    preview = await ada.slash(
        house.general, "poll", question="Which?", options="a | b", native=True, names=True, until="2h"
    )
    await preview.answered()
    house.server.fail_next("POST /channels/*/messages", 403, 50013, "Missing Permissions")
    await (await ada.presses(preview.answer, "Launch")).answered()
    await house.until(lambda: house.posts(house.general, "Which?"))
    post = house.posts(house.general, "Which?")[0]
    assert post.poll is None
    assert [each.label for each in post.buttons][:2] == ["a", "b"]
    assert await not_lost(house, ada)


async def test_rights_taken_and_given_back_in_the_middle(house: DiscordHouse, ada: Member):
    news = house.guild.text_channel("news")
    await house.connect(ada, news)
    post = await house.launch(ada, news, question="Which?", options="a | b")
    bruno, number = house.guild.member("Bruno"), (await house.poll()).id
    news.forbid("VIEW_CHANNEL", "SEND_MESSAGES")
    await (await bruno.presses_raw(house.general, None, f"v:{number}:1")).answered()

    async def lost() -> bool:
        return not await not_lost(house, ada)

    await house.until(lost)
    news.allow("VIEW_CHANNEL", "SEND_MESSAGES")
    await (await ada.slash(house.general, "connect", name="news")).answered()
    await house.until(lambda: "1 person voted" in post.text)
    assert len(house.posts(news, "Which?")) == 1


async def test_a_server_that_takes_the_bot_back_goes_on(house: DiscordHouse, ada: Member):
    club = house.server.guild("Club", with_bot=False)
    hall = club.text_channel("hall")
    club.add_bot("VIEW_CHANNEL", "SEND_MESSAGES")
    carla = club.member("Carla", permissions=("MANAGE_GUILD", "MANAGE_MESSAGES"))
    await (await carla.slash(hall, "connect")).answered()
    post = await house.launch(carla, hall, question="Which?", options="a | b")
    number = (await house.poll()).id
    club.kick_bot()
    await (await ada.presses_raw(house.general, None, f"v:{number}:2")).answered()
    club.add_bot("VIEW_CHANNEL", "SEND_MESSAGES")
    await (await carla.slash(hall, "connect")).answered()
    await house.until(lambda: "1 person voted" in post.text)
    await (await carla.presses(post, "a")).answered()
    await house.until(lambda: "2 people voted" in post.text)
    assert len(house.posts(hall, "Which?")) == 1
