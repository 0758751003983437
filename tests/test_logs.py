"""Logs: nobody's name, words, vote or key is ever in them, however hostile the line."""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Iterator
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import PollId, encode
from bot.logs import DROPPED, HIDDEN, LONGEST, Scrubber, configure
from bot.logs import OURS as OUR_LOGGERS
from bot.services.invitation_seal import InvitationSeal
from bot.settings import LogFormat

TELEGRAM = "123456789:AAF3kd0gkq9GkW_vbLxo-Zq3mPPq1bW2cDe"
# put together here, so that no scanner takes a made-up token for a leaked one
DISCORD = ".".join(("MTIzNDU2Nzg5MDEyMzQ1Njc4", "GabcdE", "k3Jd-Xq9ZkfP0w1R2t3Y4u5I6o7P8a9S0dFgHj"))
OURS = encode(bytes(range(200, 220)))
INVITATION = InvitationSeal("a secret").token(PollId("abcd2345"), bytes(range(16)))
SECRET = "correct horse battery"


@pytest.fixture
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers
    root.handlers = []
    yield
    logging.captureWarnings(False)
    for handler in root.handlers:
        if isinstance(handler, logging.FileHandler):
            handler.close()
    for ours in OUR_LOGGERS:
        logging.getLogger(ours).setLevel(logging.NOTSET)
    root.setLevel(level)
    root.handlers = handlers
    structlog.reset_defaults()


@pytest.fixture
def stream(restored_logging: None) -> io.StringIO:
    stream = io.StringIO()
    configure("debug", LogFormat.JSON, [SECRET], stream)
    return stream


def test_what_libraries_say_at_debug_is_what_people_sent_and_stays_away(stream: io.StringIO) -> None:
    for library in ("aiosqlite", "telegram.ext.Application", "discord.gateway", "sqlalchemy.engine", "psycopg"):
        logging.getLogger(library).debug("executing INSERT … ('p1', 'voter', '3')")
    structlog.get_logger("storage.batch").debug("batch.stored", casts=3)
    assert [line["event"] for line in lines(stream)] == ["batch.stored"]


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_our_lines_and_those_of_libraries_go_the_same_way(stream: io.StringIO) -> None:
    structlog.get_logger("bot.voting").info("vote.taken", poll="k3v", batch=12)
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request from %s", "somewhere")
    ours, theirs = lines(stream)
    assert (ours["event"], ours["poll"], ours["batch"], ours["level"]) == ("vote.taken", "k3v", 12, "info")
    assert (theirs["event"], theirs["logger"]) == ("Invalid HTTP request from somewhere", "uvicorn.error")
    assert set(ours) >= {"timestamp", "logger"}


def test_what_people_are_called_wrote_or_chose_is_dropped(stream: io.StringIO) -> None:
    log = structlog.get_logger()
    log.info("seen", **dict.fromkeys(DROPPED, "Ada Lovelace"), Name="Ada Lovelace", poll="k3v")
    log.info("nested", data={"voter": "Ada Lovelace", "list": [{"Text": "Ada Lovelace", "ok": 1}]})
    assert "Ada" not in stream.getvalue()
    assert lines(stream)[0]["poll"] == "k3v"
    assert lines(stream)[1]["data"] == {"list": [{"ok": 1}]}


def test_bound_and_contextual_values_are_scrubbed_too(stream: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(voter="Ada", url=f"http://x/in?key={OURS}"):
        structlog.get_logger().bind(question="Who?").warning("x")
    assert not {"Ada", "Who?", OURS} & set(stream.getvalue().split('"'))
    assert OURS not in stream.getvalue()


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (
            f"POST https://api.telegram.org/bot{TELEGRAM}/sendMessage",
            "POST https://api.telegram.org/bot[hidden]/sendMessage",
        ),
        (f"login with {DISCORD}", "login with [hidden]"),
        ("postgresql://ada:hunter2@db/polls", "postgresql://[hidden]@db/polls"),
        ("GET /p/k3v?voter=ada&x=1 HTTP/1.1", "GET /p/k3v[hidden] HTTP/1.1"),
        ("see https://polls.example.org/p/k3v?k=1#top.", "see https://polls.example.org/p/k3v[hidden]"),
        ("GET /sign-in/abc-def HTTP/1.1", "GET /sign-in/[hidden] HTTP/1.1"),
        (f"token is {OURS}!", "token is [hidden]!"),
        (f"GET /i/{INVITATION} HTTP/1.1", "GET /i/[hidden] HTTP/1.1"),
        (f"somebody sent {INVITATION} on", "somebody sent [hidden] on"),
        ("Authorization: Bearer abcdefghijklmnop1234", "Authorization: Bearer [hidden]"),
        ("TELEGRAM_TOKEN=abc x", "TELEGRAM_TOKEN=[hidden] x"),
        ("{'password': 'hunter2'}", "{'password': '[hidden]'}"),
        (f"key {SECRET} was", "key [hidden] was"),
        ("[parameters: ('ada', 'Ada Lovelace')]", "[parameters: [hidden]"),
        ("nothing to hide: 12:30, v1.2.3, and/or?", "nothing to hide: 12:30, v1.2.3, and/or?"),
        ("", ""),
    ],
)
def test_whatever_looks_like_a_token_is_blotted_out(line: str, left: str) -> None:
    assert Scrubber([SECRET]).text(line) == left


