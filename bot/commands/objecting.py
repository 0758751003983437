"""/object: against a proposal by consent, and why; in one line, or by a form that says who will read it."""

from __future__ import annotations

from typing import Final

from bot.commands.arguments import explain
from bot.commands.call import Call
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.domain.conversation import AskForm, FieldKind, FormField, OfferCommand, Part, Reply, Say, Tone
from bot.domain.errors import BadInput, DomainError, NotFound
from bot.domain.objection import REASON_CHARS
from bot.domain.poll import Poll
from bot.domain.text import say
from bot.services.reasons import reasons_lines, reasons_of, warning_of
from bot.services.voting import receipt_words

MOST_TOLD: Final = 50
"""To those who organise."""


async def object_(call: Call) -> Reply:
    poll = await _meant(call)
    if poll is None:
        return await _offered(call)
    if not call.given("reason") and not call.from_form:
        call.services.objections.check(poll)
        return Reply((await _form(call, poll, await call.services.objections.own(call.actor, poll.id)),))
    reason = call.arguments.get("reason", "")
    if poll.rules.secret and not call.from_form:
        # it cannot be taken back, so it is kept only by who read that
        call.services.objections.check(poll)
        return Reply((await _form(call, poll, reason),))
    try:
        return await _object(call, poll, reason)
    except DomainError as error:
        if not call.from_form:
            raise
        return Reply((await _form(call, poll, reason, error=explain(error, call.actor.speech)),))


async def reasons_said(call: Call, poll: Poll) -> tuple[Say, ...]:
    """All that may be told, whole, for those who organise; where it is known that they may see the results."""
    async with call.services.work.reading() as work:
        lines = reasons_lines(await reasons_of(work, poll, MOST_TOLD), REASON_CHARS)
    return (Say("\n".join(map(call.say, lines)), Tone.INFO),) if lines else ()


async def _object(call: Call, poll: Poll, reason: str) -> Reply:
    request = call.request
    done = await call.services.objections.object(request.sender, request.channel, poll, reason, request.event)
    settled = done.settled
    lines = [call.say(receipt_words(settled.receipt, settled.poll, settled.spoken)), call.say(done.kept)]
    # where everyone reads it, a code would be anybody's
    if settled.receipt.code and not request.aloud:
        lines.append(call.say(say("receipt-code", code=settled.receipt.code)))
    return Reply((Say("\n".join(lines), Tone.DONE),))


async def _meant(call: Call) -> Poll | None:
    """The poll that was named, else the only one that takes objections; None where one has to be chosen first.

    Raises NotFound, and BadInput where a reason was given and several could be meant.
    """
    if call.text("poll"):
        return await call.poll(("open",))
    running = await call.services.objections.running(call.actor)
    if not running:
        raise NotFound(say("error-object-none"))
    if len(running) > 1 and call.given("reason"):
        raise BadInput(say("error-which-poll"), example=f"/object {running[0].id} {call.text('reason')[:60]}")
    return running[0] if len(running) == 1 else None


async def _offered(call: Call) -> Reply:
    parts: list[Part] = [call.info(say("object-which"))]
    parts += [
        OfferCommand(poll.question, f"/object {poll.id}") for poll in await call.services.objections.running(call.actor)
    ]
    return Reply(tuple(parts))


async def _form(call: Call, poll: Poll, reason: str, error: str = "") -> AskForm:
    return AskForm(
        command="object",
        title=call.say(say("form-object", question=poll.question)),
        fields=(
            FormField(name="poll", label=call.say(say("field-poll")), kind=FieldKind.HIDDEN, value=poll.id),
            FormField(
                name="reason",
                label=call.say(say("field-object")),
                kind=FieldKind.LINE,
                hint=call.say(warning_of(poll)),
                value=reason,
                required=True,
                most_chars=REASON_CHARS,
            ),
        ),
        submit=call.say(say("form-object-send")),
        error=error,
    )


OBJECT = Command(
    name="object",
    help=say("help-object"),
    usage=say("usage-object"),
    permission=Permission.ANYONE,
    run=object_,
    submit=say("form-object-send"),
    parameters=(
        Parameter(name="poll", kind=Kind.POLL, label=say("field-poll")),
        Parameter(
            name="reason",
            kind=Kind.LINE,
            label=say("field-object"),
            hint=say("hint-object"),
            required=True,
            most_chars=REASON_CHARS,
        ),
    ),
)
