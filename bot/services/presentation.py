"""From a poll and its count to the card a reader sees: which results, which words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot.domain.ballot import Choices
from bot.domain.card import Card, CardRow, Control
from bot.domain.ids import OptionId
from bot.domain.marks import mark, option_of, value_of
from bot.domain.method import Counting
from bot.domain.outcome import Outcome, outcome
from bot.domain.poll import (
    MAX_OPTIONS,
    Cancelled,
    Closed,
    Draft,
    ElectorateKind,
    Open,
    Option,
    Poll,
    ResultsShown,
    Scheduled,
    Secrecy,
    state_name,
)
from bot.domain.small_groups import LEAST_VOTERS, withheld
from bot.domain.tally.plurality import Tally
from bot.domain.text import Text, say
from bot.locale.speech import Speech
from bot.services.binding import binding_facts
from bot.services.eligibility import fact_of
from bot.services.outcome_rows import outcome_rows
from bot.services.outcomes import say_headline
from bot.services.paper_rows import paper_count
from bot.services.papers import card_buttons, own_mark, paper_fact, paper_values, points_left, row_buttons
from bot.services.rulings import Decision


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Who the card is for: a whole room (no choices of its own), or one person with theirs."""

    choices: Choices = ()
    one_person: bool = False


ROOM = Onlooker()
Names = Mapping[OptionId, tuple[str, ...]]
"""Who chose each option, for polls that promise *names shown*."""
NOBODY: Names = {}


def may_see_results(poll: Poll, onlooker: Onlooker) -> bool:
    """Whether the count may be shown; a hidden result is hidden from its author too, until the close."""
    if isinstance(poll.state, Closed):
        return True
    if not isinstance(poll.state, Open):
        return False
    match poll.rules.results:
        case ResultsShown.LIVE:
            return True
        case ResultsShown.AFTER_VOTE:
            return onlooker.one_person and bool(onlooker.choices)
        case ResultsShown.AT_CLOSE:
            return False
        case never:
            assert_never(never)


def hidden_from_all(poll: Poll) -> bool:
    """Results promised for the close are kept even from the organiser; for good where the poll is called off."""
    return poll.rules.results is ResultsShown.AT_CLOSE and not isinstance(poll.state, Closed)


def present(
    poll: Poll,
    tally: Tally,
    speech: Speech,
    now: datetime,
    control: Control,
    onlooker: Onlooker = ROOM,
    names: Names = NOBODY,
    reported: Text | None = None,
    decision: Decision | None = None,
) -> Card:
    """The card of `poll` for `onlooker`; `reported` says which votes of the count a platform only reported."""
    seen = outcome(poll, tally) if may_see_results(poll, onlooker) and not withheld(poll, tally) else None
    status = speech.say(status_words(poll))
    count = speech.say(count_words(poll, tally.voters))
    if seen is not None and decision is not None:
        rows = _outcome_rows(poll, decision, speech, onlooker, names)
        count = f"{speech.say(say_headline(poll, decision.ruling))} {count}"
    else:
        rows = _rows(poll, tally, seen, speech, onlooker, names)
    own = {option_of(choice): value_of(choice) for choice in onlooker.choices}
    if poll.accepts_ballots(now):
        rows = tuple(_with_paper(row, poll.rules.counting, own, speech) for row in rows)
    facts = tuple(speech.say(text) for text in (*facts_of(poll), *([reported] if reported is not None else ())))
    counting = poll.rules.counting
    taken = counting.method.chooses or not poll.accepts_ballots(now)
    return Card(
        poll=poll.id,
        version=poll.version,
        language=speech.language,
        state=state_name(poll),
        status=status,
        question=poll.question,
        description=poll.description,
        rows=rows,
        facts=facts,
        count=count,
        notes=tuple(speech.say(say("card-note", at=note.at, words=speech.say(note.text))) for note in poll.notes),
        # of a paper each press is one of several
        most_choices=min(poll.rules.most_choices if counting.method.chooses else MAX_OPTIONS, len(poll.standing)),
        may_withdraw=poll.rules.may_change,
        may_add_options=poll.rules.may_add_options and poll.is_open,
        control=control if poll.accepts_ballots(now) else Control.NONE,
        alt=_alt(poll.question, status, rows, count, speech),
        method=counting.method,
        buttons=() if taken else card_buttons(counting, own, speech, one_person=onlooker.one_person),
        left=points_left(counting, onlooker.choices, speech) if onlooker.one_person and not taken else "",
        values=() if taken else paper_values(counting, len(poll.standing)),
    )


def status_words(poll: Poll) -> Text:
    match poll.state:
        case Draft():
            return say("status-draft")
        case Scheduled(opens_at):
            return say("status-scheduled", at=opens_at)
        case Open():
            return say("status-open-until", at=poll.closes_at) if poll.closes_at else say("status-open")
        case Closed(_, at, _):
            return say("status-closed", at=at)
        case Cancelled(at, reason):
            return say("status-cancelled-because", at=at, reason=reason) if reason else say("status-cancelled", at=at)
        case never:
            assert_never(never)


