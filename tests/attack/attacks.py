"""Attacks on a ballot's secrecy, each as somebody would try it. Each gives whom it believes to have chosen what.

An attack is right as often as its guesses are; by chance alone one of them all is right on average, since every voter
has chosen another option.
"""

from __future__ import annotations

import base64
import hmac
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from bot.clock import SystemChance
from bot.domain.ids import PersonId, PollId
from bot.domain.voter_keys import secret_voter
from storage.poll_keys import WrappedPollKeys
from tests.attack.loot import Loot, Row

Guess = Mapping[str, str]
"""By name, the choices as they are stored."""


def people(loot: Loot) -> list[Row]:
    return [row for row in loot.tables["people"] if str(row["name"]).startswith("Voter")]


def by_join(loot: Loot, poll: str) -> dict[str, Guess]:
    """Any value that stands both in a ballot and, in whatever table and column, beside something of a person."""
    ballots = loot.rows("ballots", poll_id=poll)
    found: dict[str, Guess] = {}
    known = {str(row[column]): row["name"] for row in people(loot) for column in ("id", "native_id", "name")}
    for column in ballots[0] if ballots else ():
        values = {str(row[column]): row["choices"] for row in ballots}
        if len(values) < len(ballots):
            continue  # it does not tell one ballot from another
        direct = {name: values[value] for value, name in known.items() if value in values}
        found[f"ballots.{column} = people"] = direct
        for table, rows in loot.tables.items():
            if table == "ballots" or column == "choices":
                continue
            beside: dict[str, str] = {}
            for row in rows:
                texts = [str(value) for value in row.values()]
                whose = [name for value, name in known.items() if any(value in each for each in texts)]
                which = [choices for value, choices in values.items() if value in texts]
                if len(set(whose)) == 1 and len(set(which)) == 1:
                    beside[whose[0]] = which[0]
            found[f"ballots.{column} = {table}"] = beside
    return found


def by_order(loot: Loot, poll: str) -> dict[str, Guess]:
    """The n-th of any order of ballots is of the n-th of any order of people."""
    ballots = loot.rows("ballots", poll_id=poll)
    names = {row["id"]: row["name"] for row in people(loot)}
    took_part = [names[row["person_id"]] for row in loot.rows("participations", poll_id=poll)]
    voters = set(took_part) or set(loot.order_of_voting)
    orders_of_people = {
        "the order of voting": list(loot.order_of_voting),
        "participations": took_part,
        "where people stand": [row["name"] for row in people(loot)],
        **{
            f"people by {column}": [row["name"] for row in sorted(people(loot), key=lambda each: str(each[column]))]
            for column in ("id", "native_id", "name")
        },
    }
    orders_of_ballots: dict[str, list[Row]] = {"where ballots stand": list(ballots)}
    for column in ballots[0] if ballots else ():
        orders_of_ballots[f"ballots by {column}"] = sorted(ballots, key=lambda each: str(each[column]))
    for file, content in loot.raw.items():
        places = {row["voter_key"]: content.find(str(row["voter_key"]).encode()) for row in ballots}
        if ballots and all(place >= 0 for place in places.values()):
            orders_of_ballots[f"in the bytes of {file}"] = sorted(ballots, key=lambda each: places[each["voter_key"]])
    found = {}
    for (one, persons), (other, cast) in itertools.product(orders_of_people.items(), orders_of_ballots.items()):
        line = [name for name in persons if name in voters]
        for turned, way in ((cast, ""), (cast[::-1], " backwards")):
            found[f"{one} / {other}{way}"] = {name: row["choices"] for name, row in zip(line, turned, strict=False)}
    return found


def participants_in_bytes(loot: Loot, poll: str) -> dict[str, list[str]]:
    """By file, the numbers of those who took part in the order in which they stand in its very bytes."""
    # who asked for the outcome stands, poll and number, in another table, too
    asked = {row["person_id"] for row in loot.rows("subscriptions", poll_id=poll)}
    took_part = {str(row["person_id"]) for row in loot.rows("participations", poll_id=poll)}
    members = sorted(took_part - asked)
    found = {}
    for file, content in loot.raw.items():
        # both databases write the two texts of a row one after the other, PostgreSQL with a length between them
        places = {
            person: match.start()
            for person in members
            if (match := re.search(re.escape(poll.encode()) + b".?" + re.escape(person.encode()), content, re.DOTALL))
        }
        if members and len(places) == len(members):
            found[file] = sorted(members, key=lambda person: places[person])
    return found


