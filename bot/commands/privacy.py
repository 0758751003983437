"""/privacy, /mydata and /forget: what is kept about somebody, all of it to take away, and none of it any more."""

from __future__ import annotations

from bot.commands.call import Call, Services
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.domain.conversation import OfferCommand, Part, Reply, Say, SendFile, Tone
from bot.domain.text import say
from bot.locale.speech import Speech

_YES = frozenset({"yes", "sì", "si"})


async def privacy(call: Call) -> Reply:
    words = notice(call.services, call.actor.community.name, call.actor.speech)
    parts: list[Part] = [Say(words, Tone.INFO)]
    if not call.request.aloud:
        parts.append(OfferCommand(call.say(say("offer-my-data")), "/mydata"))
        parts.append(OfferCommand(call.say(say("offer-forget")), "/forget"))
    return Reply(tuple(parts))


def notice(services: Services, community: str, spoken: Speech) -> str:
    """Who keeps what, why, how long as it is set, and what one can do about it."""
    kept = services.kept
    texts = [say("privacy-what", community=community)]
    if kept.words:
        texts.append(say("privacy-words-kept", months=kept.words))
    if kept.voters:
        texts.append(say("privacy-voters-kept", months=kept.voters))
    texts += [say("privacy-secret-polls"), say("privacy-platform"), say("privacy-rights")]
    if services.privacy_contact:
        texts.append(say("privacy-contact", contact=services.privacy_contact))
    return "\n\n".join(spoken.say(text) for text in texts)


async def my_data(call: Call) -> Reply:
    content = await call.services.privacy.data(call.actor)
    return Reply((call.info(say("mydata-here")), SendFile("ascolto-my-data.json", "application/json", content)))


async def forget(call: Call) -> Reply:
    """Asked first, since nobody can take it back."""
    if call.text("sure").lower() not in _YES:
        return Reply(
            (call.info(say("forget-ask")), OfferCommand(call.say(say("offer-forget-me")), "/forget yes", risky=True))
        )
    done = await call.services.privacy.forget(call.actor, call.request.event)
    return call.answer(say("done-forgotten", withdrawn=done.withdrawn, detached=done.detached, words=done.words))


PRIVACY = Command(
    name="privacy",
    help=say("help-privacy"),
    usage=say("usage-privacy"),
    permission=Permission.ANYONE,
    run=privacy,
)
MY_DATA = Command(
    name="mydata",
    help=say("help-mydata"),
    usage=say("usage-mydata"),
    permission=Permission.ANYONE,
    run=my_data,
)
FORGET = Command(
    name="forget",
    help=say("help-forget"),
    usage=say("usage-forget"),
    permission=Permission.ANYONE,
    run=forget,
    parameters=(Parameter(name="sure", kind=Kind.LINE, label=say("field-sure"), most_chars=10),),
)
