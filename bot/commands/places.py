"""Commands about channels and languages, and the help."""

from __future__ import annotations

from bot.commands.call import Call
from bot.commands.forms import form_of
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.domain.community import Place
from bot.domain.conversation import Reply, Say, Tone
from bot.domain.errors import BadInput, NotAllowed, NotFound
from bot.domain.text import say
from bot.domain.wording import clean_line
from bot.locale.speech import LANGUAGES
from bot.services.platforms import platform_name
from bot.services.undelivered import trouble_words

TITLE_CHARS = 60
_LANGUAGES = {
    "it": "it",
    "italiano": "it",
    "italian": "it",
    "en": "en",
    "english": "en",
    "inglese": "en",
}


async def connect(call: Call) -> Reply:
    """Connect the room where this is typed, or a named one of the same platform; a web room is made where needed.

    `own`, or somebody who runs a place that belongs to no community yet, makes the place a community of its own.
    """
    name = clean_line(call.text("name")).removeprefix("#")[:TITLE_CHARS]
    here = call.request.place
    if here is not None and name == here.address:
        name = ""
    if not name and here is None:
        return Reply((call.info(say("connect-how")), await form_of(call)))
    own = call.ticked("own") or not call.actor.organises
    if own and (name or here is None):
        raise BadInput(say("error-own-here"), example="/connect --own")
    if name or here is None:
        here = await _named(call, name)
    if own:
        return await _found(call, here)
    await _may_settle(call, here)
    channel, is_new = await call.services.places.connect(here, call.actor.community.id)
    if not is_new:
        return Reply((call.info(say("already-connected", title=channel.title)),))
    if not name:
        return call.answer(say("done-connected-here", title=channel.title, option=call.option("in", "all")))
    return call.answer(
        say(
            "done-connected",
            title=channel.title,
            platform=platform_name(channel.platform),
            option=call.option("in", f"#{channel.address}"),
        )
    )


async def _found(call: Call, here: Place) -> Reply:
    """The place becomes a community of its own, and who asked for it its organiser."""
    founder = await call.services.access.found(call.actor, here)
    await call.services.places.connect(here, founder.community.id)
    done = say("done-founded", community=founder.community.name, title=here.title)
    return Reply((Say(founder.speech.say(done), Tone.DONE), Say(founder.speech.say(say("founded-next")), Tone.INFO)))


async def _may_settle(call: Call, here: Place) -> None:
    """The organiser of a community other than the operator's joins no place to it that is somebody else's.

    Raises NotAllowed.
    """
    if call.actor.community.id == call.services.access.home:
        return
    ground = await call.services.access.community_on(here)
    runs_it = call.request.manages and call.request.place is not None and call.request.place.site == here.site
    if ground is None and not runs_it:
        raise NotAllowed(say("error-not-your-place", title=here.title))


async def _named(call: Call, name: str) -> Place:
    platform = call.request.sender.platform
    adapter = call.services.adapters.get(platform)
    if adapter is None:
        raise NotFound(say("error-platform-off", platform=platform_name(platform)))
    address, title = await adapter.open_channel(name, call.request.place)
    return Place(platform, address, title)


async def disconnect(call: Call) -> Reply:
    """The channel that is named; where none is, the one this is typed in."""
    found = await call.channels("name") if call.text("name") or call.request.channel is not None else []
    if not call.text("name"):
        found = [channel for channel in found if channel.id == call.request.channel]
    if len(found) != 1:
        raise BadInput(say("error-disconnect-name"), example=call.say(call.command.usage))
    await call.services.places.disconnect(found[0])
    return call.answer(say("done-disconnected", title=found[0].title))


async def channels(call: Call) -> Reply:
    """The connected ones, then those that were lost, with the reason."""
    async with call.services.work.reading() as work:
        known = await work.channels.of_community(call.actor.community.id)
        lost = await work.channels.lost(call.actor.community.id)
    lines = [call.say(say("channels-title"))] if known else [call.say(say("error-no-channel"))]
    lines += [
        call.say(
            say(
                "channels-line",
                title=channel.title,
                address=channel.address,
                platform=platform_name(channel.platform),
                here=call.say(say("channels-here")) if channel.id == call.request.channel else "",
            )
        ).rstrip()
        for channel in known
    ]
    if lost:
        lines.append(call.say(say("channels-lost-title")))
    lines += [
        call.say(
            say(
                "channels-lost-line",
                title=channel.title,
                address=channel.address,
                platform=platform_name(channel.platform),
                reason=trouble_words(channel.trouble),
            )
        )
        for channel in lost
    ]
    return Reply((Say("\n".join(lines), Tone.INFO),))


