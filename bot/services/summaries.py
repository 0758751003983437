"""The result and the summary in words: what came out, how sure one may be, what an organiser can paste into a mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.domain.ballot import Refusal
from bot.domain.method import PLAIN
from bot.domain.outcome import Outcome, outcome
from bot.domain.poll import Cancelled, Closed, ElectorateKind, Poll
from bot.domain.small_groups import LEAST_VOTERS, withheld
from bot.domain.tally.plurality import Tally
from bot.domain.text import Text, say
from bot.locale.speech import Speech
from bot.ports import MomentCount
from bot.services.outcomes import outcome_text, say_headline
from bot.services.platforms import platform_name
from bot.services.presentation import count_words, status_words
from bot.services.rulings import Decision

_REASONS = {
    Refusal.NOT_YET_OPEN: say("summary-refused-early"),
    Refusal.TOO_LATE: say("summary-refused-late"),
    Refusal.CANCELLED: say("summary-refused-cancelled"),
    Refusal.UNKNOWN_OPTION: say("summary-refused-unknown-option"),
    Refusal.OPTION_REMOVED: say("summary-refused-option-removed"),
    Refusal.TOO_MANY: say("summary-refused-too-many"),
    Refusal.NOTHING_CHOSEN: say("summary-refused-nothing"),
    Refusal.FINAL: say("summary-refused-final"),
    Refusal.NOT_ELIGIBLE: say("summary-refused-not-eligible"),
    Refusal.TWICE: say("summary-refused-twice"),
    Refusal.OUT_OF_RANGE: say("summary-refused-out-of-range"),
    Refusal.OVER_BUDGET: say("summary-refused-over-budget"),
    Refusal.OLD_PAPER: say("summary-refused-old-paper"),
}


def result_text(
    poll: Poll,
    tally: Tally,
    speech: Speech,
    reported: Text | None = None,
    sealed: Text | None = None,
    decision: Decision | None = None,
) -> str:
    """The outcome for everyone: headline, every option's count, who voted, what a platform only reported, the root."""
    seen = outcome(poll, tally)
    lines = [poll.question, speech.say(status_words(poll)), ""]
    if withheld(poll, tally):
        return "\n".join([*lines, speech.say(headline(poll, seen))])
    if decision is not None:
        lines.append(outcome_text(poll, decision, speech))
    elif poll.rules.counting == PLAIN:
        lines += [speech.say(headline(poll, seen)), "", *_ranking(seen, speech), "", *_who_voted(poll, seen, speech)]
    else:
        # while it runs its votes are no outcome, and of a ranking not even half of one
        lines.append(speech.say(count_words(poll, tally.voters)))
        lines += [speech.say(say("outcome-at-close"))] if not isinstance(poll.state, Cancelled) else []
    if reported is not None:
        lines.append(speech.say(reported))
    if sealed is not None:
        lines += ["", speech.say(sealed)]
    return "\n".join(lines).rstrip()


def summary_text(
    poll: Poll,
    tally: Tally,
    refusals: Mapping[Refusal, int],
    moments: Sequence[MomentCount],
    speech: Speech,
    reported: Text | None = None,
    undelivered: Sequence[Text] = (),
    sealed: Text | None = None,
    decision: Decision | None = None,
) -> str:
    """For the organiser: the result, whether it can still change, platforms, pace, refused votes, how sure it is."""
    seen = outcome(poll, tally)
    blocks = [result_text(poll, tally, speech, reported, sealed, decision)]
    if poll.rules.counting == PLAIN and not isinstance(poll.state, Closed | Cancelled) and not seen.empty:
        # where people may have voted twice, more of them are left than the count says
        settled = seen.settled and reported is None
        blocks.append(speech.say(say("summary-settled") if settled else say("summary-open-lead")))
    blocks += _platforms(tally, speech) if not poll.rules.secret else []
    # nor are the times known of votes that were only reported
    blocks += _pace(tally, moments, speech) if reported is None else []
    blocks += _refused(refusals, speech)
    blocks.append("\n".join(speech.say(text) for text in undelivered))
    blocks.append(_certainty(poll, seen, speech))
    return "\n\n".join(block for block in blocks if block)


