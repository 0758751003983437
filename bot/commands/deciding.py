"""/decide: a poll with a rule that binds, in one line or by a form with a preview."""

from __future__ import annotations

from typing import Final

from bot.commands.call import Call
from bot.commands.decided import METHODS, USUAL, decision_asked_for
from bot.commands.launching import RESULTS, launched_words, preview
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.commands.roles import person_meant
from bot.commands.who import WHO_CHARS, for_electors
from bot.domain.conversation import Reply
from bot.domain.ids import PollId
from bot.domain.poll import DESCRIPTION_CHARS, QUESTION_CHARS, ResultsShown
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
        Parameter(name="about", kind=Kind.LINE, flag=True, label=say("field-about"), most_chars=DESCRIPTION_CHARS),
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
        Parameter(name="eligible", kind=Kind.NUMBER, flag=True, label=say("field-eligible"), hint=say("hint-eligible")),
        Parameter(name="until", kind=Kind.MOMENT, flag=True, label=say("field-until"), hint=say("hint-until")),
        Parameter(name="for", kind=Kind.MOMENT, flag=True, label=say("field-for"), in_form=False),
        Parameter(name="review", kind=Kind.MOMENT, flag=True, label=say("field-review"), hint=say("hint-review")),
        Parameter(
            name="owner",
            kind=Kind.LINE,
            flag=True,
            label=say("field-owner"),
            hint=say("hint-owner"),
            most_chars=OWNER_CHARS,
        ),
        Parameter(name="remind", kind=Kind.MOMENT, flag=True, label=say("field-remind"), hint=say("hint-remind")),
        Parameter(name="opens", kind=Kind.MOMENT, flag=True, label=say("field-opens"), hint=say("hint-opens")),
        Parameter(name="in", kind=Kind.CHANNELS, flag=True, label=say("field-in"), hint=say("hint-in")),
        Parameter(
            name="results",
            kind=Kind.CHOICE,
            flag=True,
            label=say("field-results"),
            choices=RESULTS,
            initial=ResultsShown.LIVE.value,
        ),
        Parameter(name="names", kind=Kind.TICK, flag=True, label=say("field-names"), hint=say("hint-names")),
        Parameter(name="secret", kind=Kind.TICK, flag=True, label=say("field-secret"), hint=say("hint-secret")),
        Parameter(name="final", kind=Kind.TICK, flag=True, label=say("field-final")),
        Parameter(name="early", kind=Kind.TICK, flag=True, label=say("field-early"), hint=say("hint-early")),
        Parameter(name="receipts", kind=Kind.TICK, flag=True, label=say("field-receipts"), hint=say("hint-receipts")),
        Parameter(name="draft", kind=Kind.TICK, flag=True, label=say("field-draft"), in_form=False, typed_only=True),
        Parameter(
            name="who",
            kind=Kind.LINE,
            flag=True,
            label=say("field-who"),
            hint=say("hint-who"),
            most_chars=WHO_CHARS,
        ),
        Parameter(name="fixed", kind=Kind.TICK, flag=True, label=say("field-fixed"), hint=say("hint-fixed")),
        Parameter(name="replaces", kind=Kind.HIDDEN, label=say("field-poll")),
    ),
)
