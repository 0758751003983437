"""An honest file of ballots, and what somebody makes of it who wants another result."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

from bot.domain.ballot_file import ballot_file
from bot.domain.ballot_log import Head, Opening
from bot.domain.ballot_rules import counting_written
from bot.domain.commitment import code_of, leaf_of
from bot.domain.ids import OptionId, PollId
from bot.domain.merkle import root_of
from bot.domain.method import Counting, Method
from bot.domain.poll import Closed, Option, Rules
from bot.domain.tally.plurality import Tally, recount
from tests.builders import NOON, ballot, poll

POLL = PollId("p0000001")
OPTIONS = (
    Option(id=OptionId(1), label="Lake 🏖️"),
    Option(id=OptionId(2), label="City"),
    Option(id=OptionId(3), label="Town", removed=True, merged_into=OptionId(2)),
    Option(id=OptionId(4), label="Moon", removed=True),
)
CHOICES = ((1,), (2,), (1, 2), (3,), (2, 3), (1, 4), (2,), (1,), (2,))
REPLACED = ((1,), (2,))
Change = Callable[[dict[str, Any]], object]


def key_of(number: int) -> bytes:
    return sha256(b"key %d" % number).digest()[:16]


def sealed(
    cast: Sequence[tuple[int, ...]],
    replaced: Sequence[tuple[int, ...]],
    options: tuple[Option, ...],
    rules: Rules,
    tally: Tally,
    nonce: bytes | None = None,
) -> bytes:
    """The file of a poll in which `cast` counts, and `replaced` is in the log alone."""
    keyed = [(key_of(number), choices) for number, choices in enumerate((*cast, *replaced))]
    leaves = [leaf_of(key, POLL, choices).hex() for key, choices in keyed]
    order = [*sorted(leaves[:5]), *sorted(leaves[5:])]
    opened = sorted(
        (
            Opening(order.index(leaf), tuple(OptionId(choice) for choice in choices), key.hex())
            for (key, choices), leaf in zip(keyed[: len(cast)], leaves, strict=False)
        ),
        key=lambda opening: opening.position,
    )
    raw = [bytes.fromhex(leaf) for leaf in order]
    heads = [
        Head(size, root_of(raw[:size]).hex(), NOON + timedelta(hours=hour))
        for hour, size in enumerate((5, len(raw) - 3, len(raw)))
    ]
    closed = poll(
        number=POLL,
        options=options,
        rules=rules,
        state=Closed(NOON, NOON + timedelta(hours=3), by_deadline=False),
    )
    return ballot_file(closed, order, heads, opened, tally, nonce)


def written() -> bytes:
    """Nine ballots that count, some of options that were merged or removed, and two that were replaced."""
    as_now = [{1: 1, 2: 2, 3: 2}.get(choice) for choices in CHOICES for choice in choices]
    tally = recount(
        ballot(f"v{number}", *sorted({{3: 2}.get(choice, choice) for choice in choices} - {4}))
        for number, choices in enumerate(CHOICES)
    )
    assert tally.votes(OptionId(1)) == as_now.count(1)
    return sealed(CHOICES, REPLACED, OPTIONS, Rules(most_choices=2, receipts=True), tally)


def changed(change: Change, honest: bytes | None = None) -> bytes:
    """The honest file, with one thing changed and the roots of its log recomputed where `change` asks for it."""
    read = json.loads(honest or written())
    change(read)
    return json.dumps(read).encode()


def reseal(read: dict[str, Any]) -> None:
    """Heads that fit the leaves again, as a forger makes them who cannot change what was noted down elsewhere."""
    raw = [bytes.fromhex(leaf) for leaf in read["leaves"]]
    read["heads"][-1]["size"] = len(raw)
    for head in read["heads"]:
        head["root"] = root_of(raw[: head["size"]]).hex()


def code(position: int) -> str:
    return code_of(bytes.fromhex(json.loads(written())["leaves"][position]))


def counting(method: str, **fields: object) -> dict[str, Any]:
    """As the file says it, all as usual."""
    return {**counting_written(Counting(method=Method(method)), None), **fields}


def _other_choice(read: dict[str, Any]) -> None:
    read["ballots"][0][1] = [1] if read["ballots"][0][1] != [1] else [2]


def _other_choice_resealed(read: dict[str, Any]) -> None:
    """With its own leaf and roots: only who holds the receipt, or noted a root down, can tell."""
    position, _, key = read["ballots"][0]
    read["ballots"][0][1] = [4]
    read["leaves"][position] = leaf_of(bytes.fromhex(key), POLL, [4]).hex()
    reseal(read)


def _stuffed(read: dict[str, Any]) -> None:
    read["leaves"].append(leaf_of(key_of(99), POLL, [1]).hex())
    read["ballots"].append([len(read["leaves"]) - 1, [1], key_of(99).hex()])
    read["tally"]["voters"] += 1
    read["tally"]["votes"][0][1] += 1


def _ballot_twice(read: dict[str, Any]) -> None:
    read["ballots"].insert(1, read["ballots"][0])
    read["tally"]["voters"] += 1


def _dropped(read: dict[str, Any]) -> None:
    del read["ballots"][0]


def _padded_key(read: dict[str, Any]) -> None:
    read["ballots"][0][2] += "00"


TAMPERED: dict[str, tuple[Change, set[str]]] = {
    "a ballot says something else": (_other_choice, {"ballots", "count"}),
    "a ballot was exchanged, with its leaf and all roots": (_other_choice_resealed, {"count"}),
    "a ballot was added": (_stuffed, {"root"}),
    "a ballot is counted twice": (_ballot_twice, {"ballots", "count"}),
    "a ballot was left out": (_dropped, {"count"}),
    "a ballot of an option that is not there": (
        lambda read: read["ballots"][0].__setitem__(1, [9]),
        {"ballots", "count"},
    ),
    "too many choices": (lambda read: read["ballots"][0].__setitem__(1, [1, 2, 3]), {"ballots", "count"}),
    "no choice": (lambda read: read["ballots"][0].__setitem__(1, []), {"ballots", "count"}),
    "a choice twice": (lambda read: read["ballots"][0].__setitem__(1, [2, 2]), {"ballots"}),
    "a ballot behind the end of the log": (lambda read: read["ballots"][-1].__setitem__(0, 11), {"ballots"}),
    "the key of another ballot": (lambda read: read["ballots"][0].__setitem__(2, "00" * 16), {"ballots"}),
    "another result": (lambda read: read["tally"]["votes"][0].__setitem__(1, 99), {"count"}),
    "an option without result": (lambda read: read["tally"]["votes"].pop(), {"count"}),
    "a result of a removed option": (lambda read: read["tally"]["votes"].append([4, 1]), {"count"}),
    "another number of voters": (lambda read: read["tally"].__setitem__("voters", 8), {"count"}),
    "an entry was replaced": (lambda read: read["leaves"].__setitem__(0, "ab" * 32), {"ballots", "root", "heads"}),
    "the last entry was dropped": (lambda read: read["leaves"].pop(), {"root"}),
    "entries changed places": (lambda read: read["leaves"].reverse(), {"ballots", "root", "heads"}),
    "an entry is there twice": (lambda read: read["leaves"].append(read["leaves"][0]), {"entries", "root"}),
    "two entries share a code": (
        lambda read: (read["leaves"].append(read["leaves"][0][:20] + "0" * 44), reseal(read)),
        {"entries"},
    ),
    "another root": (lambda read: read["heads"][-1].__setitem__("root", "cd" * 32), {"root"}),
    "an earlier root was rewritten": (lambda read: read["heads"][0].__setitem__("root", "cd" * 32), {"heads"}),
    "an earlier head is longer than a later one": (lambda read: read["heads"][0].__setitem__("size", 9), {"heads"}),
    "heads out of the order of time": (
        lambda read: read["heads"][0].__setitem__("at", "2031-01-01T00:00:00Z"),
        {"heads"},
    ),
    "no head at all": (lambda read: read["heads"].clear(), {"root"}),
    "an option merged elsewhere": (lambda read: read["options"][2].__setitem__("merged_into", 1), {"count"}),
    "a removed option stands again": (
        lambda read: read["options"][3].__setitem__("removed", False),
        {"count"},
    ),
    "the ballots of another poll": (lambda read: read.__setitem__("poll", "p0000002"), {"ballots"}),
}
"""What was done, and which checks must fail; on the page too."""

MALFORMED: dict[str, bytes | Change] = {
    "nothing": b"",
    "no JSON": b"<html>",
    "no UTF-8": b"\xff\xfe{}",
    "a list": b"[]",
    "cut short": written()[:-40],
    "nested without end": b'{"format":' + b"[" * 200_000,
    "another format": lambda read: read.__setitem__("format", "ascolto-ballots-3"),
    "ticks in the format of papers": lambda read: read.__setitem__("format", "ascolto-ballots-2"),
    "a method of papers in the format of ticks": lambda read: read.__setitem__("counting", counting("ranked")),
    "rules that are no rules": lambda read: read.__setitem__("counting", []),
    "no format": lambda read: read.pop("format"),
    "a fraction": written().replace(b'"voters":9', b'"voters":9.0'),
    "not a number": written().replace(b'"voters":9', b'"voters":NaN'),
    "a number without end": written().replace(b'"voters":9', b'"voters":' + b"9" * 5_000),
    "a number that is not exact everywhere": lambda read: read["tally"].__setitem__("voters", 2**53),
    "less than nothing": lambda read: read["tally"].__setitem__("voters", -1),
    "a truth for a number": lambda read: read["tally"].__setitem__("voters", True),
    "no options": lambda read: read["options"].clear(),
    "too many options": lambda read: read["options"].extend(
        {"number": number, "label": "x", "removed": False, "merged_into": None} for number in range(5, 60)
    ),
    "options out of order": lambda read: read["options"].reverse(),
    "an option merged into itself": lambda read: read["options"][2].__setitem__("merged_into", 3),
    "an option merged and standing": lambda read: read["options"][2].__setitem__("removed", False),
    "a label that is no text": lambda read: read["options"][0].__setitem__("label", ["x"]),
    "a leaf that is none": lambda read: read["leaves"].__setitem__(0, "xyz"),
    "a leaf in capitals": lambda read: read["leaves"].__setitem__(0, read["leaves"][0].upper()),
    "leaves that are no list": lambda read: read.__setitem__("leaves", {"0": "x"}),
    "a key that is too long": _padded_key,
    "a ballot that is none": lambda read: read["ballots"].append("x"),
    "a ballot with more in it": lambda read: read["ballots"][0].append("x"),
    "a place that is none": lambda read: read["ballots"][0].__setitem__(0, -1),
    "a choice that is none": lambda read: read["ballots"][0].__setitem__(1, ["1"]),
    "ballots without a result": lambda read: read.__setitem__("tally", None),
    "a result without ballots": lambda read: read.__setitem__("ballots", None),
    "a result twice": lambda read: read["tally"]["votes"].append([1, 1]),
    "a result of a list": lambda read: read["tally"]["votes"].append([[], 1]),
    "a head that is none": lambda read: read["heads"].append(7),
    "a head without time": lambda read: read["heads"][0].pop("at"),
    "a time that is none": lambda read: read["heads"][0].__setitem__("at", "2026-13-01T00:00:00Z"),
    "a time in other digits": lambda read: read["heads"][0].__setitem__("at", "2026-01-01T00:00:0\u0660Z"),
    "a time without zone": lambda read: read["heads"][0].__setitem__("at", "2026-01-01T00:00:00"),
    "a poll that cannot be": lambda read: read.__setitem__("poll", "../../etc"),
    "no question": lambda read: read.pop("question"),
}
"""What no reader takes for a file of ballots; the page neither."""


def malformed(name: str) -> bytes:
    made = MALFORMED[name]
    return made if isinstance(made, bytes) else changed(made)
