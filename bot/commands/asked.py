"""What /poll was told, as a poll to be asked; and a draft as its form was filled in."""

from __future__ import annotations

from datetime import timedelta

from bot.commands.call import Call
from bot.domain.errors import BadInput
from bot.domain.poll import MAX_OPTIONS, Electorate, ElectorateKind, Poll, ResultsShown, Rules, Secrecy
from bot.domain.text import say
from bot.services.asking import NewPoll

_RESULT_WORDS = {
    **{shown.value: shown for shown in ResultsShown},
    "after": ResultsShown.AFTER_VOTE,
    "dopo": ResultsShown.AFTER_VOTE,
    "close": ResultsShown.AT_CLOSE,
    "chiusura": ResultsShown.AT_CLOSE,
    "subito": ResultsShown.LIVE,
}


def asked_for(call: Call) -> NewPoll:
    """What is to be asked. Raises BadInput for the part that is wrong."""
    if not call.text("question"):
        raise BadInput(say("error-question-empty"), example=call.say(call.command.usage))
    # how long it stays open counts from the opening, a time to close at is said as of now
    repeated = call.given("every")  # then the times come from the rhythm
    closes_at = None if repeated else call.deadline("until") or call.deadline("for", since=call.opening("opens"))
    if call.given("until") and call.given("for"):
        raise BadInput(say("error-until-and-for"), part=f"--for {call.text('for')}")
    return NewPoll(
        community=call.actor.community.id,
        question=call.text("question"),
        options=call.lines("options"),
        description=call.arguments.get("about", ""),
        closes_at=closes_at,
        native=call.ticked("native"),
        remind=call.length("remind"),
        rules=Rules(
            most_choices=call.number("multi", least=1, most=MAX_OPTIONS) or 1,
            secrecy=_secrecy(call),
            results=_results(call),
            may_change=not call.ticked("final"),
            may_add_options=call.ticked("add"),
            receipts=call.ticked("receipts"),
            electorate=_electorate(call),
        ),
    )


def _secrecy(call: Call) -> Secrecy:
    if call.ticked("secret"):
        if call.ticked("names"):
            raise BadInput(say("error-names-and-secret"), part="--names")
        return Secrecy.NOBODY
    return Secrecy.NAMED if call.ticked("names") else Secrecy.OWNER


def _results(call: Call) -> ResultsShown:
    if call.ticked("hide"):
        return ResultsShown.AT_CLOSE
    word = call.text("results").lower()
    if not word:
        return ResultsShown.LIVE
    if word not in _RESULT_WORDS:
        raise BadInput(say("error-results"), part=word[:40], example="--results after-vote")
    return _RESULT_WORDS[word]


def _electorate(call: Call) -> Electorate:
    eligible = call.number("eligible", least=1, most=10**9)
    sampled = call.number("sample", least=2, most=10**9)
    if eligible is not None and sampled is not None:
        raise BadInput(say("error-eligible-and-sample"), part=f"--sample {sampled}")
    if eligible is not None:
        return Electorate(ElectorateKind.CENSUS, eligible)
    if sampled is not None:
        return Electorate(ElectorateKind.RANDOM_INVITATION, sampled)
    return Electorate()


def as_arguments(draft: Poll, call: Call) -> dict[str, str]:
    """A draft as it would be filled in."""
    rules, electorate = draft.rules, draft.rules.electorate
    values: dict[str, str | None] = {
        "question": draft.question,
        "options": "\n".join(option.label for option in draft.options),
        "about": draft.description,
        "multi": str(rules.most_choices) if rules.multiple else None,
        "results": rules.results.value,
        "names": "yes" if rules.secrecy is Secrecy.NAMED else None,
        "secret": "yes" if rules.secret else None,
        "final": None if rules.may_change else "yes",
        "add": "yes" if rules.may_add_options else None,
        "receipts": "yes" if rules.receipts else None,
        "native": "yes" if draft.native else None,
        "remind": _spelt(draft.remind) if draft.remind is not None else None,
        "until": draft.closes_at.astimezone(call.zone).strftime("%Y-%m-%d %H:%M") if draft.closes_at else None,
        "opens": call.text("opens") or None,
        "in": call.text("in") or None,
        "eligible": str(electorate.size) if electorate.kind is ElectorateKind.CENSUS else None,
        "sample": str(electorate.size) if electorate.kind is ElectorateKind.RANDOM_INVITATION else None,
        "replaces": draft.id,
    }
    return {name: value for name, value in values.items() if value}


def _spelt(length: timedelta) -> str:
    """So that it can be read back."""
    minutes = int(length.total_seconds()) // 60
    for size, unit in ((24 * 60, "d"), (60, "h")):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"
