"""What becomes of a decision: /statement answers its outcome, /stage says how far it has come."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.commands.call import Call
from bot.commands.forms import form_of
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.domain.conversation import OfferCommand, Reply
from bot.domain.errors import BadInput
from bot.domain.followup import NAME_CHARS, REASON_CHARS, WORDS_CHARS, Stage, Standing
from bot.domain.ids import PollId, Subject
from bot.domain.text import say
from bot.services.followup_words import STAGES, STANDINGS

STAGE_WORDS: Final = {
    **{stage.value: stage for stage in Stage},
    "review": Stage.REVIEWING,
    "begun": Stage.STARTED,
    "aperta": Stage.OPEN,
    "esame": Stage.REVIEWING,
    "pianificata": Stage.PLANNED,
    "avviata": Stage.STARTED,
    "realizzata": Stage.DONE,
    "fatta": Stage.DONE,
    "respinta": Stage.DECLINED,
    "doppione": Stage.DUPLICATE,
}
_STANDINGS: Final = {
    **{standing.value: standing for standing in Standing},
    "vincolante": Standing.BINDING,
    "consultiva": Standing.ADVISORY,
    "non-seguita": Standing.OVERRULED,
}
_ALL: Final = frozenset({"all", "tutto", "tutte"})
_BECAUSE: Final = re.compile(r"(?:because|perch[eéè])(?=[\s:,]|$)[\s:,]*", re.IGNORECASE)


async def statement(call: Call) -> Reply:
    """`/statement ID what is done | why | who | by when`; without the words, the form."""
    if not call.from_form and not (call.text("what") or call.text("why")):
        return Reply((await form_of(await _with_standing(call)),))
    decision = _decision(call)
    standing = await _standing(call, decision)
    after = await call.services.follow_ups.state(
        call.actor,
        Subject(decision),
        standing,
        what=call.text("what"),
        why=call.text("why"),
        who=call.text("who"),
        by_when=call.text("by"),
        reason=_bare(call.text("because")),
        event=call.request.event,
    )
    return Reply(
        (
            call.done(say("done-statement", standing=STANDINGS[standing])),
            OfferCommand(call.say(say("offer-stage")), f"/stage {after.subject}"),
        )
    )


async def stage(call: Call) -> Reply:
    """`/stage ID planned because …`; without a stage, the form."""
    word, _, rest = call.text("stage").partition(" ")
    if not word and not call.from_form:
        return Reply((await form_of(call),))
    to = STAGE_WORDS.get(word.lower().rstrip(":,"))
    if to is None:
        raise BadInput(say("error-stage-word", stages=tuple(STAGES.values())), part=word[:40])
    reason = _bare(" ".join(part for part in (rest, call.text("because")) if part))
    after = await call.services.follow_ups.stage(call.actor, Subject(_decision(call)), to, reason, call.request.event)
    return call.answer(say("done-stage", stage=STAGES[after.stage]))


async def mute(call: Call) -> Reply:
    """`/mute ID`, or `/mute all`: hear no more of what becomes of it. Twice is once."""
    if call.text("all").lower() in _ALL:
        await call.services.following.mute_all(call.actor.person.id)
        return call.answer(say("done-mute-all"))
    decision = _decision(call)
    await call.services.following.mute(decision, call.actor.person.id)
    return call.answer(say("done-mute"))


def _decision(call: Call) -> PollId:
    found = call.named_poll("poll")
    if found is None:
        raise BadInput(say("error-which-decision"))
    return found


async def _standing(call: Call, decision: PollId) -> Standing:
    """As it was said; else overruled where a reason for that is given, or what the vote was held for."""
    word = call.text("standing").lower()
    if word:
        if word not in _STANDINGS:
            raise BadInput(say("error-standing", standings=tuple(STANDINGS.values())), part=word[:40])
        return _STANDINGS[word]
    if call.text("because"):
        return Standing.OVERRULED
    async with call.services.work.reading() as work:
        poll = await work.polls.get(decision)
    return Standing.BINDING if poll.rules.counting.binds else Standing.ADVISORY


async def _with_standing(call: Call) -> Call:
    """With what the vote was held for filled in already, where one is named."""
    found = call.named_poll("poll")
    if found is None or call.given("standing"):
        return call
    return replace(call, arguments={**call.arguments, "standing": (await _standing(call, found)).value})


def _bare(reason: str) -> str:
    """Without the word that leads up to it."""
    return _BECAUSE.sub("", reason.strip(), count=1) if _BECAUSE.match(reason.strip()) else reason.strip()


_DECISION = Parameter(name="poll", kind=Kind.POLL, label=say("field-which-decision"), required=True, decisions=True)
_REASON = Parameter(name="because", kind=Kind.LINE, label=say("field-because"), most_chars=REASON_CHARS)
STATEMENT = Command(
    name="statement",
    help=say("help-statement"),
    usage=say("usage-statement"),
    permission=Permission.ANYONE,
    run=statement,
    form_when_bare=True,
    parameters=(
        _DECISION,
        Parameter(
            name="standing",
            kind=Kind.CHOICE,
            flag=True,
            label=say("field-standing"),
            required=True,
            choices=tuple((standing.value, words) for standing, words in STANDINGS.items()),
        ),
        Parameter(
            name="because",
            kind=Kind.LINE,
            flag=True,
            label=say("field-overruled"),
            most_chars=REASON_CHARS,
        ),
        Parameter(name="what", kind=Kind.LINE, label=say("field-what"), required=True, most_chars=WORDS_CHARS),
        Parameter(name="why", kind=Kind.LINE, label=say("field-why"), required=True, most_chars=WORDS_CHARS),
        Parameter(name="who", kind=Kind.LINE, label=say("field-who-does"), most_chars=NAME_CHARS),
        Parameter(name="by", kind=Kind.LINE, label=say("field-by-when"), most_chars=NAME_CHARS),
    ),
)
STAGE = Command(
    name="stage",
    help=say("help-stage"),
    usage=say("usage-stage"),
    permission=Permission.ANYONE,
    run=stage,
    form_when_bare=True,
    parameters=(
        _DECISION,
        Parameter(
            name="stage",
            kind=Kind.CHOICE,
            label=say("field-stage"),
            required=True,
            choices=tuple((stage.value, words) for stage, words in STAGES.items()),
        ),
        _REASON,
    ),
)
MUTE = Command(
    name="mute",
    help=say("help-mute"),
    usage=say("usage-mute"),
    permission=Permission.ANYONE,
    run=mute,
    parameters=(
        Parameter(name="poll", kind=Kind.POLL, label=say("field-which-decision"), decisions=True),
        Parameter(name="all", kind=Kind.LINE, label=say("field-mute-all"), most_chars=20),
    ),
)
