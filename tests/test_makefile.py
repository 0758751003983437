"""`make` on a machine that has little: what it says, and that a broken installation is never taken for a finished one.

The real Makefile runs against a stand-in Python, so that nothing is downloaded.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed on this machine")

STAND_IN = """#!/bin/sh
# A Python as far as the Makefile looks: its age, `-m venv` and `-m pip`. What it is asked is written to asked.log.
echo "$*" >> "$LOG"
case "$*" in
  --version) echo "Python $VERSION" ;;
  *sys.exit*) [ "$VERSION" != 3.9.2 ] ;;
  "-m venv"*)
    [ -z "$NO_VENV" ] || { mkdir -p "$3/bin"; exit 1; }
    mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
  "-m pip"*) [ -z "$NO_NETWORK" ] ;;
esac
"""


class Machine:
    """A folder with the project's Makefile and a stand-in Python."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder / "asked.log"
        shutil.copy(ROOT / "Makefile", folder)
        for lock in ("requirements.lock", "requirements-dev.lock"):
            (folder / lock).write_text("")
        self.python = folder / "stand-in"
        self.python.write_text(STAND_IN)
        self.python.chmod(self.python.stat().st_mode | stat.S_IXUSR)

    def make(self, goal: str, **world: str) -> subprocess.CompletedProcess[str]:
        asked = {"PATH": os.environ["PATH"], "LOG": str(self.log), "VERSION": "3.12.1"} | world
        command = ["make", "--no-print-directory", goal, f"PYTHON={self.python}"]
        return subprocess.run(command, cwd=self.folder, env=asked, capture_output=True, text=True, check=False)

    def asked(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    @property
    def done(self) -> bool:
        return (self.folder / ".venv" / ".installed").exists()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_run_installs_from_the_lock_with_hashes_and_starts(machine: Machine) -> None:
    ran = machine.make("run")
    assert ran.returncode == 0, ran.stderr
    assert machine.done
    asked = machine.asked()
    assert "-m pip install --quiet --no-deps --require-hashes -r requirements.lock" in asked
    assert asked[-1] == "-m bot run"


def test_it_installs_once_and_again_when_the_lock_changes(machine: Machine) -> None:
    machine.make("install")
    machine.log.unlink()
    machine.make("install")
    assert [line for line in machine.asked() if "pip install" in line] == []

    stamp = (machine.folder / ".venv" / ".installed").stat().st_mtime
    os.utime(machine.folder / "requirements.lock", (stamp + 5, stamp + 5))
    machine.make("install")
    assert [line for line in machine.asked() if "pip install" in line] != []


def test_an_installation_broken_off_is_not_taken_for_a_finished_one(machine: Machine) -> None:
    failed = machine.make("run", NO_NETWORK="1")
    assert failed.returncode != 0
    assert "run make again" in failed.stderr
    assert not machine.done
    assert "-m bot run" not in machine.asked()
    assert machine.make("run").returncode == 0
    assert machine.done


def test_a_lock_that_cannot_be_installed_undoes_the_stamp(machine: Machine) -> None:
    machine.make("install")
    stamp = (machine.folder / ".venv" / ".installed").stat().st_mtime
    os.utime(machine.folder / "requirements.lock", (stamp + 5, stamp + 5))
    machine.make("install", NO_NETWORK="1")
    assert not machine.done


def test_a_python_without_venv_leaves_nothing_behind(machine: Machine) -> None:
    failed = machine.make("run", NO_VENV="1")
    assert failed.returncode != 0
    assert "python3-venv" in failed.stderr
    assert not (machine.folder / ".venv").exists()


def test_an_old_python_is_told_and_named(machine: Machine) -> None:
    failed = machine.make("run", VERSION="3.9.2")
    assert failed.returncode != 0
    assert "needs Python 3.11 or newer" in failed.stderr
    assert "Python 3.9.2" in failed.stderr
    assert not (machine.folder / ".venv").exists()


def test_help_lists_every_goal_that_is_meant_for_people() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = set(re.findall(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)[0].split()) - {"install", "install-dev"}
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert phony <= set(re.findall(r"^ {2}make (\S+)", shown, re.MULTILINE))


def test_the_gates_call_make_test_and_are_runnable() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text("utf-8")
    subprocess.run(["bash", "-n", str(script)], check=True)
