"""docs/receipts.md is true: the tool of one's own that it prints checks files, and refuses what was tampered with."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.domain.ballot_files import TAMPERED, changed, code, written

PAGE = (Path(__file__).parents[1] / "docs" / "receipts.md").read_text("utf-8")
[TOOL] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
PASSED_OVER = {"heads out of the order of time"}
"""What thirty lines leave to the command and the page."""


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
