"""/decisions: what was decided here, and what became of it."""

from __future__ import annotations

from typing import Final

from bot.commands.call import Call
from bot.commands.following_up import STAGE_WORDS
from bot.commands.registry import Command, Kind, Parameter, Permission
from bot.commands.repeating import OFF
from bot.domain.conversation import OfferCommand, Part, Reply, Say, Tone
from bot.domain.decision_log import LoggedDecision, Wanted
from bot.domain.errors import BadInput
from bot.domain.ids import PersonId
from bot.domain.text import say
from bot.services.followup_words import STAGES

_ON: Final = frozenset({"on", "acceso", "sì", "si"})
_MINE: Final = frozenset({"mine", "mie"})
_WAITING: Final = frozenset({"waiting", "attesa"})


async def decisions(call: Call) -> Reply:
    """`/decisions`, `/decisions planned`, `/decisions mine`, `/decisions waiting`."""
    word, before = call.text("which").lower(), call.named_poll("before")
    wanted = Wanted(
        stage=STAGE_WORDS.get(word),
        owners=await _accounts(call) if word in _MINE else frozenset(),
        unanswered=word in _WAITING,
        before=before,
    )
    if word and word not in STAGE_WORDS and word not in _MINE | _WAITING:
        raise BadInput(say("error-stage-word", stages=tuple(STAGES.values())), part=word[:40])
    page = await call.services.decision_log.page(call.actor.community.id, call.actor.speech.language, wanted)
    if not page.rows:
        return Reply((call.info(say("decisions-none-such") if word or before else say("decisions-none")),))
    blocks = [_told(call, row) for row in page.rows]
    if call.actor.community.id == call.services.access.home:
        # the pages are the operator's own community's
        blocks.append(call.say(say("decisions-where", link=f"{call.services.public_url}/decisions")))
    parts: list[Part] = [Say("\n\n".join(blocks), Tone.INFO)]
    if page.earlier is not None:
        line = f"/decisions {word} --before {page.earlier}".replace("  ", " ")
        parts.append(OfferCommand(call.say(say("offer-earlier")), line))
    return Reply(tuple(parts))


def _told(call: Call, row: LoggedDecision) -> str:
    title = call.say(say("decisions-line", id=row.poll, question=row.question))
    return "\n".join((title, row.outcome, " · ".join((row.stage, *row.facts))))


async def _accounts(call: Call) -> frozenset[PersonId]:
    async with call.services.work.reading() as work:
        return frozenset(account.id for account in await work.links.accounts(call.actor.person.id))


async def monthly(call: Call) -> Reply:
    """`/monthly on` and `off`, for the room where it is typed or those that are named; bare: what it would say now."""
    word = call.text("switch").lower()
    if not word:
        return await _preview(call)
    if word not in _ON and word not in OFF:
        raise BadInput(say("error-monthly"), part=word[:40])
    rooms = await call.channels("in")
    at = await call.services.monthly.switch(call.actor.community, rooms, call.request.event, on=word in _ON)
    titles = tuple(f"#{room.title}" for room in rooms)
    done = say("done-monthly-on", rooms=titles, at=at) if at is not None else say("done-monthly-off", rooms=titles)
    return call.answer(done)


async def _preview(call: Call) -> Reply:
    text = await call.services.monthly.preview(call.actor.community, call.actor.speech)
    room = call.request.channel
    at = await call.services.monthly.next_at(room) if room is not None else None
    stands = say("monthly-is-on", at=at) if at is not None else say("monthly-is-off")
    return Reply((call.info(say("monthly-empty")) if not text else Say(text, Tone.INFO), call.info(stands)))


MONTHLY = Command(
    name="monthly",
    help=say("help-monthly"),
    usage=say("usage-monthly"),
    permission=Permission.OWNER,
    run=monthly,
    parameters=(
        Parameter(
            name="switch",
            kind=Kind.CHOICE,
            label=say("field-monthly"),
            choices=(("on", say("monthly-on")), ("off", say("monthly-off"))),
        ),
        Parameter(name="in", kind=Kind.CHANNELS, flag=True, label=say("field-in"), hint=say("hint-in")),
    ),
)
DECISIONS = Command(
    name="decisions",
    help=say("help-decisions"),
    usage=say("usage-decisions"),
    permission=Permission.ANYONE,
    run=decisions,
    parameters=(
        Parameter(name="which", kind=Kind.LINE, label=say("field-which"), hint=say("hint-which"), most_chars=20),
        Parameter(name="before", kind=Kind.POLL, flag=True, label=say("field-before"), in_form=False),
    ),
)
