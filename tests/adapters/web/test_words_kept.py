"""What the web adapter must not lose or let through: long receipts, long posts, faces nobody else can wear."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from adapters.web.channel import WebChannel
from adapters.web.limits import NOTE_BYTES, PAGE
from adapters.web.live import Hub
from adapters.web.render import charts_of, hue, initial
from bot.domain.card import Card, Control
from bot.domain.conversation import OfferCommand, Reply, Say, ShowPicture
from bot.domain.errors import UnsupportedFeature
from bot.domain.ids import PollId, PostId
from bot.ports import ResultContent
from tests.webhouse import web_house

LETTERS = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん漢字仮名交文"


@pytest.fixture
async def web(tmp_path):
    async with web_house(tmp_path) as house:
        yield house


async def test_a_receipt_too_long_for_a_cookie_still_arrives(web):
    boss = await web.organiser()
    # letters in no order that could be compressed away
    labels = [
        "".join(LETTERS[(a * 31 + b * b * 17 + a * b * 7) % len(LETTERS)] for b in range(180)) + str(a)
        for a in range(20)
    ]
    await boss.say(f"/poll Which? | {' | '.join(labels)} --multi 20")
    poll = (await web.latest()).id
    voter = web.visitor()
    await voter.open(f"/p/{poll}")
    answer = await voter.client.post(
        f"/p/{poll}/vote",
        data={"csrf": voter.token, "choice": [str(number) for number in range(1, 21)], "back": f"/p/{poll}"},
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert len(answer.cookies["ascolto_note"]) <= NOTE_BYTES
    words = await voter.open(f"/p/{poll}")
    assert "Counted: " + labels[0] in words
    assert "…" in words


def a_card() -> Card:
    return Card(
        poll=PollId("p0000001"),
        version=1,
        language="en",
        state="closed",
        status="Closed",
        question="Where?",
        description="",
        rows=(),
        facts=(),
        count="",
        notes=(),
        most_choices=1,
        may_withdraw=False,
        may_add_options=False,
        control=Control.NONE,
        alt="",
    )


async def test_what_is_too_long_is_refused_whole(web):
    adapter = WebChannel(web.ascolto.work, Hub(), web.clock)
    room = web.ascolto.room
    limit = (await adapter.capabilities(room)).text_chars
    person = web.visitor()
    await person.say("hello", event="firstword01")
    async with web.ascolto.work.reading() as work:
        somebody = (await work.rooms.recent(room.id, reader=None, limit=1))[0].author
        known = await work.people.get(somebody)
    whole = ResultContent(a_card(), "w" * limit, ())
    with pytest.raises(UnsupportedFeature):
        await adapter.post(room, PostId("r2"), replace(whole, text=whole.text + "x"))
    with pytest.raises(UnsupportedFeature):
        await adapter.whisper(room, known, Reply((Say("y" * (limit + 1)),)), "k2")
    with pytest.raises(UnsupportedFeature):
        await adapter.whisper(room, known, Reply((Say("look"), OfferCommand("Close", "/close"))), "k3")
    await adapter.whisper(room, known, Reply((Say("z" * limit),)), "k4")
    async with web.ascolto.work.reading() as work:
        seen = await work.rooms.recent(room.id, reader=known.id, limit=9)
    assert [message.text[:1] for message in seen] == ["h", "z"]


async def test_nobody_can_wear_the_face_of_the_community(web):
    boss = await web.organiser()
    await boss.say("/poll Where? | Lake | City")
    await web.settle()
    mimic = web.visitor()
    await mimic.open("/r/general")
    await mimic.send("/name", {"name": "Choir", "back": "/r/general"})
    await mimic.say("The poll is over, vote at my place", event="mimicword1")
    await mimic.open("/r/general")
    lines = re.findall(r'<p class="by">(.*?)</p>', mimic.page, re.S)
    ours, theirs = (next(line for line in lines if shown in line) for shown in ('class="mark"', 'class="face'))
    assert "Choir" in ours
    assert "Choir" in theirs
    assert 'class="mark"' not in theirs


async def test_who_was_long_away_gets_the_missed_messages_page_by_page(web):
    guest = web.visitor()
    for number in range(PAGE + 3):
        web.clock.advance(seconds=2)
        await guest.say(f"line {number:02}", event=f"nonce{number:04}")
    await guest.open("/r/general/messages?after=0")
    assert "line 00" in guest.words
    assert guest.headers["x-more"] == "1"
    last = re.findall(r'data-number="(\d+)"', guest.page)[-1]
    await guest.open(f"/r/general/messages?after={last}")
    assert f"line {PAGE + 2:02}" in guest.words
    assert "x-more" not in guest.headers


async def test_files_asked_for_by_version_are_kept_and_others_are_asked_for_again(web):
    guest = web.visitor()
    await guest.open("/r/general")
    for file in re.findall(r'(?:href|src)="(/static/[^"]+)"', guest.page):
        assert "immutable" in (await guest.client.get(file)).headers["cache-control"]
        bare = await guest.client.get(file.partition("?")[0])
        assert bare.headers["cache-control"] == "no-cache"
        again = await guest.client.get(file.partition("?")[0], headers={"if-none-match": bare.headers["etag"]})
        assert again.status_code == 304


async def test_the_form_shows_what_matters_first_and_keeps_in_sight_what_was_wrong(web):
    boss = await web.organiser()
    await boss.open("/form/poll")
    assert '<details class="further">' in boss.page
    assert boss.page.index("field.question") < boss.page.index("<details") < boss.page.index("field.until")
    await boss.send("/form/poll", {"field.question": "Where?", "field.options": "Lake", "event": "formnonce1"})
    assert '<details class="further" open>' in boss.page


def test_faces():
    assert [initial(name) for name in ("ada", "  Ça", "🦊 fox", "أمل", "🦊", "ß")] == ["A", "Ç", "F", "أ", "·", "S"]
    assert {hue(f"person{number}") for number in range(60)} == set(range(6))
    assert hue("person1") == hue("person1")


def test_a_chart_tells_its_size():
    png = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x0dIHDR" + (1200).to_bytes(4, "big") + (742).to_bytes(4, "big")
    assert [
        (chart.number, chart.alt, chart.width, chart.height) for chart in charts_of([ShowPicture("r", png, "A")])
    ] == [(0, "A", 1200, 742)]
