"""Changes of a poll after launch: typos, options added, removed or merged; each leaves a public note.

A change that would break what voters were promised is refused, whoever asks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.errors import BadInput, PromiseBroken, WrongState
from bot.domain.ids import OptionId, PersonId
from bot.domain.method import PLAIN
from bot.domain.poll import (
    MAX_OPTIONS,
    MIN_OPTIONS,
    Cancelled,
    Closed,
    Draft,
    Note,
    Option,
    Poll,
    ResultsShown,
    Rules,
    Scheduled,
    check_label,
    check_question,
)
from bot.domain.text import Text, say
from bot.domain.wording import same_label

_OPENNESS = {ResultsShown.AT_CLOSE: 0, ResultsShown.AFTER_VOTE: 1, ResultsShown.LIVE: 2}


@dataclass(frozen=True, slots=True)
class Remap:
    """What a removal or merge does to the ballots: `gone` is taken out, or becomes `into`."""

    gone: OptionId
    into: OptionId | None


def fix_question(poll: Poll, raw: str, now: datetime) -> Poll:
    _must_live(poll)
    question = check_question(raw)
    return _noted(poll, now, say("note-question", old=poll.question, new=question), question=question)


def fix_option(poll: Poll, number: OptionId, raw: str, now: datetime) -> Poll:
    _must_live(poll)
    option, label = _standing(poll, number), check_label(raw)
    _must_be_new(poll, label, but=number)
    return _noted(
        poll, now, say("note-option", old=option.label, new=label), options=_swap(poll, replace(option, label=label))
    )


def add_option(poll: Poll, raw: str, by: PersonId | None, now: datetime) -> Poll:
    """A voter's own option where the rules allow it (`by`), or the organiser's (None)."""
    if isinstance(poll.state, Closed | Cancelled):
        raise WrongState(say("error-not-open"))
    _must_not_be_frozen(poll)
    if by is not None and not poll.rules.may_add_options:
        raise WrongState(say("error-no-adding"))
    label = check_label(raw)
    _must_be_new(poll, label)
    if len(poll.options) >= MAX_OPTIONS:
        raise BadInput(say("error-options-many", count=len(poll.options) + 1, most=MAX_OPTIONS), part=label)
    option = Option(id=OptionId(max(each.id for each in poll.options) + 1), label=label, added_by=by)
    return _noted(poll, now, say("note-added", label=label), options=(*poll.options, option))


def remove_option(poll: Poll, number: OptionId, now: datetime) -> tuple[Poll, Remap]:
    """The option can no longer be chosen and its votes no longer count; the note says so."""
    _must_live(poll)
    _must_not_be_frozen(poll)
    option = _standing(poll, number)
    _must_leave_enough(poll)
    gone = replace(option, removed=True)
    return _noted(poll, now, say("note-removed", label=option.label), options=_swap(poll, gone)), Remap(number, None)


def merge_options(poll: Poll, number: OptionId, into: OptionId, now: datetime) -> tuple[Poll, Remap]:
    """`number`'s votes become votes for `into`; who chose both counts once."""
    _must_live(poll)
    _must_not_be_frozen(poll)
    option, target = _standing(poll, number), _standing(poll, into)
    if number == into:
        raise BadInput(say("error-merge-self"), part=str(number))
    _must_leave_enough(poll)
    gone = replace(option, removed=True, merged_into=into)
    note = say("note-merged", label=option.label, into=target.label)
    return _noted(poll, now, note, options=_swap(poll, gone)), Remap(number, into)


def change_rules(poll: Poll, rules: Rules, now: datetime) -> Poll:
    """New rules, where no promise made at launch breaks. A draft may change freely."""
    if isinstance(poll.state, Draft):
        return poll.changed(rules=rules)
    _must_live(poll)
    old = poll.rules
    if rules.secrecy is not old.secrecy:
        raise PromiseBroken(say("error-promise-secrecy"))
    if _OPENNESS[rules.results] > _OPENNESS[old.results]:
        raise PromiseBroken(say("error-promise-hidden"))
    if rules.may_change is not old.may_change or rules.most_choices != old.most_choices:
        raise PromiseBroken(say("error-promise-rules"))
    # what a decision needs to bind may be a share of who may vote
    if rules.counting != old.counting or (old.counting != PLAIN and rules.electorate != old.electorate):
        raise PromiseBroken(say("error-promise-counting"))
    if rules.receipts is not old.receipts:
        raise PromiseBroken(say("error-promise-receipts"))
    if rules == old:
        raise BadInput(say("error-nothing-to-fix"))
    return _noted(poll, now, say("note-rules"), rules=rules)


def _noted(poll: Poll, now: datetime, text: Text, **fields: object) -> Poll:
    # a draft has no public to tell
    notes = poll.notes if isinstance(poll.state, Draft) else (*poll.notes, Note(now, text))
    return poll.changed(notes=notes, **fields)


def _must_live(poll: Poll) -> None:
    if isinstance(poll.state, Cancelled):
        raise WrongState(say("error-already-cancelled", at=poll.state.at))
    if isinstance(poll.state, Closed):
        raise WrongState(say("error-already-closed", at=poll.state.at))


def _must_not_be_frozen(poll: Poll) -> None:
    """Where ballots rank, score or share, an option more or less would make other ballots of those that are cast."""
    frozen = not poll.rules.counting.method.chooses or poll.rules.counting.binds
    if frozen and not isinstance(poll.state, Draft | Scheduled):
        raise PromiseBroken(say("error-options-frozen"))


def _must_be_new(poll: Poll, label: str, but: OptionId | None = None) -> None:
    for option in poll.standing:
        if option.id != but and same_label(option.label) == same_label(label):
            raise BadInput(say("error-option-twice", label=label, twin=option.label), part=label)


def _must_leave_enough(poll: Poll) -> None:
    if len(poll.standing) <= MIN_OPTIONS:
        raise WrongState(say("error-options-few", least=MIN_OPTIONS))


def _standing(poll: Poll, number: OptionId) -> Option:
    option = poll.option(number)
    if option.removed:
        raise WrongState(say("error-option-gone", label=option.label))
    return option


def _swap(poll: Poll, changed: Option) -> tuple[Option, ...]:
    return tuple(changed if option.id == changed.id else option for option in poll.options)
