"""/poll and what leads to a launch: in one line, or by a form with a preview."""

from __future__ import annotations

from bot.commands import poll_parameters as shared
from bot.commands.asked import as_arguments, asked_for
from bot.commands.call import Call
from bot.commands.decided import decision_as_arguments
from bot.commands.forms import form_of
from bot.commands.previewing import put_elsewise, shown_where
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.commands.repeating import begin
from bot.commands.who import as_typed, for_electors
from bot.domain.community import Channel
from bot.domain.conversation import OfferCommand, Part, Reader, Reply, Say, ShowCard, Tone
from bot.domain.errors import NotFound, WrongState
from bot.domain.ids import PollId
from bot.domain.poll import QUESTION_CHARS, Draft, Poll, Scheduled
from bot.domain.text import say


async def poll(call: Call) -> Reply:
    """Launch at once from a typed line; from the form, keep a draft and show its preview."""
    new = asked_for(call)
    channels = await call.channels("in")
    new = await for_electors(call, new, channels)
    if call.given("every"):
        return await begin(call, new, channels)
    opens_at = call.opening("opens")
    if call.from_form or call.ticked("draft"):
        replaced = PollId(call.text("replaces")) if call.text("replaces") else None
        draft = await call.services.drafts.keep(new, call.actor.person.id, opens_at, call.request.event, replaced)
        return await preview(call, draft, channels)
    launched = await call.services.polls.launch(
        new, call.actor.person.id, [channel.id for channel in channels], opens_at, call.request.event
    )
    return await launched_words(call, launched, channels)


async def launch(call: Call) -> Reply:
    draft = await call.poll(("draft",))
    channels = await call.channels("in")
    opens_at = call.opening("opens")
    launched = await call.services.polls.launch_draft(
        draft.id, [channel.id for channel in channels], opens_at, call.request.event
    )
    return await launched_words(call, launched, channels)


async def discard(call: Call) -> Reply:
    draft = await call.poll(("draft",))
    await call.services.drafts.discard(draft.id, call.actor.person.id, call.request.event)
    return call.answer(say("done-discarded", question=draft.question))


async def edit(call: Call) -> Reply:
    """The form of /poll again, filled with a draft's values."""
    draft = await call.poll(("draft",))
    if not isinstance(draft.state, Draft):
        raise WrongState(say("error-already-launched"))
    binds = draft.rules.counting.binds
    name = "decide" if binds else "poll"
    command = call.registry.get(name)
    if command is None:
        raise NotFound(say("error-command-unknown", name=name))
    promised = decision_as_arguments(draft) | await _promise(call, draft) if binds else {}
    form_call = Call(
        services=call.services,
        registry=call.registry,
        command=command,
        request=call.request,
        actor=call.actor,
        arguments=_filled({**as_arguments(draft, call), **await _electors(call, draft), **promised}),
        from_form=True,
    )
    return Reply((await form_of(form_call),))


def _filled(arguments: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in arguments.items() if value}


async def _promise(call: Call, draft: Poll) -> dict[str, str]:
    """Whose decision it is to be, and when it is looked at again."""
    promise = await call.services.decisions.promise(draft.id)
    if promise is None:
        return {}
    review = promise.review_at.astimezone(call.zone).strftime("%Y-%m-%d %H:%M") if promise.review_at else ""
    return {"owner": str(promise.owner), "review": review}


async def _electors(call: Call, draft: Poll) -> dict[str, str]:
    async with call.services.work.reading() as work:
        rooms = await work.channels.of_community(call.actor.community.id)
    who, fixed = as_typed(draft.rules.eligibility, {room.id: room.address for room in rooms})
    return {**({"who": who} if who else {}), **({"fixed": "yes"} if fixed else {})}


async def preview(call: Call, draft: Poll, channels: list[Channel]) -> Reply:
    """The card as it will look, what each channel makes of it, and the buttons that go on."""
    card = await call.services.reading.card(draft.id, Reader(sender=call.request.sender))
    opens_at = call.opening("opens")
    lines = [call.say(say("preview-title")), *await shown_where(call, draft, channels, opens_at)]
    rest = f" --in {', '.join(f'#{channel.address}' for channel in channels)}"
    if opens_at is not None:
        rest += f" --opens {call.text('opens')}"
        lines.append(call.say(say("preview-opens", at=opens_at)))
    if draft.closes_at is not None:
        lines.append(call.say(say("preview-closes", at=draft.closes_at)))
    if draft.remind_at is not None:
        lines.append(call.say(say("preview-remind", at=draft.remind_at)))
    return Reply(
        (
            Say("\n".join(lines), Tone.INFO),
            ShowCard(card),
            OfferCommand(call.say(say("offer-launch")), f"/launch {draft.id}{rest}"),
            OfferCommand(call.say(say("offer-edit")), f"/edit {draft.id}{rest}"),
            OfferCommand(call.say(say("offer-discard")), f"/discard {draft.id}", risky=True),
        )
    )


