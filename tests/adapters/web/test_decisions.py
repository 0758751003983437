"""The page of decisions, and a decision's own page."""

from __future__ import annotations

import html
import re

import pytest

from bot.domain.ids import PollId
from bot.services.followups import begin
from tests.webhouse import web_house


@pytest.fixture
async def site(tmp_path):
    async with web_house(tmp_path) as house:
        yield house


async def decided(site, boss, question="Trees?") -> PollId:
    await boss.say(f"/poll {question} | Plant | Leave")
    poll = await site.latest()
    async with site.ascolto.work.writing() as work:
        await begin(work, poll, poll.author, None, site.clock.now())
    await site.visitor().vote(poll.id, 1)
    await boss.open("/r/general")
    await boss.say(f"/close {poll.id}")
    return poll.id


async def test_the_word_on_an_outcome_stands_on_the_polls_page_and_in_the_room(site):
    boss = await site.organiser()
    poll = await decided(site, boss)
    await boss.say(f"/statement {poll} <b>We plant</b> | shade | Bea | May")
    await site.settle()
    guest = site.visitor()
    words = await guest.open(f"/p/{poll}")
    assert "· advisory" in words
    assert "What we do: <b>We plant</b> Why: shade Who: Bea By when: May" in words
    assert "<b>We plant" not in guest.page
    assert "What we do: <b>We plant</b>" in await guest.open("/r/general")


async def test_the_statement_is_made_in_a_form(site):
    boss = await site.organiser()
    poll = await decided(site, boss)
    words = await boss.say(f"/statement {poll}")
    assert "Overruled because (only then)" in words
    assert f'<option value="{poll}" selected>' in boss.page
    assert '<option value="advisory" selected>' in boss.page
    fields = {"poll": poll, "standing": "binding", "what": "We plant", "why": "shade"}
    filled = {f"field.{name}": value for name, value in fields.items()}
    await boss.send("/form/statement", {**filled, "event": "abcdefgh12", "room": "general"})
    assert "· binding" in await site.visitor().open(f"/p/{poll}")


async def test_decisions_are_listed_for_everybody_and_filtered(site):
    boss, guest = await site.organiser(), site.visitor()
    assert "No such decisions yet" in await guest.open("/decisions")
    first = await decided(site, boss, "Trees & <i>shade</i>?")
    site.clock.advance(seconds=1)
    second = await decided(site, boss, "Benches?")
    await boss.say(f"/stage {second} planned")
    words = await guest.open("/decisions")
    assert words.index("Benches?") < words.index("Trees & <i>shade</i>?")
    assert "<i>shade" not in guest.page
    assert f'href="/p/{first}"' in guest.page
    for show, there, away in (
        ("planned", "Benches?", "Trees"),
        ("done", "No such", "Benches?"),
        ("no<such", "Trees", ""),
    ):
        words = await guest.open("/decisions", params={"show": show})
        assert guest.status == 200
        assert there in words
        assert not away or away not in words
    assert 'aria-current="page"' in guest.page
    await site.visitor(accept_language="it").open("/decisions")
    assert "Tutte" in (await site.visitor(accept_language="it").open("/decisions")).title()


async def test_many_are_read_page_by_page(site):
    boss, guest = await site.organiser(), site.visitor()
    asked = []
    for number in range(12):
        await boss.open("/r/general")
        await boss.say(f"/poll Question {number:02}? | A | B")
        poll = await site.latest()
        async with site.ascolto.work.writing() as work:
            await begin(work, poll, poll.author, None, site.clock.now())
        site.clock.advance(seconds=61)
        asked.append(poll.question)
    seen = []
    await guest.open("/decisions")
    while True:
        seen += re.findall(r"Question \d\d\?(?=</a>)", guest.page)
        further = re.search(r'href="(/decisions\?before=[^"]+)"', guest.page)
        if further is None:
            break
        await guest.open(html.unescape(further[1]))
    assert seen == asked[::-1]
    for hostile in ("'; DROP TABLE", "zzzzzzzz", "\x00", "a" * 5000):
        assert "Question 11?" in await guest.open("/decisions", params={"before": hostile})


async def proposed(site, boss, rules="") -> PollId:
    await boss.say(f"/decide Tea instead of coffee? --method consent {rules}")
    return (await site.latest()).id


async def test_who_objects_gets_a_field_for_the_reason_without_any_script(site):
    boss = await site.organiser()
    poll = await proposed(site, boss)
    guest, other = site.visitor(), site.visitor()
    await guest.open(f"/p/{poll}")
    assert 'name="reason"' not in guest.page
    words = await guest.vote(poll, 2)
    assert "Why do you object?" in words
    assert "Everyone can read it with the outcome, without your name." in words
    assert 'name="reason"' not in (await other.open(f"/p/{poll}"), other.page)[1]
    words = await guest.send(
        f"/p/{poll}/object", {"reason": "too <b>dear", "event": "abcdefgh12", "back": f"/p/{poll}"}
    )
    assert "Your reason is kept." in words
    assert "too &lt;b&gt;dear</textarea>" in guest.page
    async with site.ascolto.work.reading() as work:
        assert [reason.text for reason in await work.objections.counted(poll)] == ["too <b>dear"]
    # whoever does not object any more is not asked why
    await guest.vote(poll, 1)
    assert 'name="reason"' not in guest.page
    refused = await other.send(f"/p/{poll}/object", {"reason": " ", "event": "abcdefgh13", "back": f"/p/{poll}"})
    assert "Say why you object" in refused
    await guest.vote(poll, 2)
    await boss.open("/r/general")
    await boss.say(f"/close {poll}")
    assert "• “too <b>dear”" in await other.open(f"/p/{poll}")
    assert "<b>dear" not in other.page


async def test_in_a_secret_poll_the_field_says_that_nobody_can_take_it_back(site):
    boss = await site.organiser()
    poll = await proposed(site, boss, "--secret")
    guest = site.visitor()
    assert "cannot be changed or taken back" in await guest.vote(poll, 2)
    await guest.send(f"/p/{poll}/object", {"reason": "too dear", "event": "abcdefgh12", "back": f"/p/{poll}"})
    assert "too dear" not in guest.page
