"""What visitors see and do, without JavaScript, over a real socket."""

from __future__ import annotations

import re

import pytest

from tests.webhouse import web_house


@pytest.fixture
async def web(tmp_path):
    async with web_house(tmp_path) as house:
        yield house


async def launch(web, line="/poll Where? | Lake 🏖️ | City | Mountains"):
    boss = await web.organiser()
    words = await boss.say(line)
    assert "Launched in #general" in words, words
    await web.settle()
    return boss, await web.latest()


async def test_the_front_page_leads_to_the_room(web):
    guest = web.visitor()
    words = await guest.open("/")
    assert "Nothing here yet" in words
    assert "#general" in words


async def test_from_launch_to_the_chart_in_the_room(web):
    boss, poll = await launch(web)
    voters = [web.visitor() for _ in range(5)]
    for number, voter in enumerate(voters):
        assert "✓ Counted:" in await voter.vote(poll.id, 1 + number % 2)
    assert "5 people voted" in await voters[0].open("/r/general")
    await web.settle()
    assert "is closed" in await boss.say("/close")
    await web.settle()
    for visitor in (boss, *voters):
        words = await visitor.open("/r/general")
        assert "“Lake 🏖️” came first with 60%" in words
        assert ("No margin of error can be given" in words) is (visitor is boss)
    picture = re.search(r'<img src="([^"]+)" alt="Result of', voters[0].page)
    png = await voters[0].client.get(picture[1].replace("&amp;", "&"))
    assert png.headers["content-type"] == "image/png"
    assert png.content.startswith(b"\x89PNG")
    again = await voters[0].client.get(picture[1].replace("&amp;", "&"), headers={"if-none-match": png.headers["etag"]})
    assert again.status_code == 304


async def test_a_receipt_is_shown_once_and_a_vote_can_be_changed_and_withdrawn(web):
    _, poll = await launch(web)
    voter = web.visitor()
    assert "Counted: City" in await voter.vote(poll.id, 2)
    assert "Counted: City" not in await voter.open(f"/p/{poll.id}")
    assert 'aria-pressed="true"' in voter.page
    assert "Changed from City to Lake" in await voter.vote(poll.id, 1)
    assert "no longer counts" in await voter.vote(poll.id, withdraw="1")
    assert "nothing to withdraw" in await voter.vote(poll.id, withdraw="1")


async def test_voting_from_the_room_returns_to_the_room(web):
    _, poll = await launch(web)
    voter = web.visitor()
    await voter.open("/r/general")
    words = await voter.send(f"/p/{poll.id}/vote", {"choice": "3", "back": "/r/general"})
    assert "Counted: Mountains" in words
    assert "Messages" in voter.page


async def test_hidden_results_are_nowhere(web):
    _, poll = await launch(web, "/poll Where? | Lake | City --hide")
    voter = web.visitor()
    await voter.vote(poll.id, 1)
    for path in ("/r/general", f"/p/{poll.id}", f"/p/{poll.id}/card"):
        await voter.open(path)
        assert "%" not in re.sub(r"<(svg|head).*?</\1>", "", voter.page, flags=re.S)
        assert "1 vote" not in voter.words
    await voter.open(f"/p/{poll.id}/chart/0.png")
    assert voter.status == 404


async def test_results_after_ones_own_vote(web):
    _, poll = await launch(web, "/poll Where? | Lake | City --results after-vote")
    await web.visitor().vote(poll.id, 1)
    late = web.visitor()
    assert "100%" not in await late.open(f"/p/{poll.id}")
    assert "50%" in await late.vote(poll.id, 2)


async def test_a_multiple_choice_with_names_and_added_options(web):
    _, poll = await launch(web, "/poll Which? | Red | Blue | Green --multi 2 --names --add")
    voter = web.visitor()
    await voter.open("/r/general")
    assert "you are Ada" in await voter.send("/name", {"name": " Ada\u202e ", "back": "/r/general"})
    words = await voter.vote(poll.id, 1, 3)
    assert "Counted: Red and Green" in words
    assert words.count("Ada") >= 2
    assert "at most 2" in await voter.vote(poll.id, 1, 2, 3)
    await voter.open(f"/p/{poll.id}")
    nonce = re.findall(r'name="event" value="([0-9a-z]+)"', voter.page)[-1]
    for _ in range(2):
        await voter.send(f"/p/{poll.id}/add", {"label": "Violet", "back": f"/p/{poll.id}", "event": nonce})
    assert [option.label for option in (await web.latest()).options][3:] == ["Violet"]
    await voter.open(f"/p/{poll.id}")
    assert "Two options are the same" in await voter.send(f"/p/{poll.id}/add", {"label": "RED", "event": "abcdefgh1"})


