"""/quarantine: what was set aside in a poll, and what becomes of it."""

from __future__ import annotations

from bot.commands.call import Call
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.domain.conversation import OfferCommand, Reply
from bot.domain.errors import BadInput
from bot.domain.text import say
from bot.ports.quarantine import Decision
from bot.services.presentation import hidden_from_all
from bot.services.quarantine import aside_words

_WORDS = {
    "accept": Decision.ACCEPTED,
    "accetta": Decision.ACCEPTED,
    "keep": Decision.KEPT,
    "tieni": Decision.KEPT,
}


async def quarantine(call: Call) -> Reply:
    poll = await call.poll(("open", "closed"))
    if poll.rules.secret:
        return Reply((call.info(say("quarantine-secret")),))
    word = call.text("decision").lower()
    if word:
        if word not in _WORDS:
            raise BadInput(say("quarantine-which"), part=word[:40], example=f"/quarantine {poll.id} | accept")
        decision = _WORDS[word]
        count = await call.services.quarantine.decide(poll, decision, call.request.event)
        done = (
            say("quarantine-accepted", count=count)
            if decision is Decision.ACCEPTED
            else say("quarantine-kept", count=count)
        )
        return call.answer(done)
    count_ = await call.services.reading.count(poll.id, call.actor)
    if count_.aside is None:
        return Reply((call.info(say("quarantine-none")),))
    figures = not hidden_from_all(count_.poll)
    return Reply(
        (
            call.info(aside_words(count_.poll, count_.aside, figures=figures)),
            call.info(say("quarantine-decide")),
            OfferCommand(call.say(say("offer-accept")), f"/quarantine {poll.id} | accept"),
            OfferCommand(call.say(say("offer-keep")), f"/quarantine {poll.id} | keep"),
        )
    )


QUARANTINE = Command(
    name="quarantine",
    help=say("help-quarantine"),
    usage=say("usage-quarantine"),
    permission=Permission.ORGANISER,
    run=quarantine,
    parameters=(
        Parameter(name="poll", kind=Kind.POLL, label=say("field-poll")),
        Parameter(
            name="decision", kind=Kind.LINE, label=say("field-decision"), hint=say("hint-decision"), most_chars=20
        ),
    ),
)
