"""Whole stories about invitations: a list in, links out, and what people do with links."""

from __future__ import annotations

import asyncio
import base64
import csv
import io
import os
import re
import sys
from pathlib import Path

import pytest

from bot.domain.conversation import AskForm, SendFile, Tone
from storage.tables import invitations, metadata
from tests.builders import COMMUNITY
from tests.house import follower, house, words
from tests.webhouse import web_house

ROOT = Path(__file__).parents[2]
POLL = "/poll Where? | Lake | City --who invited"
LIST = "Ada,ada@example.org\n=cmd|x,bruno@example.org\n\nCarla,carla@\n+39 Dora"


def rows_of(reply) -> list[dict[str, str]]:
    (file,) = [part for part in reply.parts if isinstance(part, SendFile)]
    assert (file.name.endswith("-invitations.csv"), "/" in file.name, ".." in file.name) == (True, False, False)
    return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))


def wrong(reply) -> str:
    form = reply.parts[0]
    assert isinstance(form, AskForm)
    return form.error


@pytest.fixture
async def home(database):
    async with house(database) as built:
        yield built


async def test_from_a_list_to_a_vote(home):
    await home.type(POLL)
    poll = await home.latest()
    reply = await home.fill("invite", poll=poll.id, people=LIST)
    rows = rows_of(reply)
    assert "3 links" in words(reply)
    assert "One line could not be used" in words(reply)
    assert [row["line"] for row in rows] == ["1", "2", "4", "5"]
    assert [row["problem"] for row in rows] == ["", "", "the email address cannot be right", ""]
    # whatever was typed into a name, no spreadsheet runs it
    assert [row["name"] for row in rows] == ["Ada", "'=cmd|x", "Carla,carla@", "'+39 Dora"]
    links = [row["link"] for row in rows if row["link"]]
    assert len(set(links)) == 3

    assert "Only people who were invited may vote" in (await home.vote(poll.id, 1, 1)).text
    token = links[0].rpartition("/")[2]
    assert await home.desk.invitation(token) == "Where?"
    assert await home.desk.accept_invitation(token, follower(1)) == poll.id
    assert "Counted: Lake" in (await home.vote(poll.id, 1, 1)).text
    # a database holds no link and no name of anybody who was invited
    async with home.work.reading() as work:
        assert (await work.invitations.count(poll.id)).used == 1
    kept = await everything_kept(home)
    assert token not in kept
    assert "example.org" not in kept


async def everything_kept(home) -> str:
    async with home.work._engine.connect() as connection:
        return str([list(await connection.execute(table.select())) for table in metadata.sorted_tables])


async def test_a_link_works_once_and_ends_with_the_poll(home):
    await home.type(f"{POLL} --for 2h")
    poll = await home.latest()
    first, second = (
        row["link"].rpartition("/")[2] for row in rows_of(await home.fill("invite", poll=poll.id, people="Ada\nBruno"))
    )
    await home.desk.accept_invitation(first, follower(1))
    await home.desk.accept_invitation(first, follower(1))  # twice is once
    with pytest.raises(Exception, match="invitation-used"):
        await home.desk.accept_invitation(first, follower(2))
    made_up = first[:-1] + ("0" if first[-1] != "0" else "1")
    for link in (made_up, "", "x" * 5000, "../../etc/passwd", poll.id):
        with pytest.raises(Exception, match="invitation-unknown"):
            await home.desk.accept_invitation(link, follower(2))
    home.clock.advance(hours=3)  # past the deadline, though nobody has closed it yet
    with pytest.raises(Exception, match="invitation-expired"):
        await home.desk.accept_invitation(second, follower(2))
    home.clock.jump(hours=-2)  # a clock that is set right again makes it valid again
    await home.desk.accept_invitation(second, follower(2))


async def test_being_invited_again_replaces_the_link(home):
    await home.type(POLL)
    poll = await home.latest()

    async def link() -> str:
        return rows_of(await home.fill("invite", poll=poll.id, people="ada@example.org"))[0]["link"].rpartition("/")[2]

    old, new = await link(), await link()
    with pytest.raises(Exception, match="invitation-unknown"):
        await home.desk.accept_invitation(old, follower(1))
    await home.desk.accept_invitation(new, follower(1))
    reply = await home.fill("invite", poll=poll.id, people="ada@example.org")
    assert rows_of(reply)[0]["link"] == ""
    assert "used their link before" in words(reply)


async def test_what_cannot_be_invited_to(home):
    await home.type("/poll Where? | Lake | City")
    anyone = await home.latest()
    assert "not for invited people" in wrong(await home.fill("invite", poll=anyone.id, people="Ada"))
    await home.type(POLL)
    poll = await home.latest()
    assert "nobody on the list" in wrong(await home.fill("invite", poll=poll.id, people="name,email"))
    refused = await home.fill("invite", who=follower(1), poll=poll.id, people="Ada")
    assert refused.parts[0].tone is Tone.ERROR
    await home.type(f"/close {poll.id}")
    assert "not open" in wrong(await home.fill("invite", poll=poll.id, people="Ada"))
    async with home.work.reading() as work:
        assert (await work.invitations.count(poll.id)).made == 0
        assert len(await work.polls.recent(COMMUNITY, limit=5)) == 2


