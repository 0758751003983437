"""The file that is published once a poll is over: everything that is needed to recount it, and nothing about people.

Whoever reads such a file believes nothing in it: `read_ballot_file` takes only what is well-formed, and
`bot.domain.verification` says what of it holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NoReturn

from bot.domain.ballot import Choices
from bot.domain.ballot_log import Head, Opening
from bot.domain.ballot_rules import counting_read, counting_written
from bot.domain.errors import BadInput
from bot.domain.ids import OptionId, PollId, is_poll_id
from bot.domain.method import PLAIN, Counting
from bot.domain.poll import MAX_OPTIONS, Closed, ElectorateKind, Poll
from bot.domain.tally.draw import commitment
from bot.domain.tally.plurality import Tally
from bot.domain.text import say
from bot.domain.wellformed import listed, moment, plain_text, whole_number, wrong
from bot.domain.wording import clean_line

FORMAT: Final = "ascolto-ballots-1"
PAPERS_FORMAT: Final = "ascolto-ballots-2"
"""Of ballots with marks. Who knows only the other format would take each of them for a forgery."""
MOST_BYTES: Final = 1 << 30
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_KEY: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class FileOption:
    number: OptionId
    label: str
    removed: bool
    merged_into: OptionId | None


@dataclass(frozen=True, slots=True)
class FileDraw:
    """Hashes in hexadecimal; the draw's root is that of the log."""

    promise: str
    """What was published when the poll opened: the nonce's SHA-256."""
    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotFile:
    poll: PollId
    question: str
    """Made safe to show, as the labels are: a file may hold what a terminal obeys."""
    counting: Counting
    eligible: int | None
    """How many may vote, where the rules know it."""
    options: tuple[FileOption, ...]
    most_choices: int
    closed_at: datetime
    leaves: tuple[str, ...]
    heads: tuple[Head, ...]
    """Without their proofs: who has all the leaves needs none."""
    draw: FileDraw | None
    """None where ties are not for a draw, or nothing is opened."""
    ballots: tuple[Opening, ...] | None
    """None where so few voted that nothing is opened."""
    voters: int
    votes: dict[OptionId, int]
    """What is said to have come out; empty where nothing is opened.

    By option, without exception; of papers by mark (`bot.domain.marks`), where one that is absent was never given.
    """

    @property
    def is_of_papers(self) -> bool:
        return not self.counting.method.chooses


def ballot_file(
    poll: Poll,
    leaves: Sequence[str],
    heads: Sequence[Head],
    openings: Sequence[Opening] | None,
    tally: Tally,
    nonce: bytes | None = None,
) -> bytes:
    """Of a closed poll. `openings` None: so few voted that nothing is shown of it, not even the count.

    `nonce`: of its draw, where it has one.
    """
    assert isinstance(poll.state, Closed)
    counting, electorate = poll.rules.counting, poll.rules.electorate
    eligible = electorate.size if electorate.kind is ElectorateKind.CENSUS else None
    rules: dict[str, Any] = {} if counting == PLAIN else {"counting": counting_written(counting, eligible)}
    if counting.method.chooses:
        rules["most_choices"] = poll.rules.most_choices
    if nonce is not None and openings is not None:
        rules["draw"] = {"promise": commitment(nonce).hex(), "nonce": nonce.hex()}
    written = {
        "format": FORMAT if counting.method.chooses else PAPERS_FORMAT,
        "poll": poll.id,
        "question": poll.question,
        "options": [
            {"number": each.id, "label": each.label, "removed": each.removed, "merged_into": each.merged_into}
            for each in poll.options
        ],
        **rules,
        "closed_at": _written(poll.state.at),
        "heads": [{"size": head.size, "root": head.root, "at": _written(head.at)} for head in heads],
        "tally": {"voters": tally.voters, "votes": [[each, tally.votes(each)] for each in _counted(poll, tally)]}
        if openings is not None
        else None,
        "ballots": [[each.position, list(each.choices), each.key] for each in openings]
        if openings is not None
        else None,
        "leaves": list(leaves),
    }
    return json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode()