def by_time(loot: Loot, poll: str, moments: Mapping[str, tuple[float, float]]) -> dict[str, Guess]:
    """`moments`: from when to when each was seen voting. The only ballot of that time is theirs."""
    found: dict[str, Guess] = {}
    for column in ("cast_at", "changed_at"):
        times = [(row[column], row["choices"]) for row in loot.rows("ballots", poll_id=poll)]
        within = {
            name: [choices for at, choices in times if began <= at <= ended] for name, (began, ended) in moments.items()
        }
        found[column] = {name: choices[0] for name, choices in within.items() if len(choices) == 1}
    return found


def by_computing(loot: Loot, poll: str) -> dict[str, Guess]:
    """Every key that is found anywhere, or made of the program's secret, tried on everything that names a person."""
    ballots = {row["voter_key"]: row["choices"] for row in loot.rows("ballots", poll_id=poll)}
    guess: dict[str, str] = {}
    for key in _keys(loot, poll):
        for row in people(loot):
            for column in ("id", "native_id", "name"):
                subject = str(row[column])
                for made in _made(key, subject):
                    if made in ballots:
                        guess[row["name"]] = ballots[made]
    return {"keys that lie about": guess}


def by_difference(before: Loot, after: Loot, which: str, poll: str, name: str) -> dict[str, Guess]:
    """Between two backups one person voted: what is new in the second is theirs."""
    lines = set(after.backups[which].decode("utf-8", "replace").split("\n"))
    new = lines - set(before.backups[which].decode("utf-8", "replace").split("\n"))
    cast = [line for line in new if poll in line]
    choices = {found for line in cast for found in re.findall(r'"(\d{1,2})"', line)}
    return {"what a later backup has more": {name: next(iter(choices))} if len(choices) == 1 else {}}


def left_over(loot: Loot, secrets: Mapping[str, str | bytes]) -> list[str]:
    """Where any of these can still be read: in files, rows, logs or backups."""
    found = []
    for what, secret in secrets.items():
        raw = secret.encode() if isinstance(secret, str) else secret
        found += [f"{what} in {file}" for file, content in loot.raw.items() if raw in content]
        words = secret if isinstance(secret, str) else secret.hex()
        found += [f"{what} in {place}" for place, value in loot.texts() if words in value]
    return found


def right(guess: Guess, truth: Mapping[str, str]) -> int:
    return sum(truth.get(name) == choices for name, choices in guess.items())


def _keys(loot: Loot, poll: str) -> Iterator[bytes]:
    kept = WrappedPollKeys(loot.secret, SystemChance())
    candidates: set[str] = {loot.secret, poll}
    for _, value in loot.texts():
        candidates.update(re.findall(r"[A-Za-z0-9+/=_-]{22,120}", value))
    for content in loot.raw.values():
        candidates.update(found.decode() for found in re.findall(rb"[A-Za-z0-9+/=]{72,90}", content))
    for candidate in candidates:
        # a value in a file may have grown together with its neighbours, so it is cut at every place
        for start in range(min(len(candidate), 24)):
            unwrapped = kept.unwrap(PollId(poll), candidate[start : start + 80])
            if unwrapped is not None:
                yield unwrapped
        yield candidate.encode()
        for decode in (bytes.fromhex, base64.b64decode, base64.urlsafe_b64decode):
            decoded = _tried(decode, candidate)
            if decoded:
                yield decoded


def _tried(decode: Callable[[str], bytes], text: str) -> bytes:
    try:
        return decode(text)
    except ValueError:
        return b""


def _made(key: bytes, subject: str) -> Sequence[Any]:
    digest = hmac.digest(key, subject.encode(), "sha256")
    return (
        secret_voter(key, PersonId(subject)),
        digest.hex(),
        digest.hex()[:32],
        sha256(key + subject.encode()).hexdigest(),
        sha256(subject.encode()).hexdigest(),
        subject,
    )