async def launched_words(call: Call, poll: Poll, channels: list[Channel]) -> Reply:
    names = tuple(f"#{channel.title}" for channel in channels)
    link = f"{call.services.public_url}/p/{poll.id}"
    if isinstance(poll.state, Scheduled):
        text = say("done-scheduled", channels=names, at=poll.state.opens_at, link=link, id=poll.id)
    elif poll.closes_at is not None:
        text = say("done-launched-until", channels=names, at=poll.closes_at, link=link, id=poll.id)
    else:
        text = say("done-launched", channels=names, link=link, id=poll.id)
    parts: list[Part] = [call.done(text)]
    if poll.remind_at is not None:
        parts.append(call.info(say("done-reminded", at=poll.remind_at)))
    elsewise = await put_elsewise(call, poll, channels)
    if elsewise:
        parts.append(Say("\n".join(elsewise), Tone.INFO))
    if not isinstance(poll.state, Scheduled):
        parts.append(OfferCommand(call.say(say("offer-close")), f"/close {poll.id}", risky=True))
    parts.append(OfferCommand(call.say(say("offer-cancel")), f"/cancel {poll.id}", risky=True))
    return Reply(tuple(parts))


_DRAFT = Parameter(name="poll", kind=Kind.POLL, label=say("field-poll"), required=True)

POLL = Command(
    name="poll",
    help=say("help-poll"),
    usage=say("usage-poll"),
    permission=Permission.ORGANISER,
    run=poll,
    form_when_bare=True,
    submit=say("form-preview"),
    parameters=(
        Parameter(
            name="question", kind=Kind.LINE, label=say("field-question"), required=True, most_chars=QUESTION_CHARS
        ),
        Parameter(name="options", kind=Kind.LINES, label=say("field-options"), hint=say("hint-options"), required=True),
        shared.ABOUT,
        Parameter(name="multi", kind=Kind.NUMBER, flag=True, label=say("field-multi"), hint=say("hint-multi")),
        shared.RESULTS_SHOWN,
        Parameter(name="hide", kind=Kind.TICK, flag=True, label=say("form-results-at-close"), in_form=False),
        shared.UNTIL,
        shared.FOR,
        shared.REMIND,
        Parameter(name="every", kind=Kind.MOMENT, flag=True, label=say("field-every"), in_form=False),
        shared.OPENS,
        shared.WHERE,
        shared.NAMES,
        shared.SECRET,
        shared.FINAL_VOTES,
        Parameter(name="add", kind=Kind.TICK, flag=True, label=say("field-add")),
        shared.RECEIPTS,
        Parameter(name="native", kind=Kind.TICK, flag=True, label=say("field-native"), hint=say("hint-native")),
        shared.ELIGIBLE,
        Parameter(name="sample", kind=Kind.NUMBER, flag=True, label=say("field-sample"), hint=say("hint-sample")),
        shared.AS_DRAFT,
        shared.WHO,
        shared.FIXED,
        shared.REPLACES,
    ),
)
LAUNCH = Command(
    name="launch",
    help=say("help-launch"),
    usage=say("usage-launch"),
    permission=Permission.ORGANISER,
    run=launch,
    parameters=(_DRAFT, shared.WHERE, shared.OPENS),
    listed=False,
)
EDIT = Command(
    name="edit",
    help=say("help-edit"),
    usage=say("usage-edit"),
    permission=Permission.ORGANISER,
    run=edit,
    parameters=(_DRAFT, shared.WHERE, shared.OPENS),
    listed=False,
)
DISCARD = Command(
    name="discard",
    help=say("help-discard"),
    usage=say("usage-discard"),
    permission=Permission.ORGANISER,
    run=discard,
    parameters=(_DRAFT,),
    listed=False,
)
