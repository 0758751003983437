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
from bot.domain.errors import BadInput
from bot.domain.ids import OptionId, PollId, is_poll_id
from bot.domain.poll import MAX_OPTIONS, Closed, Poll
from bot.domain.tally.plurality import Tally
from bot.domain.text import say
from bot.domain.wording import clean_line

FORMAT: Final = "ascolto-ballots-1"
MOST_BYTES: Final = 1 << 30
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_KEY: Final = re.compile(r"[0-9a-f]{32}")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MOST: Final = 2**53 - 1
"""The largest number that every reader of JSON understands alike."""


@dataclass(frozen=True, slots=True)
class FileOption:
    number: OptionId
    label: str
    removed: bool
    merged_into: OptionId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotFile:
    poll: PollId
    question: str
    """Made safe to show, as the labels are: a file may hold what a terminal obeys."""
    options: tuple[FileOption, ...]
    most_choices: int
    closed_at: datetime
    leaves: tuple[str, ...]
    heads: tuple[Head, ...]
    """Without their proofs: who has all the leaves needs none."""
    ballots: tuple[Opening, ...] | None
    """None where so few voted that nothing is opened."""
    voters: int
    votes: dict[OptionId, int]
    """What is said to have come out; empty where nothing is opened."""


def ballot_file(
    poll: Poll, leaves: Sequence[str], heads: Sequence[Head], openings: Sequence[Opening] | None, tally: Tally
) -> bytes:
    """Of a closed poll. `openings` None: so few voted that nothing is shown of it, not even the count."""
    assert isinstance(poll.state, Closed)
    written = {
        "format": FORMAT,
        "poll": poll.id,
        "question": poll.question,
        "options": [
            {"number": each.id, "label": each.label, "removed": each.removed, "merged_into": each.merged_into}
            for each in poll.options
        ],
        "most_choices": poll.rules.most_choices,
        "closed_at": _written(poll.state.at),
        "heads": [{"size": head.size, "root": head.root, "at": _written(head.at)} for head in heads],
        "tally": {"voters": tally.voters, "votes": [[each.id, tally.votes(each.id)] for each in poll.standing]}
        if openings is not None
        else None,
        "ballots": [[each.position, list(each.choices), each.key] for each in openings]
        if openings is not None
        else None,
        "leaves": list(leaves),
    }
    return json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode()


def read_ballot_file(content: bytes) -> BallotFile:
    """Raises BadInput, naming the part, for whatever is no such file."""
    if len(content) > MOST_BYTES:
        raise BadInput(say("verify-too-large"))
    try:
        read = json.loads(content.decode(), parse_float=_not_a_number, parse_constant=_not_a_number)
    except (ValueError, RecursionError) as error:
        raise BadInput(say("verify-not-a-file")) from error
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise BadInput(say("verify-not-a-file"))
    options = tuple(_option(each, place) for place, each in enumerate(_list(read, "options"), start=1))
    if not 0 < len(options) <= MAX_OPTIONS:
        _wrong("options")
    poll = _text(read, "poll")
    if not is_poll_id(poll):
        _wrong("poll")
    heads = tuple(_head(each) for each in _list(read, "heads"))
    leaves = _list(read, "leaves")
    if not all(isinstance(leaf, str) and _HASH.fullmatch(leaf) for leaf in leaves):
        _wrong("leaves")
    ballots: tuple[Opening, ...] | None = None
    voters, votes = 0, dict[OptionId, int]()
    if read.get("ballots") is not None or read.get("tally") is not None:
        ballots = tuple(_ballot(each) for each in _list(read, "ballots"))
        voters, votes = _tally(read.get("tally"))
    return BallotFile(
        poll=PollId(poll),
        question=clean_line(_text(read, "question")),
        options=options,
        most_choices=_number(read.get("most_choices"), "most_choices"),
        closed_at=_moment(read.get("closed_at"), "closed_at"),
        leaves=tuple(leaves),
        heads=heads,
        ballots=ballots,
        voters=voters,
        votes=votes,
    )


def _option(each: Any, place: int) -> FileOption:
    match each:
        case {"number": int(number), "label": str(label), "removed": bool(removed), "merged_into": merged} if (
            number == place and not isinstance(number, bool)
        ):
            if merged is not None and not (removed and _number(merged, "options") != number):
                _wrong("options")
            return FileOption(
                OptionId(number), clean_line(label), removed, OptionId(merged) if merged is not None else None
            )
    return _wrong("options")


def _head(each: Any) -> Head:
    match each:
        case {"size": size, "root": str(root), "at": at} if _HASH.fullmatch(root):
            return Head(_number(size, "heads"), root, _moment(at, "heads"))
    return _wrong("heads")


def _ballot(each: Any) -> Opening:
    match each:
        case [position, [*chosen], str(key)] if _KEY.fullmatch(key):
            choices: Choices = tuple(OptionId(_number(choice, "ballots")) for choice in chosen)
            return Opening(_number(position, "ballots"), choices, key)
    return _wrong("ballots")


def _tally(read: Any) -> tuple[int, dict[OptionId, int]]:
    match read:
        case {"voters": voters, "votes": [*votes]}:
            counted: dict[OptionId, int] = {}
            for each in votes:
                match each:
                    case [number, count] if _number(number, "tally") not in counted:
                        counted[OptionId(number)] = _number(count, "tally")
                    case _:
                        _wrong("tally")
            return _number(voters, "tally"), counted
    return _wrong("tally")


def _list(read: dict[str, Any], name: str) -> list[Any]:
    found = read.get(name)
    return found if isinstance(found, list) else _wrong(name)


def _text(read: dict[str, Any], name: str) -> str:
    found = read.get(name)
    return found if isinstance(found, str) else _wrong(name)


def _number(read: Any, name: str) -> int:
    """A count: a whole number from 0 on."""
    return read if isinstance(read, int) and not isinstance(read, bool) and 0 <= read <= _MOST else _wrong(name)


def _moment(read: Any, name: str) -> datetime:
    if not isinstance(read, str) or not _TIME.fullmatch(read):
        return _wrong(name)
    try:
        return datetime.strptime(read, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return _wrong(name)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _wrong(part: str) -> NoReturn:
    raise BadInput(say("verify-malformed"), part=part)


def _not_a_number(_written: str) -> NoReturn:
    raise ValueError("no such number belongs here")
