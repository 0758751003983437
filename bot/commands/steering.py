"""Commands that steer a running poll: close, reopen, extend, cancel, fix, add an option."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.commands.call import Call
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.domain.conversation import OfferCommand, Reply
from bot.domain.errors import BadInput
from bot.domain.ids import OptionId
from bot.domain.poll import OPTION_CHARS, QUESTION_CHARS, ResultsShown, Rules, Secrecy
from bot.domain.text import Text, say
from bot.services.polls import REASON_CHARS
from bot.services.presentation import hidden_from_all

RUNNING = ("open", "scheduled")
_BY_HAND = frozenset({"never", "by hand", "mai", "a mano"})
# longer numbers than there can be options: a mistyped one must be named, not become the question
_RELABEL = re.compile(r"(?P<number>\d{1,9})\s*[:=]\s*(?P<label>.+)", re.DOTALL)
_REMOVE = re.compile(r"[-−](?P<number>\d{1,9})")
_MERGE = re.compile(r"(?P<number>\d{1,9})\s*(?:>|->|→)\s*(?P<into>\d{1,9})")
_ADD = re.compile(r"\+\s*(?P<label>.+)", re.DOTALL)


async def close(call: Call) -> Reply:
    poll = await call.poll(("open",))
    closed = await call.services.polls.close(poll.id, call.request.event)
    return Reply(
        (
            call.done(say("done-closed", question=closed.question)),
            OfferCommand(call.say(say("offer-summary")), f"/summary {closed.id}"),
            OfferCommand(call.say(say("offer-reopen")), f"/reopen {closed.id}"),
        )
    )


async def reopen(call: Call) -> Reply:
    poll = await call.poll(("closed",))
    reopened = await call.services.polls.reopen(poll.id, call.deadline("when"), call.request.event)
    if reopened.closes_at is not None:
        return call.answer(say("done-reopened-until", question=reopened.question, at=reopened.closes_at))
    return call.answer(say("done-reopened", question=reopened.question))


async def extend(call: Call) -> Reply:
    words = call.text("when")
    if not words:
        raise BadInput(say("error-extend-when"), example=call.say(call.command.usage))
    poll = await call.poll(RUNNING)
    by_hand = words.lower() in _BY_HAND
    closes_at = None if by_hand else call.deadline("when")
    extended = await call.services.polls.extend(poll.id, closes_at, call.request.event)
    if extended.closes_at is None:
        return call.answer(say("done-extended-by-hand", question=extended.question))
    return call.answer(say("done-extended", question=extended.question, at=extended.closes_at))


async def cancel(call: Call) -> Reply:
    poll = await call.poll(RUNNING)
    cancelled = await call.services.polls.cancel(poll.id, call.text("reason"), call.request.event)
    return call.answer(say("done-cancelled", question=cancelled.question))


async def add(call: Call) -> Reply:
    """A voter's own option, where the poll allows it."""
    poll = await call.poll(("open",))
    if not call.text("label"):
        raise BadInput(say("error-option-empty"), example=call.say(call.command.usage))
    by = None if call.actor.organises else call.actor.person.id
    changed = await call.services.polls.add_option(poll.id, call.text("label"), by, call.request.event)
    return call.answer(say("done-added", label=changed.options[-1].label, question=changed.question))


async def fix(call: Call) -> Reply:
    """`/fix ID new question`, `2: new label`, `-3` removes, `4>2` merges, `+ label` adds; flags change rules."""
    change = call.text("change")
    poll = await call.poll(RUNNING)
    polls, event = call.services.polls, call.request.event
    rules = _rules_asked(call)
    if rules is not None and change:
        raise BadInput(say("error-fix-one"), part=change[:40])
    if rules is not None:
        fixed = await polls.change_rules(poll.id, rules, event)
        return call.answer(say("done-fixed", question=fixed.question))
    if not change:
        raise BadInput(say("error-fix-what"), example=call.say(call.command.usage))
    if found := _RELABEL.fullmatch(change):
        await polls.fix_option(poll.id, _number(found["number"]), found["label"], event)
        return call.answer(say("done-fixed", question=poll.question))
    if found := _REMOVE.fullmatch(change):
        fixed, touched = await polls.remove_option(poll.id, _number(found["number"]), event)
        label = fixed.option(_number(found["number"])).label
        if hidden_from_all(fixed):
            return call.answer(say("done-removed-hidden", label=label))
        return call.answer(say("done-removed", label=label, ballots=touched))
    if found := _MERGE.fullmatch(change):
        fixed, touched = await polls.merge_options(poll.id, _number(found["number"]), _number(found["into"]), event)
        gone, into = fixed.option(_number(found["number"])), fixed.option(_number(found["into"]))
        if hidden_from_all(fixed):
            return call.answer(say("done-merged-hidden", label=gone.label, into=into.label))
        return call.answer(say("done-merged", label=gone.label, into=into.label, ballots=touched))
    if found := _ADD.fullmatch(change):
        fixed = await polls.add_option(poll.id, found["label"], None, event)
        return call.answer(say("done-added", label=fixed.options[-1].label, question=fixed.question))
    fixed = await polls.fix_question(poll.id, change, event)
    return call.answer(say("done-fixed", question=fixed.question))


