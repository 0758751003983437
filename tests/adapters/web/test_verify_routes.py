"""What is published of a poll on the web, to whom and when; and addresses that somebody made up."""

from __future__ import annotations

import json

import pytest

from bot.domain.ballot_file import read_ballot_file
from bot.domain.verification import verify
from tests.webhouse import web_house


@pytest.fixture
async def web(tmp_path):
    async with web_house(tmp_path) as house:
        yield house


async def launched(web, line="/poll Where? | Lake | City --receipts"):
    boss = await web.organiser()
    await boss.say(line)
    await web.settle()
    return boss, (await web.latest()).id


async def test_the_ballots_are_there_after_the_close_for_everybody(web):
    boss, poll = await launched(web)
    voter = web.visitor()
    said = await voter.vote(poll, 1)
    assert "Receipt: " in said
    for path in ("ballots.json", "nothing.json"):
        assert (await voter.client.get(f"/p/{poll}/{path}")).status_code == 404
    assert "once the poll is closed" in await voter.open(f"/p/{poll}/ballots.json")
    assert "not published yet" in await voter.open(f"/p/{poll}/verify")
    await boss.say(f"/close {poll}", event="close00001")

    answer = await web.visitor().client.get(f"/p/{poll}/ballots.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == f'attachment; filename="{poll}-ballots.json"'
    assert verify(read_ballot_file(answer.content)).holds
    again = await web.visitor().client.get(f"/p/{poll}/ballots.json", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert f'data-ballots="/p/{poll}/ballots.json"' in (await voter.open(f"/p/{poll}/verify"), voter.page)[1]
    assert "Check the count" in await voter.open(f"/p/{poll}")


async def test_opened_again_the_file_is_gone_and_then_another_one(web):
    boss, poll = await launched(web)
    voter = web.visitor()
    await voter.vote(poll, 1)
    await boss.say(f"/close {poll}", event="close00001")
    first = await voter.client.get(f"/p/{poll}/ballots.json")
    await boss.say(f"/reopen {poll}", event="reopen0001")
    assert (await voter.client.get(f"/p/{poll}/ballots.json")).status_code == 404
    await voter.vote(poll, 2)
    await boss.say(f"/close {poll}", event="close00002")
    second = await voter.client.get(f"/p/{poll}/ballots.json", headers={"if-none-match": first.headers["etag"]})
    assert second.status_code == 200
    found = verify(read_ballot_file(second.content), noted=json.loads(first.content)["heads"][-1]["root"])
    assert found.holds
    assert found.votes == {1: 0, 2: 1}


async def test_heads_are_shown_while_people_vote(web):
    _, poll = await launched(web)
    assert "published an hour at most after ten votes" in await web.visitor().open(f"/p/{poll}")
    for _ in range(10):
        await web.visitor().vote(poll, 1)
    await web.ascolto.heads.publish()
    guest = web.visitor()
    heads = (await guest.client.get(f"/p/{poll}/heads.json")).json()
    assert [head["size"] for head in heads["heads"]] == [5]
    assert heads["heads"][0]["root"] in await guest.open(f"/p/{poll}")


async def test_of_other_polls_nothing_is_published(web):
    boss, plain = await launched(web, "/poll Where? | Lake | City")
    await boss.say(f"/close {plain}", event="close00001")
    web.clock.advance(seconds=1)
    await boss.say("/poll Secret? | a | b --receipts --draft", event="draft00001")
    draft = (await web.latest()).id
    web.clock.advance(seconds=1)
    await boss.say("/poll Off? | a | b --receipts", event="launch0002")
    gone = (await web.latest()).id
    await boss.say(f"/cancel {gone} rain", event="cancel0001")
    assert len({plain, draft, gone}) == 3
    guest = web.visitor()
    for poll in (plain, draft, gone):
        for path in ("ballots.json",) if poll == gone else ("ballots.json", "heads.json", "verify"):
            said = await guest.open(f"/p/{poll}/{path}")
            assert guest.status == 404, (poll, path)
            assert "Secret" not in said
    assert "Sealed ballots" not in await guest.open(f"/p/{plain}")


@pytest.mark.parametrize(
    "poll", ["zzzzzzzz", "..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "A" * 9, "p0000001%00", "x" * 4000, "%F0%9F%8F%96"]
)
async def test_addresses_that_somebody_made_up(web, poll):
    guest = web.visitor()
    for path in ("ballots.json", "heads.json", "verify"):
        await guest.open(f"/p/{poll}/{path}")
        assert guest.status == 404


async def test_another_language_leads_back_to_the_same_page(web):
    _, poll = await launched(web)
    guest = web.visitor()
    await guest.open(f"/p/{poll}/verify")
    said = await guest.send("/language", {"language": "it", "back": f"/p/{poll}/verify"})
    assert "Controlla il conteggio" in said


async def test_the_saved_page_is_forbidden_to_connect_and_speaks_the_readers_language(web):
    answer = await web.visitor(accept_language="it").client.get("/verify.html")
    assert "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'" in answer.text
    assert "connect-src" not in answer.text
    assert "Controlla il conteggio" in answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="ascolto-verify.html"'
    # nothing of the page is elsewhere
    assert not [part for part in ('src="', 'href="', "url(", "@import") if part in answer.text]
