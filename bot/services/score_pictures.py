"""From the count of a scored method to its picture: how each option was scored, and what counted in the end. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.domain.ids import OptionId
from bot.domain.percent import shares
from bot.domain.picture import Part, RunoffBar, Scale, ScoreBars, ScoreRow
from bot.domain.poll import shorten
from bot.domain.tally.majority_judgment import MajorityJudgment
from bot.domain.tally.points import Points
from bot.domain.tally.rating import Rated, Rating
from bot.domain.tally.star import HIGHEST, Star
from bot.domain.text import Text, say
from bot.services.method_pictures import NAME_CHARS, Described, Subject, description, footer_words

MOST_AMOUNTS: Final = 5
"""Different amounts of points beside none; more are put together in ranges."""


def star_bars(subject: Subject, result: Star) -> Described | None:
    """None without voters. In the order of the totals, so the runoff below may turn the first two around."""
    if result.winner is None:
        return None
    others = [option for option in result.totals if option not in result.finalists]
    order = [*result.finalists, *sorted(others, key=lambda option: -result.totals[option])]
    speech = subject.speech
    rows = [
        ScoreRow(
            label=subject.label(option),
            parts=_parts(subject, result.distribution[option][::-1]),
            value=speech.say(say("picture-star-total", points=result.totals[option])),
            leads=option == result.winner,
        )
        for option in order
    ]
    bars = ScoreBars(
        frame=subject.frame([say("picture-star")], footer_words(result.ballots, result.spoilt, result.ties)),
        levels=_score_levels(subject, range(HIGHEST + 1)),
        rows=tuple(rows),
        runoff=_runoff(subject, result),
    )
    return Described(picture=bars, alt=_alt(subject, _star_alt(subject, result, result.winner), bars))


def rating_bars(subject: Subject, result: Rating, *, lowest: int = 1) -> Described | None:
    """None where nobody rated anything. Scores below `lowest` are a level only where somebody gave them."""
    if result.winner is None:
        return None
    given = [
        score for each in result.ranking for score, voters in enumerate(each.distribution) if voters and score < lowest
    ]
    scores = range(min([lowest, *given]), len(result.ranking[0].distribution))
    rows = [_rating_row(subject, each, scores, leads=each.option == result.winner) for each in result.ranking]
    bars = ScoreBars(
        frame=subject.frame([say("picture-rating")], footer_words(result.ballots, result.spoilt, result.ties)),
        levels=_score_levels(subject, scores),
        rows=tuple(rows),
        middle=subject.speech.say(say("picture-rating-middle")),
    )
    sentence = say("picture-rating-alt", question=subject.short_question, winner=subject.name(result.winner))
    return Described(picture=bars, alt=_alt(subject, sentence, bars))


def judgment_bars(subject: Subject, result: MajorityJudgment, grades: Sequence[str]) -> Described | None:
    """None without voters. `grades`: the words of the scale from the worst to the best, in the reader's language."""
    if result.winner is None:
        return None
    footer = footer_words(result.ballots, result.spoilt, result.ties)
    if any(each.ungraded for each in result.ranking):
        footer.append(say("picture-judgment-ungraded"))
    rows = [
        ScoreRow(
            label=subject.label(each.option),
            parts=_parts(subject, each.grades[::-1]),
            value=grades[each.majority_grade],
            leads=each.option == result.winner,
        )
        for each in result.ranking
    ]
    bars = ScoreBars(
        frame=subject.frame([say("picture-judgment")], footer),
        levels=tuple(reversed(grades)),
        rows=tuple(rows),
        middle=subject.speech.say(say("picture-judgment-middle")),
    )
    sentence = say("picture-judgment-alt", question=subject.short_question, winner=subject.name(result.winner))
    return Described(picture=bars, alt=_alt(subject, sentence, bars))


