"""The rule that an outcome went by, and its base, in words. Pure."""

from __future__ import annotations

from fractions import Fraction

from bot.domain.method import Method
from bot.domain.poll import Poll
from bot.domain.ruling import Ruling
from bot.domain.tally.consent import Consent
from bot.domain.tally.ratify import Ratification
from bot.domain.tally.thresholds import ANYBODY, Base, OptionQuorum, Threshold
from bot.domain.text import Text, say
from bot.locale.speech import Speech


def rule_lines(poll: Poll, ruling: Ruling, speech: Speech) -> list[Text]:
    counting = poll.rules.counting
    lines = [_rule(poll, ruling, speech)]
    if counting.quorum != ANYBODY:
        lines.append(say("rule-quorum", needed=ruling.quorum, voters=ruling.ballots))
    if counting.option_quorum is not None:
        lines.append(say("rule-option-quorum", needed=own_voters(counting.option_quorum, ruling.eligible)))
    if ruling.none_option is not None:
        lines.append(say("rule-none", option=poll.option(ruling.none_option).label))
    return lines


def own_voters(quorum: OptionQuorum, eligible: int | None) -> int:
    """The fewest voters with which an option stays in."""
    whole = eligible or 0
    # the root is exact where it is whole: the squares are compared, as in the count
    guess = max(quorum.votes, int(float(quorum.roots) * whole**0.5) - 1, 0)
    while not quorum.met(guess, whole):
        guess += 1
    return guess


def share_words(threshold: Threshold, speech: Speech) -> Text:
    """ "more than half", "at least two thirds", "at least 60%"."""
    share = threshold.share
    if share == Fraction(1, 2):
        return say("share-more-half") if threshold.more_than else say("share-least-half")
    if share == Fraction(2, 3):
        return say("share-more-two-thirds") if threshold.more_than else say("share-least-two-thirds")
    if share == Fraction(3, 4):
        return say("share-more-three-quarters") if threshold.more_than else say("share-least-three-quarters")
    exact = (share * 1000).denominator == 1
    words = speech.percent(share * 100) if exact else f"{share.numerator}/{share.denominator}"
    return say("share-more", share=words) if threshold.more_than else say("share-least", share=words)


def _rule(poll: Poll, ruling: Ruling, speech: Speech) -> Text:
    match ruling.result:
        case Consent(tolerated=tolerated):
            return say("rule-consent-borne", tolerated=tolerated) if tolerated else say("rule-consent")
        case Ratification(threshold=threshold, needed=needed, yes=yes, cast=cast):
            eligible = threshold.base is Base.ELIGIBLE
            base = say("base-eligible", eligible=ruling.eligible or 0) if eligible else say("base-cast", cast=cast)
            return say("rule-ratify", share=share_words(threshold, speech), base=base, needed=needed, yes=yes)
        case _:
            return _method_rule(poll)


def _method_rule(poll: Poll) -> Text:
    match poll.rules.counting.method:
        case Method.STAR:
            return say("rule-star")
        case Method.RATING:
            return say("rule-rating")
        case Method.JUDGMENT:
            return say("rule-judgment")
        case Method.POINTS:
            return say("rule-points", points=poll.rules.counting.points)
        case Method.RANKED:
            return say("rule-ranked")
        case Method.RUNOFF:
            return say("rule-runoff")
        case _:
            return say("rule-approval") if poll.rules.multiple else say("rule-most")