def _rules_asked(call: Call) -> _Change | None:
    if not any(call.given(name) for name in ("results", "hide", "names", "add", "final")):
        return None
    word = call.text("results").lower()
    if word and word not in {shown.value for shown in ResultsShown}:
        raise BadInput(say("error-results"), part=word[:40], example="--results after-vote")
    return _Change(call, ResultsShown.AT_CLOSE if call.ticked("hide") else ResultsShown(word) if word else None)


class _Change:
    """The rules as they would become; whether that keeps the promises is the domain's to say."""

    def __init__(self, call: Call, results: ResultsShown | None) -> None:
        self._call, self._results = call, results

    def __call__(self, old: Rules) -> Rules:
        call = self._call
        return replace(
            old,
            results=self._results or old.results,
            secrecy=(Secrecy.NAMED if call.ticked("names") else Secrecy.OWNER) if call.given("names") else old.secrecy,
            may_add_options=call.ticked("add") if call.given("add") else old.may_add_options,
            may_change=not call.ticked("final") if call.given("final") else old.may_change,
        )


def _number(digits: str) -> OptionId:
    return OptionId(int(digits))


def _poll(label: Text) -> Parameter:
    return Parameter(name="poll", kind=Kind.POLL, label=label, required=True)


_POLL = _poll(say("field-poll"))
CLOSE = Command(
    name="close",
    help=say("help-close"),
    usage=say("usage-close"),
    permission=Permission.MODERATOR,
    run=close,
    parameters=(_POLL,),
)
REOPEN = Command(
    name="reopen",
    help=say("help-reopen"),
    usage=say("usage-reopen"),
    permission=Permission.ORGANISER,
    run=reopen,
    parameters=(_POLL, Parameter(name="when", kind=Kind.MOMENT, label=say("field-until"), hint=say("hint-until"))),
)
EXTEND = Command(
    name="extend",
    help=say("help-extend"),
    usage=say("usage-extend"),
    permission=Permission.MODERATOR,
    run=extend,
    form_when_bare=True,
    parameters=(
        _POLL,
        Parameter(name="when", kind=Kind.MOMENT, label=say("field-until"), hint=say("hint-until"), required=True),
    ),
)
CANCEL = Command(
    name="cancel",
    help=say("help-cancel"),
    usage=say("usage-cancel"),
    permission=Permission.ORGANISER,
    run=cancel,
    parameters=(_POLL, Parameter(name="reason", kind=Kind.LINE, label=say("field-reason"), most_chars=REASON_CHARS)),
)
FIX = Command(
    name="fix",
    help=say("help-fix"),
    usage=say("usage-fix"),
    permission=Permission.ORGANISER,
    run=fix,
    form_when_bare=True,
    parameters=(
        _POLL,
        Parameter(
            name="change",
            kind=Kind.LINE,
            label=say("field-change"),
            hint=say("hint-change"),
            required=True,
            most_chars=QUESTION_CHARS,
        ),
        Parameter(name="results", kind=Kind.LINE, flag=True, label=say("field-results"), in_form=False),
        Parameter(name="hide", kind=Kind.TICK, flag=True, label=say("form-results-at-close"), in_form=False),
        Parameter(name="names", kind=Kind.TICK, flag=True, label=say("field-names"), in_form=False),
        Parameter(name="final", kind=Kind.TICK, flag=True, label=say("field-final"), in_form=False),
        Parameter(name="add", kind=Kind.TICK, flag=True, label=say("field-add"), in_form=False),
    ),
)
ADD = Command(
    name="add",
    help=say("help-add"),
    usage=say("usage-add"),
    permission=Permission.ANYONE,
    run=add,
    parameters=(
        _POLL,
        Parameter(name="label", kind=Kind.LINE, label=say("field-label"), required=True, most_chars=OPTION_CHARS),
    ),
)
