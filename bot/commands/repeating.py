"""Commands about times to come: remind before the close, ask again and again, list what is repeated, end it."""

from __future__ import annotations

from typing import Final, assert_never

from bot.commands.call import Call
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.commands.when_rhythm import parse_rhythm, parse_span
from bot.domain.community import Channel
from bot.domain.conversation import OfferCommand, Reply, Say, Tone
from bot.domain.errors import BadInput, NotFound
from bot.domain.ids import RepeatId, is_poll_id
from bot.domain.repeat import Repeat
from bot.domain.rhythm import LAST_DAY, Every, Rhythm
from bot.domain.text import Text, say
from bot.services.asking import NewPoll, NewRepeat

RUNNING: Final = ("open", "scheduled")
OFF: Final = frozenset({"off", "no", "never", "none", "mai", "niente", "basta"})
_UNFIT: Final = ("until", "opens", "draft")
"""What one poll may have and a rhythm may not."""

_WEEKDAYS: Final = (
    say("weekday-monday"),
    say("weekday-tuesday"),
    say("weekday-wednesday"),
    say("weekday-thursday"),
    say("weekday-friday"),
    say("weekday-saturday"),
    say("weekday-sunday"),
)


async def remind(call: Call) -> Reply:
    """`/remind POLL 2h`: so long before the close; `off`: not at all."""
    words = call.text("before")
    if not words:
        raise BadInput(say("error-remind-when"), example=call.say(call.command.usage))
    poll = await call.poll(RUNNING)
    before = None if words.lower() in OFF else call.length("before")
    reminded = await call.services.polls.remind(poll.id, before, call.request.event)
    if reminded.remind_at is None:
        return call.answer(say("done-remind-off", question=reminded.question))
    return call.answer(say("done-remind", question=reminded.question, at=reminded.remind_at))


async def begin(call: Call, new: NewPoll, channels: list[Channel]) -> Reply:
    """/poll with a rhythm: nothing is launched now, the first poll comes when the rhythm comes round."""
    unfit = next((name for name in _UNFIT if call.given(name)), None)
    if unfit is not None:
        raise BadInput(say("error-every-alone"), part=f"--{unfit}", example="--every monday 10:00 --for 2d")
    repeat = await call.services.repeats.begin(
        NewRepeat(
            asked=new,
            channels=[channel.id for channel in channels],
            rhythm=parse_rhythm(call.text("every"), call.now, call.zone),
            runs_for=parse_span(call.text("for"), "for") if call.text("for") else None,
        ),
        call.actor.person.id,
        call.request.event,
    )
    done = say(
        "done-repeat",
        rhythm=rhythm_words(repeat.rhythm),
        channels=tuple(f"#{channel.title}" for channel in channels),
        at=repeat.next_at,
        id=repeat.id,
    )
    return Reply((call.done(done), OfferCommand(call.say(say("offer-stop")), f"/stop {repeat.id}", risky=True)))


async def repeats(call: Call) -> Reply:
    """What is repeated, each with its next run."""
    running = await call.services.repeats.running(call.actor.community.id)
    if not running:
        return Reply((call.info(say("repeats-none", option=call.option("every", call.say(say("example-every"))))),))
    async with call.services.work.reading() as work:
        titles = {
            channel: (await work.channels.get(channel)).title for repeat in running for channel in repeat.channels
        }
    lines = [
        call.say(
            say(
                "repeats-line",
                question=repeat.question,
                rhythm=rhythm_words(repeat.rhythm),
                channels=tuple(f"#{titles[channel]}" for channel in repeat.channels),
                at=repeat.next_at,
                id=repeat.id,
            )
        )
        for repeat in running
    ]
    return Reply((Say("\n".join(lines), Tone.INFO),))


async def stop(call: Call) -> Reply:
    """The one that was named, or the only one there is."""
    raw = call.text("repeat").removeprefix("#").lower()
    number = RepeatId(raw) if raw else await _only_one(call)
    if not is_poll_id(number):
        raise NotFound(say("error-repeat-unknown", id=raw[:40]))
    ended: Repeat = await call.services.repeats.end(number, call.actor.community.id, call.request.event)
    return call.answer(say("done-stop", question=ended.question))


async def _only_one(call: Call) -> RepeatId:
    running = await call.services.repeats.running(call.actor.community.id)
    if not running:
        raise NotFound(say("repeats-none", option=call.option("every", call.say(say("example-every")))))
    if len(running) > 1:
        raise BadInput(say("error-which-repeat"), example=f"/stop {running[0].id}")
    return running[0].id


def rhythm_words(rhythm: Rhythm) -> Text:
    at = f"{rhythm.at:%H:%M}"
    match rhythm.every:
        case Every.DAY:
            return say("rhythm-day", at=at)
        case Every.WEEK:
            return say("rhythm-week", weekday=_WEEKDAYS[rhythm.day], at=at)
        case Every.MONTH if rhythm.day == LAST_DAY:
            return say("rhythm-last-day", at=at)
        case Every.MONTH:
            return say("rhythm-month", day=rhythm.day, at=at)
        case never:
            assert_never(never)


REMIND = Command(
    name="remind",
    help=say("help-remind"),
    usage=say("usage-remind"),
    permission=Permission.MODERATOR,
    run=remind,
    form_when_bare=True,
    parameters=(
        Parameter(name="poll", kind=Kind.POLL, label=say("field-poll"), required=True),
        Parameter(
            name="before", kind=Kind.MOMENT, label=say("field-remind"), hint=say("hint-remind-off"), required=True
        ),
    ),
)
REPEATS = Command(
    name="repeats", help=say("help-repeats"), usage=say("usage-repeats"), permission=Permission.ORGANISER, run=repeats
)
STOP = Command(
    name="stop",
    help=say("help-stop"),
    usage=say("usage-stop"),
    permission=Permission.ORGANISER,
    run=stop,
    parameters=(Parameter(name="repeat", kind=Kind.LINE, label=say("field-repeat")),),
)
