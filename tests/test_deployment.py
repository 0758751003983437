"""The container's files, as far as they can be held against the program without an engine that runs them."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import _parser
from bot.roles import ProcessRole, check_roles, roles_of
from bot.settings import Settings, SettingsError, setting_names
from tests.test_settings import ROOT

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed: compose.yaml is not held against the program")

INSTRUCTIONS = {
    *("ARG", "FROM", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE"),
    *("WORKDIR", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"),
}
OF_PYTHON_AND_LIBRARIES = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "MPLCONFIGDIR"}
ROUTES = (ROOT / "bot" / "compose_operations.py").read_text("utf-8")


def instructions() -> list[tuple[str, str]]:
    """Of the Dockerfile, with continued lines joined."""
    lines = [line for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if not line.startswith("#")]
    whole = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in whole.splitlines() if line.strip()]


def given(name: str) -> list[str]:
    return [rest for instruction, rest in instructions() if instruction == name]


def environment() -> dict[str, str]:
    return dict(word.split("=", 1) for line in given("ENV") for word in shlex.split(line))


def ignored(path: str) -> bool:
    """As Docker reads .dockerignore: the last line that fits decides."""
    verdict = False
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        pattern = line.strip().removeprefix("!").removeprefix("**/")
        if not pattern or line.startswith("#"):
            continue
        parts = [path, *(str(parent) for parent in Path(path).parents), Path(path).name]
        if any(fnmatch(part, pattern) for part in parts if part != "."):
            verdict = not line.startswith("!")
    return verdict


def composed() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    return found


def ours() -> dict[str, dict[str, Any]]:
    return {name: each for name, each in composed()["services"].items() if each["image"] == "ascolto"}


def test_the_dockerfile_is_made_of_what_docker_knows() -> None:
    assert {name for name, _ in instructions()} <= INSTRUCTIONS
    stages = given("FROM")
    assert [stage.rpartition(" AS ")[2] for stage in stages[:-1]] == ["packages"]
    assert all("-slim" in stage for stage in stages)
    assert all(each.startswith("--from=packages ") for each in given("COPY") if each.startswith("--from"))


def test_every_path_that_is_copied_is_there_and_gets_through() -> None:
    sources = [word for line in given("COPY") if not line.startswith("--from") for word in line.split()[:-1]]
    assert {"bot", "adapters", "storage", "charts", "requirements.lock"} <= set(sources)
    for source in sources:
        assert (ROOT / source).exists(), source
        assert not ignored(source), source


def test_nothing_private_and_nothing_needless_gets_into_the_image() -> None:
    for path in (".env", "data", "data/ascolto.db", ".git", "tests", "docs", ".venv", "bot/__pycache__", "a.backup"):
        assert ignored(path), path
    for path in _code():
        assert not ignored(path), path


def _code() -> Iterator[str]:
    for package in ("bot", "adapters", "storage", "charts"):
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(ROOT).as_posix()


def test_it_installs_by_hashes_builds_nothing_and_runs_as_nobody_special() -> None:
    installing = next(line for line in given("RUN") if " install --no" in line)
    assert "--require-hashes" in installing
    assert "--only-binary=:all:" in installing
    assert not [line for line in given("RUN") if "apt-get" in line or "curl" in line or "wget" in line]
    [user] = given("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    written = [name for name, _ in instructions()]
    assert written.index("USER") > max(place for place, name in enumerate(written) if name in ("RUN", "COPY"))


def test_what_the_image_sets_are_settings_that_can_be_read() -> None:
    found = environment()
    assert set(found) - OF_PYTHON_AND_LIBRARIES <= set(setting_names())
    assert given("EXPOSE") == [found["PORT"]]
    [volume] = given("VOLUME")
    assert found["DATABASE_URL"].startswith(f"sqlite:///{volume}/")


def test_it_starts_with_a_command_of_ours_and_is_asked_for_an_address_of_ours() -> None:
    [entry], [command] = given("ENTRYPOINT"), given("CMD")
    assert json.loads(entry) == ["python", "-m", "bot"]
    assert _parser().parse_args(json.loads(command)).command == "run"
    [check] = given("HEALTHCHECK")
    program = json.loads(check[check.index("[") :])
    compile(program[2], "healthcheck", "exec")
    assert program[:2] == ["python", "-c"]
    [path] = re.findall(r"'(/[a-z]+)'", program[2])
    assert f'Route("{path}"' in ROUTES


def test_every_process_of_the_composition_has_its_role() -> None:
    roles = {}
    for name, service in ours().items():
        arguments = _parser().parse_args(service["command"])
        assert arguments.command == "run"
        [role] = roles_of(arguments.role)
        roles[name] = role
    assert set(roles.values()) == set(ProcessRole)
    assert [role for role in roles.values() if role is ProcessRole.WEB] == [ProcessRole.WEB] * 2
    for role in (ProcessRole.TELEGRAM, ProcessRole.DISCORD):  # without their token they would only complain
        assert ours()[role.value]["profiles"] == [role.value]


def test_the_settings_of_the_composition_are_ours_and_are_enough() -> None:
    for service in ours().values():
        words = service["environment"]
        assert set(words) <= set(setting_names())
        filled = {name.lower(): _filled(str(value)) for name, value in words.items()}
        filled["COMMUNITY_LANGUAGE"] = filled.pop("community_language")
        settings = Settings(_env_file=None, **filled)
        check_roles(roles_of(_parser().parse_args(service["command"]).role), settings)
        assert settings.sqlite_file is None
    with pytest.raises(SettingsError):  # the check itself can fail
        check_roles(roles_of(["web"]), Settings(_env_file=None))


def _filled(value: str) -> str:
    """As compose puts the operator's words in: `${NAME:-default}` and `${NAME:?complaint}`."""
    examples = {
        "POSTGRES_PASSWORD": "0123456789abcdef",
        "SECRET_KEY": "0123456789abcdef" * 4,
        "PUBLIC_URL": "https://polls.example.org",
        "TELEGRAM_TOKEN": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
        "DISCORD_TOKEN": f"{'a' * 24}.{'b' * 6}.{'c' * 27}",
    }

    def put(found: re.Match[str]) -> str:
        name, _, default = found[1].partition(":")
        return examples.get(name, default.removeprefix("-"))

    return re.sub(r"\$\{([^}]*)\}", put, value)


