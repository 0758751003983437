"""Commands about broadcasts, a poll or outcome told in private to everybody who subscribed; and subscribing itself."""

from __future__ import annotations

from bot.commands.call import Call
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.domain.broadcast import BroadcastKind, Standing
from bot.domain.conversation import OfferCommand, Reply, Say, Tone
from bot.domain.errors import BadInput, NotFound
from bot.domain.poll import Poll
from bot.domain.text import Text, say
from bot.services.broadcast_words import leg_words, next_steps, standing_reply, state_words, time_left, title
from bot.services.platforms import platform_name

MEANT = ("open", "closed")


async def subscribe(call: Call) -> Reply:
    platform = call.actor.person.platform
    adapter = call.services.adapters.get(platform)
    if adapter is None or adapter.private is None:
        return Reply((call.info(say("subscribe-not-here", platform=platform_name(platform))),))
    new = await call.services.subscribing.join(call.actor)
    community = call.actor.community.name
    return call.answer(
        say("done-subscribed", community=community) if new else say("already-subscribed", community=community)
    )


async def unsubscribe(call: Call) -> Reply:
    left = await call.services.subscribing.leave(call.actor)
    return call.answer(say("done-unsubscribed") if left else say("already-unsubscribed"))


async def broadcast(call: Call) -> Reply:
    """What would be told to how many, and how long that takes; nothing is sent before it is confirmed."""
    poll = await _meant(call)
    preview = await call.services.broadcasts.preview(poll.id, call.actor, call.request.channel)
    kind = preview.broadcast.kind
    question = preview.poll.question
    lines = [
        call.say(
            say("broadcast-preview-poll", question=question)
            if kind is BroadcastKind.POLL
            else say("broadcast-preview-outcome", question=question)
        )
    ]
    rates = {name: each.private.per_second for name, each in call.services.adapters.items() if each.private is not None}
    for platform, count in preview.recipients.items():
        span = time_left({platform: count}, rates)
        name = platform_name(platform)
        lines.append(
            call.say(
                say("broadcast-preview-platform", platform=name, people=count, span=span)
                if span is not None
                else say("broadcast-preview-off", platform=name, people=count)
            )
        )
    if kind is BroadcastKind.POLL:
        lines.append(call.say(say("broadcast-preview-voted")))
    if preview.earlier:
        lines.append(call.say(say("broadcast-preview-again", at=preview.earlier[0].created_at)))
    start = f"/broadcasts start {preview.broadcast.id}"
    return Reply((Say("\n".join(lines), Tone.INFO), OfferCommand(call.say(say("offer-broadcast-start")), start)))


async def broadcasts(call: Call) -> Reply:
    """Without words: all of them. With one's number: how it stands; with a verb before it: do that."""
    words = call.text("what").replace("|", " ").split()
    match [word.lower() for word in words]:
        case []:
            return await _list(call)
        case [number]:
            return await _show(call, await call.services.broadcasts.standing(number, call.actor))
        case ["start", number]:
            started = await call.services.broadcasts.start(number, call.actor, call.request.event)
            return Reply((call.done(say("done-broadcast-started", people=started.recipients)),))
        case ["pause", number]:
            return await _show(call, await call.services.broadcasts.pause(number, call.actor, call.request.event))
        case ["resume", number]:
            return await _show(call, await call.services.broadcasts.resume(number, call.actor, call.request.event))
        case ["cancel", number]:
            return await _show(call, await call.services.broadcasts.cancel(number, call.actor, call.request.event))
    raise BadInput(say("error-broadcast-what"), part=call.text("what")[:40])


async def _meant(call: Call) -> Poll:
    """The poll that was named; else the one that runs, or else the last that closed."""
    if call.text("poll"):
        return await call.poll(MEANT)
    try:
        return await call.poll(("open",))
    except NotFound:
        return await call.poll(("closed",))


async def _list(call: Call) -> Reply:
    found = await call.services.broadcasts.recent(call.actor)
    if not found:
        return Reply((call.info(say("broadcasts-none")),))
    lines: list[str] = []
    offers: list[OfferCommand] = []
    for standing in found:
        lines += [call.say(title(standing.broadcast, await _poll_of(call, standing)))]
        lines += [f"  {call.say(words)}" for words in _in_short(standing)]
        if standing.broadcast.state.is_under_way and not offers:
            offers += next_steps(standing.broadcast, call.actor.speech)
    return Reply((Say("\n".join(lines), Tone.INFO), *offers))


def _in_short(standing: Standing) -> list[Text]:
    return [state_words(standing.broadcast), *(leg_words(leg) for leg in standing.legs)]


async def _show(call: Call, standing: Standing) -> Reply:
    return standing_reply(standing, await _poll_of(call, standing), call.actor.speech, None)


async def _poll_of(call: Call, standing: Standing) -> Poll:
    async with call.services.work.reading() as work:
        return await work.polls.get(standing.broadcast.poll)


SUBSCRIBE = Command(
    name="subscribe",
    help=say("help-subscribe"),
    usage=say("usage-subscribe"),
    permission=Permission.ANYONE,
    run=subscribe,
)
UNSUBSCRIBE = Command(
    name="unsubscribe",
    help=say("help-unsubscribe"),
    usage=say("usage-unsubscribe"),
    permission=Permission.ANYONE,
    run=unsubscribe,
)
BROADCAST = Command(
    name="broadcast",
    help=say("help-broadcast"),
    usage=say("usage-broadcast"),
    permission=Permission.ORGANISER,
    run=broadcast,
    parameters=(Parameter(name="poll", kind=Kind.POLL, label=say("field-poll")),),
)
BROADCASTS = Command(
    name="broadcasts",
    help=say("help-broadcasts"),
    usage=say("usage-broadcasts"),
    permission=Permission.ORGANISER,
    run=broadcasts,
    parameters=(
        Parameter(name="what", kind=Kind.LINE, label=say("field-broadcast"), hint=say("hint-broadcast"), most_chars=60),
    ),
)
