"""`python -m bot doctor`: is everything here that the program needs, and if not, what should the operator do?

The doctor words the findings; facts that need the database or the fonts are brought by `bot.compose`.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.settings import SettingsError

PATIENCE: Final = 15.0
"""Seconds that one check may take."""
_WIDEST: Final = 100


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw; `todo` says what to do about it where there is something to do."""

    name: str
    level: Level
    what: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    look: Callable[[], Awaitable[Sequence[Finding]]]


async def examine(checks: Iterable[Check], patience: float = PATIENCE) -> list[Finding]:
    """The findings of all checks, in their order. A check that fails or hangs is itself a finding."""
    return [finding for check in checks for finding in await _look(check, patience)]


def unreadable(error: SettingsError) -> list[Finding]:
    """The findings where not even the settings could be read."""
    return [
        Finding("settings", Level.ERROR, f"{problem.setting} {problem.what}", f"Write, for example: {problem.example}")
        for problem in error.problems
    ]


def exit_code(findings: Iterable[Finding]) -> int:
    """0 where the program will run, warnings or not; 1 where something must be put right first."""
    return int(any(finding.level is Level.ERROR for finding in findings))


def report(findings: Sequence[Finding], width: int | None = None) -> str:
    """The findings as a table for a terminal, and a last line that sums them up."""
    across = min(width if width is not None else shutil.get_terminal_size().columns, _WIDEST)
    margin = max((len(finding.name) for finding in findings), default=0)
    lines: list[str] = []
    for finding in findings:
        head = f"{finding.level:<8} {finding.name:<{margin}}  "
        lines += _wrapped(head, finding.what, across)
        if finding.todo:
            lines += _wrapped(" " * len(head), f"→ {finding.todo}", across)
    wrong = sum(finding.level is Level.ERROR for finding in findings)
    doubtful = sum(finding.level is Level.WARNING for finding in findings)
    return "\n".join([*lines, "", _summed_up(wrong, doubtful)])


async def _look(check: Check, patience: float) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(patience):
            return await check.look()
    except TimeoutError:
        return [Finding(check.name, Level.ERROR, f"No answer within {patience:g} seconds.", "Look whether it is up.")]
    except Exception as error:  # a doctor who faints helps nobody: whatever is broken is what was asked for
        what = f"The check failed: {type(error).__name__}: {_first_line(error)}"
        return [Finding(check.name, Level.ERROR, what, "Put this right, or report it with the log.")]


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["no details"])[0][:200]


def _summed_up(wrong: int, doubtful: int) -> str:
    if wrong:
        return f"{_counted(wrong, 'error')} to put right before Ascolto can run well."
    if doubtful:
        return f"Ascolto can run; {_counted(doubtful, 'warning')}."
    return "All is well."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _wrapped(head: str, text: str, across: int) -> list[str]:
    lines, line = [], head
    room = max(across, len(head) + 20)
    for word in text.split():
        if len(line) + len(word) > room and line.strip() and len(line) > len(head):
            lines.append(line.rstrip())
            line = " " * len(head)
        line += word + " "
    return [*lines, line.rstrip()]
