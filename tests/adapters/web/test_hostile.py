"""Forged, replayed, oversized and foreign requests: a clear answer, and nothing done."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.webhouse import web_house


@pytest.fixture
async def web(tmp_path):
    async with web_house(tmp_path) as house:
        yield house


async def launched(web, line="/poll Where? | Lake | City"):
    boss = await web.organiser()
    await boss.say(line)
    await web.settle()
    return boss, await web.latest()


async def votes(web, poll):
    async with web.ascolto.work.reading() as work:
        return (await work.ballots.tally(poll.id)).voters


async def test_cookies_and_headers(web):
    guest = web.visitor()
    answer = await guest.client.get("/r/general")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    for path in ("/r/general", "/static/style.css", "/nothing", "/healthz"):
        headers = (await guest.client.get(path)).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert "<style" not in answer.text
    assert not re.search(r"\son\w+=|\sstyle=", answer.text)


async def test_cookies_are_for_https_only_where_people_come_by_https(tmp_path):
    async with web_house(tmp_path, public_url="https://polls.example.org") as web:
        cookie = (await web.visitor().client.get("/r/general")).headers["set-cookie"]
        assert "Secure" in cookie


async def test_a_form_without_our_token_does_nothing(web):
    _, poll = await launched(web)
    voter, other = web.visitor(), web.visitor()
    await other.open("/r/general")
    await voter.open(f"/p/{poll.id}")
    for token in ("", "forged", other.token, voter.token[:-1] + "x"):
        await voter.open(f"/p/{poll.id}")
        await voter.send(f"/p/{poll.id}/vote", {"choice": "1", "csrf": token})
        assert voter.status == 403
    stranger = web.visitor()
    await stranger.send(f"/p/{poll.id}/vote", {"choice": "1"})
    assert stranger.status == 403
    assert "cookie" in stranger.words
    assert await votes(web, poll) == 0


async def test_a_form_from_another_site_does_nothing(web):
    _, poll = await launched(web)
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ):
        voter = web.visitor()
        await voter.open(f"/p/{poll.id}")
        await voter.send(f"/p/{poll.id}/vote", {"choice": "1"}, headers=headers)
        assert voter.status == 403
    assert await votes(web, poll) == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"choice": "abc"}, "not in this poll"),
        ({"choice": "-1"}, "not in this poll"),
        ({"choice": "99999999999"}, "not in this poll"),
        ({"choice": "٣"}, "not in this poll"),
        ({"choice": ["1", "2"]}, "at most 1"),
        ({}, "Choose at least one"),
    ],
)
async def test_forged_choices(web, fields, words):
    _, poll = await launched(web)
    voter = web.visitor()
    await voter.open(f"/p/{poll.id}")
    seen = await voter.send(f"/p/{poll.id}/vote", {**fields, "back": f"/p/{poll.id}"})
    assert words in seen
    assert await votes(web, poll) == 0


async def test_unknown_and_closed_polls(web):
    boss, poll = await launched(web)
    voter = web.visitor()
    await voter.open(f"/p/{poll.id}")
    page = voter.page
    for path in ("/p/zzzzzzzz", "/p/..%2f..", "/p/%00", "/p/A!", "/r/nowhere", "/p/zzzzzzzz/events2"):
        await voter.open(path)
        assert voter.status == 404, path
    await boss.say("/close")
    voter.page = page
    words = await voter.send(f"/p/{poll.id}/vote", {"choice": "1", "back": f"/p/{poll.id}"})
    assert "closed. Your vote was not counted" in words
    voter.page = page
    await voter.send("/p/zzzzzzzz/vote", {"choice": "1"})
    assert voter.status in (403, 404)


async def test_bodies_that_are_too_large_or_no_forms(web):
    voter = web.visitor()
    await voter.open("/r/general")
    token = voter.token
    assert (await voter.client.post("/r/general/say", data={"csrf": token, "text": "x" * 70_000})).status_code == 413
    for content, kind in (
        (b"{}", "application/json"),
        (b"csrf=%ff", "application/x-www-form-urlencoded"),
        (b"a=%00", "application/x-www-form-urlencoded"),
        (b"&".join(b"a=1" for _ in range(300)), "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
    ):
        answer = await voter.client.post("/r/general/say", content=content, headers={"content-type": kind})
        assert answer.status_code == 400, content[:20]
    assert (await voter.client.get("/p/zzzzzzzz/vote")).status_code in (404, 405)


async def test_what_people_type_is_never_markup(web):
    hostile = '"><img src=x onerror=alert(1)>'
    boss, poll = await launched(web, f"/poll <script>alert(1)</script> $x$ | {hostile} | javascript:alert(1) --names")
    voter = web.visitor()
    await voter.open("/r/general")
    await voter.send("/name", {"name": "<b>Ada</b>", "back": "/r/general"})
    await voter.vote(poll.id, 1)
    await voter.say("<i>hi</i> http://evil.example/p/abc {{ 7*7 }}", event="hostileword1")
    await boss.say("/close")
    await web.settle()
    for path in ("/r/general", f"/p/{poll.id}", f"/p/{poll.id}/card", "/r/general/messages?after=0"):
        await voter.open(path)
        assert "<script>alert" not in voter.page
        assert "<img src=x" not in voter.page
        assert "<b>Ada" not in voter.page
        assert "<i>hi" not in voter.page
        assert 'href="http' not in voter.page
        assert 'href="javascript' not in voter.page


async def test_too_fast_is_told_and_passes(web):
    guest = web.visitor()
    await guest.open("/r/general")
    page = guest.page
    seen = []
    for _ in range(30):
        guest.page = page
        await guest.send("/name", {"name": "Ada", "back": "/r/general"})
        seen.append(guest.status)
        if guest.status == 429:
            break
    assert seen[-1] == 429
    assert int(guest.headers["retry-after"]) >= 1
    assert "wait a moment" in guest.words
    web.clock.advance(seconds=30)
    guest.page = page
    await guest.send("/name", {"name": "Ada", "back": "/r/general"})
    assert guest.status == 200


async def test_links_back_lead_to_our_own_pages_only(web):
    guest = web.visitor()
    await guest.open("/r/general")
    for back in ("https://evil.example", "//evil.example", "/\\evil.example", "/r/../../x", "javascript:alert(1)"):
        answer = await guest.client.post(
            "/name", data={"csrf": guest.token, "name": "Ada", "back": back}, follow_redirects=False
        )
        assert answer.status_code == 303
        assert answer.headers["location"] == "/"


async def test_a_sign_in_link_works_once_and_not_by_looking(web):
    link = await web.ascolto.sign_in_link(timedelta(hours=1))
    path, token = "/sign-in?" + link.split("?")[1], link.split("token=")[1]
    first, second = web.visitor(), web.visitor()
    for visitor in (first, second):
        assert "works once" in await visitor.open(path)
    assert "Welcome" in await first.send("/sign-in", {"token": token})
    await second.send("/sign-in", {"token": token})
    assert second.status == 403
    assert "used this code before you" in second.words
    stale = await web.ascolto.sign_in_link(timedelta(hours=1))
    web.clock.advance(hours=2)
    await second.open("/sign-in?" + stale.split("?")[1])
    await second.send("/sign-in", {"token": stale.split("token=")[1]})
    assert second.status == 403
    await second.open("/sign-in")
    assert second.status == 400


async def test_a_code_in_an_address_does_not_stay_there(web):
    link = await web.ascolto.sign_in_link(timedelta(hours=1))
    token = link.split("token=")[1]
    guest = web.visitor()
    answer = await guest.client.get("/sign-in?token=" + token, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert answer.headers["cache-control"] == "no-store"
    assert token not in answer.headers["location"]
    await guest.open("/sign-in")
    assert token in guest.page
    assert guest.client.cookies.get("ascolto_code")
    await guest.send("/sign-in", {"token": token})
    assert not guest.client.cookies.get("ascolto_code")
    # whatever stands in the cookie, it must be of our making
    guest.client.cookies.set("ascolto_code", f'"{token}".forged', domain="127.0.0.1")
    await guest.open("/sign-in")
    assert guest.status == 400


async def test_a_forged_cookie_is_a_new_visitor(web):
    _, poll = await launched(web)
    voter = web.visitor()
    voter.client.cookies.set("ascolto", "eyJ2IjoiYm9zcyIsIm4iOiIifQ.forged", domain="127.0.0.1")
    await voter.send(f"/p/{poll.id}/vote", {"choice": "1"})
    assert voter.status == 403
    assert await votes(web, poll) == 0
