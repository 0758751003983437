"""The house rules that a linter does not know; the directions of imports are import-linter's, in pyproject.toml."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "adapters", "storage", "charts")
MOST_LINES = 300
LONG_FOR_A_REASON: dict[str, str] = {}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base", "manager", "handlers", "core"}
REAL_TIME_AND_CHANCE = {
    "bot/clock.py": "implements the ports of time and chance",
    "bot/demo.py": "simulates a crowd, whose chance is given to it",
    "bot/compose.py": "gives the simulated crowd its chance",
    "bot/checkups.py": "compares the clock with the age of a file",
}
TELLS_A_LIBRARY = {
    "adapters/telegram/__init__.py": "python-telegram-bot takes its opt-in to timedeltas from the environment only",
}
OWNERLESS = {"create_task", "ensure_future"}
"""Allowed as methods of a TaskGroup, or where the task is kept in a name and ended in the same function."""


def modules() -> list[Path]:
    return sorted(each for package in PACKAGES for each in (ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the dotted name of what is called, as written there."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def test_no_module_is_named_after_nothing() -> None:
    vague = [name_of(path) for path in modules() if VAGUE & {path.stem, *path.relative_to(ROOT).parts[:-1]}]
    assert vague == []


def test_no_module_grows_past_reading() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    long = {name: lines for name, lines in lengths.items() if lines > MOST_LINES and name not in LONG_FOR_A_REASON}
    assert long == {}
    needless = [name for name in LONG_FOR_A_REASON if lengths.get(name, 0) <= MOST_LINES]
    assert needless == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [name_of(path) for path in modules() if not (ast.get_docstring(tree_of(path)) or "").strip()]
    assert silent == []


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in (*modules(), *(ROOT / "tests").rglob("*.py"))}
    bare = [name_of(folder) for folder in folders if not (folder / "__init__.py").is_file()]
    assert bare == []


def test_every_adapter_says_how_good_it_is() -> None:
    silent, odd = [], []
    for folder in sorted(each.parent for each in (ROOT / "adapters").glob("*/__init__.py")):
        sheet = folder / "quality.yaml"
        if not sheet.is_file():
            silent.append(name_of(folder))
            continue
        lines = [line.partition("#")[0].rstrip() for line in sheet.read_text("utf-8").splitlines()]
        odd += [
            line for line in lines if line and not re.fullmatch(r'[a-z-]+: (done|\{(todo|exempt): "[^"]+"\})', line)
        ]
    assert silent == []
    assert odd == []


def test_the_domain_stands_on_the_standard_library_alone() -> None:
    strange = {
        f"{name_of(path)}: {module}"
        for path in (ROOT / "bot" / "domain").rglob("*.py")
        for module in imported(path)
        if not module.startswith("bot.domain") and module.partition(".")[0] not in sys.stdlib_module_names
    }
    assert strange == set()


def test_time_and_chance_are_arguments() -> None:
    reading = re.compile(
        r"(datetime\.)?(datetime|date)\.(now|utcnow|today)|time\.(time|time_ns|localtime|gmtime)|random\.\w+"
        r"|secrets\.\w+|uuid\.uuid[14]|os\.urandom"
    )
    found = {
        f"{name_of(path)}: {called}"
        for path in modules()
        if name_of(path) not in REAL_TIME_AND_CHANCE
        for called, _ in calls(path)
        if reading.fullmatch(called)
    }
    assert found == set()
    by_name = {
        f"{name_of(path)}: {module}"
        for path in modules()
        if name_of(path) not in REAL_TIME_AND_CHANCE
        for module in imported(path) & {"random", "secrets", "uuid"}
    }
    assert by_name == set()


def test_only_settings_reads_the_environment() -> None:
    readers = {
        name_of(path)
        for path in modules()
        if re.search(r"\bos\.(environ|getenv)\b", path.read_text("utf-8"))
        and path.name != "settings.py"
        and name_of(path) not in TELLS_A_LIBRARY
    }
    assert readers == set()


def test_every_task_has_an_owner() -> None:
    """A task that nobody keeps may vanish half done, and its error with it."""
    ownerless = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and node.value.func.attr in OWNERLESS
        and ast.unparse(node.value.func.value) in ("asyncio", "loop", "self._loop", "asyncio.get_running_loop()")
    ]
    assert ownerless == []


def test_no_exception_is_swallowed_whole() -> None:
    silent = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and all(isinstance(step, ast.Pass | ast.Continue) for step in node.body)
    ]
    assert silent == []


def test_a_checker_is_silenced_only_with_a_reason() -> None:
    bare = [
        f"{name_of(path)}:{number}"
        for path in (*modules(), *(ROOT / "tests").rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"#\s*(type: ignore(\[[\w, -]*\])?|noqa(:[\w, ]*)?)\s*$", line) and path != Path(__file__)
    ]
    assert bare == []


def test_nothing_of_a_single_machine_is_in_the_tree() -> None:
    machine = re.compile(r"(?<![\w.])/(?:home|Users|root|work)/\w+|[A-Z]:\\Users\\")
    kinds = {".py", ".md", ".toml", ".ftl", ".html", ".css", ".js", ".ini", ".mako", ".example", ".yml", ".yaml", ""}
    told = [
        f"{name_of(path)}: {found[0]}"
        for path in kept_files()
        if path.suffix in kinds and path != Path(__file__)
        for found in [machine.search(path.read_text("utf-8", "replace"))]
        if found
    ]
    assert told == []


def kept_files() -> Iterator[Path]:
    """What belongs to the project: all but the folders that tools and the program itself make."""
    made = {"data", "htmlcov", "build", "dist", "__pycache__"}
    for path in sorted(ROOT.iterdir()):
        hidden = path.name.startswith(".") and path.name not in (".ci", ".env.example", ".gitignore", ".github")
        if hidden or path.name in made:
            continue
        if path.is_file():
            yield path
        else:
            yield from (each for each in sorted(path.rglob("*")) if each.is_file() and not made & set(each.parts))


@pytest.mark.parametrize("page", sorted(name_of(page) for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))))
def test_the_links_of_the_pages_lead_somewhere(page: str) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text("utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", text)
    broken = []
    for target in (first or second for first, second in targets):
        where, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        aim = (ROOT / page).parent / where if where else ROOT / page
        if not aim.exists() or (anchor and aim.suffix == ".md" and anchor not in anchors(aim)):
            broken.append(target)
    assert broken == []


def anchors(page: Path) -> set[str]:
    """The headings of a page as its links name them."""
    headings = re.findall(r"^#{1,6}\s+(.+?)\s*$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
