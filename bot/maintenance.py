"""What an operator does to the database as a whole: the commands' arguments, their exit codes, and the receipts.

`bot.compose_maintenance` does the work; nothing here knows a database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from argparse import ArgumentParser, _SubParsersAction

DONE: Final = 0
FAILED: Final = 1
"""The database or the disk would not; nothing was changed."""
MISCONFIGURED: Final = 2
"""A setting or an argument cannot be used."""
REFUSED: Final = 3
"""Something is there already, and it was not said that it may be replaced; nothing was changed."""
UNDER_WAY: Final = 4
"""Somebody else fills or uses what should be filled; nothing was changed."""
UNTRUE: Final = 5
"""The backup is damaged, or what arrived is not what was sent; nothing was kept."""

COMMANDS: Final = frozenset({"move", "reopen", "backup", "restore", "owner", "invite"})
STEP: Final = 100_000
"""Rows between two lines of progress."""


def add_commands(commands: _SubParsersAction[ArgumentParser]) -> None:
    """`move`, `reopen`, `backup`, `restore`, `owner` and `invite`, beside the others."""
    commands.add_parser(
        "owner",
        help="print a one-time code that makes an owner, for when none can be reached any more",
        description="The code works once, for as many hours as SIGN_IN_HOURS says. The program may be "
        "running. That it was made stands in the audit log.",
    )
    invite = commands.add_parser(
        "invite",
        help="make links for a list of people who may vote in a poll, and write them out",
        description="Reads a CSV of names and email addresses, and writes it out with a link for each of them: "
        "python -m bot invite abcd2345 names.csv > links.csv",
    )
    invite.add_argument("poll", metavar="POLL", help="its id, of a poll for invited people")
    invite.add_argument("file", type=Path)
    move = commands.add_parser(
        "move",
        help="copy everything to another database, and prove it",
        description="Copy one moment of the database in use to another one, while the program runs. With --switch "
        "nobody can write to the old one from that moment on, so that no vote is left behind.",
    )
    move.add_argument(
        "--to",
        required=True,
        metavar="URL",
        help="as DATABASE_URL takes it; leave the password to PGPASSWORD or .pgpass, where nobody sees it",
    )
    move.add_argument("--switch", action="store_true", help="keep writers waiting, and close the old database for good")
    move.add_argument("--replace", action="store_true", help="empty the target first")
    commands.add_parser("reopen", help="take back a move's --switch: what was written elsewhere since stays there")
    backup = commands.add_parser("backup", help="write everything into one file, while the program runs")
    backup.add_argument("file", type=Path)
    backup.add_argument("--force", action="store_true", help="overwrite the file")
    restore = commands.add_parser("restore", help="fill the database in use from a backup; stop the program first")
    restore.add_argument("file", type=Path)
    restore.add_argument("--replace", action="store_true", help="empty the database first")
    restore.add_argument("--check", action="store_true", help="only read the file and say whether it is whole")


class Proof(Protocol):
    """Of one table: how many rows, and a digest of them that does not depend on their order."""

    @property
    def rows(self) -> int: ...
    @property
    def digest(self) -> str: ...


class Receipt(Protocol):
    """What was carried, as it was proved."""

    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def revision(self) -> str: ...
    @property
    def moment(self) -> datetime: ...
    @property
    def tables(self) -> Mapping[str, Proof]: ...
    @property
    def jobs(self) -> int: ...


def receipt_lines(receipt: Receipt) -> list[str]:
    """Every table with its rows and the digest of them, which is the same for the same rows in any database."""
    widest = max(map(len, (*receipt.tables, "jobs that wait")))
    rows = [f"  {name:<{widest}} {proof.rows:>12,}  {proof.digest}" for name, proof in receipt.tables.items()]
    return [
        f"From  {receipt.source}",
        f"to    {receipt.target},",
        f"as it was on {receipt.moment:%Y-%m-%d at %H:%M:%S.%f} UTC, schema {receipt.revision}:",
        "",
        *rows,
        f"  {'jobs that wait':<{widest}} {receipt.jobs:>12,}",
        "",
    ]


def moved_lines(receipt: Receipt, polls: int, *, switched: bool, wiped: bool, secret: Path | None) -> list[str]:
    """The receipt of a move, and what to do next; `secret` is the key's file, where it is not in the settings.

    Not `wiped`: what was deleted of running secret polls may still be in the old database's files.
    """
    lines = receipt_lines(receipt)
    lines.append(f"Every row is there. Polls with ballots: {polls:,}; each tally and turnout equals a recount there.")
    if switched:
        lines.append("The old database is closed: it can be read, and every write to it is refused.")
        if not wiped:
            lines.append(
                "Votes of secret polls that run were deleted there, but may still be readable in its files, since "
                "somebody was using it or it failed. Stop whatever uses it, and delete it as soon as the new one is "
                "in use."
            )
    else:
        lines.append("This was a copy: what is written to the old database after that moment is not in the new one.")
        lines.append("To move for good, repeat it with --switch --replace.")
    lines.append("")
    lines.append(f"Next: set DATABASE_URL to {receipt.target} (with its password), and start Ascolto again.")
    if secret is not None:
        lines.append(f"Keep the key with it: SECRET_KEY, or the file {secret} beside the new data, signs all cookies.")
    return lines


class Progress:
    """Says how far a long table is, every STEP rows; short ones are passed over in silence."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._next: dict[str, int] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        if total < STEP or done < self._next.get(what, STEP):
            return
        self._next[what] = done + STEP
        self._say(f"{what}: {done:,} of {total:,}")
