"""The program as an operator starts it: a process of its own, its words, its exit codes; and the demo's crowd."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import sys
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.demo import FOLLOWERS, LASTS, LINES, Demo, plan
from bot.domain.ballot import Withdraw
from bot.domain.poll import Closed
from bot.ports import Desk
from tests.builders import COMMUNITY
from tests.house import BOSS, LOBBY, house

ROOT = Path(__file__).parents[1]


async def started(folder: Path, *arguments: str, **settings: str) -> asyncio.subprocess.Process:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{folder}/main.db",
        "PORT": "0",
        "LOG_LEVEL": "warning",
        **settings,
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *arguments),
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def said(process: asyncio.subprocess.Process, wanted: str) -> str:
    assert process.stdout is not None
    lines = ""
    while wanted not in lines:
        line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        assert line, lines
        lines += line
    return lines


async def test_it_starts_serves_and_stops_when_told(tmp_path: Path) -> None:
    process = await started(tmp_path, "run", COMMUNITY_LANGUAGE="it")
    words = await said(process, "stop with Ctrl-C")
    link = re.search(r"http\S+sign-in\?token=\S+", words)
    assert link is not None
    async with httpx.AsyncClient(follow_redirects=True) as client:
        assert (await client.get(link[0], headers={"accept-language": "it"})).status_code == 200
        assert (await client.get(link[0].split("/sign-in")[0] + "/healthz")).text == "ok\n"
    process.send_signal(signal.SIGTERM)
    out, err = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0
    assert "Every vote that was acknowledged is stored" in out.decode()
    assert "Traceback" not in err.decode()
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


async def test_a_port_that_is_taken_is_said_so(tmp_path: Path) -> None:
    first = await started(tmp_path, "run")
    words = await said(first, "stop with Ctrl-C")
    port = re.search(r"listening on http://127\.0\.0\.1:(\d+)", words)
    assert port is not None
    second = await started(tmp_path, "run", PORT=port[1])
    _, err = await asyncio.wait_for(second.communicate(), 30)
    assert second.returncode == 1
    assert "Set PORT to another one" in err.decode()
    first.kill()
    await first.communicate()


async def test_a_second_one_on_the_same_file_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    first = await started(tmp_path, "run")
    await said(first, "stop with Ctrl-C")
    second = await started(tmp_path, "run")
    _, err = await asyncio.wait_for(second.communicate(), 30)
    assert second.returncode == 1
    assert "another Ascolto is running on" in err.decode()
    assert "Traceback" not in err.decode()
    first.kill()
    await first.communicate()
    third = await started(tmp_path, "run")
    await said(third, "stop with Ctrl-C")
    third.kill()
    await third.communicate()


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "words"),
    [
        (("run",), {"TIMEZONE": "Mars/Olympus"}, 2, "TIMEZONE"),
        (("doctor",), {"PORT": "many"}, 2, "PORT"),
        (("run",), {"DATABASE_URL": "mysql://x"}, 2, "DATABASE_URL"),
        (("run",), {"DATABASE_URL": "postgresql://127.0.0.1:1/none"}, 1, "database cannot be used"),
        (("doctor",), {}, 0, "All is well"),
    ],
)
async def test_exit_codes_and_words(
    tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, str], code: int, words: str
) -> None:
    process = await started(tmp_path, *arguments, **settings)
    out, err = await asyncio.wait_for(process.communicate(), 40)
    assert words in (out + err).decode()
    assert process.returncode == code
    assert "Traceback" not in err.decode()


def test_the_demos_crowd_votes_within_half_a_minute_and_changes_its_mind() -> None:
    deeds = plan(random.Random(1))
    assert len({deed.follower for deed in deeds}) == FOLLOWERS
    assert len(deeds) > FOLLOWERS
    assert all(deed.after <= LASTS for deed in deeds)
    assert list(deeds) == sorted(deeds, key=lambda deed: deed.after)
    assert sum(isinstance(deed.action, Withdraw) for deed in deeds) == 1


@pytest.mark.parametrize("language", sorted(LINES))
async def test_the_demo_goes_through_the_front_desk(tmp_path: Path, language: str) -> None:
    async with house(f"sqlite:///{tmp_path}/demo.db") as home:
        desk: Desk = home.desk
        token = await home.access.invite_organiser(timedelta(minutes=5))
        demo = Demo(desk, home.work, home.clock, LOBBY, BOSS)
        running = asyncio.ensure_future(demo.run(language, token, random.Random(3)))
        while not running.done():
            home.clock.advance(seconds=1)
            await asyncio.sleep(0.001)
        async with home.work.reading() as work:
            poll = (await work.polls.recent(COMMUNITY, limit=1))[0]
            tally = await work.ballots.tally(poll.id)
        assert poll.id == running.result()
        assert isinstance(poll.state, Closed)
        assert FOLLOWERS - 1 <= tally.voters <= FOLLOWERS
