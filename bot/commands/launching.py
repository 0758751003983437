"""/poll and what leads to a launch: in one line, or by a form with a preview."""

from __future__ import annotations

from bot.commands.call import Call
from bot.commands.forms import form_of
from bot.commands.previewing import put_elsewise, shown_where
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.domain.community import Channel
from bot.domain.conversation import OfferCommand, Part, Reader, Reply, Say, ShowCard, Tone
from bot.domain.errors import BadInput, NotFound, WrongState
from bot.domain.ids import PollId
from bot.domain.poll import (
    DESCRIPTION_CHARS,
    MAX_OPTIONS,
    QUESTION_CHARS,
    Draft,
    Electorate,
    ElectorateKind,
    Poll,
    ResultsShown,
    Rules,
    Scheduled,
    Secrecy,
)
from bot.domain.text import say
from bot.services.polls import NewPoll

RESULTS = (
    (ResultsShown.LIVE.value, say("form-results-live")),
    (ResultsShown.AFTER_VOTE.value, say("form-results-after-vote")),
    (ResultsShown.AT_CLOSE.value, say("form-results-at-close")),
)
_RESULT_WORDS = {
    **{shown.value: shown for shown in ResultsShown},
    "after": ResultsShown.AFTER_VOTE,
    "dopo": ResultsShown.AFTER_VOTE,
    "close": ResultsShown.AT_CLOSE,
    "chiusura": ResultsShown.AT_CLOSE,
    "subito": ResultsShown.LIVE,
}


async def poll(call: Call) -> Reply:
    """Launch at once from a typed line; from the form, keep a draft and show its preview."""
    new = _asked_for(call)
    channels = await call.channels("in")
    opens_at = call.opening("opens")
    if call.from_form or call.ticked("draft"):
        replaced = PollId(call.text("replaces")) if call.text("replaces") else None
        draft = await call.services.polls.draft(new, call.actor.person.id, opens_at, call.request.event, replaced)
        return await _preview(call, draft, channels)
    launched = await call.services.polls.launch(
        new, call.actor.person.id, [channel.id for channel in channels], opens_at, call.request.event
    )
    return await _launched(call, launched, channels)


async def launch(call: Call) -> Reply:
    draft = await call.poll(("draft",))
    channels = await call.channels("in")
    opens_at = call.opening("opens")
    launched = await call.services.polls.launch_draft(
        draft.id, [channel.id for channel in channels], opens_at, call.request.event
    )
    return await _launched(call, launched, channels)


async def discard(call: Call) -> Reply:
    draft = await call.poll(("draft",))
    await call.services.polls.discard_draft(draft.id, call.actor.person.id, call.request.event)
    return call.answer(say("done-discarded", question=draft.question))


async def edit(call: Call) -> Reply:
    """The form of /poll again, filled with a draft's values."""
    draft = await call.poll(("draft",))
    if not isinstance(draft.state, Draft):
        raise WrongState(say("error-already-launched"))
    command = call.registry.get("poll")
    if command is None:
        raise NotFound(say("error-command-unknown", name="poll"))
    form_call = Call(
        services=call.services,
        registry=call.registry,
        command=command,
        request=call.request,
        actor=call.actor,
        arguments=_as_arguments(draft, call),
        from_form=True,
    )
    return Reply((await form_of(form_call),))


def _asked_for(call: Call) -> NewPoll:
    if not call.text("question"):
        raise BadInput(say("error-question-empty"), example=call.say(call.command.usage))
    # how long it stays open counts from the opening, a time to close at is said as of now
    closes_at = call.deadline("until") or call.deadline("for", since=call.opening("opens"))
    if call.given("until") and call.given("for"):
        raise BadInput(say("error-until-and-for"), part=f"--for {call.text('for')}")
    return NewPoll(
        community=call.actor.community.id,
        question=call.text("question"),
        options=call.lines("options"),
        description=call.arguments.get("about", ""),
        closes_at=closes_at,
        native=call.ticked("native"),
        rules=Rules(
            most_choices=call.number("multi", least=1, most=MAX_OPTIONS) or 1,
            secrecy=Secrecy.NAMED if call.ticked("names") else Secrecy.OWNER,
            results=_results(call),
            may_change=not call.ticked("final"),
            may_add_options=call.ticked("add"),
            electorate=_electorate(call),
        ),
    )


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


