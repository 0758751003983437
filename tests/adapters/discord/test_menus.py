"""The slash commands that are registered: all of them, as Discord takes them, in both languages."""

from __future__ import annotations

import re

from adapters.discord.completing import moments
from adapters.discord.menus import commands
from bot.commands.all import REGISTRY
from bot.commands.registry import Permission
from bot.locale.speech import speech

COMMANDS = {each["name"]: each for each in commands(REGISTRY)}


def test_every_listed_command_is_there():
    listed = {command.name for command in REGISTRY if command.listed}
    assert listed | {"start"} == {name for name, each in COMMANDS.items() if each["type"] == 1}


def test_names_and_descriptions_in_both_languages():
    names = set()
    for each in COMMANDS.values():
        assert each["name_localizations"]["it"]
        names.add(each["name_localizations"]["it"])
        if each["type"] == 1:
            assert re.fullmatch(r"[-_\w]{1,32}", each["name_localizations"]["it"])
            assert each["description"] != each["description_localizations"]["it"]
            for option in each["options"]:
                assert 1 <= len(option["description"]) <= 100
                assert 1 <= len(option["description_localizations"]["it"]) <= 100
                assert re.fullmatch(r"[-_\w]{1,32}", option["name_localizations"]["it"])
            translated = [option["name_localizations"]["it"] for option in each["options"]]
            assert len(set(translated)) == len(translated)
    assert len(names) == len(COMMANDS)


def test_organisers_commands_are_moderators_at_first():
    for command in REGISTRY:
        if command.listed:
            moderators = COMMANDS[command.name]["default_member_permissions"] is not None
            assert moderators == (command.permission is not Permission.ANYONE)


def test_options_are_typed():
    options = {each["name"]: each for each in COMMANDS["poll"]["options"]}
    assert (options["multi"]["type"], options["names"]["type"], options["question"]["type"]) == (4, 5, 3)
    assert options["until"]["autocomplete"]
    assert options["in"]["autocomplete"]
    assert {each["value"] for each in options["results"]["choices"]} == {"live", "after-vote", "at-close"}
    assert "replaces" not in options


def test_times_that_are_offered():
    english = speech("en", "UTC")
    assert ("2 days", "2d") in moments("", english)
    assert moments("2", english) == [("2 minutes", "2m"), ("2 hours", "2h"), ("2 days", "2d")]
    assert moments("friday 18:00", english) == [("friday 18:00", "friday 18:00")]