def _counted(poll: Poll, tally: Tally) -> list[OptionId]:
    """Every option that stands; of papers every mark that was given."""
    if poll.rules.counting.method.chooses:
        return [each.id for each in poll.standing]
    given = {mark for part in tally.platforms.values() for mark in part.votes}
    return sorted(mark for mark in given if tally.votes(mark))


def read_ballot_file(content: bytes) -> BallotFile:
    """Raises BadInput, naming the part, for whatever is no such file."""
    if len(content) > MOST_BYTES:
        raise BadInput(say("verify-too-large"))
    try:
        read = json.loads(content.decode(), parse_float=_not_a_number, parse_constant=_not_a_number)
    except (ValueError, RecursionError) as error:
        raise BadInput(say("verify-not-a-file")) from error
    if not isinstance(read, dict) or read.get("format") not in (FORMAT, PAPERS_FORMAT):
        raise BadInput(say("verify-not-a-file"))
    options = tuple(_option(each, place) for place, each in enumerate(listed(read, "options"), start=1))
    if not 0 < len(options) <= MAX_OPTIONS:
        wrong("options")
    papers = read["format"] == PAPERS_FORMAT
    counting, eligible = counting_read(read.get("counting"), options=len(options), papers=papers)
    poll = plain_text(read, "poll")
    if not is_poll_id(poll):
        wrong("poll")
    heads = tuple(_head(each) for each in listed(read, "heads"))
    leaves = listed(read, "leaves")
    if not all(isinstance(leaf, str) and _HASH.fullmatch(leaf) for leaf in leaves):
        wrong("leaves")
    ballots: tuple[Opening, ...] | None = None
    voters, votes = 0, dict[OptionId, int]()
    if read.get("ballots") is not None or read.get("tally") is not None:
        ballots = tuple(_ballot(each) for each in listed(read, "ballots"))
        voters, votes = _tally(read.get("tally"))
    return BallotFile(
        poll=PollId(poll),
        question=clean_line(plain_text(read, "question")),
        options=options,
        counting=counting,
        eligible=eligible,
        most_choices=len(options) if papers else whole_number(read.get("most_choices"), "most_choices"),
        closed_at=moment(read.get("closed_at"), "closed_at"),
        leaves=tuple(leaves),
        heads=heads,
        draw=_draw(read.get("draw")),
        ballots=ballots,
        voters=voters,
        votes=votes,
    )


def _option(each: Any, place: int) -> FileOption:
    match each:
        case {"number": int(number), "label": str(label), "removed": bool(removed), "merged_into": merged} if (
            number == place and not isinstance(number, bool)
        ):
            if merged is not None and not (removed and whole_number(merged, "options") != number):
                wrong("options")
            return FileOption(
                OptionId(number), clean_line(label), removed, OptionId(merged) if merged is not None else None
            )
    return wrong("options")


def _draw(read: Any) -> FileDraw | None:
    match read:
        case None:
            return None
        case {"promise": str(promise), "nonce": str(nonce)} if _HASH.fullmatch(promise) and _HASH.fullmatch(nonce):
            return FileDraw(promise, nonce)
    return wrong("draw")


def _head(each: Any) -> Head:
    match each:
        case {"size": size, "root": str(root), "at": at} if _HASH.fullmatch(root):
            return Head(whole_number(size, "heads"), root, moment(at, "heads"))
    return wrong("heads")


def _ballot(each: Any) -> Opening:
    match each:
        case [position, [*chosen], str(key)] if _KEY.fullmatch(key):
            choices: Choices = tuple(OptionId(whole_number(choice, "ballots")) for choice in chosen)
            return Opening(whole_number(position, "ballots"), choices, key)
    return wrong("ballots")


def _tally(read: Any) -> tuple[int, dict[OptionId, int]]:
    match read:
        case {"voters": voters, "votes": [*votes]}:
            counted: dict[OptionId, int] = {}
            for each in votes:
                match each:
                    case [number, count] if whole_number(number, "tally") not in counted:
                        counted[OptionId(number)] = whole_number(count, "tally")
                    case _:
                        wrong("tally")
            return whole_number(voters, "tally"), counted
    return wrong("tally")


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _not_a_number(_written: str) -> NoReturn:
    raise ValueError("no such number belongs here")
