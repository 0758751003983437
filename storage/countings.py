"""How a poll is counted ↔ the JSON it is kept as; None for a plain choice, as in polls older than the question."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from bot.domain.ids import OptionId
from bot.domain.method import PLAIN, Counting, Method
from bot.domain.tally.thresholds import Base, OptionQuorum, Quorum, Threshold


def counting_json(counting: Counting) -> dict[str, Any] | None:
    if counting == PLAIN:
        return None
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
        "closes_early": counting.closes_early,
        "binds": counting.binds,
    }


def counting_of(written: Any) -> Counting:
    """Raises ValueError for what is not known here: no ballot may be counted by guess."""
    match written:
        case None:
            return PLAIN
        case {
            "method": str(method),
            "points": int(points),
            "threshold": {"share": str(share), "base": str(base), "more_than": bool(more_than)},
            "quorum": {"share": str(turnout), "voters": int(voters)},
            "option_quorum": each,
            "none": none,
            "tolerated": int(tolerated),
            "closes_early": bool(closes_early),
            "binds": bool(binds),
        }:
            return Counting(
                method=Method(method),
                points=points,
                threshold=Threshold(Fraction(share), Base(base), more_than),
                quorum=Quorum(Fraction(turnout), voters),
                option_quorum=OptionQuorum(each["votes"], Fraction(each["roots"])) if each is not None else None,
                none_option=OptionId(none) if none is not None else None,
                tolerated=tolerated,
                closes_early=closes_early,
                binds=binds,
            )
        case other:
            raise ValueError(f"nothing is counted by {other!r}")