def facts_of(poll: Poll) -> tuple[Text, ...]:
    """The rules in plain words: the promise first, since it is what a voter stakes."""
    rules = poll.rules
    facts = [promise_words(rules.secrecy)]
    electors = fact_of(rules.eligibility)
    if electors is not None:
        facts.append(electors)
    paper = paper_fact(rules.counting)
    if paper is not None:
        facts.append(paper)
    elif rules.multiple:
        facts.append(say("fact-choose-up-to", most=min(rules.most_choices, len(poll.standing))))
    else:
        facts.append(say("fact-choose-one"))
    facts += binding_facts(poll)
    facts.append(say("fact-may-change") if rules.may_change else say("fact-final"))
    if rules.receipts and not isinstance(poll.state, Cancelled):
        facts.append(say("fact-receipts"))
    if not isinstance(poll.state, Closed | Cancelled):
        facts += _while_it_runs(poll)
    if rules.electorate.kind is ElectorateKind.CENSUS and rules.electorate.size:
        facts.append(say("fact-census", size=rules.electorate.size))
    elif rules.electorate.kind is ElectorateKind.RANDOM_INVITATION and rules.electorate.size:
        facts.append(say("fact-random-invitation", size=rules.electorate.size))
    return tuple(facts)


def _while_it_runs(poll: Poll) -> list[Text]:
    """What is shown of it until the close, and what may still happen to it."""
    rules, facts = poll.rules, list[Text]()
    match rules.results:
        case ResultsShown.LIVE:
            steps = say("fact-results-secret", least=LEAST_VOTERS)
            facts.append(steps if rules.secret else say("fact-results-live"))
        case ResultsShown.AFTER_VOTE:
            facts.append(say("fact-results-after-vote"))
        case ResultsShown.AT_CLOSE:
            facts.append(say("fact-results-at-close"))
        case never:
            assert_never(never)
    if rules.counting.method.ranks and rules.results is not ResultsShown.AT_CLOSE:
        facts.append(say("fact-first-places"))
    if rules.counting.closes_early:
        facts.append(say("fact-early"))
    if rules.may_add_options:
        facts.append(say("fact-may-add"))
    return facts


def count_words(poll: Poll, voters: int) -> Text:
    """How many voted; of a secret poll as far as that may be known."""
    if not poll.rules.secret or isinstance(poll.state, Draft | Scheduled) or voters >= LEAST_VOTERS:
        return say("card-count", voters=voters)
    return say("count-secret-few", least=LEAST_VOTERS) if isinstance(poll.state, Closed) else say("count-secret-soon")


def promise_words(secrecy: Secrecy) -> Text:
    match secrecy:
        case Secrecy.NAMED:
            return say("promise-named")
        case Secrecy.OWNER:
            return say("promise-owner")
        case Secrecy.NOBODY:
            return say("promise-nobody", least=LEAST_VOTERS)
        case never:
            assert_never(never)


def _rows(
    poll: Poll, tally: Tally, seen: Outcome | None, speech: Speech, onlooker: Onlooker, names: Names
) -> tuple[CardRow, ...]:
    """In the poll's order while open, so that nothing moves under a finger; by votes once closed."""
    if seen is None:
        return tuple(_row(option, onlooker) for option in poll.standing)
    if not poll.rules.counting.method.chooses:
        return _paper_rows(poll, tally, speech, onlooker)
    base = tally.voters if poll.rules.multiple else tally.choices
    leading = set(seen.leaders)
    rows = {
        standing.option.id: CardRow(
            option=standing.option.id,
            label=standing.option.label,
            share=speech.percent(standing.percent),
            votes=speech.say(say("card-votes", votes=standing.votes)),
            fraction=standing.votes / base if base else 0.0,
            leads=standing.option.id in leading,
            chosen=standing.option.id in onlooker.choices,
            names=names.get(standing.option.id, ()),
        )
        for standing in seen.ranking
    }
    by_votes = [standing.option.id for standing in seen.ranking]
    order = by_votes if isinstance(poll.state, Closed) else [option.id for option in poll.standing]
    return tuple(rows[number] for number in order)


def _outcome_rows(
    poll: Poll, decision: Decision, speech: Speech, onlooker: Onlooker, names: Names
) -> tuple[CardRow, ...]:
    chosen = set(map(option_of, onlooker.choices))
    return tuple(
        CardRow(
            option=row.option,
            label=row.label,
            share=row.share,
            votes=row.votes,
            fraction=row.fraction,
            leads=row.leads,
            chosen=row.option in chosen,
            names=names.get(row.option, ()),
        )
        for row in outcome_rows(poll, decision.ruling, speech)
    )


def _row(option: Option, onlooker: Onlooker) -> CardRow:
    chosen = option.id in map(option_of, onlooker.choices)
    return CardRow(option=option.id, label=option.label, chosen=chosen)


def _paper_rows(poll: Poll, tally: Tally, speech: Speech, onlooker: Onlooker) -> tuple[CardRow, ...]:
    rows = []
    for option in poll.standing:
        count = paper_count(poll, tally, option.id, speech)
        rows.append(replace(_row(option, onlooker), share=count.share, votes=count.votes, fraction=count.fraction))
    return tuple(rows)


def _with_paper(row: CardRow, counting: Counting, own: Mapping[OptionId, int], speech: Speech) -> CardRow:
    """`own`: the reader's values by option."""
    if counting.method.chooses:
        return row
    value = own.get(row.option, 0)
    return replace(
        row,
        buttons=row_buttons(counting, row.option, own, speech),
        mark=own_mark(counting.method, mark(row.option, value), speech) if value else "",
        value=value,
    )


def _alt(question: str, status: str, rows: tuple[CardRow, ...], count: str, speech: Speech) -> str:
    items = [
        speech.say(say("alt-row", label=row.label, share=row.share, votes=row.votes or "")) if row.share else row.label
        for row in rows
    ]
    return f"{question} — {status}. {'; '.join(items)}. {count}."
