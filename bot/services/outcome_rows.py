"""What an outcome says of each option: its figure by the method, how long its bar is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from bot.domain.ids import OptionId
from bot.domain.method import ABSTAIN, AGAINST, FOR, GRADES, MOST_SCORE, MOST_STARS
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
from bot.domain.tally.thresholds import Fallen
from bot.domain.text import Text, say
from bot.locale.speech import Speech
from bot.services.papers import GRADE_WORDS


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    option: OptionId
    label: str
    share: str
    """The figure that the method goes by: per cent, a mean, a grade, a place."""
    votes: str
    """What it is made of; why the option is out, where it is."""
    fraction: float
    leads: bool


def outcome_rows(poll: Poll, ruling: Ruling, speech: Speech) -> tuple[OutcomeRow, ...]:
    """In the ruling's order."""
    labels = {option.id: option.label for option in poll.standing}
    rows = []
    for option in ruling.ranking:
        share, words, fraction = _figure(poll, ruling, option, speech)
        why = ruling.fallen.get(option)
        if why is not None:
            words = speech.say(_FALLEN[why]) if not words else speech.say(say("row-out", row=words, why=_FALLEN[why]))
        rows.append(OutcomeRow(option, labels[option], share, words, float(fraction), option in ruling.winners))
    return tuple(rows)


_FALLEN: Mapping[Fallen, Text] = {
    Fallen.QUORUM: say("out-quorum"),
    Fallen.NONE_OF_THESE: say("out-none"),
}


def _figure(poll: Poll, ruling: Ruling, option: OptionId, speech: Speech) -> tuple[str, str, Fraction]:
    match ruling.result:
        case Consent() | Ratification() as proposal:
            votes = _answers(proposal)[option]
            return _part(votes, proposal.voters, speech, say("card-votes", votes=votes))
        case RankedPairs() | InstantRunoff() as ranked:
            return _placed(ruling, ranked, option, speech)
        case _:
            return _marked(poll, ruling.whole, option, speech)


def _answers(proposal: Consent | Ratification) -> Mapping[OptionId, int]:
    if isinstance(proposal, Consent):
        return {FOR: proposal.consents, AGAINST: proposal.objections, ABSTAIN: proposal.abstentions}
    return {FOR: proposal.yes, AGAINST: proposal.no, ABSTAIN: proposal.abstain}


def _placed(
    ruling: Ruling, ranked: RankedPairs | InstantRunoff, option: OptionId, speech: Speech
) -> tuple[str, str, Fraction]:
    if option in ruling.fallen:
        return "–", "", Fraction(0)
    if isinstance(ranked, RankedPairs):
        rivals = len(ranked.matrix.options) - 1
        won = sum(ranked.matrix.beats(option, other) for other in ranked.matrix.options if other != option)
        place = speech.say(say("mark-place", place=ruling.ranking.index(option) + 1)) if ranked.ranking else "–"
        return place, speech.say(say("row-duels", won=won, rivals=rivals)), Fraction(won, rivals or 1)
    for number, each in enumerate(ranked.rounds, start=1):
        if each.eliminated == option or each is ranked.rounds[-1]:
            votes = each.votes.get(option, 0)
            words = say("row-left-in", votes=votes, round=number) if each.eliminated else say("row-last", votes=votes)
            return _part(votes, sum(each.votes.values()), speech, words)
    return "–", "", Fraction(0)


def _marked(poll: Poll, result: Result, option: OptionId, speech: Speech) -> tuple[str, str, Fraction]:
    match result:
        case Approval(votes=votes, voters=voters):
            base = voters if poll.rules.multiple else sum(votes.values())
            return _part(votes[option], base, speech, say("card-votes", votes=votes[option]))
        case Star(totals=totals, voters=voters):
            mean = Fraction(totals[option], voters or 1)
            return _mean(mean, speech), speech.say(say("row-total", total=totals[option])), mean / MOST_SCORE
        case Rating(ranking=rated):
            found = next(each for each in rated if each.option == option)
            words = speech.say(say("row-ratings", count=found.raters))
            if found.mean is None:
                return "–", words, Fraction(0)
            return _mean(found.mean, speech), words, found.mean / MOST_STARS
        case MajorityJudgment(ranking=judged):
            grades = next((each for each in judged if each.option == option), None)
            if grades is None:
                return "–", "", Fraction(0)
            words = speech.say(say("row-gauge", above=grades.above, below=grades.below))
            grade = grades.majority_grade
            return speech.say(GRADE_WORDS[grade]), words, Fraction(grade, GRADES - 1)
        case Points(ranking=shared):
            laid = next(each for each in shared if each.option == option)
            everything = sum(each.points for each in shared)
            words = speech.say(say("row-laid", points=laid.points, supporters=laid.supporters))
            part = Fraction(laid.points, everything or 1)
            return speech.percent(part * 100), words, part
        case _:
            return "–", "", Fraction(0)


def _part(votes: int, base: int, speech: Speech, words: Text) -> tuple[str, str, Fraction]:
    part = Fraction(votes, base or 1)
    return speech.percent(part * 100), speech.say(words), part


def _mean(mean: Fraction, speech: Speech) -> str:
    return speech.number(round(float(mean), 2))
