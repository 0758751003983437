"""The lines that help and errors offer as working do work, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.commands.all import REGISTRY
from bot.commands.arguments import arguments_of, by_name
from bot.commands.grammar import parse, split_command
from bot.commands.registry import Command, Kind
from bot.commands.when import EXAMPLE, parse_deadline, parse_opening
from bot.domain.text import say
from bot.locale.speech import LANGUAGES, speech

ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", list(REGISTRY), ids=lambda command: command.name)
def test_the_line_in_the_help_of_a_command_works(command: Command, language: str) -> None:
    name, rest = split_command(speech(language, "Europe/Rome", True).say(command.usage))
    assert name == command.name
    arguments = arguments_of(command, parse(rest, command.flags))
    for parameter in command.parameters:
        if parameter.required and parameter.kind is not Kind.POLL:
            assert arguments.get(parameter.name)
        if parameter.kind is Kind.MOMENT and parameter.name in arguments:
            assert parse_deadline(arguments[parameter.name], NOW, ROME) > NOW


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", list(REGISTRY), ids=lambda command: command.name)
def test_the_same_line_with_options_by_name_names_what_the_line_gives(command: Command, language: str) -> None:
    line = speech(language, "Europe/Rome", True).say(command.usage)
    named = by_name(line, REGISTRY)
    given = arguments_of(command, parse(split_command(line)[1], command.flags))
    assert named.startswith(f"/{command.name}")
    assert all(f" {name}:" in named for name in given)
    assert "--" not in named


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("/fix 2: City centre", "/fix change:2: City centre"),
        ("/poll Where? | a | b --multi 2 --names", "/poll question:Where? options:a | b multi:2 names:True"),
        ("--every monday 10:00 --for 2d", "for:2d every:monday 10:00"),
        ("--until", "until"),
        ("until friday 18:00", "until friday 18:00"),
        ("/nothing such", "/nothing such"),
    ],
)
def test_by_name(line: str, named: str) -> None:
    assert by_name(line, REGISTRY, REGISTRY.get("poll")) == named


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_times_that_a_form_suggests_are_understood(language: str) -> None:
    spoken = speech(language, "Europe/Rome", True)
    for hint, parse_time in ((say("hint-until"), parse_deadline), (say("hint-opens"), parse_opening)):
        examples = spoken.say(hint).split(": ", 1)[1].split(". ", 1)[0]
        for example in examples.split(", "):
            assert parse_time(example, NOW, ROME) > NOW


def test_the_time_that_an_error_suggests_is_understood() -> None:
    assert parse_deadline(EXAMPLE, NOW, ROME) > NOW
