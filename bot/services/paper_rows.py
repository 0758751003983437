"""What the kept tally says of an option where ballots rank, score, grade or share: in constant time. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bot.domain.ids import OptionId
from bot.domain.marks import mark, said, values
from bot.domain.method import GRADES, MOST_SCORE, MOST_STARS, Method
from bot.domain.poll import Poll
from bot.domain.tally.plurality import Tally
from bot.domain.text import say
from bot.locale.speech import Speech
from bot.services.papers import GRADE_WORDS


@dataclass(frozen=True, slots=True)
class PaperCount:
    """`share` and `votes` as on a row; `standing` orders options, the better the higher; `fraction` in 0…1."""

    share: str
    votes: str
    fraction: float
    standing: Fraction


def paper_count(poll: Poll, tally: Tally, option: OptionId, speech: Speech) -> PaperCount:
    """Never the outcome: of a ranking only the first places are counted here, of scores their totals alone."""
    counting = poll.rules.counting
    given = {value: tally.votes(mark(option, value)) for value in values(counting)}
    number = sum(given.values())
    total = sum(said(counting.method, value) * count for value, count in given.items())
    match counting.method:
        case Method.POINTS:
            everything = _points(poll, tally)
            part = Fraction(total, everything) if everything else Fraction(0)
            return PaperCount(
                speech.percent(part * 100), speech.say(say("row-points", points=total)), float(part), Fraction(total)
            )
        case Method.STAR:
            mean = Fraction(total, tally.voters) if tally.voters else Fraction(0)
            words = speech.say(say("row-total", total=total))
            return PaperCount(_mean(mean, speech), words, float(mean / MOST_SCORE), Fraction(total))
        case Method.RATING:
            mean = Fraction(total, number) if number else Fraction(0)
            words = speech.say(say("row-ratings", count=number))
            return PaperCount(_mean(mean, speech) if number else "–", words, float(mean / MOST_STARS), mean)
        case Method.JUDGMENT:
            grade = _middle(given, tally.voters)
            words = speech.say(say("row-grades", count=number))
            shown = speech.say(GRADE_WORDS[grade]) if tally.voters else "–"
            return PaperCount(shown, words, grade / (GRADES - 1), Fraction(grade))
        case _:
            first = given[1]
            part = Fraction(first, tally.voters) if tally.voters else Fraction(0)
            words = speech.say(say("row-first", count=first))
            return PaperCount(speech.percent(part * 100), words, float(part), Fraction(first))


def _points(poll: Poll, tally: Tally) -> int:
    return sum(
        value * tally.votes(mark(option.id, value)) for option in poll.standing for value in values(poll.rules.counting)
    )


def _mean(mean: Fraction, speech: Speech) -> str:
    return speech.number(round(float(mean), 1))


def _middle(given: dict[int, int], voters: int) -> int:
    """The lower of the two middle grades, where whoever gave none gave the worst."""
    passed = voters - sum(given.values())
    for value in sorted(given):
        passed += given[value]
        if 2 * passed >= voters and voters:
            return said(Method.JUDGMENT, value)
    return 0