async def test_the_guided_form_without_script(web):
    boss = await web.organiser()
    assert "Question" in await boss.open("/form/poll")
    fields = {"field.question": "Where?", "field.options": "Lake", "room": "general", "event": "formnonce1"}
    assert "at least 2 options" in await boss.send("/form/poll", fields)
    assert 'value="Where?"' in boss.page
    fields |= {"field.options": "Lake\r\nCity", "event": "formnonce2"}
    assert "Nobody sees it yet" in await boss.send("/form/poll", fields)
    line = re.search(r'name="text" value="(/launch [^"]+)"', boss.page)[1]
    stranger = web.visitor()
    draft = await web.latest()
    await stranger.open(f"/p/{draft.id}")
    assert stranger.status == 404
    assert "Launched" in await boss.send("/r/general/say", {"text": line, "event": "formnonce3"})


async def test_commands_answer_the_sender_alone_and_forms_act_once(web):
    boss, _ = await launch(web)
    await boss.say("/poll Again? | a | b", event="sameevent2")
    assert "already done" in await boss.say("/poll Again? | a | b", event="sameevent2")
    guest = web.visitor()
    assert "organisers can use" in await guest.say("/close")
    assert "/extend" not in await guest.say("/help")
    await guest.say("hello there", event="wordsevent1")
    await guest.say("hello there", event="wordsevent1")
    words = await web.visitor().open("/r/general")
    assert words.count("hello there") == 1


async def test_rooms_languages_and_files(web):
    boss, poll = await launch(web)
    assert "is connected on Web" in await boss.say("/connect Novità & eventi")
    words = await web.visitor().open("/r/novita-eventi")
    assert "#Novità & eventi" in words
    await web.visitor().vote(poll.id, 1)
    await boss.say("/export")
    assert 'href="data:text/csv;base64,' in boss.page
    await boss.say("/results")
    assert 'src="data:image/png;base64,' in boss.page
    guest = web.visitor(accept_language="it-IT,it;q=0.9")
    assert "Scrivi un messaggio" in (await guest.open("/r/general") + guest.page)
    await guest.send("/language", {"language": "en", "back": "/r/general"})
    assert "In italiano" in guest.words
    await guest.send("/language", {"language": "xx"})
    assert guest.status == 400


async def test_older_messages_are_a_page_away(web):
    guest = web.visitor()
    for number in range(45):
        web.clock.advance(seconds=2)
        await guest.say(f"line {number:02}", event=f"nonce{number:04}")
    assert "line 00" not in await guest.open("/r/general")
    assert "Older messages" in guest.words
    older = re.search(r'href="(/r/general\?before=\d+)"', guest.page)[1]
    assert "line 00" in await guest.open(older)
    assert "line 44" in await guest.open("/r/general/messages?after=43")


async def test_what_the_operator_asks(web):
    guest = web.visitor()
    assert await guest.open("/healthz") == "ok"
    _, poll = await launch(web)
    await guest.vote(poll.id, 1)
    figures = (await guest.client.get("/metrics")).text
    assert "cast" in figures
    assert poll.id not in figures


async def test_the_privacy_page_is_linked_from_the_others(web):
    guest = web.visitor()
    await guest.open("/")
    assert 'href="/privacy"' in guest.page
    words = await guest.open("/privacy")
    assert "to count your vote once" in words
    assert "12 months after a poll is over" in words
    assert "/forget" in words


async def test_the_first_receipt_says_what_is_kept(web):
    _, poll = await launch(web)
    voter = web.visitor()
    assert "What is kept about you" in await voter.vote(poll.id, 2)
    assert "What is kept about you" not in await voter.vote(poll.id, 1)