async def test_a_delivery_that_comes_twice_gives_no_second_list_and_leaves_the_links_alone(home):
    await home.type(POLL)
    poll = await home.latest()
    (row,) = rows_of(await home.fill("invite", poll=poll.id, people="Ada, ada@example.org", event="e1"))
    again = await home.fill("invite", poll=poll.id, people="Ada, ada@example.org", event="e1")
    assert not any(isinstance(part, SendFile) for part in again.parts)
    assert await home.desk.accept_invitation(row["link"].rpartition("/")[2], follower(1)) == poll.id
    assert words(await home.type("/audit")).count("made links for") == 1


async def test_of_a_secret_poll_it_is_not_noted_when_somebody_came(home):
    await home.type(f"{POLL} --secret")
    poll = await home.latest()
    rows = rows_of(await home.fill("invite", poll=poll.id, people="Ada\nBruno"))
    for number, row in enumerate(rows, 1):
        home.clock.advance(minutes=7)
        await home.desk.accept_invitation(row["link"].rpartition("/")[2], follower(number))
    async with home.work._engine.connect() as connection:
        assert {row.used_at for row in await connection.execute(invitations.select())} == {poll.created_at}


async def test_in_the_browser_opening_a_link_uses_nothing_up_and_hides_it(tmp_path):
    async with web_house(tmp_path) as web:
        boss = await web.organiser()
        await boss.say(POLL)
        poll = await web.latest()
        await boss.open("/form/invite")
        await boss.send("/form/invite", {"field.poll": poll.id, "field.people": "Ada\nBruno"})
        assert "2 links" in boss.words
        (file,) = re.findall(r'href="data:text/csv;base64,([^"]+)"', boss.page)
        rows = list(csv.DictReader(io.StringIO(base64.b64decode(file).decode("utf-8-sig"))))
        path = rows[0]["link"].removeprefix(web.base)

        preview = web.visitor()  # a chat program that looks at every link
        for _ in range(3):
            await preview.open(path)
        ada = web.visitor()
        first = await ada.client.get(path, follow_redirects=False)
        assert (first.status_code, first.headers["location"]) == (303, "/i")
        assert first.headers["referrer-policy"] == "no-referrer"
        assert first.headers["cache-control"] == "no-store"
        await ada.open(path)
        assert "You are invited to vote" in ada.words
        token = path.rpartition("/")[2]
        assert token not in ada.page
        await ada.send("/i")
        assert "You are let in" in ada.words
        assert "Counted: Lake" in await ada.vote(poll.id, 1)

        eve = web.visitor()
        await eve.open(path)
        await eve.send("/i")
        assert (eve.status, "used already" in eve.words) == (403, True)
        assert "Only people who were invited" in await eve.vote(poll.id, 1)
        # nobody hands a link over by naming it elsewhere
        assert "does not work" in await web.visitor().open(f"/i?token={token}")
        assert (await web.visitor().client.get("/i/..%2f..%2fetc%2fpasswd")).status_code == 404
        # another site's page cannot make somebody accept
        mallory = web.visitor()
        await mallory.open(rows[1]["link"].removeprefix(web.base))
        await mallory.client.post("/i", data={"csrf": "forged"}, follow_redirects=False)
        async with web.ascolto.work.reading() as work:
            assert (await work.invitations.count(poll.id)).used == 1


async def test_a_long_list_comes_through_the_form_from_organisers_alone(tmp_path):
    people = "\n".join(f"Guest {number},guest{number}@example.org" for number in range(5000))
    async with web_house(tmp_path) as web:
        boss = await web.organiser()
        await boss.say(POLL)
        poll = await web.latest()
        await boss.open("/form/invite")
        await boss.send("/form/invite", {"field.poll": poll.id, "field.people": people})
        assert "5000 links" in boss.words.replace(",", "")
        stranger = web.visitor()
        await stranger.open("/r/general")
        await stranger.send("/form/invite", {"field.poll": poll.id, "field.people": people})
        assert stranger.status == 413


async def test_the_operator_makes_links_from_a_file(tmp_path):
    async with web_house(tmp_path) as web:
        boss = await web.organiser()
        await boss.say(POLL)
        poll = await web.latest()
        (tmp_path / "names.csv").write_bytes("Niccolò;nico@example.org\nEva;eva@".encode("cp1252"))
        key = next(tmp_path.rglob("secret.key")).read_text().strip()

        async def bot(*arguments: str) -> tuple[int, str, str]:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "invite", *arguments),
                cwd=tmp_path,
                env={
                    **os.environ,
                    "PYTHONPATH": str(ROOT),
                    "PYTHONUTF8": "1",
                    "DATABASE_URL": f"sqlite:///{tmp_path}/web.db",
                    "PUBLIC_URL": "https://vote.example.org",
                    "SECRET_KEY": key,
                },
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            out, err = await asyncio.wait_for(process.communicate(), 60)
            return process.returncode or 0, out.decode(), err.decode()

        code, out, err = await bot(poll.id, "names.csv")
        rows = list(csv.DictReader(io.StringIO(out)))
        assert (code, [row["name"] for row in rows]) == (0, ["Niccolò", "Eva;eva@"]), err
        assert rows[0]["link"].startswith("https://vote.example.org/i/")
        assert "1 links, 0 used before, 1 lines" in err
        ada = web.visitor()
        await ada.open(rows[0]["link"].removeprefix("https://vote.example.org"))
        assert "You are invited" in ada.words
        assert (await bot("zzzzzzzz", "names.csv"))[0] == 1
        assert (await bot(poll.id, "nothing.csv"))[0] == 2
