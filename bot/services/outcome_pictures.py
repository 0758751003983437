"""The picture of an outcome: the chart of its method, or plain bars in the ruling's order. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.picture import Bar, ChoiceBars, Theme
from bot.domain.poll import Closed, Poll
from bot.domain.ruling import Ruling
from bot.domain.tally.instant_runoff import InstantRunoff
from bot.domain.tally.majority_judgment import MajorityJudgment
from bot.domain.tally.plurality import Tally
from bot.domain.tally.points import Points
from bot.domain.tally.ranked_pairs import RankedPairs
from bot.domain.tally.rating import Rating
from bot.domain.tally.star import Star
from bot.domain.tally.thresholds import Verdict
from bot.domain.text import Text, say
from bot.locale.speech import Speech
from bot.services.method_pictures import Described, Subject, description
from bot.services.outcome_rows import outcome_rows
from bot.services.outcomes import say_headline
from bot.services.pair_pictures import pair_matrix
from bot.services.paper_rows import paper_count
from bot.services.papers import GRADE_WORDS
from bot.services.presentation import count_words, status_words
from bot.services.round_pictures import rounds_flow
from bot.services.rulings import Decision
from bot.services.score_pictures import judgment_bars, points_bars, rating_bars, star_bars


def outcome_picture(poll: Poll, decision: Decision, speech: Speech, theme: Theme, brand: str) -> Described:
    """The method's own where something was decided; plain bars where nothing was, and nobody may look like a winner."""
    subject = Subject(question=poll.question, options=poll.options, speech=speech, theme=theme, brand=brand)
    ruling = decision.ruling
    own = _of_method(subject, ruling) if ruling.verdict is Verdict.DECIDED else None
    return own or _bars(subject, poll, ruling)


def paper_picture(poll: Poll, tally: Tally, speech: Speech, theme: Theme, brand: str) -> Described:
    """While a poll runs whose ballots are more than ticks: what its card shows, which is no outcome."""
    subject = Subject(question=poll.question, options=poll.options, speech=speech, theme=theme, brand=brand)
    counts = [(option.label, paper_count(poll, tally, option.id, speech)) for option in poll.standing]
    bars = [
        Bar(label=label, fraction=count.fraction, share=count.share, votes=count.votes, leads=False)
        for label, count in counts
    ]
    live = say("fact-first-places") if poll.rules.counting.method.ranks else say("outcome-at-close")
    return _described(subject, poll, bars, [status_words(poll), live], [count_words(poll, tally.voters)])


def _of_method(subject: Subject, ruling: Ruling) -> Described | None:
    match ruling.result:
        case InstantRunoff() as result:
            return rounds_flow(subject, result)
        case RankedPairs() as result:
            return pair_matrix(subject, result)
        case Star() as result:
            return star_bars(subject, result)
        case Rating() as result:
            return rating_bars(subject, result)
        case MajorityJudgment() as result:
            return judgment_bars(subject, result, [subject.speech.say(word) for word in GRADE_WORDS])
        case Points() as result:
            return points_bars(subject, result)
        case _:
            return None


def _bars(subject: Subject, poll: Poll, ruling: Ruling) -> Described:
    bars = [
        Bar(label=row.label, fraction=row.fraction, share=row.share, votes=row.votes, leads=row.leads)
        for row in outcome_rows(poll, ruling, subject.speech)
    ]
    footer = [count_words(poll, ruling.ballots)]
    if ruling.turnout is not None:
        footer.append(say("picture-turnout", percent=round(float(ruling.turnout * 100), 1)))
    return _described(subject, poll, bars, [say_headline(poll, ruling)], footer)


def _described(
    subject: Subject, poll: Poll, bars: Sequence[Bar], subtitle: Sequence[Text], footer: Sequence[Text]
) -> Described:
    speech = subject.speech
    picture = ChoiceBars(frame=subject.frame(subtitle, footer), bars=tuple(bars), closed=isinstance(poll.state, Closed))
    rows = [speech.say(say("alt-row", label=bar.label, share=bar.share, votes=bar.votes)) for bar in bars]
    items = [row + ("." if row is rows[-1] else ";") for row in rows]
    sentence = f"{subject.short_question} — {subject.joined(subtitle)}"
    return Described(
        picture=picture,
        alt=description(sentence, items, lambda left: speech.say(say("picture-alt-more", count=left))),
    )
