"""By which rules a published file of ballots is counted: what its field `counting` says, written and read.

A file without it is a plain choice, as all were before there was anything else.
"""

from __future__ import annotations

from typing import Any

from bot.domain.ids import OptionId
from bot.domain.method import MOST_POINTS, PLAIN, Counting, Method
from bot.domain.tally.thresholds import Base, OptionQuorum, Quorum, Threshold
from bot.domain.wellformed import fraction, whole_number, wrong


def counting_written(counting: Counting, eligible: int | None) -> dict[str, Any]:
    """What recounting and deciding need of it. `eligible`: how many may vote, where that is known."""
    each = counting.option_quorum
    return {
        "method": counting.method.value,
        "points": counting.points,
        "threshold": {
            "share": str(counting.threshold.share),
            "base": counting.threshold.base.value,
            "more_than": counting.threshold.more_than,
        },
        "quorum": {"share": str(counting.quorum.share), "voters": counting.quorum.voters},
        "option_quorum": {"votes": each.votes, "roots": str(each.roots)} if each is not None else None,
        "none": counting.none_option,
        "tolerated": counting.tolerated,
        "binds": counting.binds,
        "eligible": eligible,
    }


def counting_read(read: Any, *, options: int, papers: bool) -> tuple[Counting, int | None]:
    """The rules, and how many may vote. Raises BadInput for rules that are not known here, or that nothing can meet.

    `papers`: whether the file's format is that of ballots with marks; the method must be one of those then.
    """
    if read is None and not papers:
        return PLAIN, None
    match read:
        case {
            "method": str(method),
            "points": points,
            "threshold": {"share": least, "base": str(base), "more_than": bool(more_than)},
            "quorum": {"share": turnout, "voters": voters},
            "option_quorum": each,
            "none": none,
            "tolerated": tolerated,
            "binds": bool(binds),
            "eligible": eligible,
        }:
            try:
                counting = Counting(
                    method=Method(method),
                    points=whole_number(points, "counting"),
                    threshold=Threshold(fraction(least, "counting"), Base(base), more_than),
                    quorum=Quorum(fraction(turnout, "counting"), whole_number(voters, "counting")),
                    option_quorum=_option_quorum(each),
                    none_option=OptionId(whole_number(none, "counting")) if none is not None else None,
                    tolerated=whole_number(tolerated, "counting"),
                    binds=binds,
                )
            except ValueError:
                return wrong("counting")
            known = whole_number(eligible, "counting") if eligible is not None else None
            if counting.method.chooses is papers or not _can_be_met(counting, options, known):
                wrong("counting")
            return counting, known
    return wrong("counting")


def _option_quorum(read: Any) -> OptionQuorum | None:
    match read:
        case None:
            return None
        case {"votes": votes, "roots": roots}:
            return OptionQuorum(whole_number(votes, "counting"), fraction(roots, "counting"))
    return wrong("counting")


def _can_be_met(counting: Counting, options: int, eligible: int | None) -> bool:
    if counting.none_option is not None and not 1 <= counting.none_option <= options:
        return False
    least = 1 if counting.method is Method.POINTS else 0
    if not least <= counting.points <= MOST_POINTS:
        return False
    each = counting.option_quorum
    asks = counting.threshold.base is Base.ELIGIBLE or counting.quorum.share or (each is not None and each.roots)
    return eligible is not None or not asks