def points_bars(subject: Subject, result: Points) -> Described | None:
    """None where nobody laid a point."""
    if result.winner is None:
        return None
    speech = subject.speech
    amounts = _amounts(result)
    rows = [
        ScoreRow(
            label=subject.label(each.option),
            parts=_parts(subject, [sum(each.distribution[low : high + 1]) for low, high in amounts]),
            value=speech.say(say("picture-points-total", points=each.points)),
            note=speech.say(say("picture-points-supporters", count=each.supporters)),
            leads=each.option == result.winner,
        )
        for each in result.ranking
    ]
    bars = ScoreBars(
        frame=subject.frame(
            [say("picture-points", budget=result.budget)], footer_words(result.ballots, result.spoilt, result.ties)
        ),
        levels=tuple(
            speech.number(low) if low == high else f"{speech.number(low)}–{speech.number(high)}"
            for low, high in amounts
        ),
        rows=tuple(rows),
        scale=Scale.SEQUENTIAL,
    )
    sentence = say("picture-points-alt", question=subject.short_question, winner=subject.name(result.winner))
    return Described(picture=bars, alt=_alt(subject, sentence, bars))


def _parts(subject: Subject, counts: Sequence[int]) -> tuple[Part, ...]:
    total = sum(counts)
    return tuple(
        Part(fraction=count / total if total else 0.0, share=subject.speech.percent(share))
        for count, share in zip(counts, shares(counts), strict=True)
    )


def _score_levels(subject: Subject, scores: range) -> tuple[str, ...]:
    return tuple(subject.speech.say(say("picture-score-level", score=score)) for score in reversed(scores))


def _rating_row(subject: Subject, rated: Rated, scores: range, *, leads: bool) -> ScoreRow:
    mean = rated.mean
    words = say("picture-rating-none") if mean is None else say("picture-rating-mean", mean=float(mean))
    return ScoreRow(
        label=subject.label(rated.option),
        parts=_parts(subject, [rated.distribution[score] for score in reversed(scores)]),
        value=subject.speech.say(words),
        note=subject.speech.say(say("picture-rating-raters", count=rated.raters)) if rated.raters else "",
        leads=leads,
    )


def _runoff(subject: Subject, result: Star) -> RunoffBar | None:
    runoff = result.runoff
    if runoff is None:
        return None
    counts = (runoff.preferred, runoff.equal, runoff.opposed)
    speech, total = subject.speech, sum(counts)
    printed = [speech.percent(share) for share in shares(counts)]
    keys = (
        say("picture-star-for", votes=runoff.preferred, share=printed[0]),
        say("picture-star-equal", votes=runoff.equal),
        say("picture-star-for", votes=runoff.opposed, share=printed[2]),
    )
    preferred, equal, opposed = (
        Part(fraction=count / total if total else 0.0, share=speech.say(words))
        for count, words in zip(counts, keys, strict=True)
    )
    return RunoffBar(
        heading=speech.say(say("picture-star-runoff")),
        winner=subject.label(runoff.winner),
        loser=subject.label(runoff.loser),
        preferred=preferred,
        equal=equal,
        opposed=opposed,
    )


def _amounts(result: Points) -> list[tuple[int, int]]:
    """Ranges of points, from the most that anybody laid on one option down to none."""
    most = max(
        points for each in result.ranking for points, voters in enumerate(each.distribution) if voters or not points
    )
    step = -(-most // MOST_AMOUNTS)
    ranges = [(low, min(low + step - 1, most)) for low in range(1, most + 1, step)]
    return [*reversed(ranges), (0, 0)]


def _star_alt(subject: Subject, result: Star, winner: OptionId) -> Text:
    runoff = result.runoff
    if runoff is None:
        return say("picture-star-alt-alone", question=subject.short_question, winner=subject.name(winner))
    return say(
        "picture-star-alt",
        question=subject.short_question,
        winner=subject.name(winner),
        loser=subject.name(runoff.loser),
        preferred=runoff.preferred,
        opposed=runoff.opposed,
        equal=runoff.equal,
    )


def _alt(subject: Subject, sentence: Text, bars: ScoreBars) -> str:
    """The rows in words, the best first; parts that nobody gave are left out."""
    speech = subject.speech
    items: list[str] = []
    for place, row in enumerate(bars.rows):
        given = ", ".join(
            speech.say(say("picture-scores-alt-part", level=level, share=part.share))
            for level, part in zip(bars.levels, row.parts, strict=True)
            if part.fraction
        )
        name = shorten(row.label, NAME_CHARS)
        item = speech.say(say("picture-scores-alt-row", name=name, value=row.value, parts=given or "–"))
        items.append(f"{item}." if place == len(bars.rows) - 1 else f"{item};")
    return description(speech.say(sentence), items, lambda count: speech.say(say("picture-alt-more", count=count)))
