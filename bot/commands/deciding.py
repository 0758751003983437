"""/decide: a poll with a rule that binds, in one line or by a form with a preview."""

from __future__ import annotations

from typing import Final

from bot.commands import poll_parameters as shared
from bot.commands.call import Call
from bot.commands.decided import METHODS, USUAL, decision_asked_for
from bot.commands.launching import launched_words, preview
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.commands.roles import person_meant
from bot.commands.who import for_electors
from bot.domain.conversation import Reply
from bot.domain.ids import PollId
from bot.domain.poll import QUESTION_CHARS
from bot.domain.text import say
from bot.services.decisions import Promise

OWNER_CHARS: Final = 80


async def decide(call: Call) -> Reply:
    """Launch at once from a typed line; from the form, keep a draft and show its preview."""
    new = decision_asked_for(call)
    channels = await call.channels("in")
    new = await for_electors(call, new, channels)
    opens_at = call.opening("opens")
    owner = await person_meant(call, call.text("owner")) if call.text("owner") else call.actor.person
    promise = Promise(owner=owner.id, review_at=call.deadline("review"), by=call.actor.person.id)
    if call.from_form or call.ticked("draft"):
        replaced = PollId(call.text("replaces")) if call.text("replaces") else None
        draft = await call.services.decisions.draft(new, promise, opens_at, call.request.event, replaced)
        return await preview(call, draft, channels)
    poll = await call.services.decisions.launch(
        new, promise, [channel.id for channel in channels], opens_at, call.request.event
    )
    return await launched_words(call, poll, channels)


DECIDE = Command(
    name="decide",
    help=say("help-decide"),
    usage=say("usage-decide"),
    permission=Permission.ORGANISER,
    run=decide,
    form_when_bare=True,
    submit=say("form-preview"),
    parameters=(
        Parameter(
            name="question", kind=Kind.LINE, label=say("field-proposal"), required=True, most_chars=QUESTION_CHARS
        ),
        Parameter(name="options", kind=Kind.LINES, label=say("field-options"), hint=say("hint-decide-options")),
        shared.ABOUT,
        Parameter(
            name="method",
            kind=Kind.CHOICE,
            flag=True,
            label=say("field-method"),
            hint=say("hint-method"),
            choices=((USUAL, say("method-usual")), *METHODS),
            initial=USUAL,
        ),
        Parameter(name="points", kind=Kind.NUMBER, flag=True, label=say("field-points"), hint=say("hint-points")),
        Parameter(name="quorum", kind=Kind.LINE, flag=True, label=say("field-quorum"), hint=say("hint-quorum")),
        Parameter(
            name="threshold", kind=Kind.LINE, flag=True, label=say("field-threshold"), hint=say("hint-threshold")
        ),
        Parameter(name="each", kind=Kind.LINE, flag=True, label=say("field-each"), in_form=False),
        Parameter(name="none", kind=Kind.TICK, flag=True, label=say("field-none")),
        shared.ELIGIBLE,
        shared.UNTIL,
        shared.FOR,
        Parameter(name="review", kind=Kind.MOMENT, flag=True, label=say("field-review"), hint=say("hint-review")),
        Parameter(
            name="owner",
            kind=Kind.LINE,
            flag=True,
            label=say("field-owner"),
            hint=say("hint-owner"),
            most_chars=OWNER_CHARS,
        ),
        shared.REMIND,
        shared.OPENS,
        shared.WHERE,
        shared.RESULTS_SHOWN,
        shared.NAMES,
        shared.SECRET,
        shared.FINAL_VOTES,
        Parameter(name="early", kind=Kind.TICK, flag=True, label=say("field-early"), hint=say("hint-early")),
        shared.RECEIPTS,
        shared.AS_DRAFT,
        shared.WHO,
        shared.FIXED,
        shared.REPLACES,
    ),
)
