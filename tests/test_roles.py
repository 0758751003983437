"""Roles: what is understood of --role, and what a process that does a part only needs to be told."""

from __future__ import annotations

import pytest

from bot.roles import EVERYTHING, ProcessRole, check_roles, roles_of
from bot.settings import Settings, SettingsError

WEB, TELEGRAM, WORKER = ProcessRole.WEB, ProcessRole.TELEGRAM, ProcessRole.WORKER
SHARED = {
    "database_url": "postgresql://127.0.0.1/ascolto",
    "public_url": "https://polls.example.org",
    "secret_key": "k" * 32,
}


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        ([], EVERYTHING),
        (["all"], EVERYTHING),
        (["web", "ALL"], EVERYTHING),
        (["web"], {WEB}),
        (["web", "worker"], {WEB, WORKER}),
        (["web, worker", "telegram"], {WEB, WORKER, TELEGRAM}),
        (["web,telegram,discord,worker"], EVERYTHING),
    ],
)
def test_roles_are_given_once_or_often_or_with_commas(words: list[str], roles: set[ProcessRole]) -> None:
    assert roles_of(words) == roles


def test_an_unknown_role_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="'wbe' is no role: choose of web, telegram, discord, worker, or all"):
        roles_of(["wbe"])


def test_a_part_needs_what_all_processes_must_share() -> None:
    with pytest.raises(SettingsError) as caught:
        check_roles(frozenset({WEB}), Settings())
    assert [problem.setting for problem in caught.value.problems] == ["DATABASE_URL", "PUBLIC_URL", "SECRET_KEY"]
    assert "postgresql://" in str(caught.value)
    check_roles(frozenset({WEB}), Settings.model_validate(SHARED))
    check_roles(EVERYTHING, Settings())


def test_a_platforms_process_needs_its_token() -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_TOKEN"):
        check_roles(frozenset({TELEGRAM}), Settings.model_validate(SHARED))
    check_roles(frozenset({TELEGRAM, WEB}), Settings.model_validate(SHARED))
    token = {"telegram_token": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"}
    check_roles(frozenset({TELEGRAM}), Settings.model_validate(SHARED | token))
