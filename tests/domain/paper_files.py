"""Honest files of papers, one for each method, and what somebody makes of them who wants another result."""

from __future__ import annotations

from typing import Any, Final

from bot.domain.commitment import leaf_of
from bot.domain.ids import OptionId
from bot.domain.method import Counting, Method
from bot.domain.poll import Electorate, ElectorateKind, Option, Rules
from bot.domain.tally.plurality import recount
from tests.builders import ballot
from tests.domain.ballot_files import POLL, Change, changed, counting, reseal, sealed

OPTIONS: Final = (
    Option(id=OptionId(1), label="Lake 🏖️"),
    Option(id=OptionId(2), label="City"),
    Option(id=OptionId(3), label="Town"),
    Option(id=OptionId(4), label="Moon", removed=True),
)
"""The last one was taken off before the poll opened: no paper may name it."""
RANKED: Final = ((101, 202), (102, 201, 303), (103,), (101, 102, 203), (101, 202), (102,), (103, 201))
PAPERS: Final[dict[Method, tuple[tuple[int, ...], ...]]] = {
    Method.RANKED: RANKED,
    Method.RUNOFF: RANKED,
    Method.STAR: ((601,), (102, 601), (303, 401), (602,), (102, 103, 501), (203, 601, 602), (101,)),
    Method.RATING: ((501,), (102, 501), (303, 401), (502,), (102, 103, 501), (203, 301, 502), (101,)),
    Method.JUDGMENT: ((601,), (102, 601), (303, 401), (602,), (102, 103, 501), (203, 601, 602), (101,)),
    Method.POINTS: ((501,), (102, 401), (101, 103, 302), (502,), (102, 103), (203, 301), (101,)),
}
REPLACED: Final = {method: papers[:2] for method, papers in PAPERS.items()}
ENTRIES: Final = 9
NONCE: Final = bytes(range(32))


def rules_of(method: Method) -> Rules:
    return Rules(
        receipts=True,
        electorate=Electorate(kind=ElectorateKind.CENSUS, size=40),
        counting=Counting(method=method, points=5 if method is Method.POINTS else 0, binds=True),
    )


def papers(method: Method = Method.RANKED) -> bytes:
    """Seven papers that count and two that were replaced."""
    tally = recount(ballot(f"v{number}", *choices) for number, choices in enumerate(PAPERS[method]))
    return sealed(PAPERS[method], REPLACED[method], OPTIONS, rules_of(method), tally, NONCE)


def approvals(*cast: tuple[int, ...]) -> bytes:
    """A decision by ticks: in the format of ticks, with rules and a draw beside it."""
    tally = recount(ballot(f"v{number}", *choices) for number, choices in enumerate(cast))
    rules = Rules(most_choices=3, receipts=True, counting=Counting(binds=True))
    return sealed(cast, ((1,), (2,), (3,)), OPTIONS, rules, tally, NONCE)


def says(*choices: int) -> Change:
    """The first ballot is opened as one that was sealed and counted so: nothing but its rules is against it."""

    def change(read: dict[str, Any]) -> None:
        position, before, key = read["ballots"][0]
        read["ballots"][0][1] = list(choices)
        read["leaves"][position] = leaf_of(bytes.fromhex(key), POLL, choices).hex()
        reseal(read)
        votes = dict(read["tally"]["votes"])
        for mark in before:
            votes[mark] -= 1
        for mark in choices:
            votes[mark] = votes.get(mark, 0) + 1
        read["tally"]["votes"] = [[mark, votes[mark]] for mark in sorted(votes)]

    return change


def _mark_elsewhere(read: dict[str, Any]) -> None:
    """The totals of an option are right, those of its marks are not."""
    first, second = read["tally"]["votes"][:2]
    first[1], second[1] = first[1] + 1, second[1] - 1


SPOILT: Final[dict[str, tuple[Method, tuple[int, ...]]]] = {
    "a rank twice for one option": (Method.RANKED, (101, 201)),
    "a ranking with a gap": (Method.RANKED, (101, 302)),
    "a ranking without a first place": (Method.RUNOFF, (201, 302)),
    "a rank of an option that is not there": (Method.RANKED, (101, 209)),
    "a rank of option nought": (Method.RANKED, (100, 201)),
    "a rank of a removed option": (Method.RANKED, (101, 204)),
    "a tick on a paper": (Method.RANKED, (1, 102)),
    "a rank beyond every number": (Method.RANKED, (2**53 - 1,)),
    "ranks out of order": (Method.RANKED, (201, 102)),
    "the same rank twice": (Method.RANKED, (101, 101)),
    "a score above the scale": (Method.STAR, (701,)),
    "an option scored twice": (Method.STAR, (101, 601)),
    "six stars": (Method.RATING, (601,)),
    "a seventh grade": (Method.JUDGMENT, (102, 701)),
    "more points than there were": (Method.POINTS, (301, 302)),
    "more points than there were, on one option": (Method.POINTS, (601,)),
    "no point at all": (Method.POINTS, (1,)),
    "what a button carries": (Method.POINTS, (9101,)),
    "an empty paper": (Method.STAR, ()),
}
"""Papers that no ballot box takes, sealed and counted as if one had."""

