"""Whether rules can be counted as they are asked for. Pure."""

from __future__ import annotations

from bot.domain.errors import BadInput
from bot.domain.method import MOST_POINTS, Method
from bot.domain.poll import ElectorateKind, Rules
from bot.domain.tally.thresholds import Base
from bot.domain.text import say


def check_counting(rules: Rules, options: int) -> None:
    """Raises BadInput, naming the part, for rules that contradict each other or that nothing could meet."""
    counting, method = rules.counting, rules.counting.method
    if method is not Method.CHOICE and rules.multiple:
        raise BadInput(say("error-method-multi"), part="--multi")
    if not method.chooses and not rules.may_change:
        # the first tap would be the whole ballot
        raise BadInput(say("error-method-final"), part="--final")
    if rules.may_add_options and (counting.binds or method is not Method.CHOICE):
        raise BadInput(say("error-method-adds"), part="--add")
    if method is Method.POINTS and not 1 <= counting.points <= MOST_POINTS:
        raise BadInput(say("error-points", most=MOST_POINTS), part=f"--points {counting.points}")
    if method.has_fixed_options and options != 3:
        raise BadInput(say("error-method-options"))
    known = rules.electorate.size if rules.electorate.kind is ElectorateKind.CENSUS else None
    shares = counting.threshold.base is Base.ELIGIBLE or counting.quorum.share
    roots = counting.option_quorum is not None and counting.option_quorum.roots
    if (shares or roots or counting.closes_early) and known is None:
        raise BadInput(say("error-needs-eligible"), example="--eligible 120")
    if known is not None and counting.quorum.voters > known:
        raise BadInput(say("error-quorum-over", quorum=counting.quorum.voters, eligible=known), part="--quorum")
    if counting.closes_early and (rules.may_change or not method.chooses):
        raise BadInput(say("error-early-changes"), example="--early --final --eligible 120")
