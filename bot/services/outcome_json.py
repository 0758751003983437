"""An outcome as data, for programs. Pure. Numbers of options, never labels: these stand in the poll beside it."""

from __future__ import annotations

from typing import Any

from bot.domain.poll import Poll
from bot.domain.ruling import Result, Ruling
from bot.domain.tally.approval import Approval
from bot.domain.tally.consent import Consent
from bot.domain.tally.instant_runoff import InstantRunoff
from bot.domain.tally.majority_judgment import MajorityJudgment
from bot.domain.tally.points import Points
from bot.domain.tally.ranked_pairs import RankedPairs
from bot.domain.tally.ratify import Ratification
from bot.domain.tally.rating import Rating
from bot.domain.tally.star import Star
from bot.services.rulings import Decision


def outcome_json(poll: Poll, decision: Decision) -> dict[str, Any]:
    ruling, proof = decision.ruling, decision.proof
    return {
        "method": ruling.method.value,
        "verdict": ruling.verdict.value,
        "binding": poll.rules.counting.binds,
        "winners": list(ruling.winners),
        "ranking": list(ruling.ranking),
        "not_chosen": list(ruling.not_chosen),
        "out": {str(option): why.value for option, why in ruling.fallen.items()},
        "none_of_these": ruling.none_option,
        "voters": ruling.ballots,
        "not_counted": ruling.spoilt,
        "eligible": ruling.eligible,
        "quorum": ruling.quorum,
        "flip": {"least": ruling.flip.least, "most": ruling.flip.most} if ruling.flip is not None else None,
        "closed_early": decision.spared,
        "ties": _ties(ruling),
        "draw": {"promise": proof.promise, "nonce": proof.nonce, "root": proof.root} if proof is not None else None,
        "count": _count(ruling.result),
    }


def _ties(ruling: Ruling) -> list[dict[str, Any]]:
    return [
        {
            "stage": tie.stage.value,
            "among": list(tie.among),
            "chosen": list(tie.chosen),
            "by": tie.by.value,
            "round": tie.round,
        }
        for tie in ruling.ties
    ]


def _count(result: Result) -> dict[str, Any]:
    match result:
        case Consent():
            return {
                "consents": result.consents,
                "objections": result.objections,
                "abstentions": result.abstentions,
                "tolerated": result.tolerated,
            }
        case Ratification():
            return {"yes": result.yes, "no": result.no, "abstain": result.abstain, "needed": result.needed}
        case Approval(votes=votes):
            return {"votes": {str(option): number for option, number in votes.items()}}
        case Star():
            return {
                "totals": {str(option): total for option, total in result.totals.items()},
                "finalists": list(result.finalists),
                "runoff": [result.runoff.preferred, result.runoff.opposed, result.runoff.equal]
                if result.runoff
                else None,
            }
        case Rating(ranking=rated):
            return {"scores": {str(each.option): list(each.distribution) for each in rated}}
        case MajorityJudgment(ranking=judged):
            return {"grades": {str(each.option): list(each.grades) for each in judged}}
        case Points(ranking=shared):
            return {"points": {str(each.option): each.points for each in shared}, "unspent": result.unspent}
        case RankedPairs(matrix=matrix):
            return {
                "pairs": {
                    str(one): {str(other): wins for other, wins in row.items()} for one, row in matrix.wins.items()
                },
                "condorcet_winner": result.condorcet_winner,
                "smith_set": list(result.smith_set),
            }
        case InstantRunoff(rounds=rounds):
            return {
                "rounds": [
                    {
                        "votes": {str(option): votes for option, votes in each.votes.items()},
                        "exhausted": each.exhausted,
                        "out": each.eliminated,
                    }
                    for each in rounds
                ],
                "condorcet_winner": result.condorcet_winner,
                "missed": result.missed,
            }
