"""What the bot says when it meets somebody: in a room it was added to, or in private for the first time."""

from __future__ import annotations

from bot.commands.call import Call, Services
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.domain.community import Identity, Place
from bot.domain.conversation import OfferCommand, Part, Reply, Say, Tone
from bot.domain.text import say


async def welcome(services: Services, place: Place, by: Identity, missing: tuple[str, ...], *, manages: bool) -> Reply:
    """To who added the bot to a room: an organiser may connect it, anyone else learns who can."""
    actor = await services.access.recognise(by, place)
    spoken = actor.speech
    known = await services.places.find(place)
    connected = known is not None and known.connected
    may_found = manages and actor.on_free_ground and services.other_communities
    lines = []
    if connected:
        lines.append(spoken.say(say("welcome-connected", title=place.title)))
    elif actor.organises and known is not None:
        lines.append(spoken.say(say("welcome-again", title=place.title)))
    elif actor.organises:
        lines.append(spoken.say(say("welcome-connect", title=place.title)))
    elif may_found:
        lines.append(spoken.say(say("welcome-founder", title=place.title)))
    else:
        lines.append(spoken.say(say("welcome-stranger", title=place.title)))
    if missing:
        lines.append(spoken.say(say("welcome-missing", rights=missing)))
    parts: list[Part] = [Say("\n".join(lines), Tone.INFO)]
    if not connected and (actor.organises or may_found):
        # named, since the button may be pressed in a private chat
        parts.append(OfferCommand(spoken.say(say("offer-connect", title=place.title)), f"/connect {place.address}"))
    return Reply(tuple(parts))


async def start(call: Call) -> Reply:
    """The first words in private: what this is, and how to begin. With a one-time code: what it is good for."""
    if call.text("code"):
        entered = await call.services.codes.enter(call.text("code"), call.request.sender)
        return Reply((Say(call.say(entered.text), Tone.ERROR if entered.role is None else Tone.DONE),))
    lines = [call.say(say("start-what", community=call.actor.community.name))]
    if call.actor.organises:
        lines.append(call.say(say("start-organiser", example=call.usage(call.registry.get("poll")))))
    lines.append(call.say(say("start-voter")))
    lines.append(call.say(say("privacy-first")))
    adapter = call.services.adapters.get(call.actor.person.platform)
    # in private only: what is typed in a room is no wish to be written to
    if call.request.channel is None and call.request.place is None and adapter is not None and adapter.private:
        joined = await call.services.subscribing.started(call.actor)
        lines.append(call.say(say("start-subscribed") if joined else say("start-unsubscribed")))
    return Reply((Say("\n\n".join(lines), Tone.INFO),))


START = Command(
    name="start",
    help=say("help-start"),
    usage=say("usage-start"),
    permission=Permission.ANYONE,
    run=start,
    parameters=(Parameter(name="code", kind=Kind.LINE, label=say("field-code"), most_chars=100),),
    listed=False,
)