def test_what_the_composition_needs_is_said_at_its_head_and_kept_secret() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    demanded = set(re.findall(r"\$\{(\w+):\?", text))
    explained = set(re.findall(r"^#   (\w+)=", text, re.MULTILINE))
    assert demanded <= explained
    assert {"POSTGRES_PASSWORD", "SECRET_KEY"} <= demanded


def test_the_parts_of_the_composition_fit_together() -> None:
    whole = composed()
    services, database = whole["services"], whole["services"]["postgres"]
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
        assert set(service["networks"]) <= set(whole["networks"])
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith(".") else source in whole["volumes"]
    for service in ours().values():
        assert service["depends_on"]["postgres"]["condition"] == "service_healthy"
        user, place = service["environment"]["DATABASE_URL"].removeprefix("postgresql://").split("@")
        assert user.split(":")[0] == database["environment"]["POSTGRES_USER"]
        assert place == f"postgres/{database['environment']['POSTGRES_DB']}"
        [config] = whole["networks"]["inside"]["ipam"]["config"]
        assert service["environment"]["TRUSTED_PROXIES"] == config["subnet"]
        assert service["read_only"] is True
        assert "ports" not in service  # from outside there is the proxy alone
    assert "ports" not in database


def test_the_proxy_leads_to_the_web_processes_and_hides_what_is_the_operators() -> None:
    text = re.sub(r"#.*", "", (ROOT / "deploy" / "Caddyfile").read_text("utf-8"))
    assert text.count("{") == text.count("}")
    [upstreams] = re.findall(r"reverse_proxy (.*) \{", text)
    port = environment()["PORT"]
    web = [name for name, each in ours().items() if each["command"][-1] == "web"]
    assert upstreams.split() == [f"{name}:{port}" for name in web]
    for path in (*re.findall(r"health_uri (\S+)", text), *re.findall(r"@private path (.*)", text)[0].split()):
        assert f'Route("{path}"' in ROUTES
    assert set(re.findall(r'Route\("(/\w+)"', ROUTES)) == set(re.findall(r"@private path (.*)", text)[0].split())
    [mounted] = [each for each in composed()["services"]["proxy"]["volumes"] if each.startswith(".")]
    assert mounted.split(":")[0] == "./deploy/Caddyfile"
