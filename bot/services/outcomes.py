"""The outcome card in words: what was decided, by how much and by which rule, what was not, how near it was. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.domain.ids import OptionId
from bot.domain.method import Method
from bot.domain.poll import Poll
from bot.domain.ruling import Ruling
from bot.domain.tally.consent import Consent
from bot.domain.tally.ratify import Ratification
from bot.domain.tally.thresholds import Fallen, Verdict
from bot.domain.text import Text, say
from bot.locale.speech import Speech
from bot.services.outcome_method import method_lines
from bot.services.outcome_rows import outcome_rows
from bot.services.outcome_rules import rule_lines
from bot.services.outcome_ties import proof_lines, tie_lines
from bot.services.reasons import reasons_lines
from bot.services.rulings import Decision

BULLETS: Final = {True: "★", False: "•"}


def outcome_text(poll: Poll, decision: Decision, speech: Speech) -> str:
    """Everything that is said of an outcome, by paragraphs; without the question."""
    ruling = decision.ruling
    blocks = [
        [say_headline(poll, ruling), *_early(decision), *_warnings(poll, ruling)],
        [*_turnout(ruling), *_margin(ruling), *_not_chosen(poll, ruling)],
        rule_lines(poll, ruling, speech),
        method_lines(poll, ruling, speech),
        tie_lines(poll, ruling),
        reasons_lines(decision.reasons),
        proof_lines(decision) if ruling.drawn else [],
    ]
    words = ["\n".join(speech.say(text) for text in block) for block in blocks if block]
    rows = "\n".join(
        f"{BULLETS[row.leads]} {row.label}: {row.share}" + (f" ({row.votes})" if row.votes else "")
        for row in outcome_rows(poll, ruling, speech)
    )
    return "\n\n".join((words[0], rows, *words[1:]))


def outcome_lines(poll: Poll, decision: Decision, speech: Speech) -> list[Text]:
    """What a card with room for it says besides headline, rows and turnout."""
    ruling = decision.ruling
    return [
        *_early(decision),
        *_warnings(poll, ruling),
        *_turnout(ruling)[1:],
        *_margin(ruling),
        *_not_chosen(poll, ruling),
        *rule_lines(poll, ruling, speech),
        *method_lines(poll, ruling, speech),
        *tie_lines(poll, ruling),
        *reasons_lines(decision.reasons),
    ]


def say_headline(poll: Poll, ruling: Ruling) -> Text:
    """One sentence: decided, rejected, tied or no quorum, and what."""
    match ruling.verdict:
        case Verdict.NO_QUORUM:
            return _no_quorum(ruling)
        case Verdict.TIED:
            if isinstance(ruling.result, Ratification):
                return say("outcome-level", yes=ruling.result.yes, no=ruling.result.no)
            return (
                say("outcome-tied", options=labels_of(poll, ruling.winners)) if ruling.winners else say("outcome-open")
            )
        case Verdict.REJECTED:
            return _rejected(poll, ruling)
        case Verdict.DECIDED:
            return _decided(poll, ruling)


def labels_of(poll: Poll, options: Iterable[OptionId]) -> tuple[str, ...]:
    labels = {option.id: option.label for option in poll.options}
    return tuple(labels.get(option, str(option)) for option in options)


def _decided(poll: Poll, ruling: Ruling) -> Text:
    match ruling.result:
        case Ratification(yes=yes, no=no):
            return say("outcome-carried", yes=yes, no=no)
        case Consent(objections=objections):
            return say("outcome-consent-borne", objections=objections) if objections else say("outcome-consent")
        case _:
            label = labels_of(poll, ruling.winners)[0]
            if poll.rules.counting.binds:
                return say("outcome-decided", option=label)
            return say("outcome-first", option=label)


def _rejected(poll: Poll, ruling: Ruling) -> Text:
    match ruling.result:
        case Ratification(yes=yes, no=no):
            return say("outcome-rejected", yes=yes, no=no)
        case Consent(objections=objections):
            return say("outcome-objected", objections=objections)
        case _:
            none = labels_of(poll, (ruling.none_option,) if ruling.none_option is not None else ())
            return say("outcome-none", option=none[0]) if none else say("outcome-nothing-left")


def _no_quorum(ruling: Ruling) -> Text:
    if not ruling.ballots:
        return say("outcome-nobody")
    if not ruling.met_quorum:
        return say("outcome-no-quorum", voters=ruling.ballots, needed=ruling.quorum)
    if Fallen.QUORUM in ruling.fallen.values():
        return say("outcome-no-option-quorum")
    return say("outcome-abstained") if ruling.method.has_fixed_options else say("outcome-nothing-said")


def _early(decision: Decision) -> list[Text]:
    return [say("outcome-early", votes=decision.spared)] if decision.spared else []


def _warnings(poll: Poll, ruling: Ruling) -> list[Text]:
    found = []
    if ruling.missed is not None and ruling.winner is not None:
        passed, winner = labels_of(poll, (ruling.missed, ruling.winner))
        found.append(say("outcome-missed", option=passed, winner=winner))
    if ruling.spoilt:
        found.append(say("outcome-spoilt", ballots=ruling.spoilt))
    return found


def _turnout(ruling: Ruling) -> list[Text]:
    lines = [say("summary-voters", voters=ruling.ballots)] if ruling.ballots else []
    if ruling.turnout is not None and ruling.eligible:
        percent = round(float(ruling.turnout * 100), 1)
        lines.append(say("summary-turnout", percent=percent, size=ruling.eligible))
        if ruling.ballots > ruling.eligible:
            lines.append(say("summary-more-than-eligible", voters=ruling.ballots, size=ruling.eligible))
    return lines


def _margin(ruling: Ruling) -> list[Text]:
    flip = ruling.flip
    if flip is None or ruling.verdict is Verdict.NO_QUORUM:
        return []
    if flip.exact:
        return [say("outcome-flip", ballots=flip.most)]
    return [say("outcome-flip-between", least=flip.least, most=flip.most)]


def _not_chosen(poll: Poll, ruling: Ruling) -> list[Text]:
    evaluates = ruling.method in (Method.RATING, Method.JUDGMENT) and not poll.rules.counting.binds
    if evaluates or ruling.verdict not in (Verdict.DECIDED, Verdict.REJECTED) or not ruling.not_chosen:
        return []
    return [say("outcome-not-chosen", options=labels_of(poll, ruling.not_chosen))]
