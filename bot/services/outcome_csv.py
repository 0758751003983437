"""An outcome as a table: what the method counts of each option, then the verdict, its rule and the proof. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.ids import OptionId
from bot.domain.method import GRADES, MOST_SCORE, MOST_STARS
from bot.domain.poll import Poll
from bot.domain.ruling import Ruling
from bot.domain.tally.instant_runoff import InstantRunoff
from bot.domain.tally.majority_judgment import MajorityJudgment
from bot.domain.tally.points import Points
from bot.domain.tally.ranked_pairs import RankedPairs
from bot.domain.tally.rating import Rating
from bot.domain.tally.star import Star
from bot.domain.text import say
from bot.locale.speech import Speech
from bot.services.outcome_rows import outcome_rows
from bot.services.outcome_rules import rule_lines
from bot.services.outcome_ties import proof_lines, tie_lines
from bot.services.outcomes import say_headline
from bot.services.papers import GRADE_WORDS
from bot.services.rulings import Decision

Cell = str | int


def outcome_table(poll: Poll, decision: Decision, speech: Speech) -> list[list[Cell]]:
    """With a header. Not made safe for spreadsheets: whoever writes it does that."""
    ruling = decision.ruling
    head, columns = _columns(poll, ruling, speech)
    rows: list[list[Cell]] = [
        [
            speech.say(say("csv-place")),
            speech.say(say("csv-option")),
            speech.say(say("csv-result")),
            speech.say(say("csv-details")),
            *head,
        ]
    ]
    for place, row in enumerate(outcome_rows(poll, ruling, speech), start=1):
        rows.append([place, row.label, row.share, row.votes, *columns.get(row.option, [""] * len(head))])
    rows.append([speech.say(say("csv-voters")), ruling.ballots])
    if ruling.eligible is not None:
        rows.append([speech.say(say("csv-may-vote")), ruling.eligible])
    words = (say_headline(poll, ruling), *rule_lines(poll, ruling, speech), *tie_lines(poll, ruling))
    rows += [[speech.say(text)] for text in (*words, *proof_lines(decision))]
    return rows


def _columns(poll: Poll, ruling: Ruling, speech: Speech) -> tuple[list[Cell], Mapping[OptionId, list[Cell]]]:
    """What the method counts: how often each score, against each rival, in each round."""
    labels = {option.id: option.label for option in poll.standing}
    match ruling.result if isinstance(ruling.result, RankedPairs | InstantRunoff) else ruling.whole:
        case RankedPairs(matrix=matrix):
            head: list[Cell] = [speech.say(say("csv-above", option=labels[other])) for other in matrix.options]
            return head, {one: [matrix.wins[one].get(other, "") for other in matrix.options] for one in matrix.options}
        case InstantRunoff(rounds=rounds):
            head = [speech.say(say("csv-round", round=number)) for number in range(1, len(rounds) + 1)]
            return head, {option: [each.votes.get(option, "") for each in rounds] for option in rounds[0].votes}
        case Star(distribution=rows):
            return list(range(MOST_SCORE + 1)), {option: list(row) for option, row in rows.items()}
        case Rating(ranking=rated):
            return list(range(1, MOST_STARS + 1)), {each.option: list(each.distribution[1:]) for each in rated}
        case MajorityJudgment(ranking=judged):
            words = [speech.say(GRADE_WORDS[grade]) for grade in range(GRADES)]
            return [*words], {each.option: list(each.grades) for each in judged}
        case Points(ranking=shared):
            return [speech.say(say("csv-points")), speech.say(say("csv-supporters"))], {
                each.option: [each.points, each.supporters] for each in shared
            }
        case _:
            return [], {}