async def language(call: Call) -> Reply:
    wanted = call.text("language").lower()
    if not wanted:
        current = call.say(say("language-name-it") if call.actor.speech.language == "it" else say("language-name-en"))
        return Reply((call.info(say("language-now", language=current)),))
    if wanted not in _LANGUAGES:
        raise BadInput(say("error-language"), part=wanted[:40], example="/language it")
    chosen = _LANGUAGES[wanted]
    whole = call.ticked("community")
    if whole and not call.actor.owns:
        raise NotAllowed(say("error-owners-only"))
    await call.services.access.choose_language(call.actor, chosen, whole_community=whole)
    spoken = (
        await call.services.access.recognise(call.request.sender, call.request.place, call.request.channel)
    ).speech
    return Reply((Say(spoken.say(say("done-language-community") if whole else say("done-language")), Tone.DONE),))


async def help_(call: Call) -> Reply:
    """All commands that this person may use; or one of them, with a line that works."""
    name = call.text("command").removeprefix("/").lower()
    if name:
        command = call.registry.get(name)
        if command is None or not call.actor.role.covers(command.permission.least):
            raise NotFound(say("error-command-unknown", name=name[:40]))
        return Reply((Say(_about(call, command), Tone.INFO),))
    lines = [call.say(say("help-title"))]
    lines += [
        call.say(say("help-line", name=command.name, help=call.say(command.help)))
        for command in call.registry.open_to(call.actor.role)
    ]
    lines.append(call.say(say("help-more")))
    return Reply((Say("\n".join(lines), Tone.INFO),))


def _about(call: Call, command: Command) -> str:
    lines = [call.say(say("help-line", name=command.name, help=call.say(command.help)))]
    lines.append(call.say(say("help-usage", usage=call.usage(command))))
    for parameter in command.parameters:
        label = call.say(parameter.label)
        if not call.request.named and parameter.flag:
            lines.append(call.say(say("help-flag", name=parameter.name, label=label)))
        elif call.request.named and parameter.kind is not Kind.HIDDEN and not parameter.typed_only:
            lines.append(call.say(say("help-option", name=parameter.name, label=label)))
    return "\n".join(lines)


_NAME = Parameter(name="name", kind=Kind.LINE, label=say("field-channel"), required=True, most_chars=TITLE_CHARS)
CONNECT = Command(
    name="connect",
    help=say("help-connect"),
    usage=say("usage-connect"),
    permission=Permission.FOUNDER,
    run=connect,
    parameters=(_NAME, Parameter(name="own", kind=Kind.TICK, flag=True, label=say("field-own"), in_form=False)),
)
DISCONNECT = Command(
    name="disconnect",
    help=say("help-disconnect"),
    usage=say("usage-disconnect"),
    permission=Permission.ORGANISER,
    run=disconnect,
    parameters=(_NAME,),
)
CHANNELS = Command(
    name="channels",
    help=say("help-channels"),
    usage=say("usage-channels"),
    permission=Permission.ANYONE,
    run=channels,
)
LANGUAGE = Command(
    name="language",
    help=say("help-language"),
    usage=say("usage-language"),
    permission=Permission.ANYONE,
    run=language,
    parameters=(
        Parameter(
            name="language",
            kind=Kind.CHOICE,
            label=say("field-language"),
            choices=tuple(zip(LANGUAGES, (say("language-name-en"), say("language-name-it")), strict=True)),
        ),
        Parameter(name="community", kind=Kind.TICK, flag=True, label=say("field-community")),
    ),
)
HELP = Command(
    name="help",
    help=say("help-help"),
    usage=say("usage-help"),
    permission=Permission.ANYONE,
    run=help_,
    parameters=(Parameter(name="command", kind=Kind.LINE, label=say("field-command")),),
)
