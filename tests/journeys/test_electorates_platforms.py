"""Who may vote, asked of the platforms themselves: the real libraries over the fakes' sockets, and the web."""

from __future__ import annotations

from tests.discordhouse import discord_house
from tests.telegramhouse import telegram_house
from tests.webhouse import web_house


async def test_telegram_is_asked_who_is_in_the_group(tmp_path):
    async with telegram_house(tmp_path) as house:
        boss = await house.organiser()
        group = house.server.supergroup("Choir friends")
        await house.connect(group, boss)
        post = await house.launch(group, boss, "/poll Where? | Lake | City --who members --for 2h")
        assert "Only members of Choir friends may vote" in post.words
        ada, eve = house.server.user(11, "Ada"), house.server.user(12, "Eve")
        group.join(ada)
        assert "Counted: Lake" in await house.answer(ada, post, "Lake")
        # seen from outside, as in a public group that anybody may look into
        tap = await eve.taps_raw(post, f"v:{(await house.poll()).id}:1")
        assert "Only members of Choir friends may vote" in (await tap.answered).text
        group.leave(ada)
        house.clock.advance(minutes=11)
        tap = await ada.taps_raw(post, f"v:{(await house.poll()).id}:2")
        assert "Only members" in (await tap.answered).text
        assert (await house.tally(await house.poll())).voters == 1
        assert house.server.spec_violations == []


async def test_what_telegram_refuses_to_tell_is_neither_yes_nor_no(tmp_path):
    async with telegram_house(tmp_path) as house:
        boss = await house.organiser()
        group = house.server.supergroup("Choir friends")
        await house.connect(group, boss)
        post = await house.launch(group, boss, "/poll Where? | Lake | City --who members --for 2h")
        ada = house.server.user(11, "Ada")
        group.join(ada)
        house.server.fail_next("getChatMember", 400, "Bad Request: member list is inaccessible")
        assert "cannot be checked right now" in await house.answer(ada, post, "Lake")
        house.server.fail_next("getChatMember", 400, "Bad Request: PARTICIPANT_ID_INVALID")
        assert "Only members" in await house.answer(ada, post, "Lake")
        house.clock.advance(seconds=21)
        assert "Counted: Lake" in await house.answer(ada, post, "Lake")


async def test_discord_says_who_has_a_role_with_every_press(tmp_path):
    async with discord_house(tmp_path) as house:
        boss = await house.organiser()
        await house.connect(boss)
        choir = house.guild.role("Choir")
        post = await house.launch(boss, question="Where?", options="Lake | City", who="role:choir")
        assert "Only people with the role “Choir” may vote" in post.text
        ada, eve = house.guild.member("Ada", roles=[choir]), house.guild.member("Eve")
        asked = len(_member_requests(house))
        counted = await ada.presses(post, "Lake")
        await house.until(lambda: "Counted: Lake" in counted.text)
        refused = await eve.presses(post, "Lake")
        await house.until(lambda: "Only people with the role" in refused.text)
        assert len(_member_requests(house)) == asked, "what every press says already need not be asked for"
        assert await house.ballots() == {"Ada": (1,)}
        assert house.server.spec_violations == []


async def test_discord_is_asked_about_whoever_votes_in_private(tmp_path):
    async with discord_house(tmp_path) as house:
        boss = await house.organiser()
        await house.connect(boss)
        post = await house.launch(boss, question="Where?", options="Lake | City", who="members", fixed=True)
        house.clock.advance(minutes=5)
        late = house.guild.member("Late")
        refused = await late.presses(post, "Lake")
        await house.until(lambda: "Only those who were there" in refused.text)
        poll = await house.poll()
        (membership,) = [each.membership for each in house.ascolto.adapters if each.platform == "discord"]
        async with house.ascolto.work.reading() as work:
            (room,) = [each for each in await work.channels.of_community(poll.community) if each.platform == "discord"]
        house.clock.advance(minutes=5)
        there = await membership.standing(room, str(late.id))
        assert (there.belongs, there.since is not None) == (True, True)
        assert there.since > poll.state.since
        house.guild.leaves(late)
        house.clock.advance(minutes=5)
        assert not (await membership.standing(room, str(late.id))).belongs
        assert not (await membership.standing(room, "1")).belongs


async def test_on_the_web_only_who_was_there_before_the_launch_is_a_member(tmp_path):
    async with web_house(tmp_path) as house:
        old, new = house.visitor(), house.visitor()
        await old.open("/r/general")
        await old.say("Hello")
        house.clock.advance(minutes=1)
        boss = await house.organiser()
        await boss.say("/poll Where? | Lake | City --who members")
        poll = await house.latest()
        house.clock.advance(minutes=1)
        assert "Counted: Lake" in await old.vote(poll.id, 1)
        assert "Only those who were there when this poll opened" in await new.vote(poll.id, 1)
        async with house.ascolto.work.reading() as work:
            assert (await work.ballots.tally(poll.id)).voters == 1


def _member_requests(house):
    return [each for each in house.server.requests if "/members/" in each.path]
