"""A command's parameters as a guided form, in the reader's language."""

from __future__ import annotations

from bot.commands.call import Call
from bot.commands.registry import Kind, Parameter
from bot.domain.conversation import AskForm, FieldKind, FormField
from bot.domain.ids import PollId
from bot.domain.poll import Closed
from bot.domain.text import say

_KINDS = {
    Kind.POLL: FieldKind.CHOICE,
    Kind.LINE: FieldKind.LINE,
    Kind.LINES: FieldKind.LINES,
    Kind.MOMENT: FieldKind.LINE,
    Kind.NUMBER: FieldKind.LINE,
    Kind.TICK: FieldKind.TICK,
    Kind.CHOICE: FieldKind.CHOICE,
    Kind.CHANNELS: FieldKind.CHOICE,
    Kind.HIDDEN: FieldKind.HIDDEN,
}
_LOOKED_OVER = 50
POLLS_OFFERED = 25
"""Discord's most entries in a menu, the shortest of the platforms."""


async def form_of(call: Call, *, error: str = "") -> AskForm:
    """The form of `call.command`, filled with what was already given."""
    command = call.command
    fields = [await _field(call, parameter) for parameter in command.parameters if parameter.in_form]
    return AskForm(
        command=command.name,
        title=call.say(command.help),
        fields=tuple(field for field in fields if field.kind is not FieldKind.HIDDEN or field.value),
        submit=call.say(command.submit or say("form-send")),
        error=error,
    )


async def _field(call: Call, parameter: Parameter) -> FormField:
    return FormField(
        name=parameter.name,
        label=call.say(parameter.label),
        kind=_KINDS[parameter.kind],
        hint=call.say(parameter.hint) if parameter.hint is not None else "",
        value=call.arguments.get(parameter.name, "" if call.from_form else parameter.initial),
        choices=await _choices(call, parameter),
        required=parameter.required,
        most_chars=parameter.most_chars,
        file=parameter.file,
    )


async def _choices(call: Call, parameter: Parameter) -> tuple[tuple[str, str], ...]:
    if parameter.kind is Kind.CHANNELS:
        async with call.services.work.reading() as work:
            known = await work.channels.of_community(call.actor.community.id)
        here = [channel for channel in known if channel.id == call.request.channel]
        others = [channel for channel in known if channel.id != call.request.channel]
        first = (("", call.say(say("form-here", title=here[0].title))),) if here else ()
        everywhere = (("all", call.say(say("form-everywhere"))),) if len(known) > 1 else ()
        return (*first, *everywhere, *((f"#{channel.address}", channel.title) for channel in others))
    if parameter.decisions:
        return await _decisions(call, parameter)
    if parameter.kind is Kind.POLL:
        async with call.services.work.reading() as work:
            polls = await work.polls.recent(call.actor.community.id, limit=POLLS_OFFERED, states=("open", "scheduled"))
        return tuple((poll.id, poll.question) for poll in polls)
    return tuple((value, call.say(label)) for value, label in parameter.choices)


async def _decisions(call: Call, parameter: Parameter) -> tuple[tuple[str, str], ...]:
    """The latest that are closed, and the one that was named."""
    named = call.arguments.get(parameter.name, "").removeprefix("#").lower()
    async with call.services.work.reading() as work:
        latest = await work.follow_ups.log(call.actor.community.id, limit=_LOOKED_OVER)
        polls = [await work.polls.get(PollId(each.subject)) for each in latest]
    offered = [poll for poll in polls if poll.id == named or isinstance(poll.state, Closed)]
    offered.sort(key=lambda poll: poll.id != named)
    return tuple((poll.id, poll.question) for poll in offered[:POLLS_OFFERED])
