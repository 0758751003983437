"""docs/receipts.md is true: the tool of one's own that it prints checks files, and refuses what was tampered with."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain.method import Method
from tests.domain.ballot_files import TAMPERED, changed, code, written
from tests.domain.paper_files import PAPERS, TAMPERED_PAPERS, approvals, papers, tampered_papers

PAGE = (Path(__file__).parents[1] / "docs" / "receipts.md").read_text("utf-8")
[TOOL] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
PASSED_OVER = {"heads out of the order of time"}
"""What fifty lines leave to the command and the page."""


def run(folder: Path, content: bytes) -> subprocess.CompletedProcess[str]:
    (folder / "tool.py").write_text(TOOL, "utf-8")
    (folder / "ballots.json").write_bytes(content)
    return subprocess.run(
        [sys.executable, "tool.py", "ballots.json"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_printed_tool_finds_every_ballot_of_an_honest_file(tmp_path: Path) -> None:
    done = run(tmp_path, written())
    assert done.returncode == 0, done.stderr
    *ballots, root = done.stdout.splitlines()
    read = json.loads(written())
    assert [line.split()[0] for line in ballots] == [code(position) for position, _, _ in read["ballots"]]
    assert root == f"root {read['heads'][-1]['root']}"


@pytest.mark.parametrize("what", sorted(TAMPERED.keys() - PASSED_OVER))
def test_the_printed_tool_refuses_what_was_tampered_with(what: str, tmp_path: Path) -> None:
    assert run(tmp_path, changed(TAMPERED[what][0])).returncode != 0


@pytest.mark.parametrize("method", PAPERS)
def test_the_printed_tool_finds_every_paper(method: Method, tmp_path: Path) -> None:
    done = run(tmp_path, papers(method))
    assert done.returncode == 0, done.stderr
    told = [line.split()[1:] for line in done.stdout.splitlines()[:-1]]
    assert told == [list(map(str, choices)) for _, choices, _ in json.loads(papers(method))["ballots"]]


@pytest.mark.parametrize("what", TAMPERED_PAPERS)
def test_the_printed_tool_refuses_papers_that_were_tampered_with(what: str, tmp_path: Path) -> None:
    assert run(tmp_path, tampered_papers(what)).returncode != 0


def test_the_printed_tool_takes_a_decision_by_ticks(tmp_path: Path) -> None:
    done = run(tmp_path, approvals((1,), (2,), (3,), (1, 2), (1, 3), (2, 3)))
    assert done.returncode == 0, done.stderr
