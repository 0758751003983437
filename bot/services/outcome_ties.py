"""Ties, how each was broken, and what proves a draw, in words. Pure."""

from __future__ import annotations

from typing import Final

from bot.domain.poll import Poll
from bot.domain.ruling import Ruling
from bot.domain.tally.ties import Breaker, Stage, Tie
from bot.domain.text import Text, say
from bot.services.rulings import Decision

MOST_TIES: Final = 8

_BY: Final = {
    Breaker.EARLIER_ROUND: say("tie-by-earlier-round"),
    Breaker.HEAD_TO_HEAD: say("tie-by-head-to-head"),
    Breaker.MOST_FIVES: say("tie-by-fives"),
    Breaker.DRAW: say("tie-by-draw"),
}


def tie_lines(poll: Poll, ruling: Ruling) -> list[Text]:
    """Nothing of ties that no draw broke, where the poll has none: the headline says that it is tied."""
    return [_tie(poll, tie) for tie in ruling.ties[-MOST_TIES:]] if ruling.winner is not None else []


def proof_lines(decision: Decision) -> list[Text]:
    """What was promised at the opening, and what keeps the promise."""
    proof = decision.proof
    if proof is None:
        return []
    about = {"nonce": proof.nonce, "root": proof.root, "promise": proof.promise}
    return [say("proof-of-log", **about) if proof.of_log else say("proof-of-listing", **about)]


def _tie(poll: Poll, tie: Tie) -> Text:
    labels = {option.id: option.label for option in poll.options}
    among = tuple(labels[option] for option in tie.among)
    chosen = tuple(labels[option] for option in tie.chosen)
    match tie.stage:
        case Stage.WINNER:
            return say("tie-winner", options=among, by=_BY[tie.by], chosen=chosen)
        case Stage.ELIMINATION:
            return say("tie-elimination", options=among, by=_BY[tie.by], chosen=chosen, round=tie.round or 0)
        case Stage.FINALISTS:
            return say("tie-finalists", options=among, by=_BY[tie.by], chosen=chosen)
        case Stage.PAIRS:
            return say("tie-pairs", options=among)
