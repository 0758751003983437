"""The catalogues against each other, and against everything in the source that speaks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from bot.locale.speech import LANGUAGES

ROOT = Path(__file__).parents[2]
CATALOGUES = ROOT / "bot" / "locale"
SOURCES = sorted(file for part in ("bot", "adapters", "charts", "storage") for file in (ROOT / part).rglob("*.py"))
TEMPLATES = sorted((ROOT / "adapters").rglob("*.html"))
IN_TEMPLATE = re.compile(r"""\b(?:t|say)\(\s*(["'])([a-z0-9-]+)\1""")
COMPUTED_IN_TEMPLATE = re.compile(r"""(?<![\w.])t\(\s*(?!["'])""")

SAME_IN_BOTH = frozenset(
    {
        "review-no",
        "usage-monthly",
        "answer-no",
        "discord-option-quorum",
        "field-quorum",
        "usage-forget",
        "usage-mydata",
        "usage-privacy",
        # lines to type, and what statisticians abbreviate alike, in which nothing is left to translate
        "usage-audit",
        "usage-broadcast",
        "usage-broadcasts",
        "usage-channels",
        "usage-close",
        "usage-discard",
        "usage-edit",
        "usage-export",
        "usage-help",
        "usage-launch",
        "usage-link",
        "usage-myvotes",
        "usage-notify",
        "usage-polls",
        "usage-repeats",
        "usage-stop",
        "usage-results",
        "usage-start",
        "usage-subscribe",
        "usage-summary",
        "usage-unlink",
        "usage-unsubscribe",
    },
)


class _Parts(Visitor):
    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.chosen_by: dict[str, set[str]] = {}

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802  # the library names it so
        self.variables.add(node.id.name)

    def visit_SelectExpression(self, node: ftl.SelectExpression) -> None:  # noqa: N802  # the library names it so
        assert isinstance(node.selector, ftl.VariableReference)
        keys = {
            variant.key.name if isinstance(variant.key, ftl.Identifier) else variant.key.value
            for variant in node.variants
        }
        self.chosen_by.setdefault(node.selector.id.name, set()).update(keys)
        self.generic_visit(node)


@dataclass(frozen=True, slots=True)
class Message:
    file: str
    words: str
    variables: frozenset[str]
    plurals: dict[str, frozenset[str]]


def messages(language: str) -> Iterator[tuple[str, Message]]:
    for file in sorted((CATALOGUES / language).glob("*.ftl")):
        text = file.read_text(encoding="utf-8")
        for entry in FluentParser().parse(text).body:
            if isinstance(entry, ftl.Message):
                parts = _Parts()
                parts.visit(entry)
                assert entry.value is not None, f"{entry.id.name} says nothing"
                assert entry.value.span is not None
                yield (
                    entry.id.name,
                    Message(
                        file.name,
                        text[entry.value.span.start : entry.value.span.end],
                        frozenset(parts.variables),
                        {name: frozenset(keys) for name, keys in parts.chosen_by.items()},
                    ),
                )


CATALOGUE = {language: dict(messages(language)) for language in LANGUAGES}
EN, IT = CATALOGUE["en"], CATALOGUE["it"]


@dataclass(frozen=True, slots=True)
class Spoken:
    where: str
    key: str
    args: frozenset[str] | None
    """None where they cannot be read from the source."""


def calls(file: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
            yield node


def spoken() -> Iterator[Spoken]:
    for file in SOURCES:
        for call in calls(file):
            match call.args:
                case [ast.Constant(value=str(key))]:
                    names = {keyword.arg for keyword in call.keywords}
                    args = None if None in names else frozenset(name for name in names if name)
                    yield Spoken(f"{file.relative_to(ROOT)}:{call.lineno}", key, args)
    for file in TEMPLATES:
        for found in IN_TEMPLATE.finditer(file.read_text(encoding="utf-8")):
            yield Spoken(str(file.relative_to(ROOT)), found[2], None)


SPOKEN = tuple(spoken())


def test_something_was_found() -> None:
    assert len(SPOKEN) > 100
    assert len(EN) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_a_catalogue_is_understood(language: str) -> None:
    junk = [
        f"{file.name}: {(entry.content or '')[:80]!r}"
        for file in sorted((CATALOGUES / language).glob("*.ftl"))
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body
        if isinstance(entry, ftl.Junk)
    ]
    assert junk == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_is_there_once(language: str) -> None:
    keys = [key for key, _ in messages(language)]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []
    assert [key for key in keys if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", key)] == []


def test_both_languages_have_the_same_messages_in_the_same_files() -> None:
    english, italian = ({(key, message.file) for key, message in each.items()} for each in (EN, IT))
    assert sorted(english ^ italian) == []


def test_both_languages_use_the_same_variables() -> None:
    assert [key for key in EN if key in IT and EN[key].variables != IT[key].variables] == []


def test_plural_forms_are_chosen_by_the_same_numbers_and_are_complete() -> None:
    assert [key for key in EN if key in IT and set(EN[key].plurals) != set(IT[key].plurals)] == []
    for catalogue in CATALOGUE.values():
        for key, message in catalogue.items():
            for name, forms in message.plurals.items():
                assert {"one", "other"} <= forms, f"{key}: {name}"


def test_a_key_is_always_written_out() -> None:
    computed = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in SOURCES
        for call in calls(file)
        if not (len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
    ]
    computed += [
        str(file.relative_to(ROOT))
        for file in TEMPLATES
        if COMPUTED_IN_TEMPLATE.search(file.read_text(encoding="utf-8"))
    ]
    assert computed == []


def test_everything_that_is_said_has_words() -> None:
    assert sorted({f"{each.key} ({each.where})" for each in SPOKEN if each.key not in EN}) == []


def test_every_message_is_said_somewhere() -> None:
    assert sorted(EN.keys() - {each.key for each in SPOKEN}) == []


def test_what_a_message_needs_is_given_and_what_is_given_is_used() -> None:
    wrong = [
        f"{each.key} ({each.where}): given {sorted(each.args)}, needs {sorted(EN[each.key].variables)}"
        for each in SPOKEN
        if each.args is not None and each.key in EN and each.args != EN[each.key].variables
    ]
    assert wrong == []


def has_letters(words: str) -> bool:
    """Outside the places where something is put in."""
    return any(letter.isalpha() for letter in re.sub(r"\{[^{}]*\}", "", words))


def test_italian_is_not_english() -> None:
    same = {key for key in EN if key in IT and EN[key].words == IT[key].words and has_letters(EN[key].words)}
    assert sorted(same - SAME_IN_BOTH) == []
    assert sorted(SAME_IN_BOTH - same) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_typeset(language: str) -> None:
    """Curly quotes and apostrophes, no doubled or trailing spaces, no "vote(s)"."""
    rough = [
        key
        for key, message in CATALOGUE[language].items()
        if not key.startswith("usage-")
        and re.search(r"[a-z]'[a-z]|\"|\(s\)|(?<=\S)  +(?=\S)| $", message.words, re.MULTILINE)
    ]
    assert rough == []
