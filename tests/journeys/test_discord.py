"""Whole stories on Discord: the real library and the real program, over sockets, from /poll to the chart."""

from __future__ import annotations

import asyncio
import io
import logging
import time

import pytest
from PIL import Image

from tests.discordhouse import DiscordHouse, discord_house
from tests.platforms.discord_interactions import Attempt
from tests.platforms.discord_limits import usual
from tests.platforms.discord_people import Member

COUNTED = "✓ Counted"
log = logging.getLogger(__name__)


@pytest.fixture
async def house(tmp_path):
    async with discord_house(tmp_path) as built:
        yield built
        assert built.server.spec_violations == []


@pytest.fixture
async def ada(house: DiscordHouse) -> Member:
    """The organiser; the room is connected."""
    boss = await house.organiser()
    await house.connect(boss)
    return boss


async def said(attempt: Attempt, words: str) -> str:
    """What answered, once these words stand in it."""
    await attempt.world.until(lambda: words in attempt.text, what=f"{words!r}; there is {attempt.text!r}")
    assert all(each.ephemeral_for is attempt.member.user for each in attempt.answers)
    return attempt.text


async def test_from_poll_to_chart(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where should we meet?", options="Lake | City | Hill", until="2h")
    assert post.components_v2
    assert "<t:" in post.text
    people = [house.guild.member(f"Voter {number}") for number in range(6)]
    for number, person in enumerate(people):
        await said(await person.presses(post, ["Lake", "City", "Hill"][number % 3]), COUNTED)
    await house.until(lambda: "6 people voted" in post.text)
    again = await people[0].presses(post, "City")
    await said(again, "Changed from Lake to City")
    await people[0].presses(again.answer, "Withdraw")
    await house.until(lambda: "Withdrawn" in again.answer.text)
    house.clock.advance(hours=2)
    result = await house.result(post)
    await house.until(lambda: ada.dms, what="the summary for the author")
    await house.until(lambda: "Closed" in post.text)
    for shown in (result, post):
        chart = shown.attachments[0]
        assert chart.data.startswith(b"\x89PNG")
        assert chart.description is not None
        assert chart.description.startswith("Result of “Where should we meet?”")
        assert chart.url in shown.pictures
        # dark, as Discord is
        assert Image.open(io.BytesIO(chart.data)).convert("L").getpixel((2, 2)) < 64
    assert "▰" not in post.text
    assert "City** — 40%" in post.text
    assert post.buttons == []
    late = await people[2].presses_raw(house.general, post, f"v:{(await house.poll()).id}:1")
    await said(late, "closed")
    assert len(await house.ballots()) == 5


async def test_the_form_its_preview_and_the_launch(house: DiscordHouse, ada: Member):
    opened = await ada.slash(house.general, "poll")
    assert opened.modal is not None
    assert [field.custom_id for field in opened.modal.fields] == ["question", "options", "multi", "results", "ticks"]
    sent = await ada.submits(opened, {"question": "What to sing?", "options": "Bach\nBach"})
    await said(sent, "⚠️")
    back = await ada.presses(sent.answer, "Form, page 1")
    assert back.modal is not None
    assert back.modal.field("question").value == "What to sing?"
    assert back.modal.field("options").value == "Bach\nBach"
    values = {"options": "Bach\nVerdi", "results": "at-close", "ticks": ["names", "final"]}
    preview = await ada.submits(back, values)
    await said(preview, "Names shown")
    assert "What to sing?" not in "".join(house.guild.member("Bruno").sees(house.general))
    more = await ada.presses(preview.answer, "More rules (2)")
    assert more.modal is not None
    assert "until" in [field.custom_id for field in more.modal.fields]
    second = await ada.submits(more, {"until": "3h"})
    await said(second, "Closes")
    await said(await ada.presses(second.answer, "Launch"), "Launched")
    await house.until(lambda: house.posts(house.general, "What to sing?"))
    poll = await house.poll()
    assert not poll.rules.may_change
    assert poll.closes_at is not None


async def test_a_poll_made_from_a_message(house: DiscordHouse, ada: Member):
    message = await ada.says(house.general, "Where do we eat?\n- Pizza\n- Sushi\n3. Soup")
    opened = await ada.context_menu("Make a poll from this message", message)
    assert opened.modal is not None
    assert opened.modal.field("question").value == "Where do we eat?"
    assert opened.modal.field("options").value == "Pizza\nSushi\nSoup"
    preview = await ada.submits(opened, {})
    await said(preview, "Preview")
    await said(await ada.presses(preview.answer, "Launch"), "Launched")
    await house.until(lambda: house.posts(house.general, "Where do we eat?"))


async def test_three_hundred_at_once(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City | Hill")
    people = [house.guild.member(f"Voter {number}") for number in range(300)]
    house.server.limits.quotas = usual()
    began, edits = time.monotonic(), post.edit_count
    presses = [person.presses(post, ("Lake", "City", "Hill")[number % 3]) for number, person in enumerate(people)]
    attempts = await asyncio.gather(*presses)
    assert not [attempt for attempt in attempts if attempt.failed]
    slowest = max(attempt.delay or 0.0 for attempt in attempts)
    assert slowest < 3.0
    await house.until(lambda: all(COUNTED in attempt.text for attempt in attempts))
    took = time.monotonic() - began
    ballots = await house.ballots()
    assert {name: choices for name, choices in ballots.items() if name.startswith("Voter")} == {
        f"Voter {number}": (number % 3 + 1,) for number in range(300)
    }
    await house.until(lambda: "300 people voted" in post.text)
    assert house.server.rate_limit_errors == 0
    assert post.edit_count - edits < 60
    log.info(
        "slowest acknowledgement %.2f s, all receipts after %.2f s, %d edits", slowest, took, post.edit_count - edits
    )


async def test_the_gateway_is_cut_in_the_middle(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    people = [house.guild.member(f"Voter {number}") for number in range(30)]
    for person in people[:15]:
        await said(await person.presses(post, "Lake"), COUNTED)
    resumes = house.server.gateway.resumes
    async with house.server.gateway_gap():
        lost = await people[15].presses(post, "City")
        assert lost.lost
    await house.server.until(lambda: house.server.gateway.resumes > resumes)
    for person in people[15:]:
        await said(await person.presses(post, "City"), COUNTED)
    held = await house.ballots()
    assert sorted(held.values()) == [(1,)] * 15 + [(2,)] * 15


async def test_old_buttons_after_a_restart(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    bruno = house.guild.member("Bruno")
    first = await bruno.presses(post, "Lake")
    await said(first, COUNTED)
    preview = await ada.slash(house.general, "poll", question="Draft?", options="a | b")
    await said(preview, "Preview")
    await house.restart()
    await said(await bruno.presses(post, "City"), "Changed from Lake to City")
    await bruno.presses(first.answer, "Withdraw")
    await house.until(lambda: "Withdrawn" in first.answer.text)
    await said(await ada.presses(preview.answer, "Launch"), "Launched")
    await house.until(lambda: house.posts(house.general, "Draft?"))
    assert len(house.posts(house.general, "Where?")) == 1


@pytest.mark.parametrize(
    "custom_id",
    ["", "x", "v:", "v:zzzzzzzz:1", "v:00000000:1:2", "v:ILOUilou:1", "v:00000000:99999", "o:0000000000000000:0", "🎉",
     "f:0000000000000000:0", "b:0000000000000000", "p:00000000:0", "s:00000000", "r:00000000", "w:00000000:0:٣",
     "x" * 100],
)  # fmt: skip
async def test_forged_and_forgotten_buttons(house: DiscordHouse, ada: Member, custom_id: str):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    for message in (post, None):
        attempt = await ada.presses_raw(house.general, message, custom_id)
        assert not attempt.failed
        await attempt.answered()
    assert await house.ballots() == {}


async def test_everyones_post_is_not_one_persons_to_change(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    number, before = (await house.poll()).id, post.text
    eve = house.guild.member("Eve")
    for custom_id in (f"w:{number}:0:1", f"x:{number}:0", f"p:{number}:0", f"r:{number}", "b:0000000000000000"):
        attempt = await eve.presses_raw(house.general, post, custom_id)
        await attempt.answered()
        assert attempt.answer.ephemeral_for is eve.user
    await house.until(lambda: "Nobody has voted" in post.text)
    assert post.text == before


async def test_a_right_that_was_taken_away(house: DiscordHouse, ada: Member):
    news = house.guild.text_channel("news")
    await house.connect(ada, news)
    news.forbid("SEND_MESSAGES")
    preview = await ada.slash(news, "poll", question="Where?", options="a | b")
    await said(preview, "Preview")
    await said(await ada.presses(preview.answer, "Launch"), "Launched")

    async def told() -> bool:
        attempt = await ada.slash(house.general, "channels")
        await attempt.answered()
        return "No longer reached" in attempt.text and "may not write" in attempt.text

    await house.until(told)


async def test_in_private(house: DiscordHouse, ada: Member):
    await said(await ada.slash(ada.dm_channel, "polls"), "no polls yet")
    opened = await ada.slash(ada.dm_channel, "poll")
    assert opened.modal is not None
    preview = await ada.submits(opened, {"question": "From afar?", "options": "a\nb"})
    await said(preview, "general")


async def test_a_deleted_post_comes_back(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    bruno = house.guild.member("Bruno")
    post.delete()
    await said(await bruno.presses_raw(house.general, None, f"v:{(await house.poll()).id}:1"), COUNTED)
    await house.until(lambda: house.posts(house.general, "1 person voted"), what="the post anew")
    assert len(house.posts(house.general, "Where?")) == 1


async def test_a_deleted_channel_is_said_to_be_lost(house: DiscordHouse, ada: Member):
    news = house.guild.text_channel("news")
    await house.connect(ada, news)
    await house.launch(ada, news, question="Where?", options="Lake | City")
    news.delete()
    listed = ""

    async def lost() -> bool:
        nonlocal listed
        attempt = await ada.slash(house.general, "channels")
        await attempt.answered()
        listed = attempt.text
        return "No longer reached" in listed

    await house.until(lost)
    assert "news" in listed


async def test_a_server_removes_the_bot_and_takes_it_back(house: DiscordHouse, ada: Member):
    await house.launch(ada, question="Where?", options="Lake | City")
    second = house.server.guild("Second", with_bot=False)
    lobby = second.text_channel("lobby")
    second.member(ada)
    second.add_bot("VIEW_CHANNEL", "SEND_MESSAGES")
    await house.server.until(lambda: lobby.public, what="a greeting")
    assert "/connect" in lobby.public[0].text
    house.guild.kick_bot()
    member = second.members[ada.id]
    member.roles.append(second.role("mods", "MANAGE_MESSAGES"))

    async def lost() -> bool:
        attempt = await member.slash(lobby, "channels")
        await attempt.answered()
        return "No longer reached" in attempt.text

    await house.until(lost)


async def test_nobody_is_ever_rung(house: DiscordHouse, ada: Member):
    bruno = house.guild.member("Bruno")
    role = house.guild.role("choir", mentionable=True)
    bruno.roles.append(role)
    house.guild.everyone.permissions |= 1 << 17  # MENTION_EVERYONE
    text = f"@everyone @here <@{bruno.id}> <@&{role.id}> # hi"
    labels = f"@everyone | <@{bruno.id}> | **bold** [x](http://y)"
    preview = await ada.slash(house.general, "poll", question=text, options=labels)
    await said(preview, "Preview")
    await said(await ada.presses(preview.answer, "Launch"), "Launched")
    await house.until(lambda: house.posts(house.general, "# hi"))
    post = house.posts(house.general, "# hi")[0]
    await said(await bruno.presses(post, f"<@{bruno.id}>"), COUNTED)
    await said(await ada.slash(house.general, "close", poll=(await house.poll()).id), "closed")
    await house.result(post)
    assert [message.pings for message in house.general.messages if message.pings] == []


async def test_a_role_is_rung_by_choice(house: DiscordHouse, ada: Member):
    bruno = house.guild.member("Bruno")
    role = house.guild.role("choir", mentionable=True)
    bruno.roles.append(role)
    opened = await ada.slash(house.general, "poll", mention=role)
    preview = await ada.submits(opened, {"question": "Who sings?", "options": "a\nb"})
    await said(preview, "Preview")
    more = await ada.presses(preview.answer, "More rules (2)")
    second = await ada.submits(more, {"until": "3h"})
    await said(second, "Closes")
    await said(await ada.presses(second.answer, "Launch"), "Launched")
    await house.until(lambda: house.posts(house.general, "Who sings?"))
    post = house.posts(house.general, "Who sings?")[0]
    assert post.pings == ["Bruno"]
    await said(await bruno.presses(post, "a"), COUNTED)
    await house.until(lambda: "1 person voted" in post.text)
    assert role.name == "choir"
    assert f"<@&{role.id}>" in post.text


async def test_several_choices_by_a_menu(house: DiscordHouse, ada: Member):
    labels = " | ".join(f"Option {number}" for number in range(1, 26))
    post = await house.launch(ada, question="Which?", options=labels, multi=3)
    bruno = house.guild.member("Bruno")
    await said(await bruno.selects(post, "Option 2", "Option 25"), "Option 2 and Option 25")
    assert (await house.ballots())["Bruno"] == (2, 25)
    mine = await bruno.presses(post, "My vote")
    await mine.answered()
    await bruno.presses(mine.answer, "▶")
    await house.until(lambda: "Option 21" in mine.answer.text)
    await bruno.presses(mine.answer, "Option 25")
    await house.until(lambda: "Changed" in mine.answer.text)
    assert (await house.ballots())["Bruno"] == (2,)
    await bruno.presses(mine.answer, "Withdraw")
    await house.until(lambda: "Withdrawn" in mine.answer.text)
    assert await house.ballots() == {}


async def test_more_options_than_a_message_has_buttons_for(house: DiscordHouse, ada: Member):
    labels = " | ".join(f"{'Long label ' * 9}{number}" for number in range(1, 51))
    post = await house.launch(ada, question="Which of fifty?", options=labels)
    bruno = house.guild.member("Bruno")
    assert "more options" in post.text
    view = await bruno.presses(post, "Vote")
    await view.answered()
    for page in range(2, 6):
        await bruno.presses(view.answer, "▶")
        await house.until(lambda page=page: f"Page {page} of 5" in view.answer.text)
    await bruno.presses(view.answer, "50")
    await house.until(lambda: COUNTED in view.answer.text)
    assert (await house.ballots())["Bruno"] == (50,)


async def test_looking_is_private(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City", until="2h")
    bruno = house.guild.member("Bruno")
    await said(await bruno.presses(post, "Lake"), COUNTED)
    results = await ada.slash(house.general, "results")
    await said(results, "Lake")
    assert results.answer.attachments
    await said(await ada.slash(house.general, "summary"), "Where?")
    export = await ada.slash(house.general, "export", ballots=True)
    await house.server.until(lambda: export.answers and export.answer.attachments)
    assert b"Bruno" in export.answer.attachments[0].data
    assert export.answer.ephemeral_for is ada.user
    await said(await bruno.slash(house.general, "myvotes"), "Lake")
    await said(await bruno.presses(post, "Tell me later"), "tell you in private")
    house.clock.advance(hours=2)
    await house.until(lambda: bruno.dms, what="how it ended, in private")


async def test_a_stranger_may_not(house: DiscordHouse, ada: Member):
    eve = house.guild.member("Eve", permissions=("MANAGE_MESSAGES",))
    await said(await eve.slash(house.general, "poll", question="Mine?", options="a | b"), "Only organisers")
    await said(await eve.slash(house.general, "start", code="nonsense"), "none of ours")
    attempt = await eve.slash(house.general, "poll")
    assert attempt.modal is None
    await said(attempt, "Only organisers")


async def test_in_italian(house: DiscordHouse):
    ada = await house.organiser("Bea", locale="it")
    await house.connect(ada)
    attempt = await ada.slash(house.general, "help")
    await said(attempt, "aiuto")
    names = {each["name"]: each.get("name_localizations") for each in house.server.commands()}
    assert names["poll"]["it"] == "sondaggio"


async def test_help_is_written_as_commands_are_given_here(house: DiscordHouse, ada: Member):
    told = await said(await ada.slash(house.general, "help", command="poll"), "For example: /poll question:Where")
    assert "until: Closes" in told
    assert "draft" not in told
    assert "--" not in told
    fix = await ada.slash(house.general, "help", command="fix")
    await said(fix, "/fix change:2: City centre")
    await said(await ada.slash(house.general, "repeats"), "every:monday 10:00")
    await said(await ada.slash(house.general, "start"), "/poll question:")
    wrong = await ada.slash(house.general, "poll", question="Q?", options="a | b", until="1h", **{"for": "2h"})
    text = await said(wrong, "Say the close only once")
    assert "--" not in text
    news = house.guild.text_channel("news")
    named = await said(await ada.slash(house.general, "connect", name="news"), "Announce there with")
    assert f"in:#{house.guild.id}/{news.id}" in named


async def test_a_poll_that_is_asked_again_and_again(house: DiscordHouse, ada: Member):
    options = {"question": "Coming?", "options": "Yes | No", "every": "day 10:00", "for": "2h"}
    await said(await ada.slash(house.general, "poll", **options), "for the first time")
    await said(await ada.slash(house.general, "repeats"), "Coming?")
    assert not house.posts(house.general, "Coming?")


async def test_what_completes_what_is_typed(house: DiscordHouse, ada: Member):
    await house.launch(ada, question="Where shall we meet?", options="Lake | City")
    poll = await house.poll()
    found = await ada.autocomplete(house.general, "close", "poll", "shall")
    assert found.choices == [{"name": "Where shall we meet?", "value": poll.id}]
    assert (await ada.autocomplete(house.general, "close", "poll", "nothing such")).choices == []
    spans = await ada.autocomplete(house.general, "poll", "until", "3")
    assert [each["value"] for each in spans.choices] == ["3m", "3h", "3d"]
    rooms = await ada.autocomplete(house.general, "poll", "in", "gen")
    assert f"#{house.guild.id}/{house.general.id}" in [each["value"] for each in rooms.choices]
    everything = await ada.autocomplete(house.general, "poll", "in", "")
    assert everything.choices[0]["value"] == "all"


async def test_threads_forums_and_announcements(house: DiscordHouse, ada: Member):
    thread = house.guild.thread(house.general, "sub")
    await house.connect(ada, thread)
    await house.launch(ada, thread, question="In the thread?", options="a | b")
    assert not house.posts(house.general, "In the thread?")
    forum = house.guild.forum_channel("ideas")
    await said(await ada.slash(house.general, "connect", name="ideas"), "connected")
    preview = await ada.slash(house.general, "poll", question="In the forum?", options="a | b", **{"in": "#ideas"})
    await said(preview, "Preview")
    await said(await ada.presses(preview.answer, "Launch"), "Launched")
    await house.until(lambda: forum.threads)
    assert forum.threads[0].name == "In the forum?"
    news = house.guild.announcement_channel("news")
    await house.connect(ada, news)
    post = await house.launch(ada, news, question="News?", options="a | b")
    assert not post.crossposted
    await said(await ada.context_menu("Publish this poll to followers", post), "Published")
    assert post.crossposted


async def test_what_is_missing_is_named(house: DiscordHouse, ada: Member):
    bare = house.guild.text_channel("bare")
    bare.forbid("ATTACH_FILES", "SEND_POLLS")
    attempt = await ada.slash(bare, "connect")
    text = await said(attempt, "I still lack")
    assert "attach files" in text
    assert "create polls" in text
    assert "see the channel" not in text


@pytest.mark.parametrize("way", ["by name", "by mention", "by number", "in private", "already connected"])
async def test_however_a_room_is_connected_what_is_missing_there_is_named(house: DiscordHouse, ada: Member, way: str):
    bare = house.guild.text_channel("bare")
    bare.forbid("ATTACH_FILES", "SEND_MESSAGES", "SEND_POLLS")
    if way == "already connected":
        await (await ada.slash(house.general, "connect", name="bare")).answered()
    where = ada.dm_channel if way == "in private" else house.general
    names = {"by mention": bare.mention, "by number": str(bare.id)}
    attempt = await ada.slash(where, "connect", name=names.get(way, "bare"))
    text = await said(attempt, "I still lack")
    assert "attach files" in text
    assert "create polls" in text
    assert "to send messages," in text
    assert "see the channel" not in text
    assert "history" not in text


async def test_connected_by_the_greetings_button_too(house: DiscordHouse, ada: Member):
    club = house.server.guild("Club", with_bot=False)
    hall = club.text_channel("hall")
    hall.forbid("READ_MESSAGE_HISTORY")
    club.add_bot("VIEW_CHANNEL", "SEND_MESSAGES")
    await house.server.until(lambda: hall.public)
    carla = club.member("Carla", permissions=("MANAGE_GUILD", "MANAGE_MESSAGES"))
    text = await said(await carla.presses(hall.public[0], "Connect hall"), "I still lack")
    assert "read the message history" in text


async def test_a_thread_has_rights_of_its_own(house: DiscordHouse, ada: Member):
    thread = house.guild.thread(house.general, "sub")
    house.general.forbid("SEND_MESSAGES")
    attempt = await ada.slash(thread, "connect")
    await said(attempt, "✅")
    assert "I still lack" not in attempt.text


async def test_long_and_odd_words(house: DiscordHouse, ada: Member):
    opened = await ada.slash(house.general, "poll")
    odd = "Lake\nlake\nLa\u200bke\n" + "x" * 3900
    sent = await ada.submits(opened, {"question": "q", "options": odd})
    await said(sent, "⚠️")
    back = await ada.presses(sent.answer, "Form, page 1")
    assert back.modal is not None
    assert back.modal.field("options").value == odd
    forged = await ada.submits(back, {"question": ""}, forged=True)
    await said(forged, "⚠️")


async def test_a_form_that_lay_open_for_too_long(house: DiscordHouse, ada: Member):
    opened = await ada.slash(house.general, "poll")
    house.clock.advance(hours=25)
    sent = await ada.submits(opened, {"question": "Where?", "options": "Lake\nCity"})
    await said(sent, "This form is out of date")


async def test_back_after_a_long_time(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City")
    await house.stop()
    house.clock.advance(hours=1)
    await house.start()
    await house.until(lambda: "Voting works again" in post.text)
    await said(await house.guild.member("Bruno").presses(post, "City"), COUNTED)


async def test_an_option_of_ones_own(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Where?", options="Lake | City", add=True)
    bruno = house.guild.member("Bruno")
    opened = await bruno.presses(post, "Add an option")
    await said(await bruno.submits(opened, {"label": "Seaside"}), "Added “Seaside”")
    await house.until(lambda: "Seaside" in [each.label for each in post.buttons])
    await said(await bruno.submits(await bruno.presses(post, "Add an option"), {"label": "lake"}), "⚠️")


async def test_the_same_interaction_twice(house: DiscordHouse, ada: Member):
    post = await house.launch(ada, question="Which?", options="a | b | c", multi=2)
    bruno = house.guild.member("Bruno")
    mine = await bruno.presses(post, "My vote")
    await mine.answered()
    attempt = await bruno.presses(mine.answer, "a")
    await house.until(lambda: COUNTED in mine.answer.text)
    house.server.gateway.interact(attempt.payload, house.guild)
    await asyncio.sleep(0.3)
    assert (await house.ballots())["Bruno"] == (1,)
