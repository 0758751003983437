"""What a decision needs to bind, as it is printed on the poll from its opening on. Pure."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from bot.domain.method import Method
from bot.domain.poll import Poll
from bot.domain.tally.thresholds import ANYBODY, Base, OptionQuorum, Quorum, Threshold
from bot.domain.text import Text, say


def binding_facts(poll: Poll) -> list[Text]:
    """Nothing for a poll that only asks."""
    counting = poll.rules.counting
    if not counting.binds:
        return []
    size = poll.rules.electorate.size
    facts = [threshold_words(counting.threshold, size)] if counting.method is Method.RATIFY else []
    if counting.method is Method.CONSENT:
        facts.append(say("fact-objections", count=counting.tolerated))
    if counting.quorum != ANYBODY:
        facts.append(quorum_words(counting.quorum, size))
    if counting.option_quorum is not None:
        facts.append(each_words(counting.option_quorum, size))
    if counting.none_option is not None:
        facts.append(say("fact-none"))
    return facts


def threshold_words(threshold: Threshold, size: int | None) -> Text:
    """A share of the eligible comes with the number that is needed: it is known from the start."""
    if threshold.base is Base.ELIGIBLE and size is not None:
        needed = threshold.needed(size, size)
        if threshold.more_than and threshold.share == Fraction(1, 2):
            return say("fact-majority-eligible", size=size, needed=needed)
        return say("fact-share-eligible", share=share_words(threshold.share), size=size, needed=needed)
    if threshold.more_than and threshold.share == Fraction(1, 2):
        return say("fact-majority-cast")
    return say("fact-share-cast", share=share_words(threshold.share))


def quorum_words(quorum: Quorum, size: int | None) -> Text:
    if quorum.share and size is not None:
        return say("fact-quorum-share", share=share_words(quorum.share), size=size, needed=quorum.needed(size))
    return say("fact-quorum-voters", needed=quorum.voters)


def each_words(each: OptionQuorum, size: int | None) -> Text:
    if each.roots:
        # the root itself is not rounded: the first number that is not below it
        needed = isqrt(int(each.roots**2 * (size or 0)))
        needed += not each.met(needed, size)
        return say("fact-each-root", needed=needed, size=size or 0)
    return say("fact-each", needed=each.votes)


def share_words(share: Fraction) -> str:
    """As it is said: "2/3"; tenths and hundredths in per cent."""
    if 100 % share.denominator == 0 and share.denominator not in (1, 2, 4):
        return f"{int(share * 100)}%"
    return "100%" if share == 1 else f"{share.numerator}/{share.denominator}"
