"""/invite: a list of people in, a list with a link for each of them out."""

from __future__ import annotations

from bot.commands.call import Call
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.domain.conversation import Reply, SendFile
from bot.domain.text import say


async def invite(call: Call) -> Reply:
    poll = await call.poll(("open", "scheduled"))
    people = call.arguments.get("people", "")
    guests = await call.services.invitations.invite(poll, people, call.actor.speech, call.request.event)
    parts = [call.done(say("done-invited", count=guests.made, question=poll.question))]
    if guests.used:
        parts.append(call.info(say("invited-used", count=guests.used)))
    if guests.broken:
        parts.append(call.info(say("invited-broken", count=guests.broken)))
    return Reply((*parts, SendFile(f"{poll.id}-invitations.csv", "text/csv", guests.file)))


INVITE = Command(
    name="invite",
    help=say("help-invite"),
    usage=say("usage-invite"),
    permission=Permission.ORGANISER,
    run=invite,
    form_when_bare=True,
    submit=say("form-invite"),
    parameters=(
        Parameter(name="poll", kind=Kind.POLL, label=say("field-poll")),
        Parameter(
            name="people",
            kind=Kind.LINES,
            label=say("field-people"),
            hint=say("hint-people"),
            required=True,
            file=".csv",
        ),
    ),
)
