"""What a method adds to its outcome: the rounds, the runoff, the comparisons. Pure."""

from __future__ import annotations

from typing import Final

from bot.domain.ids import OptionId
from bot.domain.poll import Poll
from bot.domain.ruling import Ruling
from bot.domain.tally.instant_runoff import InstantRunoff
from bot.domain.tally.ranked_pairs import RankedPairs
from bot.domain.tally.star import Star
from bot.domain.text import Text, say
from bot.locale.speech import Speech

MOST_LINES: Final = 12
"""Of rounds or comparisons; the picture shows all."""


def method_lines(poll: Poll, ruling: Ruling, speech: Speech) -> list[Text]:
    labels = {option.id: option.label for option in poll.standing}
    match ruling.result:
        case InstantRunoff() as runoff:
            return _rounds(runoff, labels, speech) if runoff.winner is not None else []
        case RankedPairs() as ranked:
            return _duels(ranked, labels)
        case Star(runoff=final) if final is not None:
            return [
                say(
                    "star-runoff",
                    winner=labels[final.winner],
                    loser=labels[final.loser],
                    preferred=final.preferred,
                    opposed=final.opposed,
                    equal=final.equal,
                )
            ]
        case _:
            return []


def _rounds(runoff: InstantRunoff, labels: dict[OptionId, str], speech: Speech) -> list[Text]:
    lines = []
    for number, each in enumerate(runoff.rounds, start=1):
        order = sorted(each.votes, key=lambda option: -each.votes[option])
        votes = tuple(
            speech.say(say("round-votes", label=labels[option], votes=each.votes[option])) for option in order
        )
        if each.eliminated is not None:
            lines.append(say("round-out", round=number, votes=votes, out=labels[each.eliminated]))
        else:
            lines.append(say("round-last", round=number, votes=votes, exhausted=each.exhausted))
    return lines[-MOST_LINES:]


def _duels(ranked: RankedPairs, labels: dict[OptionId, str]) -> list[Text]:
    """The winner against each other; and, where nobody beats all, who is in the circle at the top."""
    winner, matrix = ranked.winner, ranked.matrix
    if winner is None:
        return []
    lines = [
        say(
            "duel",
            one=labels[winner],
            other=labels[other],
            ahead=matrix.wins[winner][other],
            behind=matrix.wins[other][winner],
        )
        for other in ranked.ranking[1:]
    ][:MOST_LINES]
    if ranked.condorcet_winner is None and len(ranked.smith_set) > 1:
        lines.append(say("outcome-smith", options=tuple(labels[option] for option in ranked.smith_set)))
    return lines