TAMPERED_PAPERS: Final[dict[str, tuple[Method, Change, set[str]]]] = {
    **{what: (method, says(*choices), {"ballots", "count"}) for what, (method, choices) in SPOILT.items()},
    "another paper": (Method.RANKED, lambda read: read["ballots"][0].__setitem__(1, [102, 201]), {"ballots"}),
    "a mark counted as another": (Method.STAR, _mark_elsewhere, {"count"}),
    "a mark that nobody gave": (Method.STAR, lambda read: read["tally"]["votes"].append([202, 1]), {"count"}),
    "a mark left out": (Method.STAR, lambda read: read["tally"]["votes"].pop(), {"count"}),
    "a result of an option that is not there": (
        Method.RATING,
        lambda read: read["tally"]["votes"].append([2**53 - 1, 1]),
        {"count"},
    ),
    "another number of voters": (Method.POINTS, lambda read: read["tally"].__setitem__("voters", 6), {"count"}),
    "fewer points than were shared": (
        Method.POINTS,
        lambda read: read["counting"].__setitem__("points", 4),
        {"ballots", "count"},
    ),
    "another scale": (Method.STAR, lambda read: read["counting"].__setitem__("method", "rating"), {"ballots", "count"}),
    "an option taken away afterwards": (
        Method.RANKED,
        lambda read: read["options"][0].__setitem__("removed", True),
        {"ballots", "count"},
    ),
    "an option merged afterwards": (
        Method.RANKED,
        lambda read: read["options"][0].update(removed=True, merged_into=2),
        {"ballots", "count"},
    ),
    "the draw of another nonce": (
        Method.RANKED,
        lambda read: read["draw"].__setitem__("nonce", "00" * 32),
        {"draw"},
    ),
    "the draw of another promise": (
        Method.RANKED,
        lambda read: read["draw"].__setitem__("promise", "00" * 32),
        {"draw"},
    ),
    "a paper was left out": (Method.JUDGMENT, lambda read: read["ballots"].pop(0), {"count"}),
}
"""Of which method, what was done, and which checks must fail; on the page too."""


def _rule(method: Method = Method.RANKED, **fields: object) -> tuple[Method, Change]:
    return method, lambda read: read.__setitem__("counting", counting(method.value, **fields))


MALFORMED_PAPERS: Final[dict[str, tuple[Method, Change]]] = {
    "papers in the format of ticks": (
        Method.RANKED,
        lambda read: read.update(format="ascolto-ballots-1", most_choices=3),
    ),
    "no rules": (Method.RANKED, lambda read: read.pop("counting")),
    "rules of nothing": (Method.RANKED, lambda read: read.__setitem__("counting", None)),
    "a rule left out": (Method.RANKED, lambda read: read["counting"].pop("none")),
    "an unknown method": (Method.RANKED, lambda read: read["counting"].__setitem__("method", "lottery")),
    "a method that is a list": (Method.RANKED, lambda read: read["counting"].__setitem__("method", ["star"])),
    "ticks as a method": (Method.RANKED, lambda read: read["counting"].__setitem__("method", "choice")),
    "no points to share": _rule(Method.POINTS, points=0),
    "more points than anybody can tap": _rule(Method.POINTS, points=81),
    "points below nothing": _rule(Method.POINTS, points=-1),
    "a share above everything": _rule(quorum={"share": "3/2", "voters": 0}, eligible=9),
    "a share of nothing": _rule(quorum={"share": "1/0", "voters": 0}, eligible=9),
    "a share that is a number": _rule(quorum={"share": 1, "voters": 0}, eligible=9),
    "a share in other digits": _rule(quorum={"share": "\u0661", "voters": 0}, eligible=9),
    "a share without end": _rule(quorum={"share": "1/" + "9" * 5000, "voters": 0}, eligible=9),
    "more than everything": _rule(threshold={"share": "1", "base": "cast", "more_than": True}),
    "a base that is none": _rule(threshold={"share": "1/2", "base": "mood", "more_than": True}),
    "a truth that is a number": _rule(threshold={"share": "1/2", "base": "cast", "more_than": 1}),
    "a share of nobody knows how many": _rule(quorum={"share": "1/2", "voters": 0}),
    "a root of nobody knows how many": _rule(option_quorum={"votes": 0, "roots": "3/2"}),
    "an option's quorum that is none": _rule(option_quorum=[3]),
    "none of these, that is not there": _rule(none=5),
    "none of these, that is no number": _rule(none="4"),
    "an electorate below nothing": _rule(eligible=-1),
    "objections that are a truth": _rule(tolerated=True),
    "a draw that is a word": (Method.RANKED, lambda read: read.__setitem__("draw", "heads")),
    "a nonce that is too long": (Method.RANKED, lambda read: read["draw"].__setitem__("nonce", "00" * 33)),
    "a draw without a promise": (Method.RANKED, lambda read: read["draw"].pop("promise")),
    "binding as a word": _rule(binds="yes"),
}
"""What no reader takes for a file of papers; the page neither."""


def tampered_papers(what: str) -> bytes:
    method, change, _ = TAMPERED_PAPERS[what]
    return changed(change, papers(method))


def malformed_papers(what: str) -> bytes:
    method, change = MALFORMED_PAPERS[what]
    return changed(change, papers(method))


def few() -> bytes:
    """So few voted that nothing is opened."""
    return changed(lambda read: read.update(ballots=None, tally=None, draw=None), papers())
