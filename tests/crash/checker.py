"""Holds a database against what people were told. Plain SQL of its own: it shares nothing with what it checks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, text

from tests.crash.ledger import NOTHING, Announced, Choices, Ledger

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RANK = re.compile(r"^• (?P<label>.+?): .*?\((?P<votes>[\d,]+) votes?\)$", re.MULTILINE)
_VOTERS = re.compile(r"^(?P<voters>[\d,]+) (?:person|people) voted\.$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Ballot:
    visitor: str
    choices: Choices
    platform: str


def check_votes(engine: Engine, ledger: Ledger) -> list[str]:
    """At any moment, also right after a kill: every ballot is one that somebody was told of, and all are counted."""
    with _as_of_one_moment(engine) as connection:
        return [*ledger.complaints, *_ballots(connection, ledger), *_tallies(connection), *_doubled_posts(connection)]


def check_end(engine: Engine, ledger: Ledger, now: datetime) -> list[str]:
    """And once everything has come to rest: what was due is closed, and shown everywhere once, as it is counted."""
    found = check_votes(engine, ledger)
    with _as_of_one_moment(engine) as connection:
        return [
            *found,
            *_polls(connection, ledger),
            *(finding for poll in ledger.polls.values() for finding in _closing(connection, poll, now)),
            *_posts(connection),
            *_results(connection),
        ]


def _as_of_one_moment(engine: Engine) -> Connection:
    """Others may go on writing: what is compared here must belong together."""
    on_postgresql = engine.dialect.name == "postgresql"
    return engine.execution_options(isolation_level="REPEATABLE READ").connect() if on_postgresql else engine.connect()


def _ask(connection: Connection, sql: str, **arguments: object) -> Sequence[Any]:
    return connection.execute(text(sql), arguments).all()


def _stored(connection: Connection) -> dict[str, list[Ballot]]:
    """The ballots of every poll."""
    ballots: dict[str, list[Ballot]] = defaultdict(list)
    for poll, visitor, choices, platform in _ask(
        connection,
        "SELECT ballots.poll_id, people.native_id, ballots.choices, ballots.platform FROM ballots"
        " LEFT JOIN people ON people.id = ballots.voter_key",
    ):
        chosen = frozenset(int(option) for option in choices.split("."))
        ballots[poll].append(Ballot(visitor or "nobody", chosen, platform))
    return ballots


def _ballots(connection: Connection, ledger: Ledger) -> Iterator[str]:
    stored = _stored(connection)
    for visitor, times in _ask(connection, "SELECT native_id, COUNT(*) FROM people GROUP BY native_id, platform"):
        if times > 1:
            yield f"{visitor} is {times} people"
    for poll, ballots in stored.items():
        for visitor, times in Counter(ballot.visitor for ballot in ballots).items():
            if times > 1:
                yield f"{visitor} has {times} ballots in {poll}"
    for poll in ledger.polls.keys() | stored.keys():
        held = {ballot.visitor: ballot.choices for ballot in stored.get(poll, ())}
        possible = ledger.of(poll)
        for visitor in held.keys() | possible.keys():
            is_there = held.get(visitor, NOTHING)
            allowed = possible.get(visitor, frozenset({NOTHING}))
            if is_there not in allowed:
                told = " or ".join(_words(each) for each in sorted(allowed, key=sorted))
                yield f"{visitor} in {poll}: {_words(is_there)} is stored, and they were told {told}"


def _tallies(connection: Connection) -> Iterator[str]:
    votes: Counter[tuple[str, str, int]] = Counter()
    voters: Counter[tuple[str, str]] = Counter()
    for poll, ballots in _stored(connection).items():
        for ballot in ballots:
            voters[poll, ballot.platform] += 1
            votes.update((poll, ballot.platform, option) for option in ballot.choices)
    kept = {
        tuple(place): count
        for *place, count in _ask(connection, "SELECT poll_id, platform, option_number, votes FROM tallies")
    }
    turnout = {
        tuple(place): count for *place, count in _ask(connection, "SELECT poll_id, platform, voters FROM turnouts")
    }
    for what, counted, written in (("votes", votes, kept), ("voters", voters, turnout)):
        for place in counted.keys() | written.keys():
            if counted.get(place, 0) != written.get(place, 0):
                where = " ".join(map(str, place))
                yield f"{what} of {where}: {written.get(place, 0)} kept, {counted.get(place, 0)} ballots"


def _polls(connection: Connection, ledger: Ledger) -> Iterator[str]:
    questions = Counter(question for (question,) in _ask(connection, "SELECT question FROM polls"))
    for poll in ledger.polls.values():
        if questions[poll.question] != 1:
            yield f"{poll.question!r} was launched {questions[poll.question]} times"


def _closing(connection: Connection, poll: Announced, now: datetime) -> Iterator[str]:
    rows = _ask(connection, "SELECT state, closed_at, closed_by_deadline FROM polls WHERE id = :id", id=poll.id)
    if not rows:
        yield f"{poll.id} is gone"
        return
    state, closed_at, by_deadline = rows[0]
    if poll.closes_at is not None and poll.closes_at <= now:
        if state != "closed":
            yield f"{poll.id} was due at {poll.closes_at} and is {state}"
        elif not by_deadline or _EPOCH + timedelta(microseconds=closed_at) != poll.closes_at:
            yield f"{poll.id} was due at {poll.closes_at} and closed at another moment"


def _doubled_posts(connection: Connection) -> Iterator[str]:
    for room, poll, kind, times in _ask(
        connection,
        "SELECT channel_id, poll_id, kind, COUNT(*) FROM room_messages WHERE poll_id IS NOT NULL"
        " GROUP BY channel_id, poll_id, kind",
    ):
        if times != 1:
            yield f"{room} shows {kind} of {poll} {times} times"


def _posts(connection: Connection) -> Iterator[str]:
    for post, kind, reference, shown, version in _ask(
        connection,
        "SELECT posts.id, posts.kind, posts.reference, posts.shown_version, polls.version FROM posts"
        " JOIN polls ON polls.id = posts.poll_id",
    ):
        if reference is None:
            yield f"{post} was not delivered"
        elif kind == "card" and shown != version:
            yield f"{post} shows version {shown} of {version}"


def _results(connection: Connection) -> Iterator[str]:
    """In every room that shows a closed poll's card, one result, with the numbers of the ballots."""
    stored = _stored(connection)
    for poll, room, reference in _ask(
        connection,
        "SELECT polls.id, posts.channel_id, posts.reference FROM polls JOIN posts ON posts.poll_id = polls.id"
        " WHERE polls.state = 'closed' AND posts.kind = 'card'",
    ):
        cards = _ask(connection, "SELECT number FROM room_messages WHERE poll_id = :p AND channel_id = :r"
                     " AND kind = 'card'", p=poll, r=room)  # fmt: skip
        if [str(number) for (number,) in cards] != [reference]:
            yield f"{room} shows {len(cards)} cards of {poll}, noted is {reference}"
        shown = _ask(connection, "SELECT text FROM room_messages WHERE poll_id = :p AND channel_id = :r"
                     " AND kind = 'result'", p=poll, r=room)  # fmt: skip
        if len(shown) != 1:
            yield f"{room} shows {len(shown)} results of {poll}"
            continue
        yield from _numbers(connection, poll, room, shown[0][0], stored.get(poll, []))


def _numbers(connection: Connection, poll: str, room: str, words: str, ballots: Sequence[Ballot]) -> Iterator[str]:
    labels = dict(_ask(connection, "SELECT number, label FROM options WHERE poll_id = :p", p=poll))
    counted = Counter(option for ballot in ballots for option in ballot.choices)
    wanted = {label: counted[number] for number, label in labels.items()}
    said = {found["label"]: _number(found["votes"]) for found in _RANK.finditer(words)}
    if said != wanted:
        yield f"{room} says of {poll}: {said}; the ballots: {wanted}"
    voters = _VOTERS.search(words)
    if (_number(voters["voters"]) if voters else 0) != len(ballots):
        yield f"{room} says of {poll}: {voters[0] if voters else 'nobody voted'}; there are {len(ballots)} ballots"


def _number(digits: str) -> int:
    return int(digits.replace(",", ""))


def _words(choices: Choices) -> str:
    return "+".join(map(str, sorted(choices))) or "no ballot"