def headline(poll: Poll, seen: Outcome, decision: Decision | None = None) -> Text:
    """One sentence: who leads or won, by how much; a tie is said as a tie."""
    closed = isinstance(poll.state, Closed)
    if poll.rules.secret and seen.voters < LEAST_VOTERS:
        return say("headline-secret-few", least=LEAST_VOTERS) if closed else say("count-secret-soon")
    if decision is not None:
        return say_headline(poll, decision.ruling)
    if seen.empty:
        over = isinstance(poll.state, Closed | Cancelled)
        return say("headline-nobody") if over else say("headline-nobody-yet")
    names = tuple(standing.option.label for standing in seen.ranking if standing.option.id in seen.leaders)
    if seen.tied:
        votes = seen.ranking[0].votes
        return (
            say("headline-tied", options=names, votes=votes)
            if closed
            else say("headline-tied-now", options=names, votes=votes)
        )
    first = seen.ranking[0]
    percent = float(first.percent)
    if closed:
        return say("headline-won", option=names[0], percent=percent, lead=seen.lead)
    return say("headline-leads", option=names[0], percent=percent, lead=seen.lead)


def _ranking(seen: Outcome, speech: Speech) -> list[str]:
    lines = []
    for standing in seen.ranking:
        votes = speech.say(say("card-votes", votes=standing.votes))
        line = f"• {standing.option.label}: {speech.percent(standing.percent)} ({votes})"
        if standing.interval is not None:
            line += " " + speech.say(
                say(
                    "summary-interval",
                    low=round(standing.interval.low * 100, 1),
                    high=round(standing.interval.high * 100, 1),
                )
            )
        lines.append(line)
    return lines


def _who_voted(poll: Poll, seen: Outcome, speech: Speech) -> list[str]:
    """Nothing of the voters where there are none: the headline says so."""
    lines = [speech.say(say("summary-voters", voters=seen.voters))] if seen.voters else []
    size = poll.rules.electorate.size
    if seen.turnout is not None and size:
        lines.append(speech.say(say("summary-turnout", percent=round(float(seen.turnout * 100), 1), size=size)))
        if seen.voters > size:
            lines.append(speech.say(say("summary-more-than-eligible", voters=seen.voters, size=size)))
    if poll.rules.multiple and seen.voters:
        lines.append(speech.say(say("summary-adds-to-more")))
    return lines


def _platforms(tally: Tally, speech: Speech) -> list[str]:
    if not tally.voters:
        return []
    parts = tuple(
        speech.say(say("summary-platform", platform=platform_name(platform), voters=part.voters))
        for platform, part in tally.platforms.items()
        if part.voters
    )
    return [speech.say(say("summary-platforms", parts=parts))]


def _pace(tally: Tally, moments: Sequence[MomentCount], speech: Speech) -> list[str]:
    """First and last ballot, and when half of them were in."""
    if tally.voters < 2 or not moments:
        return []
    half = next(moment for moment in moments if 2 * moment.voters >= moments[-1].voters)
    first, last = moments[0].at, moments[-1].at
    if last - first < timedelta(minutes=1):
        return [speech.say(say("summary-pace-minute", first=first))]
    return [speech.say(say("summary-pace", first=first, half=half.at, last=last))]


def _refused(refusals: Mapping[Refusal, int], speech: Speech) -> list[str]:
    counted = [(reason, count) for reason, count in refusals.items() if count and reason in _REASONS]
    if not counted:
        return []
    lines = [speech.say(say("summary-refused", count=sum(count for _, count in counted)))]
    lines += [f"• {speech.say(_REASONS[reason])}: {speech.number(count)}" for reason, count in counted]
    return ["\n".join(lines)]


def _certainty(poll: Poll, seen: Outcome, speech: Speech) -> str:
    """What may be concluded: nothing beyond the voters themselves, unless people were drawn by chance."""
    if not seen.voters:
        return ""
    electorate = poll.rules.electorate
    match electorate.kind:
        case ElectorateKind.RANDOM_INVITATION:
            return speech.say(say("certainty-random", size=electorate.size or 0))
        case ElectorateKind.CENSUS:
            return speech.say(say("certainty-census"))
        case ElectorateKind.SELF_SELECTED:
            return speech.say(say("certainty-self-selected"))