def _as_arguments(draft: Poll, call: Call) -> dict[str, str]:
    rules, electorate = draft.rules, draft.rules.electorate
    values: dict[str, str | None] = {
        "question": draft.question,
        "options": "\n".join(option.label for option in draft.options),
        "about": draft.description,
        "multi": str(rules.most_choices) if rules.multiple else None,
        "results": rules.results.value,
        "names": "yes" if rules.secrecy is Secrecy.NAMED else None,
        "final": None if rules.may_change else "yes",
        "add": "yes" if rules.may_add_options else None,
        "native": "yes" if draft.native else None,
        "until": draft.closes_at.astimezone(call.zone).strftime("%Y-%m-%d %H:%M") if draft.closes_at else None,
        "opens": call.text("opens") or None,
        "in": call.text("in") or None,
        "eligible": str(electorate.size) if electorate.kind is ElectorateKind.CENSUS else None,
        "sample": str(electorate.size) if electorate.kind is ElectorateKind.RANDOM_INVITATION else None,
        "replaces": draft.id,
    }
    return {name: value for name, value in values.items() if value}


async def _preview(call: Call, draft: Poll, channels: list[Channel]) -> Reply:
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
    return Reply(
        (
            Say("\n".join(lines), Tone.INFO),
            ShowCard(card),
            OfferCommand(call.say(say("offer-launch")), f"/launch {draft.id}{rest}"),
            OfferCommand(call.say(say("offer-edit")), f"/edit {draft.id}{rest}"),
            OfferCommand(call.say(say("offer-discard")), f"/discard {draft.id}", risky=True),
        )
    )


async def _launched(call: Call, poll: Poll, channels: list[Channel]) -> Reply:
    names = tuple(f"#{channel.title}" for channel in channels)
    link = f"{call.services.public_url}/p/{poll.id}"
    if isinstance(poll.state, Scheduled):
        text = say("done-scheduled", channels=names, at=poll.state.opens_at, link=link, id=poll.id)
    elif poll.closes_at is not None:
        text = say("done-launched-until", channels=names, at=poll.closes_at, link=link, id=poll.id)
    else:
        text = say("done-launched", channels=names, link=link, id=poll.id)
    parts: list[Part] = [call.done(text)]
    elsewise = await put_elsewise(call, poll, channels)
    if elsewise:
        parts.append(Say("\n".join(elsewise), Tone.INFO))
    if not isinstance(poll.state, Scheduled):
        parts.append(OfferCommand(call.say(say("offer-close")), f"/close {poll.id}", risky=True))
    parts.append(OfferCommand(call.say(say("offer-cancel")), f"/cancel {poll.id}", risky=True))
    return Reply(tuple(parts))


_WHERE = Parameter(name="in", kind=Kind.CHANNELS, flag=True, label=say("field-in"), hint=say("hint-in"))
_OPENS = Parameter(name="opens", kind=Kind.MOMENT, flag=True, label=say("field-opens"), hint=say("hint-opens"))
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
        Parameter(name="about", kind=Kind.LINE, flag=True, label=say("field-about"), most_chars=DESCRIPTION_CHARS),
        Parameter(name="multi", kind=Kind.NUMBER, flag=True, label=say("field-multi"), hint=say("hint-multi")),
        Parameter(
            name="results",
            kind=Kind.CHOICE,
            flag=True,
            label=say("field-results"),
            choices=RESULTS,
            initial=ResultsShown.LIVE.value,
        ),
        Parameter(name="hide", kind=Kind.TICK, flag=True, label=say("form-results-at-close"), in_form=False),
        Parameter(name="until", kind=Kind.MOMENT, flag=True, label=say("field-until"), hint=say("hint-until")),
        Parameter(name="for", kind=Kind.MOMENT, flag=True, label=say("field-for"), in_form=False),
        _OPENS,
        _WHERE,
        Parameter(name="names", kind=Kind.TICK, flag=True, label=say("field-names"), hint=say("hint-names")),
        Parameter(name="final", kind=Kind.TICK, flag=True, label=say("field-final")),
        Parameter(name="add", kind=Kind.TICK, flag=True, label=say("field-add")),
        Parameter(name="native", kind=Kind.TICK, flag=True, label=say("field-native"), hint=say("hint-native")),
        Parameter(name="eligible", kind=Kind.NUMBER, flag=True, label=say("field-eligible"), hint=say("hint-eligible")),
        Parameter(name="sample", kind=Kind.NUMBER, flag=True, label=say("field-sample"), hint=say("hint-sample")),
        Parameter(name="draft", kind=Kind.TICK, flag=True, label=say("field-draft"), in_form=False),
        Parameter(name="replaces", kind=Kind.HIDDEN, label=say("field-poll")),
    ),
)
LAUNCH = Command(
    name="launch",
    help=say("help-launch"),
    usage=say("usage-launch"),
    permission=Permission.ORGANISER,
    run=launch,
    parameters=(_DRAFT, _WHERE, _OPENS),
    listed=False,
)
EDIT = Command(
    name="edit",
    help=say("help-edit"),
    usage=say("usage-edit"),
    permission=Permission.ORGANISER,
    run=edit,
    parameters=(_DRAFT, _WHERE, _OPENS),
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
