"""Settings: what is read, what is refused and how, and the secret that is made once."""

from __future__ import annotations

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from itertools import count, pairwise
from pathlib import Path

import pytest

from bot.clock import SystemChance
from bot.secret import load_secret, secret_of
from bot.settings import LogFormat, Settings, SettingsError, read_settings, setting_names, system_zone, unknown_names

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*setting_names(), "TZ", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)


class Counting:
    def __init__(self) -> None:
        self._numbers = count(1)

    def token(self, size: int) -> bytes:
        return next(self._numbers).to_bytes(size, "big")


def test_the_example_file_and_the_settings_hold_together() -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    listed = dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert listed == setting_names()


def test_every_line_of_the_example_file_has_its_comment() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    bare = [
        line for before, line in pairwise(lines) if "=" in line and line[0] not in "#" and not before.startswith("# ")
    ]
    assert bare == []


def test_the_example_file_read_as_it_is_gives_the_defaults() -> None:
    assert read_settings(ROOT / ".env.example") == read_settings(None)


def test_the_defaults_start_a_program_on_this_machine_only() -> None:
    settings = read_settings(None)
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8080, "http://127.0.0.1:8080")
    assert settings.data_folder == Path("data")
    assert settings.secret_file == Path("data/secret.key")
    assert settings.log_format is LogFormat.AUTO
    assert settings.timezone == system_zone()
    assert not settings.secure
    assert settings.secrets() == ()


@pytest.mark.parametrize(
    ("host", "port", "url"),
    [
        ("0.0.0.0", "80", "http://127.0.0.1:80"),
        ("::", "8080", "http://[::1]:8080"),
        ("fe80::1", "9", "http://[fe80::1]:9"),
        ("polls.lan", "8081", "http://polls.lan:8081"),
    ],
)
def test_the_public_address_follows_the_host(monkeypatch: pytest.MonkeyPatch, host: str, port: str, url: str) -> None:
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("PORT", port)
    assert read_settings(None).public_url == url


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=9000\nCOMMUNITY_NAME='Coro del lago'\n", "utf-8")
    monkeypatch.setenv("PORT", "9001")
    settings = read_settings(file)
    assert (settings.port, settings.community_name) == (9001, "Coro del lago")


def test_a_desktop_that_sets_language_for_itself_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de_DE:de")
    assert read_settings(None).language == "en"
    monkeypatch.setenv("COMMUNITY_LANGUAGE", "IT")
    assert read_settings(None).language == "it"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOST", "not an address"),
        ("HOST", "-x"),
        ("PORT", "http"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PUBLIC_URL", "polls.example.org"),
        ("PUBLIC_URL", "ftp://polls.example.org"),
        ("PUBLIC_URL", "https://polls.example.org/ascolto"),
        ("PUBLIC_URL", "https://[::1"),
        ("PUBLIC_URL", "https://polls.example.org:99999"),
        ("PUBLIC_URL", "https://a:b@polls.example.org"),
        ("DATABASE_URL", "mysql://db"),
        ("DATABASE_URL", "data/ascolto.db"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("SECRET_KEY", "short"),
        ("COMMUNITY_NAME", "x" * 61),
        ("COMMUNITY_LANGUAGE", "tlh"),
        ("TIMEZONE", "Europe/Atlantis"),
        ("TIMEZONE", "../../etc/passwd"),
        ("TIMEZONE", "Europe"),
        ("ROOM_NAME", "two words"),
        ("SIGN_IN_HOURS", "0"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_setting_is_named_with_one_that_works(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings(None)
    (problem,) = caught.value.problems
    assert problem.setting == name
    assert problem.what.startswith(repr(value[:60])) is (name not in ("SECRET_KEY", "DATABASE_URL"))
    assert "For example: " in str(problem)

    example_name, _, example = problem.example.partition("=")
    assert example_name == name
    monkeypatch.setenv(name, example)
    read_settings(None)


def test_every_wrong_setting_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("TIMEZONE", "x")
    with pytest.raises(SettingsError) as caught:
        read_settings(None)
    assert [problem.setting for problem in caught.value.problems] == ["PORT", "TIMEZONE"]
    assert len(str(caught.value).splitlines()) == 2


def test_an_error_never_repeats_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://ada:hunter2@db/polls")
    with pytest.raises(SettingsError) as caught:
        read_settings(None)
    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"COMMUNITY_NAME=\xff\xfe\n")
    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        read_settings(file)


def test_secrets_are_not_shown_but_told_to_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ada:hunter2secret@db/polls")
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    settings = read_settings(None)
    assert settings.secrets() == ("hunter2secret", "k" * 32)
    assert "hunter2" not in repr(settings)
    assert "kkkk" not in repr(settings)
    assert settings.sqlite_file is None
    assert settings.data_folder == Path("data")


def test_the_data_folder_is_the_database_file_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/polls/a.db?timeout=5")
    assert read_settings(None).sqlite_file == Path("/srv/polls/a.db")
    assert read_settings(None).secret_file == Path("/srv/polls/secret.key")


def test_misspelt_names_in_the_file_are_found(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# PORTS=1\nPROT=9000\nport=9001\nexport HOST=127.0.0.1\nCOMUNITY_NAME=x\n", "utf-8")
    assert unknown_names(file) == ("PROT", "COMUNITY_NAME")
    assert unknown_names(tmp_path / "none") == ()


def test_the_zone_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", ":Europe/Rome")
    assert system_zone() == "Europe/Rome"
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    assert system_zone() == "UTC" or "/" in system_zone()


# ---------------------------------------------------------------- the secret


def test_a_secret_is_made_once_and_kept_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret.key"
    first = load_secret(path, SystemChance())
    assert load_secret(path, SystemChance()) == first
    assert len(first) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["secret.key"]


def test_two_programs_that_start_at_once_get_one_secret(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_secret(path, SystemChance()), range(32)))
    assert len(keys) == 1


def test_an_empty_key_file_is_filled(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.touch(mode=0o644)
    assert len(load_secret(path, Counting())) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_operator_s_key_wins_and_nothing_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/data/a.db")
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    assert secret_of(read_settings(None), Counting()) == "s" * 40
    assert list(tmp_path.iterdir()) == []


def test_a_secret_that_cannot_be_kept_is_told_as_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").write_text("a file where a folder is needed")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/data/a.db")
    settings: Settings = read_settings(None)
    with pytest.raises(SettingsError) as caught:
        secret_of(settings, Counting())
    assert caught.value.problems[0].setting == "SECRET_KEY"
