"""`python -m bot verify` as it is typed: words, exit codes, and nothing that it needs besides the file."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from bot.domain.commitment import code_of
from bot.domain.method import Method
from bot.verifying import FAILS, HOLDS, UNREADABLE, add_command, check
from tests.domain.ballot_files import TAMPERED, changed, code, malformed, written
from tests.domain.paper_files import NONCE, SPOILT, approvals, malformed_papers, papers, tampered_papers

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Told:
    code: int
    out: str
    err: str


def told(*line: str) -> Told:
    parser = argparse.ArgumentParser()
    add_command(parser.add_subparsers(dest="command", required=True))
    out: list[str] = []
    err: list[str] = []
    return Told(check(parser.parse_args(["verify", *line]), out.append, err.append), "\n".join(out), "\n".join(err))


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "ballots.json").write_bytes(written())
    return str(tmp_path / "ballots.json")


def root() -> str:
    return changed(lambda read: None).decode().rsplit('"root": "', 1)[1][:64]


def test_it_needs_no_settings_and_no_database(file: str, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TIMEZONE": "Mars/Olympus", "PORT": "many"}
    line = [sys.executable, "-m", "bot", "verify", file, "--receipt", code(0)]
    done = subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == HOLDS, done.stderr
    assert "✓ The recount gives the published result." in done.stdout
    assert "Everything holds." in done.stdout
    assert f"Receipt {code(0)}: " in done.stdout
    assert "“Where?”, closed 2026-07-01 15:00 UTC" in done.stdout
    assert "A receipt can also prove your vote to others." in done.stdout
    assert [each.name for each in tmp_path.iterdir()] == ["ballots.json"]


def test_the_count_is_said_and_the_root_to_compare(file: str) -> None:
    seen = told(file)
    assert (seen.code, seen.err) == (HOLDS, "")
    assert "Recounted: 9 ballots\n  Lake 🏖️: 4\n  City: 6\n" in seen.out
    assert f"Root: {root()}" in seen.out
    assert "Compare the root with the one in the closing post" in seen.out
    italian = told(file, "--language", "it", "--receipt", code(0))
    assert "Tutto torna." in italian.out
    assert "Una ricevuta può anche provare il tuo voto ad altri." in italian.out


def test_a_root_that_was_noted_down(file: str) -> None:
    seen = told(file, "--root", root())
    assert seen.code == HOLDS
    assert "Compare the root" not in seen.out
    other = told(file, "--root", "ab" * 32)
    assert other.code == FAILS
    assert "✗ The root you noted down is none of this log’s" in other.out


def test_every_receipt_has_its_words_and_code(file: str) -> None:
    seen = [told(file, "--receipt", code(place)) for place in range(11)]
    assert sorted(each.code for each in seen) == [HOLDS] * 9 + [FAILS] * 2
    words = "\n".join(each.out for each in seen)
    for expected in ("counted, for Lake 🏖️ and City", "cast for Town, and counted for City", "but not counted"):
        assert expected in words
    assert "Entry 11 of 11." in seen[10].out
    assert "Proof that it is in the log (RFC 6962): " in seen[10].out
    assert told(file, "--receipt", "0000 0000 0000 0000").code == FAILS
    assert "This is no receipt’s code" in told(file, "--receipt", "../../etc/passwd").out


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_tampered_with_ends_with_another_code(what: str, tmp_path: Path) -> None:
    (tmp_path / "ballots.json").write_bytes(changed(TAMPERED[what][0]))
    seen = told(str(tmp_path / "ballots.json"), "--receipt", code(0))
    assert seen.code == FAILS
    assert "✗ " in seen.out
    assert "Something does not hold." in seen.out


@pytest.mark.parametrize("what", ["nothing", "cut short", "nested without end", "a key that is too long"])
def test_what_is_no_file_of_ballots(what: str, tmp_path: Path) -> None:
    (tmp_path / "ballots.json").write_bytes(malformed(what))
    seen = told(str(tmp_path / "ballots.json"))
    assert (seen.code, seen.out) == (UNREADABLE, "")
    assert "damaged on the way" in seen.err


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        seen = told(str(path))
        assert seen.code == UNREADABLE
        assert "cannot be read" in seen.err


def test_so_few_voters_that_nothing_is_opened(tmp_path: Path) -> None:
    (tmp_path / "ballots.json").write_bytes(changed(lambda read: read.update(ballots=None, tally=None)))
    seen = told(str(tmp_path / "ballots.json"), "--receipt", code(0))
    assert seen.code == HOLDS
    assert "So few people voted" in seen.out


def test_an_option_that_was_removed_is_said_to_count_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "ballots.json").write_bytes(changed(lambda read: read["options"][2].update(merged_into=None)))
    place = next(place for place in range(11) if "for Town" in told_of(tmp_path, place))
    assert "which was removed from the poll, so that it counts for nothing" in told_of(tmp_path, place)


def told_of(folder: Path, place: int) -> str:
    return told(str(folder / "ballots.json"), "--receipt", code(place)).out


def told_of_papers(folder: Path, content: bytes, *line: str) -> Told:
    (folder / "papers.json").write_bytes(content)
    return told(str(folder / "papers.json"), *line)


def receipt_of(content: bytes, *choices: int) -> str:
    """The code of a ballot that says exactly this."""
    read = json.loads(content)
    position = next(place for place, paper, _ in read["ballots"] if paper == list(choices))
    return code_of(bytes.fromhex(read["leaves"][position]))


@pytest.mark.parametrize(
    ("method", "count", "paper", "words"),
    [
        (
            Method.RANKED,
            "Lake 🏖️: 1. ×3, 2. ×2\n  City: 1. ×3, 2. ×2\n  Town: 1. ×2, 2. ×1, 3. ×1\n",
            (102, 201, 303),
            "1. City, 2. Lake 🏖️ and 3. Town",
        ),
        (
            Method.STAR,
            "Lake 🏖️: 5 of 5 ×3, 4 of 5 ×1, 3 of 5 ×1, 0 of 5 ×1\n",
            (102, 601),
            "Lake 🏖️: 5 of 5 and City: 0 of 5",
        ),
        (
            Method.RATING,
            "City: 5 stars of 5 ×2, 1 star of 5 ×2\n",
            (303, 401),
            "Lake 🏖️: 4 stars of 5 and Town: 3 stars of 5",
        ),
        (
            Method.JUDGMENT,
            "Town: acceptable ×1, poor ×1, reject ×1\n",
            (203, 601, 602),
            "Lake 🏖️: excellent, City: excellent and Town: poor",
        ),
        (
            Method.POINTS,
            "Lake 🏖️: 5 points ×1, 4 points ×1, 3 points ×1, 1 point ×2\n",
            (102, 103),
            "City: 1 point and Town: 1 point",
        ),
    ],
)
def test_papers_are_recounted_by_their_marks_and_told_in_words(
    method: Method, count: str, paper: tuple[int, ...], words: str, tmp_path: Path
) -> None:
    content = papers(method)
    seen = told_of_papers(tmp_path, content, "--receipt", receipt_of(content, *paper))
    assert (seen.code, seen.err) == (HOLDS, "")
    assert "Recounted: 7 ballots\n" in seen.out
    assert count in seen.out
    assert "Moon" not in seen.out
    assert f": counted. The ballot says: {words}." in seen.out


def test_papers_in_italian(tmp_path: Path) -> None:
    content = papers(Method.JUDGMENT)
    code = receipt_of(content, 203, 601, 602)
    seen = told_of_papers(tmp_path, content, "--receipt", code, "--language", "it")
    assert "contata. La scheda dice: Lake 🏖️: ottimo, City: ottimo e Town: scarso." in seen.out


@pytest.mark.parametrize("what", SPOILT)
def test_the_receipt_of_a_paper_that_no_ballot_box_takes(what: str, tmp_path: Path) -> None:
    content = tampered_papers(what)
    code = receipt_of(content, *SPOILT[what][1])
    seen = told_of_papers(tmp_path, content, "--receipt", code)
    assert seen.code == FAILS
    assert "✗ Ballots break the rules" in seen.out
    assert "✗ The recount gives another result" in seen.out
    assert f"Receipt {code}: opened as " in seen.out


def test_of_a_spoilt_paper_only_what_has_words_is_put_into_words(tmp_path: Path) -> None:
    content = tampered_papers("a rank of an option that is not there")
    seen = told_of_papers(tmp_path, content, "--receipt", receipt_of(content, 101, 209))
    assert "opened as 1. Lake 🏖️ and 209, which the rules of the poll do not allow" in seen.out


def test_rules_that_are_not_known_are_not_guessed(tmp_path: Path) -> None:
    seen = told_of_papers(tmp_path, malformed_papers("an unknown method"))
    assert (seen.code, seen.out) == (UNREADABLE, "")
    assert seen.err.endswith("(counting)")


def test_who_wins_is_counted_anew_and_the_draw_is_held_against_its_promise(tmp_path: Path) -> None:
    seen = told_of_papers(tmp_path, papers(Method.RANKED))
    assert "By the poll’s rules, these ballots give:\nDecided: “Lake 🏖️”.\n" in seen.out
    assert "Rule: ranked pairs." in seen.out
    promise = sha256(NONCE).hexdigest()
    assert f"✓ The draw hangs on what was promised when the poll opened: SHA-256 {promise}" in seen.out
    other = told_of_papers(tmp_path, tampered_papers("the draw of another nonce"))
    assert other.code == FAILS
    assert f"✗ The draw hangs on something else than was promised when the poll opened: SHA-256 {promise}" in other.out


def test_a_draw_is_shown_with_its_proof_and_a_plain_count_without_an_outcome(tmp_path: Path, file: str) -> None:
    seen = told_of_papers(tmp_path, approvals((1,), (2,), (3,), (1, 2), (1, 3), (2, 3)))
    assert seen.code == HOLDS
    assert "were level for the first place; the draw decided for" in seen.out
    assert f"Proof of the draw: nonce {NONCE.hex()}, root of the published log of ballots " in seen.out
    assert "By the poll’s rules" not in told(file).out