@pytest.mark.parametrize("form", [LogFormat.JSON, LogFormat.CONSOLE])
def test_tracebacks_are_scrubbed(restored_logging: None, form: LogFormat) -> None:
    stream = io.StringIO()
    configure("info", form, [SECRET], stream)
    try:
        voter = "Ada Lovelace"
        raise ValueError(f"cannot reach https://api.telegram.org/bot{TELEGRAM}/x with {SECRET}") from KeyError(OURS)
    except ValueError:
        structlog.get_logger().exception("went.wrong")
        logging.getLogger("library").exception("went wrong")
    told = stream.getvalue()
    assert told.count("ValueError") >= 2
    assert not [each for each in (TELEGRAM, SECRET, OURS) if each in told]
    assert f"'{voter}'" not in told  # no values of local names


def test_a_line_cannot_be_forged_or_colour_the_terminal(restored_logging: None) -> None:
    stream = io.StringIO()
    configure("info", LogFormat.CONSOLE, (), stream)
    hostile = "x\n2026-01-01T00:00:00Z [info     ] vote.taken\r\x1b[2J\u202e\u2028end"
    structlog.get_logger().info(hostile, post=hostile)
    logging.getLogger("library").warning("%s", hostile)
    told = stream.getvalue()
    assert len(told.splitlines()) == 2
    assert not {"\x1b", "\r", "\u202e"} & set(told)


def test_lines_that_cannot_be_formatted_do_no_harm(stream: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    class Hostile:
        def __repr__(self) -> str:
            raise RuntimeError(SECRET)

    two_wanted = "%s and %s"
    endless: list[object] = []
    endless.append(endless)
    # past pytest's own handler, which raises for such a line
    (ours,) = (each for each in logging.getLogger().handlers if getattr(each, "stream", None) is stream)
    ours.handle(logging.LogRecord("library", logging.WARNING, "x.py", 1, two_wanted, (SECRET,), None))
    scrubbed = Scrubber([SECRET])(
        None, "info", {"thing": Hostile(), "endless": endless, "raw": b"\xff" + OURS.encode()}
    )
    told = stream.getvalue() + "".join(capsys.readouterr()) + json.dumps(scrubbed)
    assert SECRET not in told
    assert OURS not in told
    assert "A log line of library could not be written." in told
    assert scrubbed["thing"] == "<Hostile: RuntimeError in repr>"


def test_long_lines_are_cut_and_leave_no_half_of_a_secret() -> None:
    scrubber = Scrubber([SECRET])
    for start in range(LONGEST - 40, LONGEST + 5):
        cut = scrubber.text("x" * start + " " + TELEGRAM + " " + SECRET + "y" * LONGEST)
        assert len(cut) <= LONGEST + 1
        assert TELEGRAM[12:20] not in cut
        assert "horse" not in cut


def test_requests_are_not_logged_by_their_address(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").info('%s - "%s %s"', "192.0.2.7", "GET", "/p/k3v?k=1")
    logging.getLogger("httpx").info("HTTP Request: GET https://x/y")
    assert stream.getvalue() == ""


def test_warnings_of_python_are_lines_too(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old way", UserWarning, stacklevel=1)
    assert "old way" in str(lines(stream)[0]["event"])


def test_configuring_again_does_not_write_twice(restored_logging: None) -> None:
    first, second = io.StringIO(), io.StringIO()
    configure("info", LogFormat.AUTO, (), first)
    configure("warning", LogFormat.AUTO, (), second)
    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("once")
    assert first.getvalue() == ""
    assert [line["event"] for line in lines(second)] == ["once"]


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_secret_is_hidden_whatever_stands_around_it(before: str, after: str) -> None:
    assert SECRET not in Scrubber([SECRET]).text(f"{before}{SECRET}{after}")
    assert HIDDEN in Scrubber([SECRET]).text(f"{before[:50]}{SECRET}{after}")


@given(st.recursive(st.none() | st.text() | st.binary() | st.integers(), lambda part: st.dictionaries(st.text(), part)))
def test_anything_can_be_logged(value: object) -> None:
    scrubbed = Scrubber()(None, "info", {"event": "x", "value": value})
    assert json.dumps(scrubbed)


def test_a_log_file_is_scrubbed_private_and_kept_for_its_days(restored_logging: None, tmp_path: Path) -> None:
    file = tmp_path / "logs" / "ascolto.log"
    for number, day in enumerate(("2026-01-01", "2026-01-02", "2026-01-03")):
        file.parent.mkdir(exist_ok=True)
        (file.parent / f"ascolto.log.{day}").write_text(f"day {number}")
    configure("info", LogFormat.CONSOLE, [SECRET], io.StringIO(), file, days=2)
    structlog.get_logger().info("written", url=f"https://x/{SECRET}", voter="Ada")
    kept = json.loads(file.read_text())
    assert kept["event"] == "written"
    assert SECRET not in file.read_text()
    assert "Ada" not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
    daily = next(each for each in logging.getLogger().handlers if isinstance(each, TimedRotatingFileHandler))
    daily.doRollover()
    structlog.get_logger().info("next day")
    names = sorted(each.name for each in file.parent.iterdir())
    assert len(names) == 3
    assert "ascolto.log.2026-01-01" not in names
    assert json.loads(file.read_text())["event"] == "next day"
    assert file.stat().st_mode & 0o777 == 0o600
